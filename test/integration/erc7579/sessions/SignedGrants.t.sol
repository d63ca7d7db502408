// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {ISessionRegistry} from "../../../../contracts/interfaces/ISessionRegistry.sol";
import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {SessionNode} from "../../../../contracts/types/SessionNode.sol";
import {Grant, Grants} from "../../../utils/Grants.sol";
import {Policies} from "../../../utils/Policies.sol";
import {Session, Sessions} from "../../../utils/Sessions.sol";
import {TreeBuilder} from "../../../utils/TreeBuilder.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice Grants that the account has signed, and that come with the first op of a session.
abstract contract SignedGrantsTest is SessionOps {
    using Grants for Grant;
    using Sessions for Session;
    using Sessions for Session[];

    bytes private constant PUBLISHED = "what the sessions are";

    /* GRANTS */

    function _grantOf(bytes32 root) private view returns (Grant memory) {
        return Grant(address(account), root, PUBLISHED, validator.epochOf(address(account)));
    }

    function _digest(Grant memory grant) private view returns (bytes32) {
        return grant.digest(block.chainid, address(validator));
    }

    /// @dev By the owner, as the account takes it.
    function _ownerSigns(bytes32 digest) private view returns (bytes memory) {
        return kit.erc1271Signature(address(account), owner.key, digest);
    }

    function _goodGrant(bytes32 root) private view returns (bytes memory) {
        return _ownerSigns(_digest(_grantOf(root)));
    }

    /// @dev An op that brings a grant along.
    function _opWith(
        bytes memory grantSignature,
        bytes32[] memory chainProof,
        bytes memory published,
        Session memory session,
        bytes32[] memory proof
    ) private view returns (PackedUserOperation memory op) {
        op = _signed(_sessionOp(_approve(spender, 1)), session, proof);
        op.signature = Grants.wire(chainProof, published, grantSignature, op.signature);
    }

    function _opWith(bytes memory grantSignature, Session memory session)
        private
        view
        returns (PackedUserOperation memory)
    {
        return _opWith(grantSignature, _direct(), PUBLISHED, session, _direct());
    }

    function _firstOp(Session memory session) private view returns (PackedUserOperation memory) {
        return _opWith(_goodGrant(session.leaf()), session);
    }

    function _firstOpOf(Session[] memory sessions, uint256 index) private view returns (PackedUserOperation memory) {
        return
            _opWith(
                _goodGrant(sessions.nativeRoot()), _direct(), PUBLISHED, sessions[index], sessions.nativeProof(index)
            );
    }

    function _tree() private view returns (Session[] memory) {
        return _treeAround(_approveSession(), 2, 5);
    }

    function _invalid(bytes32 root) private view returns (bytes memory) {
        return _invalid(root, _digest(_grantOf(root)));
    }

    function _invalid(bytes32 root, bytes32 digest) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionValidation.GrantSignatureInvalid.selector, root, digest);
    }

    function _assertGrantInvalid(bytes memory grantSignature) private {
        _assertSessionRefused(_opWith(grantSignature, _approveSession()), _invalid(_approveSession().leaf()));
        assertEq(_statusOf(_approveSession().leaf()), 0);
    }

    function _statusOf(bytes32 root) private view returns (uint256) {
        return validator.statusOf(SessionNode.wrap(root), address(account));
    }

    /* WITH THE FIRST OP */

    function test_RunsWithoutAGrantTransaction() public {
        PackedUserOperation memory op = _firstOp(_approveSession());
        vm.expectEmit(address(validator));
        emit ISessionRegistry.SessionsGranted(
            address(account), SessionNode.wrap(_approveSession().leaf()), 0, PUBLISHED
        );
        _assertRuns(op);
        assertEq(token.allowance(address(account), spender), 1);
        assertEq(_statusOf(_approveSession().leaf()), 1);
    }

    function test_RunsInATreeThatWasSigned() public {
        _assertRuns(_firstOpOf(_tree(), 2));
        // The others are live with it, and need no grant.
        key = makeAccount("session key");
        _assertRuns(_useOf(_tree(), 2));
    }

    function testFuzz_TheGrantPublishesAnything(bytes memory published) public {
        Grant memory grant = _grantOf(_approveSession().leaf());
        grant.sessions = published;
        _assertRuns(_opWith(_ownerSigns(_digest(grant)), _direct(), published, _approveSession(), _direct()));
    }

    /// @dev The second op with the same grant finds it live.
    function test_RunsAgainWithTheSameGrant() public {
        bytes memory grant = _goodGrant(_approveSession().leaf());
        _assertRuns(_opWith(grant, _approveSession()));
        _assertRuns(_opWith(grant, _approveSession()));
        _assertRuns(_use(_approveSession()));
    }

    /// @dev What is live needs no signature: ops sent side by side do not depend on which comes first.
    function testFuzz_ALiveGrantNeedsNoSignature(bytes memory anything) public {
        _makeLive(_approveSession());
        _assertRuns(_opWith(anything, _approveSession()));
    }

    function test_TwoOpsOfOneBundleBringTheSameGrant() public {
        bytes memory grant = _goodGrant(_approveSession().leaf());
        PackedUserOperation[] memory ops = new PackedUserOperation[](2);
        for (uint16 lane; lane < 2; ++lane) {
            ops[lane] = _signed(_op(address(validator), lane, _approve(spender, lane + 1)), _approveSession());
            ops[lane].signature = Grants.wire(_direct(), PUBLISHED, grant, ops[lane].signature);
        }
        vm.prank(bundler, bundler);
        entryPoint.handleOps(ops, bundler);
        assertEq(token.allowance(address(account), spender), 2);
    }

    /// @dev The wire inside is any other: here one that names periods.
    function test_APolicyWithPeriodsComesWithItsGrant() public {
        bytes memory rules = abi.encodePacked(Policies.eq(spender), Policies.sum(0));
        bytes[] memory entries = Policies.list(Policies.permission(address(token), token.approve.selector, "", rules));
        bytes[] memory budgets = Policies.list(Policies.budget(Policies.SUM, "id", 100, 1_799_999_500, 1_000));
        Session memory session = _policySession(Policies.policy(key.addr, budgets, entries));

        PackedUserOperation memory op = _sessionOp(_approve(spender, 60));
        bytes memory wire = session.periodWire(_direct(), new uint32[](1), _signature(key.key, op));
        op.signature = Grants.wire(_direct(), PUBLISHED, _goodGrant(session.leaf()), wire);
        _assertRuns(op);
        bytes32 counter = keccak256(
            abi.encodePacked(uint8(Policies.SUM | 0x80), bytes16("id"), uint48(1_799_999_500), uint32(1_000), uint32(0))
        );
        assertEq(validator.spentOf(counter, address(account)), 60);
    }

    /// @dev A bundle whose op is refused reverts whole, and with it the grant.
    function test_NothingIsStoredWhen_TheSessionsSignatureIsWrong() public {
        PackedUserOperation memory op = _sessionOp(_approve(spender, 1));
        bytes memory wire = _approveSession().nativeWire(_direct(), _signature(stranger.key, op));
        op.signature = Grants.wire(_direct(), PUBLISHED, _goodGrant(_approveSession().leaf()), wire);
        _assertSignatureRefused(op);
        assertEq(_statusOf(_approveSession().leaf()), 0);
        _assertSessionRefused(_use(_approveSession()), _notGranted(_approveSession()));
    }

    function test_NothingIsStoredWhen_TheSessionDoesNotAllowTheOp() public {
        PackedUserOperation memory op = _signed(_sessionOp(_approve(stranger.addr, 1)), _approveSession());
        op.signature = Grants.wire(_direct(), PUBLISHED, _goodGrant(_approveSession().leaf()), op.signature);
        _assertNeverRuns(op);
        assertEq(_statusOf(_approveSession().leaf()), 0);
    }

    /* REPLAYED ELSEWHERE */

    function test_RevertWhen_TheGrantIsOfAnotherAccountOfTheOwner() public {
        bytes memory grant = _goodGrant(_approveSession().leaf());
        account = _createAccount(owner.addr);
        _install(address(validator), "");
        _assertGrantInvalid(grant);
    }

    function testFuzz_RevertWhen_TheGrantIsOfAnotherChain(uint64 chainId) public {
        vm.assume(chainId != block.chainid && chainId != 0);
        bytes memory grant = _goodGrant(_approveSession().leaf());
        vm.chainId(chainId);
        _assertGrantInvalid(grant);
    }

    function test_RevertWhen_TheGrantIsOfAnotherRegistry() public {
        bytes memory grant = _goodGrant(_approveSession().leaf());
        validator = _deployValidator([address(policyModule), address(approveModule), address(transferModule)]);
        _install(address(validator), "");
        _assertGrantInvalid(grant);
    }

    function testFuzz_RevertWhen_TheGrantIsOfAnotherEpoch(uint256 epoch) public {
        vm.assume(epoch != 0);
        Grant memory grant = _grantOf(_approveSession().leaf());
        grant.epoch = epoch;
        _assertGrantInvalid(_ownerSigns(_digest(grant)));
    }

    function testFuzz_RevertWhen_TheGrantIsOfAnotherRoot(bytes32 root) public {
        vm.assume(root != _approveSession().leaf());
        _assertGrantInvalid(_goodGrant(root));
    }

    /* REPLAYED LATER */

    function test_RevertGiven_TheSessionWasRevokedBeforeItsFirstUse() public {
        _revoke(_approveSession());
        _assertSessionRefused(_firstOp(_approveSession()), _grantDead(_approveSession().leaf()));
        _assertSessionRefused(_firstOpOf(_tree(), 2), _dead(_approveSession()));
        // Nor has the tree come to life by the way.
        assertEq(_statusOf(_tree().nativeRoot()), 0);
    }

    function test_RevertGiven_TheSessionWasRevokedAfterwards() public {
        PackedUserOperation memory op = _firstOp(_approveSession());
        _assertRuns(op);
        bytes memory grant = _goodGrant(_approveSession().leaf());
        _assertRuns(_firstOpOf(_tree(), 2));
        _revoke(_approveSession());
        _assertSessionRefused(_opWith(grant, _approveSession()), _grantDead(_approveSession().leaf()));
        _assertSessionRefused(_firstOpOf(_tree(), 2), _dead(_approveSession()));
    }

    function test_RevertGiven_TheGrantWasRevoked() public {
        _revokeGrant(_tree().nativeRoot());
        _assertSessionRefused(_firstOpOf(_tree(), 2), _grantDead(_tree().nativeRoot()));
        _assertRuns(_firstOp(_approveSession()));
        _revokeGrant(_approveSession().leaf());
        _assertSessionRefused(_firstOp(_approveSession()), _grantDead(_approveSession().leaf()));
    }

    function test_RevertGiven_AllWereRevoked() public {
        bytes memory unused = _goodGrant(_approveSession().leaf());
        bytes memory used = _goodGrant(_tree().nativeRoot());
        _assertRuns(_opWith(used, _direct(), PUBLISHED, _approveSession(), _tree().nativeProof(2)));
        _revokeAll();
        _assertGrantInvalid(unused);
        _assertSessionRefused(
            _opWith(used, _direct(), PUBLISHED, _approveSession(), _tree().nativeProof(2)),
            _invalid(_tree().nativeRoot())
        );
        // Signed anew, it is granted anew.
        _assertRuns(_firstOp(_approveSession()));
    }

    function test_RevertGiven_TheValidatorWasUninstalled() public {
        bytes memory unused = _goodGrant(_approveSession().leaf());
        _uninstall(address(validator), "");
        _assertNeverRuns(_opWith(unused, _approveSession()));
        _install(address(validator), "");
        _assertGrantInvalid(unused);
    }

    /* ANOTHER'S WORD */

    function testFuzz_RevertWhen_ThePublishedSessionsAreChanged(bytes memory published) public {
        vm.assume(keccak256(published) != keccak256(PUBLISHED));
        Grant memory grant = _grantOf(_approveSession().leaf());
        grant.sessions = published;
        _assertSessionRefused(
            _opWith(_goodGrant(grant.root), _direct(), published, _approveSession(), _direct()),
            _invalid(grant.root, _digest(grant))
        );
    }

    function test_RevertWhen_TheOwnerIsAnother() public {
        bytes32 digest = _digest(_grantOf(_approveSession().leaf()));
        _assertGrantInvalid(kit.erc1271Signature(address(account), stranger.key, digest));
    }

    /// @dev Neither bare nor through the validator: a session key cannot grant itself more.
    function test_RevertWhen_TheSessionKeySignsTheGrant() public {
        _makeLive(_transferSession());
        bytes32 digest = _digest(_grantOf(_approveSession().leaf()));
        _assertGrantInvalid(kit.erc1271Signature(address(account), key.key, digest));

        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key.key, kit.erc1271Hash(address(account), digest));
        bytes memory signature = abi.encodePacked(r, s, v);
        _assertGrantInvalid(signature);
        _assertGrantInvalid(kit.erc1271Wrap(address(validator), signature));
        _assertGrantInvalid(kit.erc1271Wrap(address(validator), _transferSession().nativeWire(_direct(), signature)));
    }

    function testFuzz_RevertWhen_TheGrantsSignatureIsAnything(bytes memory anything) public {
        _assertGrantInvalid(anything);
    }

    /// @dev The op's own bytes are no grant, whoever signed the op.
    function test_RevertWhen_AnOpsSignatureIsTheGrant() public {
        PackedUserOperation memory op = _ownerOp(_approve(spender, 1));
        _assertGrantInvalid(op.signature);
        _assertGrantInvalid(kit.erc1271Wrap(address(kit.ownerValidator()), op.signature));
    }

    /* MANY CHAINS */

    function _chains() private pure returns (uint64[3] memory) {
        return [uint64(31_337), 10, 8_453];
    }

    /// @dev What the owner signs once for three chains: leaves, the same root of sessions on each.
    function _chainLeaves(bytes32 root) private view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](3);
        for (uint256 i; i < 3; ++i) {
            leaves[i] = Grants.leaf(_grantOf(root).digest(_chains()[i], address(validator)));
        }
    }

    /// @dev An account signs in its own way on each chain, and some bind that to the chain: the owner's signature is made where it
    /// is used, over the one digest.
    function _multichainOp(bytes32[] memory leaves, bytes32[] memory chainProof, Session memory session)
        private
        view
        returns (PackedUserOperation memory)
    {
        bytes memory grantSignature = _ownerSigns(Grants.multichainDigest(TreeBuilder.root(leaves)));
        return _opWith(grantSignature, chainProof, PUBLISHED, session, _direct());
    }

    function test_OneGrantForManyChains() public {
        bytes32[] memory leaves = _chainLeaves(_approveSession().leaf());
        for (uint256 i; i < 3; ++i) {
            uint256 before = vm.snapshotState();
            vm.chainId(_chains()[i]);
            for (uint256 j; j < 3; ++j) {
                if (i == j) continue;
                _assertSessionRefused(
                    _multichainOp(leaves, TreeBuilder.proof(leaves, j), _approveSession()),
                    _invalid(_approveSession().leaf())
                );
            }
            _assertRuns(_multichainOp(leaves, TreeBuilder.proof(leaves, i), _approveSession()));
            assertEq(_statusOf(_approveSession().leaf()), 1);
            vm.revertToState(before);
        }
    }

    /// @dev The very same bytes on all of them, unless the account binds what its owner signs to the chain, as Kernel does: there the
    /// owner signs once for each.
    function test_OneSignatureForManyChains() public {
        bytes32[] memory leaves = _chainLeaves(_approveSession().leaf());
        bytes32 digest = Grants.multichainDigest(TreeBuilder.root(leaves));
        bytes memory grantSignature = _ownerSigns(digest);
        bytes32 signed = kit.erc1271Hash(address(account), digest);
        for (uint256 i; i < 3; ++i) {
            uint256 before = vm.snapshotState();
            vm.chainId(_chains()[i]);
            PackedUserOperation memory op =
                _opWith(grantSignature, TreeBuilder.proof(leaves, i), PUBLISHED, _approveSession(), _direct());
            if (kit.erc1271Hash(address(account), digest) == signed) _assertRuns(op);
            else _assertSessionRefused(op, _invalid(_approveSession().leaf()));
            vm.revertToState(before);
        }
    }

    function testFuzz_RevertWhen_TheChainIsNotInTheTree(uint64 chainId) public {
        vm.assume(chainId != 31_337 && chainId != 10 && chainId != 8_453 && chainId != 0);
        bytes32[] memory leaves = _chainLeaves(_approveSession().leaf());
        vm.chainId(chainId);
        for (uint256 j; j < 3; ++j) {
            _assertSessionRefused(
                _multichainOp(leaves, TreeBuilder.proof(leaves, j), _approveSession()),
                _invalid(_approveSession().leaf())
            );
        }
    }

    function testFuzz_RevertWhen_TheChainProofIsAnother(bytes32[] memory chainProof) public {
        vm.assume(chainProof.length != 0 && chainProof.length <= 32);
        bytes32[] memory leaves = _chainLeaves(_approveSession().leaf());
        _assertSessionRefused(_multichainOp(leaves, chainProof, _approveSession()), _invalid(_approveSession().leaf()));
    }

    /// @dev A leaf that was hashed once too little, and a chain's digest as an inner node.
    function test_RevertWhen_ATreeHoldsBareDigests() public {
        bytes32 root = _approveSession().leaf();
        bytes32[] memory bare = new bytes32[](3);
        for (uint256 i; i < 3; ++i) {
            bare[i] = _grantOf(root).digest(_chains()[i], address(validator));
        }
        _assertSessionRefused(_multichainOp(bare, TreeBuilder.proof(bare, 0), _approveSession()), _invalid(root));
    }

    function test_RevertWhen_TheChainProofIsCutShort() public {
        bytes32 root = _approveSession().leaf();
        bytes32[] memory leaves = _chainLeaves(root);
        bytes32[] memory proof = TreeBuilder.proof(leaves, 0);
        assertEq(proof.length, 2);
        bytes32[] memory cut = new bytes32[](1);
        for (uint256 i; i < 2; ++i) {
            cut[0] = proof[i];
            _assertSessionRefused(_multichainOp(leaves, cut, _approveSession()), _invalid(root));
        }
        // Without any it is not the signature of many chains that is looked for.
        _assertSessionRefused(_multichainOp(leaves, _direct(), _approveSession()), _invalid(root));
    }

    /// @dev Nor is one chain's signature one of many.
    function test_RevertWhen_OneChainsSignatureComesWithAProof() public {
        bytes32 root = _approveSession().leaf();
        bytes32[] memory proof = TreeBuilder.proof(_chainLeaves(root), 0);
        _assertSessionRefused(_opWith(_goodGrant(root), proof, PUBLISHED, _approveSession(), _direct()), _invalid(root));
    }

    function testFuzz_RevertWhen_TheChainProofIsTooLong(uint256 length) public {
        bytes32[] memory proof = new bytes32[](bound(length, 33, 255));
        _assertSessionRefused(
            _opWith("", proof, PUBLISHED, _approveSession(), _direct()),
            abi.encodeWithSelector(ISessionRegistry.ProofTooLong.selector, proof.length)
        );
    }

    /// @dev A tree of chains is not a tree of sessions: what is signed for one cannot be read as the other.
    function test_RevertWhen_ATreeOfSessionsIsSignedAsATreeOfChains() public {
        bytes32 root = _tree().nativeRoot();
        bytes memory grantSignature = _ownerSigns(Grants.multichainDigest(root));
        _assertSessionRefused(
            _opWith(grantSignature, _direct(), PUBLISHED, _approveSession(), _tree().nativeProof(2)), _invalid(root)
        );
    }
}

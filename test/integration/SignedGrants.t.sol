// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {Grant, Grants} from "../utils/Grants.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {TreeBuilder} from "../utils/TreeBuilder.sol";
import {Journey} from "./Journey.t.sol";

/// @notice Grants that a Biconomy account has signed, and that come with the first op of a session.
contract SignedGrantsTest is Journey {
    using Grants for Grant;
    using Sessions for Session;
    using Sessions for Session[];

    bytes private constant PUBLISHED = "what the sessions are";

    /* GRANTS */

    function _grantOf(bytes32 root) private view returns (Grant memory) {
        return Grant(address(account), root, PUBLISHED, registry.epochOf(address(account)));
    }

    function _digest(Grant memory grant) private view returns (bytes32) {
        return grant.digest(block.chainid, address(registry));
    }

    /// @dev Through the account's own module for its owner, as ERC-1271 takes it.
    function _signedBy(Account memory signer, bytes32 digest) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(signer.key, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", digest)));
        return abi.encode(abi.encodePacked(r, s, v), ecdsaModule);
    }

    function _goodGrant(bytes32 root) private view returns (bytes memory) {
        return _signedBy(owner, _digest(_grantOf(root)));
    }

    function _opWith(
        bytes memory grantSignature,
        bytes32[] memory chainProof,
        bytes memory published,
        bytes32[] memory proof
    ) private view returns (UserOperation memory op) {
        op = _op(_single(_mintCall()));
        op.verificationGasLimit = 1_000_000;
        bytes memory wire = _mintSession().nativeWire(proof, _sign(key, op));
        op.signature = abi.encode(Grants.wire(chainProof, published, grantSignature, wire), address(registry));
    }

    function _opWith(bytes memory grantSignature) private view returns (UserOperation memory) {
        return _opWith(grantSignature, _direct(), PUBLISHED, _direct());
    }

    function _firstOp() private view returns (UserOperation memory) {
        return _opWith(_goodGrant(_mintSession().leaf()));
    }

    function _tree() private view returns (Session[] memory) {
        return _treeAround(_mintSession(), 2, 5);
    }

    function _firstOpOfTree() private view returns (UserOperation memory) {
        return _opWith(_goodGrant(_tree().nativeRoot()), _direct(), PUBLISHED, _tree().nativeProof(2));
    }

    function _invalid(bytes32 root) private view returns (bytes memory) {
        return abi.encodeWithSelector(ISessionValidation.GrantSignatureInvalid.selector, root, _digest(_grantOf(root)));
    }

    function _assertGrantInvalid(bytes memory grantSignature) private {
        _assertRefused(_opWith(grantSignature), _invalid(_mintSession().leaf()));
    }

    function _grantDead(bytes32 root) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root);
    }

    function _dead() private view returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.SessionDead.selector, _mintSession().id());
    }

    function _statusOf(bytes32 root) private view returns (uint256) {
        return registry.statusOf(SessionNode.wrap(root), address(account));
    }

    function _revoke() private {
        vm.prank(address(account));
        registry.revokeSession(SessionId.wrap(_mintSession().id()));
    }

    /* WITH THE FIRST OP */

    function test_RunsWithoutAGrantTransaction() public {
        UserOperation memory op = _firstOp();
        vm.expectEmit(address(registry));
        emit ISessionRegistry.SessionsGranted(address(account), SessionNode.wrap(_mintSession().leaf()), 0, PUBLISHED);
        _assertRuns(op);
        assertEq(nft.balanceOf(recipient, TOKEN_ID), 1);
        assertEq(_statusOf(_mintSession().leaf()), 1);
    }

    function test_RunsAgainWithTheSameGrant() public {
        bytes memory grant = _goodGrant(_mintSession().leaf());
        _assertRuns(_opWith(grant));
        _assertRuns(_opWith(grant));
        _assertRuns(_signed(_op(_single(_mintCall())), _mintSession(), _direct()));
    }

    function test_RunsInATreeThatWasSigned() public {
        _assertRuns(_firstOpOfTree());
        _assertRuns(_signed(_op(_single(_mintCall())), _mintSession(), _tree().nativeProof(2)));
    }

    function test_NothingIsStoredWhen_TheSessionsSignatureIsWrong() public {
        UserOperation memory op = _firstOp();
        op.callGasLimit += 1;
        _assertEntryPointRefuses(op, "AA24 signature error");
        assertEq(_statusOf(_mintSession().leaf()), 0);
    }

    /// @dev A grant is for native trees: Biconomy's tree is set by the account alone.
    function test_RevertWhen_AGrantHoldsBiconomysWire() public {
        UserOperation memory op = _op(_single(_mintCall()));
        bytes memory wire = _mintSession().biconomyWire(_direct(), _sign(key, op));
        bytes memory grant = _goodGrant(_mintSession().id());
        op.signature = abi.encode(Grants.wire(_direct(), PUBLISHED, grant, wire), address(registry));
        _assertRefused(op, abi.encodeWithSelector(ISessionValidation.WireVersionUnknown.selector, uint8(0)));
    }

    /* REPLAYED ELSEWHERE */

    function test_RevertWhen_TheGrantIsOfAnotherAccountOfTheOwner() public {
        bytes memory grant = _goodGrant(_mintSession().leaf());
        account = _accountAt(owner.addr, 1);
        _enable(address(registry));
        _assertGrantInvalid(grant);
    }

    function testFuzz_RevertWhen_TheGrantIsOfAnotherChain(uint64 chainId) public {
        vm.assume(chainId != block.chainid && chainId != 0);
        bytes memory grant = _goodGrant(_mintSession().leaf());
        vm.chainId(chainId);
        _assertGrantInvalid(grant);
    }

    function test_RevertWhen_TheGrantIsOfAnotherRegistry() public {
        bytes memory grant = _goodGrant(_mintSession().leaf());
        registry = _deployRegistry([address(policyModule), address(approveModule), address(transferModule)]);
        _enable(address(registry));
        _assertGrantInvalid(grant);
    }

    function testFuzz_RevertWhen_TheGrantIsOfAnotherRootOrEpoch(bytes32 root, uint256 epoch) public {
        Grant memory grant = _grantOf(root);
        grant.epoch = epoch;
        vm.assume(root != _mintSession().leaf() || epoch != 0);
        _assertGrantInvalid(_signedBy(owner, _digest(grant)));
    }

    /* REPLAYED LATER */

    function test_RevertGiven_TheSessionWasRevokedBeforeItsFirstUse() public {
        _revoke();
        _assertRefused(_firstOp(), _grantDead(_mintSession().leaf()));
        _assertRefused(_firstOpOfTree(), _dead());
        assertEq(_statusOf(_tree().nativeRoot()), 0);
    }

    function test_RevertGiven_TheSessionWasRevokedAfterwards() public {
        _assertRuns(_firstOp());
        _assertRuns(_firstOpOfTree());
        _revoke();
        _assertRefused(_firstOp(), _grantDead(_mintSession().leaf()));
        _assertRefused(_firstOpOfTree(), _dead());
    }

    function test_RevertGiven_TheGrantWasRevoked() public {
        vm.prank(address(account));
        registry.revokeGrant(SessionNode.wrap(_tree().nativeRoot()));
        _assertRefused(_firstOpOfTree(), _grantDead(_tree().nativeRoot()));
    }

    function test_RevertGiven_AllWereRevoked() public {
        bytes memory unused = _goodGrant(_mintSession().leaf());
        vm.prank(address(account));
        registry.revokeAllSessions();
        _assertGrantInvalid(unused);
        _assertRuns(_firstOp());
    }

    /* ANOTHER'S WORD */

    function testFuzz_RevertWhen_ThePublishedSessionsAreChanged(bytes memory published) public {
        vm.assume(keccak256(published) != keccak256(PUBLISHED));
        Grant memory grant = _grantOf(_mintSession().leaf());
        UserOperation memory op = _opWith(_goodGrant(grant.root), _direct(), published, _direct());
        grant.sessions = published;
        _assertRefused(
            op, abi.encodeWithSelector(ISessionValidation.GrantSignatureInvalid.selector, grant.root, _digest(grant))
        );
    }

    function test_RevertWhen_TheOwnerIsAnother() public {
        _assertGrantInvalid(_signedBy(stranger, _digest(_grantOf(_mintSession().leaf()))));
    }

    /// @dev Through the owner's module, and through the registry itself, which says no to every signature.
    function test_RevertWhen_TheSessionKeySignsTheGrant() public {
        _grant(_approveSession());
        bytes32 digest = _digest(_grantOf(_mintSession().leaf()));
        _assertGrantInvalid(_signedBy(key, digest));
        (bytes memory signature,) = abi.decode(_signedBy(key, digest), (bytes, address));
        _assertGrantInvalid(abi.encode(signature, registry));
        _assertGrantInvalid(abi.encode(_approveSession().nativeWire(_direct(), signature), registry));
    }

    /// @dev The account reverts on what it cannot decode; the registry says why it refuses.
    function testFuzz_RevertWhen_TheGrantsSignatureIsAnything(bytes memory anything) public {
        UserOperation memory op = _opWith(anything);
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        bytes memory reason = _invalid(_mintSession().leaf());
        vm.prank(op.sender);
        vm.expectRevert(reason);
        registry.validateUserOp(op, hash);
        _assertEntryPointRefuses(op, "AA23 reverted (or OOG)");
    }

    /* MANY CHAINS */

    function _chains() private pure returns (uint64[3] memory) {
        return [uint64(31_337), 10, 8_453];
    }

    function _chainLeaves() private view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](3);
        for (uint256 i; i < 3; ++i) {
            leaves[i] = Grants.leaf(_grantOf(_mintSession().leaf()).digest(_chains()[i], address(registry)));
        }
    }

    function test_OneSignatureGrantsOnManyChains() public {
        bytes32[] memory leaves = _chainLeaves();
        bytes memory grant = _signedBy(owner, Grants.multichainDigest(TreeBuilder.root(leaves)));
        for (uint256 i; i < 3; ++i) {
            uint256 before = vm.snapshotState();
            vm.chainId(_chains()[i]);
            for (uint256 j; j < 3; ++j) {
                UserOperation memory op = _opWith(grant, TreeBuilder.proof(leaves, j), PUBLISHED, _direct());
                if (i != j) _assertRefused(op, _invalid(_mintSession().leaf()));
            }
            _assertRuns(_opWith(grant, TreeBuilder.proof(leaves, i), PUBLISHED, _direct()));
            vm.revertToState(before);
        }
    }

    function test_RunsWhen_TheChainProofIsAsLongAsAllowed() public {
        for (uint256 length = 31; length <= 32; ++length) {
            bytes32[] memory proof = new bytes32[](length);
            bytes32 node = Grants.leaf(_digest(_grantOf(_mintSession().leaf())));
            for (uint256 i; i < length; ++i) {
                proof[i] = keccak256(abi.encode("another chain", i));
                node = TreeBuilder.hashPair(node, proof[i]);
            }
            uint256 before = vm.snapshotState();
            _assertRuns(_opWith(_signedBy(owner, Grants.multichainDigest(node)), proof, PUBLISHED, _direct()));
            vm.revertToState(before);
        }
    }

    function testFuzz_RevertWhen_TheChainProofIsAnother(bytes32[] memory chainProof) public {
        vm.assume(chainProof.length != 0 && chainProof.length <= 32);
        bytes memory grant = _signedBy(owner, Grants.multichainDigest(TreeBuilder.root(_chainLeaves())));
        _assertRefused(_opWith(grant, chainProof, PUBLISHED, _direct()), _invalid(_mintSession().leaf()));
    }

    function testFuzz_RevertWhen_TheChainProofIsTooLong(uint256 length) public {
        bytes32[] memory proof = new bytes32[](bound(length, 33, 255));
        _assertRefused(
            _opWith("", proof, PUBLISHED, _direct()),
            abi.encodeWithSelector(ISessionRegistry.ProofTooLong.selector, proof.length)
        );
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {ReenteringRecipient} from "../mocks/IntegrationRecipient.sol";
import {IBiconomyAccount} from "../utils/Peers.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Call} from "./Journey.t.sol";
import {BiconomyWire, NativeWire, Wire} from "./Wires.t.sol";

/// @notice What the tests ask an account that signs by contract (ERC-1271).
interface IERC1271 {
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4 magicValue);
}

/// @notice What happens at one account, by one dapp or in one call, and says nothing elsewhere.
abstract contract Isolation is Wire {
    using Sessions for Session;

    bytes4 private constant MAGIC = 0x1626ba7e;

    /* TWO ACCOUNTS */

    /// @dev From here on the tests act for another account of the same owner, with the registry enabled.
    function _moveToAnotherAccount() internal returns (IBiconomyAccount left) {
        left = account;
        account = _accountAt(owner.addr, 1);
        _enable(address(registry));
        token.mint(address(account), 1_000e18);
    }

    function _goodOp() internal view returns (UserOperation memory) {
        return _op(_single(_mintCall()));
    }

    function _goodSignedOp() internal view returns (UserOperation memory) {
        return _signedAs(_goodOp(), _mintSession());
    }

    function _assertNotGranted() internal {
        _assertRefused(
            _goodSignedOp(),
            abi.encodeWithSelector(
                ISessionRegistry.SessionNotGranted.selector, _mintSession().id(), _leafOf(_mintSession())
            )
        );
    }

    function test_RevertGiven_OnlyAnotherAccountOfTheOwnerHasGranted() public {
        _makeLive(_mintSession());
        IBiconomyAccount granter = _moveToAnotherAccount();
        _assertNotGranted();

        account = granter;
        _assertRuns(_goodSignedOp());
    }

    function test_RunsGiven_BothAccountsHaveGranted() public {
        _makeLive(_mintSession());
        IBiconomyAccount first = _moveToAnotherAccount();
        _makeLive(_mintSession());
        _assertRuns(_goodSignedOp());
        account = first;
        _assertRuns(_goodSignedOp());
        assertEq(nft.balanceOf(recipient, TOKEN_ID), 2);
    }

    function test_RunsGiven_AnotherAccountHasRevoked() public {
        _makeLive(_mintSession());
        IBiconomyAccount first = _moveToAnotherAccount();
        _makeLive(_mintSession());
        _revoke(_mintSession());
        vm.startPrank(address(account));
        registry.revokeGrant(SessionNode.wrap(_mintSession().leaf()));
        registry.revokeAllSessions();
        vm.stopPrank();

        account = first;
        _assertRuns(_goodSignedOp());
    }

    /// @dev The account is in the op's hash, so one signature is for one account.
    function test_RefusesAnOpReplayedOnAnotherAccount() public {
        _makeLive(_mintSession());
        UserOperation memory op = _goodSignedOp();
        _moveToAnotherAccount();
        _makeLive(_mintSession());
        assertEq(op.nonce, ENTRY_POINT.getNonce(address(account), 0), "the replay would fail by its nonce");

        op.sender = address(account);
        _assertSignatureRefused(op);
    }

    /// @dev One account cannot have another's op judged, not even with all of its own in order.
    function test_RevertWhen_AnAccountAsksForAnother() public {
        _makeLive(_mintSession());
        UserOperation memory op = _goodSignedOp();
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        IBiconomyAccount victim = _moveToAnotherAccount();
        _makeLive(_mintSession());

        vm.prank(address(account));
        vm.expectRevert(
            abi.encodeWithSelector(ISessionValidation.CallerNotSender.selector, account, victim), address(registry)
        );
        registry.validateUserOp(op, hash);
    }

    /// @dev Two accounts in one bundle, one session: each op is judged for its own sender.
    function test_RunsWhen_OpsOfTwoAccountsShareABundle() public {
        _makeLive(_mintSession());
        UserOperation memory first = _goodSignedOp();
        _moveToAnotherAccount();
        _makeLive(_mintSession());
        _assertAllRun(_bundle(first, _goodSignedOp()));
        assertEq(nft.balanceOf(recipient, TOKEN_ID), 2);
    }

    function test_RefusesAnOpReplayedOnAnotherChain() public {
        _makeLive(_mintSession());
        UserOperation memory op = _goodSignedOp();
        vm.chainId(block.chainid + 1);
        _assertSignatureRefused(op);
    }

    /* STRANGERS */

    /// @dev Everything that can be called, by someone else and with the account's own roots and ids.
    function testFuzz_StrangersChangeNothing(address caller, bytes32 root) public {
        vm.assume(caller != address(account) && root != 0);
        _makeLive(_mintSession());
        SessionNode leaf = SessionNode.wrap(_mintSession().leaf());
        SessionId[] memory ids = new SessionId[](1);
        ids[0] = SessionId.wrap(_mintSession().id());
        uint256 status = registry.statusOf(leaf, address(account));
        bytes32 merkleRoot = registry.getSessionKeys(address(account)).merkleRoot;

        vm.startPrank(caller);
        registry.grantSessions(SessionNode.wrap(root), "");
        registry.setMerkleRoot(root);
        registry.revokeSession(ids[0]);
        registry.revokeSessions(ids);
        registry.revokeGrant(leaf);
        registry.revokeGrant(SessionNode.wrap(_leafOf(_mintSession())));
        registry.revokeAllSessions();
        vm.stopPrank();

        assertEq(registry.epochOf(address(account)), 0);
        assertEq(registry.statusOf(leaf, address(account)), status);
        assertEq(registry.getSessionKeys(address(account)).merkleRoot, merkleRoot);
        if (root != SessionNode.unwrap(leaf)) {
            assertEq(registry.statusOf(SessionNode.wrap(root), address(account)), 0);
        }
        _assertRuns(_goodSignedOp());
    }

    /// @dev A key can do what its session allows; it is nobody to the registry.
    function test_RevertGiven_OnlyTheSessionKeyHasGranted() public {
        vm.prank(key.addr);
        (bool done,) = address(registry).call(_rootCall(_leafOf(_mintSession())));
        assertTrue(done);
        _assertNotGranted();
    }

    /// @dev So is the owner, whose word counts through the account alone.
    function test_RevertGiven_OnlyTheOwnersKeyHasGranted() public {
        vm.prank(owner.addr);
        (bool done,) = address(registry).call(_rootCall(_leafOf(_mintSession())));
        assertTrue(done);
        _assertNotGranted();
    }

    /* REENTRANCY */

    function _hostile() private returns (ReenteringRecipient hostile, Session memory session) {
        hostile = new ReenteringRecipient();
        session = Session(0, 0, address(mintModule), abi.encode(key.addr, hostile, TOKEN_ID));
    }

    function _mintTo(ReenteringRecipient hostile) private view returns (Call memory) {
        return Call(address(nft), 0, abi.encodeCall(nft.mintTo, (address(hostile), TOKEN_ID, 1)));
    }

    function _runWithMuchGas(Session memory session, Call memory call) private {
        UserOperation memory op = _op(_single(call));
        op.callGasLimit = 5_000_000;
        _assertRuns(_signedAs(op, session));
    }

    /// @dev The registry knows no caller but `msg.sender`: what a recipient does there it does to itself.
    function test_AReenteringRecipientChangesOnlyItsOwnSessions() public {
        (ReenteringRecipient hostile, Session memory session) = _hostile();
        _makeLive(session);
        bytes32 merkleRoot = registry.getSessionKeys(address(account)).merkleRoot;
        SessionNode root = SessionNode.wrap(keccak256("a root of the recipient's own"));
        hostile.prepare(address(registry), abi.encodeCall(ISessionRegistry.grantSessions, (root, "")));
        hostile.prepare(address(registry), abi.encodeCall(registry.setMerkleRoot, (SessionNode.unwrap(root))));
        hostile.prepare(
            address(registry), abi.encodeCall(ISessionRegistry.revokeSession, (SessionId.wrap(session.id())))
        );
        hostile.prepare(address(registry), abi.encodeCall(ISessionRegistry.revokeAllSessions, ()));
        _runWithMuchGas(session, _mintTo(hostile));

        for (uint256 i; i < 4; ++i) {
            assertTrue(hostile.attemptAt(i).succeeded);
        }
        assertEq(registry.epochOf(address(hostile)), 1);
        assertEq(registry.epochOf(address(account)), 0);
        assertEq(registry.statusOf(root, address(account)), 0);
        assertEq(registry.getSessionKeys(address(account)).merkleRoot, merkleRoot);
        _runWithMuchGas(session, _mintTo(hostile));
        assertEq(hostile.received(), 2);
    }

    /// @dev Nor do the EntryPoint and the account let it in: it is called by the account, and is not the account.
    function test_AReenteringRecipientGainsNothing() public {
        (ReenteringRecipient hostile, Session memory session) = _hostile();
        _makeLive(session);
        UserOperation[] memory inner = new UserOperation[](1);
        inner[0] = _signedAs(_opAfter(1, _single(_mintTo(hostile))), session);
        bytes32 hash = ENTRY_POINT.getUserOpHash(inner[0]);

        hostile.prepare(address(ENTRY_POINT), abi.encodeCall(ENTRY_POINT.handleOps, (inner, bundler)));
        hostile.prepare(
            address(ENTRY_POINT), abi.encodeCall(ENTRY_POINT.withdrawTo, (payable(address(hostile)), 1 ether))
        );
        hostile.prepare(address(registry), abi.encodeCall(registry.validateUserOp, (inner[0], hash)));
        hostile.prepare(
            address(account), _execute(address(token), 0, abi.encodeCall(token.transfer, (address(hostile), 1)))
        );
        hostile.prepare(address(account), abi.encodeCall(IBiconomyAccount.enableModule, (address(hostile))));
        hostile.prepare(address(account), abi.encodeCall(IBiconomyAccount.validateUserOp, (inner[0], hash, 1 ether)));
        _runWithMuchGas(session, _mintTo(hostile));

        for (uint256 i; i < 6; ++i) {
            assertFalse(hostile.attemptAt(i).succeeded);
        }
        assertEq(
            hostile.attemptAt(0).answer, abi.encodeWithSignature("Error(string)", "ReentrancyGuard: reentrant call")
        );
        assertEq(
            hostile.attemptAt(2).answer,
            abi.encodeWithSelector(ISessionValidation.CallerNotSender.selector, hostile, account)
        );
        assertEq(hostile.received(), 1);
        assertEq(token.balanceOf(address(hostile)), 0);
        assertFalse(account.isModuleEnabled(address(hostile)));
        // What it tried to send from inside was good all along, and its time comes.
        _assertRuns(inner[0]);
    }

    /* SIGNATURES IN THE ACCOUNT'S NAME */

    function _isValidSignature(bytes32 hash, bytes memory signature, address module) private view returns (bytes4) {
        return IERC1271(address(account)).isValidSignature(hash, abi.encode(signature, module));
    }

    function _personallySigned(Account memory signer, bytes32 hash) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(signer.key, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", hash)));
        return abi.encodePacked(r, s, v);
    }

    /// @dev So that the refusals below are the registry's and not a broken road's.
    function test_TheOwnerSignsInTheAccountsName() public view {
        bytes32 hash = keccak256("a message");
        assertEq(_isValidSignature(hash, _personallySigned(owner, hash), ecdsaModule), MAGIC);
    }

    /// @dev A permit, an order, or a grant.
    function testFuzz_ASessionKeyNeverSignsInTheAccountsName(bytes32 hash) public {
        _makeLive(_mintSession());
        bytes memory signature = _personallySigned(key, hash);
        assertEq(
            _isValidSignature(hash, _wireOf(_mintSession(), _direct(), signature), address(registry)),
            bytes4(0xffffffff)
        );
        assertEq(_isValidSignature(hash, signature, address(registry)), bytes4(0xffffffff));
        assertEq(_isValidSignature(hash, _personallySigned(owner, hash), address(registry)), bytes4(0xffffffff));
    }

    function testFuzz_NoBytesSignInTheAccountsName(bytes32 hash, bytes memory signature) public {
        _makeLive(_mintSession());
        assertEq(_isValidSignature(hash, signature, address(registry)), bytes4(0xffffffff));
        vm.prank(address(account));
        assertEq(registry.isValidSignature(hash, signature), bytes4(0xffffffff));
    }

    /// @dev Not even the hash of an op that the session may run.
    function test_AnOpsSignatureDoesNotSignInTheAccountsName() public {
        _makeLive(_mintSession());
        UserOperation memory op = _goodSignedOp();
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        assertEq(IERC1271(address(account)).isValidSignature(hash, op.signature), bytes4(0xffffffff));
    }
}

contract NativeIsolation is Isolation, NativeWire {
    using Sessions for Session;
    using Sessions for Session[];

    /* TWO DAPPS */

    /// @dev Two trees, as two dapps build them that know nothing of each other.
    function _twoGrants() private returns (Session[] memory one, Session[] memory other) {
        one = _treeAround(_mintSession(), 1, 3);
        other = _treeAround(_approveSession(), 4, 5);
        _makeLive(one);
        _makeLive(other);
    }

    function _mintOf(Session[] memory one) private view returns (UserOperation memory) {
        return _signedAs(_goodOp(), one[1], one.nativeProof(1));
    }

    function _approvalOf(Session[] memory other) private view returns (UserOperation memory) {
        return _signedAs(_op(_single(_approveCall(1))), other[4], other.nativeProof(4));
    }

    function test_GrantsAddUp() public {
        (Session[] memory one, Session[] memory other) = _twoGrants();
        _assertRuns(_mintOf(one));
        _assertRuns(_approvalOf(other));
    }

    function test_RevokingAGrantLeavesTheOther() public {
        (Session[] memory one, Session[] memory other) = _twoGrants();
        vm.prank(address(account));
        registry.revokeGrant(SessionNode.wrap(one.nativeRoot()));
        _assertRefused(_mintOf(one), abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, one.nativeRoot()));
        _assertRuns(_approvalOf(other));
    }

    function test_RevokingASessionLeavesTheOtherGrant() public {
        (Session[] memory one, Session[] memory other) = _twoGrants();
        _revoke(_mintSession());
        _assertRefused(_mintOf(one), abi.encodeWithSelector(ISessionRegistry.SessionDead.selector, _mintSession().id()));
        _assertRuns(_approvalOf(other));
    }

    function test_ABiconomyTreeLeavesGrantsAlone() public {
        (Session[] memory one, Session[] memory other) = _twoGrants();
        vm.startPrank(address(account));
        registry.setMerkleRoot(keccak256("a tree"));
        registry.setMerkleRoot(0);
        vm.stopPrank();
        _assertRuns(_mintOf(one));
        _assertRuns(_approvalOf(other));
    }

    /// @dev One session in two grants, one proof each: it lives as long as one of them does.
    function test_ASessionInTwoGrantsOutlivesOne() public {
        Session[] memory one = _treeAround(_mintSession(), 1, 3);
        Session[] memory other = _treeAround(_mintSession(), 0, 2);
        _makeLive(one);
        _makeLive(other);
        vm.prank(address(account));
        registry.revokeGrant(SessionNode.wrap(other.nativeRoot()));
        _assertRuns(_mintOf(one));
    }
}

contract BiconomyIsolation is Isolation, BiconomyWire {
    using Sessions for Session;

    function test_AGrantLeavesTheBiconomyTreeAlone() public {
        _makeLive(_mintSession());
        _grant(_approveSession());
        _assertRuns(_goodSignedOp());
        _assertRuns(_signed(_op(_single(_approveCall(1))), _approveSession(), _direct()));
    }

    /// @dev A session that a Biconomy client revoked by our registry is dead in native grants too, and the other way.
    function test_RevertGiven_TheSessionWasRevokedForTheOtherWire() public {
        _grant(_mintSession());
        _makeLive(_mintSession());
        _assertRuns(_goodSignedOp());
        _assertRuns(_signed(_goodOp(), _mintSession(), _direct()));

        _revoke(_mintSession());
        bytes memory reason = abi.encodeWithSelector(ISessionRegistry.SessionDead.selector, _mintSession().id());
        _assertRefused(_goodSignedOp(), reason);
        _assertRefused(_signed(_goodOp(), _mintSession(), _direct()), reason);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {ISessionRegistry} from "../../../../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../../../../contracts/types/SessionId.sol";
import {SessionNode} from "../../../../contracts/types/SessionNode.sol";
import {IERC7579Account} from "../../../utils/Peers7579.sol";
import {Session, Sessions} from "../../../utils/Sessions.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice Every reason for which a session is not live, and the caps on what it may hold.
abstract contract LivenessRefusals is SessionOps {
    using Sessions for Session;
    using Sessions for Session[];

    /// @dev Bit 47: from there on a bound counts blocks.
    uint48 private constant WINDOW_LIMIT = 2 ** 47;

    /* NOT GRANTED */

    function test_RevertGiven_NothingWasGranted() public {
        _assertSessionRefused(_use(_approveSession()), _notGranted(_approveSession()));
    }

    function test_RevertGiven_AnotherSessionWasGranted() public {
        _makeLive(_transferSession());
        _assertSessionRefused(_use(_approveSession()), _notGranted(_approveSession()));
    }

    function testFuzz_RevertWhen_TheProofIsMadeUp(bytes32[] memory proof) public {
        vm.assume(proof.length != 0 && proof.length <= 32);
        _makeLive(_treeAround(_approveSession(), 2, 5));
        _assertSessionRefused(
            _signed(_sessionOp(_approve(spender, 1)), _approveSession(), proof), _notGranted(_approveSession(), proof)
        );
    }

    function test_RevertGiven_OnlyAnotherAccountOfTheOwnerHasGranted() public {
        _makeLive(_approveSession());
        IERC7579Account granter = account;
        account = _createAccount(owner.addr);
        _install(address(validator), "");
        _assertSessionRefused(_use(_approveSession()), _notGranted(_approveSession()));
        account = granter;
        _assertRuns(_use(_approveSession()));
    }

    /// @dev The account is in the op's hash, so one signature is for one account.
    function test_RefusesAnOpReplayedOnAnotherAccount() public {
        _makeLive(_approveSession());
        PackedUserOperation memory op = _use(_approveSession());
        account = _createAccount(owner.addr);
        _install(address(validator), "");
        _makeLive(_approveSession());
        op.sender = address(account);
        _assertSessionSignatureRefused(op);
    }

    function testFuzz_RefusesAnOpReplayedOnAnotherChain(uint64 chainId) public {
        vm.assume(chainId != block.chainid && chainId != 0);
        _makeLive(_approveSession());
        PackedUserOperation memory op = _use(_approveSession());
        vm.chainId(chainId);
        _assertSessionSignatureRefused(op);
    }

    function testFuzz_StrangersChangeNothing(address caller, bytes32 root) public {
        vm.assume(caller != address(account) && root != 0);
        _makeLive(_approveSession());
        SessionId[] memory ids = new SessionId[](1);
        ids[0] = SessionId.wrap(_approveSession().id());

        vm.startPrank(caller);
        validator.grantSessions(SessionNode.wrap(root), "");
        validator.grantSessions(SessionNode.wrap(_transferSession().leaf()), "");
        validator.revokeSession(ids[0]);
        validator.revokeSessions(ids);
        validator.revokeGrant(SessionNode.wrap(_approveSession().leaf()));
        validator.revokeAllSessions();
        vm.stopPrank();

        _assertRuns(_use(_approveSession()));
        _assertSessionRefused(
            _signed(_sessionOp(_transfer(recipient, 1)), _transferSession()), _notGranted(_transferSession())
        );
    }

    /* REVOKED */

    function test_RevertGiven_TheSessionIsDead() public {
        _makeLive(_approveSession());
        _revoke(_approveSession());
        _assertSessionRefused(_use(_approveSession()), _dead(_approveSession()));
    }

    function test_RevertGiven_TheSessionIsDeadInATree() public {
        Session[] memory sessions = _treeAround(_approveSession(), 2, 5);
        _makeLive(sessions);
        _revoke(_approveSession());
        _assertSessionRefused(_useOf(sessions, 2), _dead(_approveSession()));
    }

    function test_RevertGiven_TheSessionIsDeadInAnEarlierEpoch() public {
        _makeLive(_approveSession());
        _revoke(_approveSession());
        _revokeAll();
        Session[] memory sessions = _treeAround(_approveSession(), 2, 5);
        _makeLive(sessions);
        _assertSessionRefused(_useOf(sessions, 2), _dead(_approveSession()));
    }

    function test_RevertGiven_TheGrantIsDead() public {
        Session[] memory sessions = _treeAround(_approveSession(), 2, 5);
        _makeLive(sessions);
        _assertRuns(_useOf(sessions, 2));
        _revokeGrant(sessions.nativeRoot());
        _assertSessionRefused(_useOf(sessions, 2), _grantDead(sessions.nativeRoot()));
    }

    function test_RevertGiven_TheGrantDiedInAnEarlierEpoch() public {
        Session[] memory sessions = _treeAround(_approveSession(), 2, 5);
        _revokeGrant(sessions.nativeRoot());
        _revokeAll();
        _assertSessionRefused(_useOf(sessions, 2), _grantDead(sessions.nativeRoot()));
    }

    /// @dev The leaf of a direct session is its root: the session is dead, and everywhere.
    function test_RevertGiven_TheGrantOfADirectSessionIsDead() public {
        Session[] memory sessions = _treeAround(_approveSession(), 2, 5);
        _makeLive(sessions);
        _makeLive(_approveSession());
        _revokeGrant(_approveSession().leaf());
        _assertSessionRefused(_use(_approveSession()), _dead(_approveSession()));
        _assertSessionRefused(_useOf(sessions, 2), _dead(_approveSession()));
    }

    /// @dev Both are said by one error each, and the narrower comes first.
    function test_RevertGiven_TheSessionAndItsGrantAreDead() public {
        Session[] memory sessions = _treeAround(_approveSession(), 2, 5);
        _makeLive(sessions);
        _revokeGrant(sessions.nativeRoot());
        _revoke(_approveSession());
        _assertSessionRefused(_useOf(sessions, 2), _dead(_approveSession()));
    }

    function test_RevertGiven_AnEarlierEpoch() public {
        Session[] memory sessions = _treeAround(_approveSession(), 2, 5);
        _makeLive(sessions);
        _makeLive(_approveSession());
        _revokeAll();
        _assertSessionRefused(_use(_approveSession()), _notGranted(_approveSession()));
        _assertSessionRefused(_useOf(sessions, 2), _notGranted(_approveSession(), sessions.nativeProof(2)));
    }

    /* PROMOTION */

    /// @dev A session that is used often is granted on its own as well, and pays no proof any more.
    function test_ASessionOfATreeIsPromoted() public {
        Session[] memory sessions = _treeAround(_approveSession(), 2, 5);
        _makeLive(sessions);
        _assertSessionRefused(_use(_approveSession()), _notGranted(_approveSession()));
        _makeLive(_approveSession());
        _assertRuns(_use(_approveSession()));
        _assertRuns(_useOf(sessions, 2));

        _revoke(_approveSession());
        _assertSessionRefused(_use(_approveSession()), _dead(_approveSession()));
        _assertSessionRefused(_useOf(sessions, 2), _dead(_approveSession()));
    }

    /// @dev Promoted, it outlives the tree that it came with.
    function test_APromotedSessionOutlivesItsTree() public {
        Session[] memory sessions = _treeAround(_approveSession(), 2, 5);
        _makeLive(sessions);
        _makeLive(_approveSession());
        _revokeGrant(sessions.nativeRoot());
        _assertRuns(_use(_approveSession()));
        _assertSessionRefused(_useOf(sessions, 2), _grantDead(sessions.nativeRoot()));
    }

    /* CAPS */

    function testFuzz_RevertWhen_TheWindowIsOutOfRange(uint48 validUntil, uint48 validAfter, uint8 which) public {
        if (which % 3 != 0) validUntil |= WINDOW_LIMIT;
        if (which % 3 != 1) validAfter |= WINDOW_LIMIT;
        Session memory session = _approveSession();
        (session.validUntil, session.validAfter) = (validUntil, validAfter);
        _makeLive(session);
        _assertSessionRefused(
            _use(session), abi.encodeWithSelector(ISessionRegistry.WindowOutOfRange.selector, validUntil, validAfter)
        );
    }

    function _agreedOfLength(uint256 length) private view returns (Session memory session) {
        session = _agreed();
        session.sessionKeyData = bytes.concat(abi.encode(key.addr), new bytes(length - 32));
    }

    function test_RunsWhen_TheSessionKeyDataIsAsLongAsAllowed() public {
        _assertRuns(_opUnder(_agreedOfLength(4_096), _approve(spender, 1)));
    }

    function test_RevertWhen_TheSessionKeyDataIsTooLong() public {
        _assertSessionRefused(
            _opUnder(_agreedOfLength(4_097), _approve(spender, 1)),
            abi.encodeWithSelector(ISessionRegistry.SessionKeyDataTooLong.selector, 4_097)
        );
    }

    /// @dev An op whose session stands at the foot of `length` siblings.
    function _opWithProof(uint256 length) private returns (PackedUserOperation memory) {
        bytes32[] memory proof = new bytes32[](length);
        for (uint256 i; i < length; ++i) {
            proof[i] = keccak256(abi.encode("sibling", i));
        }
        _makeLive(_nodeAbove(_approveSession().leaf(), proof));
        return _signed(_sessionOp(_approve(spender, 1)), _approveSession(), proof);
    }

    function test_RunsWhen_TheProofIsAsLongAsAllowed() public {
        _assertRuns(_opWithProof(32));
    }

    function testFuzz_RevertWhen_TheProofIsTooLong(uint256 length) public {
        length = bound(length, 33, 255);
        _assertSessionRefused(
            _opWithProof(length), abi.encodeWithSelector(ISessionRegistry.ProofTooLong.selector, length)
        );
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Arena, Call, Op} from "./Arena.sol";

/// @notice Sessions that should be dead, by the owner's own ops where it matters.
abstract contract RevokingAttacks is Arena {
    using Sessions for Session;
    using Sessions for Session[];

    function _grantCall(bytes32 root) private view returns (Call memory) {
        return _to(address(guard), abi.encodeCall(ISessionRegistry.grantSessions, (SessionNode.wrap(root), "")));
    }

    function _revokeCall(Session memory session) private view returns (Call memory) {
        return _to(address(guard), abi.encodeCall(ISessionRegistry.revokeSession, (SessionId.wrap(session.id()))));
    }

    function _use(Session[] memory sessions, uint256 index) private view returns (Op memory) {
        return _by(_opOf(_approveCall(shop, 1)), sessions[index], sessions.nativeProof(index));
    }

    function _grantDead(bytes32 root) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root);
    }

    /// @dev A client that knows nothing of the revocation grants its old tree once more, and a tree of its own with the session in it.
    /// @custom:hole SEC-074-root-overwrite
    /// @custom:hole SEC-075-revocation-precedence
    /// @custom:hole SEC-108-revoked-but-used
    function test_RevertGiven_AStaleClientGrantsAgain() public {
        Session[] memory sessions = _around(_approval(), 2, 5);
        bytes32 root = sessions.nativeRoot();
        _ownerDoes(_grantCall(root));
        _expectRuns(_use(sessions, 2));
        _ownerDoes(_revokeCall(_approval()));
        _expectRefused(_use(sessions, 2), _dead(_approval()));

        _ownerDoes(_grantCall(root));
        _expectRefused(_use(sessions, 2), _dead(_approval()));
        Session[] memory others = _around(_approval(), 0, 3);
        _ownerDoes(_grantCall(others.nativeRoot()));
        _expectRefused(_use(others, 0), _dead(_approval()));
        _victimTells(abi.encodeCall(ISessionRegistry.revokeAllSessions, ()));
        _ownerDoes(_grantCall(root));
        _expectRefused(_use(sessions, 2), _dead(_approval()));

        _victimTells(abi.encodeCall(ISessionRegistry.revokeGrant, (SessionNode.wrap(root))));
        vm.prank(victim);
        vm.expectRevert(_grantDead(root));
        guard.grantSessions(SessionNode.wrap(root), "");
        assertEq(coin.allowance(victim, shop), 1);
    }

    /// @dev Validation reads the revocation: from the next bundle on, in the same block. A bundle is validated before any of it runs.
    /// @custom:hole SEC-076-late-revocation
    function test_ARevocationBindsFromTheNextBundleOn() public {
        Session[] memory sessions = _around(_approval(), 1, 3);
        _live(sessions);
        Op memory pending = _use(sessions, 1);
        uint256 snapshot = vm.snapshotState();

        _ownerDoes(_revokeCall(_approval()));
        _expectRefused(pending, _dead(_approval()));
        vm.revertToState(snapshot);
        _ownerDoes(_to(address(guard), abi.encodeCall(ISessionRegistry.revokeAllSessions, ())));
        _expectRefused(pending, _notGranted(_approval(), sessions.nativeProof(1)));
        vm.revertToState(snapshot);
        SessionNode root = SessionNode.wrap(sessions.nativeRoot());
        _ownerDoes(_to(address(guard), abi.encodeCall(ISessionRegistry.revokeGrant, (root))));
        _expectRefused(pending, _grantDead(sessions.nativeRoot()));
    }

    /// @dev No number of grants makes taking all of them back dearer, so none can keep the owner from it.
    /// @custom:hole SEC-078-unbounded-uninstall
    function test_RevokingAllCostsTheSameHoweverManyWereGranted() public {
        _live(_approval());
        uint256 snapshot = vm.snapshotState();
        uint256 few = _gasOfRevokingAll();
        vm.revertToState(snapshot);
        for (uint256 i; i < 1_000; ++i) {
            _live(keccak256(abi.encode(i)));
        }
        assertEq(_gasOfRevokingAll(), few);
        for (uint256 i; i < 1_000; ++i) {
            SessionNode root = SessionNode.wrap(keccak256(abi.encode(i)));
            assertNotEq(guard.statusOf(root, victim), guard.epochOf(victim) + 1);
        }
        _expectRefused(_by(_opOf(_approveCall(shop, 1)), _approval()), _notGranted(_approval()));
    }

    function _gasOfRevokingAll() private returns (uint256) {
        vm.prank(victim);
        guard.revokeAllSessions();
        return vm.lastCallGas().gasTotalUsed;
    }

    /// @dev An epoch is counted up by one and set by nobody: what was granted in an earlier one never comes round again.
    /// @custom:hole SEC-079-epoch-jump
    function test_NoEpochComesBack() public {
        _live(_approval());
        for (uint256 epoch = 1; epoch < 20; ++epoch) {
            _victimTells(abi.encodeCall(ISessionRegistry.revokeAllSessions, ()));
            assertEq(guard.epochOf(victim), epoch);
            _expectRefused(_by(_opOf(_approveCall(shop, 1)), _approval()), _notGranted(_approval()));
        }
    }

    /// @dev Two sessions that differ in one bit share nothing: one is revoked, the other stays.
    /// @custom:hole SEC-082-state-shared-by-sessions
    function testFuzz_SessionsOneBitApartShareNothing(uint8 bit) public {
        Session memory one = _approval();
        Session memory other = Session(0, 0, approving, abi.encode(leaked.addr, coin, shop, CAP ^ (1 << bit)));
        vm.assume(CAP ^ (1 << bit) > 0);
        _live(one);
        _live(other);
        _ownerDoes(_revokeCall(one));
        _expectRefused(_by(_opOf(_approveCall(shop, 1)), one), _dead(one));
        _expectRuns(_by(_opOf(_approveCall(shop, 1)), other));
        // Granted once more it is what it was.
        _live(other);
        _expectRuns(_by(_opOf(_approveCall(shop, 1)), other));
    }

    /// @dev Another account takes the same session, the same root and the same key for its own, and takes them back: it is its own affair.
    /// @custom:hole SEC-083-squatting
    /// @custom:hole SEC-070-unbound-leaf
    function testFuzz_AnotherAccountsWordSaysNothing(address squatter) public {
        vm.assume(squatter != victim && squatter != address(vm));
        _live(_approval());
        SessionNode root = SessionNode.wrap(_approval().leaf());
        SessionNode own = SessionNode.wrap(keccak256("a root of the thief's own"));
        vm.startPrank(squatter);
        guard.grantSessions(own, "");
        guard.grantSessions(root, "");
        guard.revokeSession(SessionId.wrap(_approval().id()));
        guard.revokeGrant(root);
        guard.revokeAllSessions();
        vm.stopPrank();

        assertEq(guard.epochOf(victim), 0);
        assertEq(guard.statusOf(own, victim), 0);
        _expectRuns(_by(_opOf(_approveCall(shop, 1)), _approval()));
        _moveOn();
        _expectRefused(_by(_opOf(_approveCall(shop, 1)), _approval()), _notGranted(_approval()));
    }
}

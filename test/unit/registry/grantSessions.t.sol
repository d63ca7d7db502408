// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISessionRegistry} from "../../../contracts/interfaces/ISessionRegistry.sol";
import {SessionNode} from "../../../contracts/types/SessionNode.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

contract GrantSessionsTest is RegistryBase {
    using Sessions for Session;
    using Sessions for Session[];

    function testFuzz_DirectSession_IsLive(bytes32 seed) public {
        Session memory session = _session(seed);
        _assertNotGranted(session, _direct());
        _grant(session.leaf());
        _assertLive(session, _direct());
    }

    function testFuzz_SessionsOfATree_AreLive(bytes32 seed, uint256 size, uint256 index) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        index = bound(index, 0, sessions.length - 1);
        _grant(sessions.nativeRoot());
        _assertLive(sessions[index], sessions.nativeProof(index));
        _assertNotGranted(sessions[index], _direct());
    }

    function testFuzz_OtherSession_IsNotLive(bytes32 seed, uint256 size, uint256 index) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        index = bound(index, 0, sessions.length - 1);
        _grant(sessions.nativeRoot());
        _assertNotGranted(_session(keccak256(abi.encode(seed))), sessions.nativeProof(index));
    }

    /// @dev Node as leaf: inner nodes and leaves are no ids, so they present no session.
    function testFuzz_NodesOfATree_AreNoSessions(bytes32 seed, uint256 size) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        bytes32 root = sessions.nativeRoot();
        _grant(root);
        assertFalse(registry.isSessionLive(account, _id(root), _direct()));
        assertFalse(registry.isSessionLive(account, _id(sessions[0].leaf()), sessions.nativeProof(0)));
    }

    function testFuzz_StatusIsTheNextEpoch(bytes32 root, uint8 epoch) public {
        vm.assume(root != 0);
        for (uint256 i; i < epoch; ++i) {
            _revokeAll();
        }
        assertEq(_status(root), 0);
        _grant(root);
        assertEq(_status(root), uint256(epoch) + 1);
    }

    function testFuzz_Emits(bytes32 root, bytes memory sessions, uint8 epoch) public {
        vm.assume(root != 0);
        for (uint256 i; i < epoch; ++i) {
            _revokeAll();
        }
        vm.expectEmit(address(registry));
        emit ISessionRegistry.SessionsGranted(account, SessionNode.wrap(root), epoch, sessions);
        vm.prank(account);
        registry.grantSessions(SessionNode.wrap(root), sessions);
    }

    /// @dev What the event publishes is for readers of logs, and grants nothing.
    function testFuzz_PublishedSessions_AreNotGranted(bytes32 root, bytes32 seed) public {
        Session memory session = _session(seed);
        vm.assume(root != 0 && root != session.leaf());
        vm.prank(account);
        registry.grantSessions(SessionNode.wrap(root), abi.encode(session, session.leaf()));
        _assertNotGranted(session, _direct());
    }

    function testFuzz_GrantsAddUp(bytes32 seed, uint256 count) public {
        count = bound(count, 1, 30);
        for (uint256 i; i < count; ++i) {
            Session[] memory sessions = _sessions(keccak256(abi.encode(seed, i)), 1 + i % 5);
            _grant(sessions.nativeRoot());
        }
        for (uint256 i; i < count; ++i) {
            Session[] memory sessions = _sessions(keccak256(abi.encode(seed, i)), 1 + i % 5);
            uint256 last = sessions.length - 1;
            _assertLive(sessions[last], sessions.nativeProof(last));
        }
    }

    function testFuzz_GrantingAgain_ChangesNothingButEmits(bytes32 root, bytes memory sessions) public {
        vm.assume(root != 0);
        _grant(root);
        vm.expectEmit(address(registry));
        emit ISessionRegistry.SessionsGranted(account, SessionNode.wrap(root), 0, sessions);
        vm.prank(account);
        registry.grantSessions(SessionNode.wrap(root), sessions);
        assertEq(_status(root), 1);
    }

    function testFuzz_WritesOneSlot(bytes32 root) public {
        vm.assume(root != 0);
        vm.record();
        _grant(root);
        (, bytes32[] memory writes) = vm.accesses(address(registry));
        assertEq(writes.length, 1);
    }

    function testFuzz_OtherAccount_HasNoPart(bytes32 seed) public {
        Session memory session = _session(seed);
        _grant(session.leaf());
        account = other;
        assertEq(_status(session.leaf()), 0);
        _assertNotGranted(session, _direct());
    }

    /// @dev Empty root: zero stands for "no sessions".
    function testFuzz_RevertWhen_RootIsZero(bytes memory sessions) public {
        vm.prank(account);
        vm.expectRevert(ISessionRegistry.RootZero.selector);
        registry.grantSessions(SessionNode.wrap(0), sessions);
    }

    /// @dev Replay of a grant, by a relayer or by a stale client.
    function testFuzz_RevertGiven_GrantWasRevoked(bytes32 root, uint8 epoch) public {
        vm.assume(root != 0);
        _grant(root);
        _revokeGrant(root);
        for (uint256 i; i < epoch; ++i) {
            _revokeAll();
        }
        _expectGrantDead(root);
        _grant(root);
    }

    function testFuzz_RevertGiven_DirectSessionWasRevoked(bytes32 seed) public {
        Session memory session = _session(seed);
        _grant(session.leaf());
        _revoke(session);
        _expectGrantDead(session.leaf());
        _grant(session.leaf());
    }

    function _expectGrantDead(bytes32 root) private {
        vm.expectRevert(abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root));
    }
}

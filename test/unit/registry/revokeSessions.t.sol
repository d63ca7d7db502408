// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISessionRegistry} from "../../../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../../../contracts/types/SessionId.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

contract RevokeSessionsTest is RegistryBase {
    using Sessions for Session;
    using Sessions for Session[];

    function testFuzz_RevokesThese_AndNoOthers(bytes32 seed, uint256 size, uint256 chosen) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        chosen = bound(chosen, 1, (1 << sessions.length) - 1);
        _grant(sessions.nativeRoot());

        SessionId[] memory ids = new SessionId[](sessions.length);
        uint256 count;
        for (uint256 i; i < sessions.length; ++i) {
            if (chosen >> i & 1 == 1) ids[count++] = _id(sessions[i].id());
        }
        assembly ("memory-safe") {
            mstore(ids, count)
        }
        vm.prank(account);
        registry.revokeSessions(ids);

        for (uint256 i; i < sessions.length; ++i) {
            if (chosen >> i & 1 == 1) _assertSessionDead(sessions[i], sessions.nativeProof(i));
            else _assertLive(sessions[i], sessions.nativeProof(i));
        }
    }

    function testFuzz_StayDead_WhenGrantedAgain(bytes32 seed) public {
        Session[] memory sessions = _sessions(seed, 3);
        SessionId[] memory ids = new SessionId[](2);
        (ids[0], ids[1]) = (_id(sessions[0].id()), _id(sessions[2].id()));
        vm.prank(account);
        registry.revokeSessions(ids);
        _grant(sessions.nativeRoot());
        _assertSessionDead(sessions[0], sessions.nativeProof(0));
        _assertLive(sessions[1], sessions.nativeProof(1));
        _assertSessionDead(sessions[2], sessions.nativeProof(2));
    }

    function testFuzz_EmitsForEach(SessionId[] memory ids) public {
        vm.assume(ids.length != 0);
        for (uint256 i; i < ids.length; ++i) {
            vm.expectEmit(address(registry));
            emit ISessionRegistry.SessionRevoked(account, ids[i]);
        }
        vm.prank(account);
        registry.revokeSessions(ids);
        for (uint256 i; i < ids.length; ++i) {
            assertEq(_status(keccak256(abi.encode(ids[i]))), DEAD);
        }
    }

    function testFuzz_SameSessionTwice(bytes32 seed) public {
        Session memory session = _session(seed);
        _grant(session.leaf());
        SessionId[] memory ids = new SessionId[](2);
        (ids[0], ids[1]) = (_id(session.id()), _id(session.id()));
        vm.prank(account);
        registry.revokeSessions(ids);
        _assertSessionDead(session, _direct());
    }

    function test_RevertWhen_ThereIsNothingToRevoke() public {
        vm.prank(account);
        vm.expectRevert(ISessionRegistry.NothingToRevoke.selector);
        registry.revokeSessions(new SessionId[](0));
    }
}

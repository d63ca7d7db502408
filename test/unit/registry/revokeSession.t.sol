// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISessionRegistry} from "../../../contracts/interfaces/ISessionRegistry.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

contract RevokeSessionTest is RegistryBase {
    using Sessions for Session;
    using Sessions for Session[];

    function testFuzz_DirectSession_IsDead(bytes32 seed) public {
        Session memory session = _session(seed);
        _grant(session.leaf());
        _revoke(session);
        _assertSessionDead(session, _direct());
    }

    function testFuzz_SessionOfATree_IsDead_AndNoOther(bytes32 seed, uint256 size, uint256 index) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        index = bound(index, 0, sessions.length - 1);
        _grant(sessions.nativeRoot());
        _revoke(sessions[index]);
        for (uint256 i; i < sessions.length; ++i) {
            if (i == index) _assertSessionDead(sessions[i], sessions.nativeProof(i));
            else _assertLive(sessions[i], sessions.nativeProof(i));
        }
    }

    /// @dev Root overwrite resurrects: elsewhere a stale client brings a revoked session back with an old root.
    function testFuzz_GrantedAgain_StaysDead(bytes32 seed, uint256 size) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        _grant(sessions.nativeRoot());
        _revoke(sessions[0]);
        _grant(sessions.nativeRoot());
        _assertSessionDead(sessions[0], sessions.nativeProof(0));
    }

    function testFuzz_UnderAnotherRoot_StaysDead(bytes32 seed, uint256 size) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        _grant(sessions.nativeRoot());
        _revoke(sessions[0]);

        Session[] memory others = _sessions(keccak256(abi.encode(seed)), bound(size, 2, LARGEST_TREE));
        others[1] = sessions[0];
        _grant(others.nativeRoot());
        _assertSessionDead(sessions[0], others.nativeProof(1));
        _assertLive(others[0], others.nativeProof(0));
    }

    function testFuzz_UnderABiconomyRoot_StaysDead(bytes32 seed, uint256 size) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        _revoke(sessions[0]);
        _setMerkleRoot(sessions.biconomyRoot());
        _assertBiconomySessionDead(sessions[0], sessions.biconomyProof(0));
        _assertBiconomyLive(sessions[1], sessions.biconomyProof(1));
    }

    function testFuzz_BeforeItIsGranted_IsDead(bytes32 seed) public {
        Session[] memory sessions = _sessions(seed, 2);
        _revoke(sessions[0]);
        _grant(sessions.nativeRoot());
        _assertSessionDead(sessions[0], sessions.nativeProof(0));
        _assertLive(sessions[1], sessions.nativeProof(1));
    }

    function testFuzz_AfterAllWasRevoked_StaysDead(bytes32 seed, uint8 epochs) public {
        Session[] memory sessions = _sessions(seed, 2);
        _grant(sessions.nativeRoot());
        _revoke(sessions[0]);
        for (uint256 i; i < epochs; ++i) {
            _revokeAll();
        }
        _grant(sessions.nativeRoot());
        _assertSessionDead(sessions[0], sessions.nativeProof(0));
        _assertLive(sessions[1], sessions.nativeProof(1));
    }

    function testFuzz_Emits(bytes32 id) public {
        vm.expectEmit(address(registry));
        emit ISessionRegistry.SessionRevoked(account, _id(id));
        vm.prank(account);
        registry.revokeSession(_id(id));
        assertEq(_status(keccak256(abi.encode(id))), DEAD);
    }

    function testFuzz_RevokedAgain_ChangesNothing(bytes32 seed) public {
        Session memory session = _session(seed);
        _revoke(session);
        _revoke(session);
        _assertSessionDead(session, _direct());
    }

    /// @dev Two sessions that differ in one bit share nothing.
    function testFuzz_SessionOneBitApart_StaysLive(bytes32 seed, uint8 bit) public {
        Session memory session = _session(seed);
        Session memory near = _session(seed);
        near.sessionKeyData[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _grant(session.leaf());
        _grant(near.leaf());
        _revoke(near);
        _assertLive(session, _direct());
    }

    function testFuzz_OtherAccount_KeepsItsSession(bytes32 seed) public {
        Session memory session = _session(seed);
        _grant(session.leaf());
        (account, other) = (other, account);
        _grant(session.leaf());
        _revoke(session);
        _assertSessionDead(session, _direct());
        account = other;
        _assertLive(session, _direct());
    }
}

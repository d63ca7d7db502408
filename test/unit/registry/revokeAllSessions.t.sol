// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBiconomySessionRegistry} from "../../../contracts/interfaces/IBiconomySessionRegistry.sol";
import {ISessionRegistry} from "../../../contracts/interfaces/ISessionRegistry.sol";
import {Vm} from "forge-std/Test.sol";

import {Session, Sessions} from "../../utils/Sessions.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

contract RevokeAllSessionsTest is RegistryBase {
    using Sessions for Session;
    using Sessions for Session[];

    function testFuzz_NoGrant_IsLive(bytes32 seed, uint256 count) public {
        count = bound(count, 0, 20);
        for (uint256 i; i < count; ++i) {
            _grant(_session(keccak256(abi.encode(seed, i))).leaf());
        }
        _revokeAll();
        for (uint256 i; i < count; ++i) {
            _assertNotGranted(_session(keccak256(abi.encode(seed, i))), _direct());
        }
    }

    function testFuzz_GrantsOfEveryEarlierEpoch_AreNotLive(bytes32 seed, uint256 epochs) public {
        epochs = bound(epochs, 1, 20);
        for (uint256 i; i < epochs; ++i) {
            _grant(_session(keccak256(abi.encode(seed, i))).leaf());
            _revokeAll();
        }
        for (uint256 i; i < epochs; ++i) {
            _assertNotGranted(_session(keccak256(abi.encode(seed, i))), _direct());
        }
    }

    /// @dev Large jumps of a nonce have locked accounts elsewhere.
    function testFuzz_EpochCountsUpByOne(uint8 times) public {
        for (uint256 i; i < times; ++i) {
            assertEq(registry.epochOf(account), i);
            vm.prank(account);
            assertEq(registry.revokeAllSessions(), i + 1);
        }
        assertEq(registry.epochOf(account), times);
        assertEq(registry.epochOf(other), 0);
    }

    function testFuzz_Tree_CanBeGrantedAnew(bytes32 seed, uint256 size, uint8 epochs) public {
        Session[] memory sessions = _sessions(seed, bound(size, 1, LARGEST_TREE));
        _grant(sessions.nativeRoot());
        for (uint256 i; i < epochs; ++i) {
            _revokeAll();
        }
        _grant(sessions.nativeRoot());
        _assertLive(sessions[0], sessions.nativeProof(0));
    }

    /// @dev Incomplete cleanup: what was revoked on its own must not come back with the epoch.
    function testFuzz_WhatWasDead_StaysDead(bytes32 seed, uint8 epochs) public {
        Session[] memory sessions = _sessions(seed, 3);
        Session memory direct = _session(keccak256(abi.encode(seed)));
        _grant(sessions.nativeRoot());
        _grant(direct.leaf());
        _revoke(sessions[0]);
        _revokeGrant(direct.leaf());
        for (uint256 i; i < epochs; ++i) {
            _revokeAll();
        }
        assertEq(_status(sessions[0].leaf()), DEAD);
        assertEq(_status(direct.leaf()), DEAD);
        _grant(sessions.nativeRoot());
        _assertSessionDead(sessions[0], sessions.nativeProof(0));
        _assertLive(sessions[1], sessions.nativeProof(1));
        _assertSessionDead(direct, _direct());
    }

    function testFuzz_BiconomyRoot_IsCleared(bytes32 seed) public {
        Session[] memory sessions = _sessions(seed, 2);
        _setMerkleRoot(sessions.biconomyRoot());
        _assertBiconomyLive(sessions[0], sessions.biconomyProof(0));
        _revokeAll();
        assertEq(registry.getSessionKeys(account).merkleRoot, 0);
        _assertBiconomyNotGranted(sessions[0], sessions.biconomyProof(0));
    }

    function testFuzz_BiconomyRoot_CanBeSetAnew(bytes32 seed) public {
        Session[] memory sessions = _sessions(seed, 2);
        _setMerkleRoot(sessions.biconomyRoot());
        _revokeAll();
        _setMerkleRoot(sessions.biconomyRoot());
        _assertBiconomyLive(sessions[0], sessions.biconomyProof(0));
    }

    function test_Emits() public {
        vm.expectEmit(address(registry));
        emit ISessionRegistry.AllSessionsRevoked(account, 1);
        _revokeAll();
        vm.expectEmit(address(registry));
        emit ISessionRegistry.AllSessionsRevoked(account, 2);
        _revokeAll();
    }

    function testFuzz_EmitsForTheBiconomyRoot(bytes32 merkleRoot) public {
        vm.assume(merkleRoot != 0);
        _setMerkleRoot(merkleRoot);
        vm.expectEmit(address(registry));
        emit ISessionRegistry.AllSessionsRevoked(account, 1);
        vm.expectEmit(address(registry));
        emit IBiconomySessionRegistry.MerkleRootSet(account, 0);
        _revokeAll();
    }

    function test_GivenNoBiconomyRoot_EmitsOneEvent() public {
        vm.recordLogs();
        _revokeAll();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].topics[0], ISessionRegistry.AllSessionsRevoked.selector);
    }

    /// @dev Unbounded cleanup: one write, whatever was granted before.
    function testFuzz_WritesOneSlot_WhateverTheNumberOfGrants(bytes32 seed, uint256 count) public {
        count = bound(count, 0, 50);
        for (uint256 i; i < count; ++i) {
            _grant(keccak256(abi.encode(seed, i)));
        }
        vm.record();
        _revokeAll();
        (, bytes32[] memory writes) = vm.accesses(address(registry));
        assertEq(writes.length, 1);
    }

    function testFuzz_OtherAccount_KeepsItsSessions(bytes32 seed) public {
        Session[] memory sessions = _sessions(seed, 2);
        _grant(sessions.nativeRoot());
        _setMerkleRoot(sessions.biconomyRoot());
        (account, other) = (other, account);
        _revokeAll();
        (account, other) = (other, account);
        _assertLive(sessions[0], sessions.nativeProof(0));
        _assertBiconomyLive(sessions[0], sessions.biconomyProof(0));
    }
}

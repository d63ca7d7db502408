// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SessionId} from "../../../contracts/types/SessionId.sol";
import {SessionNode} from "../../../contracts/types/SessionNode.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

/// @notice Whatever the registry reads or writes for an account is storage associated with it (ERC-7562, STO-021):
/// `keccak256(abi.encode(account, x))`.
contract StorageTest is RegistryBase {
    using Sessions for Session;
    using Sessions for Session[];

    function testFuzz_GrantSessions(address user, bytes32 root, bytes memory sessions) public {
        vm.assume(root != 0);
        _watch(user);
        registry.grantSessions(SessionNode.wrap(root), sessions);
        _assertAssociated(1);
    }

    function testFuzz_RevokeSession(address user, bytes32 id) public {
        _watch(user);
        registry.revokeSession(_id(id));
        _assertAssociated(1);
    }

    function testFuzz_RevokeSessions(address user, bytes32 first, bytes32 second) public {
        vm.assume(first != second);
        SessionId[] memory ids = new SessionId[](2);
        (ids[0], ids[1]) = (_id(first), _id(second));
        _watch(user);
        registry.revokeSessions(ids);
        _assertAssociated(2);
    }

    function testFuzz_RevokeGrant(address user, bytes32 root) public {
        vm.assume(root != 0);
        _watch(user);
        registry.revokeGrant(SessionNode.wrap(root));
        _assertAssociated(1);
    }

    function testFuzz_RevokeAllSessions(address user) public {
        account = user;
        _setMerkleRoot("root");
        _watch(user);
        registry.revokeAllSessions();
        _assertAssociated(2);
    }

    function testFuzz_SetMerkleRoot(address user, bytes32 merkleRoot) public {
        _watch(user);
        registry.setMerkleRoot(merkleRoot);
        _assertAssociated(1);
    }

    function testFuzz_IsSessionLive(address user, bytes32 id, bytes32[] memory proof) public {
        vm.assume(proof.length <= 32);
        _watch(user);
        registry.isSessionLive(user, _id(id), proof);
        _assertAssociated(0);
    }

    function testFuzz_ValidateUserOp(address user, bytes32 seed, uint256 size, bool dead) public {
        Session[] memory sessions = _sessions(seed, bound(size, 1, LARGEST_TREE));
        account = user;
        _grant(sessions.nativeRoot());
        _setMerkleRoot(sessions.biconomyRoot());
        if (dead) _revoke(sessions[0]);
        _watch(user);
        vm.stopPrank();
        _nativeVerdict(sessions[0], sessions.nativeProof(0));
        _biconomyVerdict(sessions[0], sessions.biconomyProof(0));
        _assertAssociated(0);
    }

    function testFuzz_Getters(address user, bytes32 node) public {
        _watch(user);
        registry.statusOf(SessionNode.wrap(node), user);
        registry.epochOf(user);
        registry.getSessionKeys(user).merkleRoot;
        registry.getSessionKeys(user);
        _assertAssociated(0);
    }

    /// @dev The account is the innermost key of every mapping. Derived from the layout, and not from the contract's answers.
    function testFuzz_Layout(address user, bytes32 node, uint256 value) public {
        vm.store(address(registry), keccak256(abi.encode(user, keccak256(abi.encode(node, 0)))), bytes32(value));
        vm.store(address(registry), keccak256(abi.encode(user, 1)), bytes32(value));
        vm.store(address(registry), keccak256(abi.encode(user, keccak256(abi.encode(node, 2)))), bytes32(value));
        vm.store(address(registry), keccak256(abi.encode(user, 3)), bytes32(value));
        assertEq(registry.statusOf(SessionNode.wrap(node), user), value);
        assertEq(registry.epochOf(user), value);
        assertEq(registry.spentOf(node, user), value);
        assertEq(registry.getSessionKeys(user).merkleRoot, bytes32(value));
    }

    function _watch(address user) private {
        account = user;
        vm.record();
        vm.startMappingRecording();
        vm.startPrank(user);
    }

    /// @dev Every slot touched is the element of a mapping under the account's key, and so many of them were written.
    function _assertAssociated(uint256 written) private {
        vm.stopPrank();
        (bytes32[] memory reads, bytes32[] memory writes) = vm.accesses(address(registry));
        assertGt(reads.length + writes.length, 0);
        assertEq(writes.length, written);
        _assertElements(reads);
        _assertElements(writes);
        vm.stopMappingRecording();
    }

    function _assertElements(bytes32[] memory slots) private {
        for (uint256 i; i < slots.length; ++i) {
            (bool found, bytes32 key, bytes32 parent) = vm.getMappingKeyAndParentOf(address(registry), slots[i]);
            assertTrue(found);
            assertEq(key, bytes32(uint256(uint160(account))));
            assertEq(slots[i], keccak256(abi.encode(account, parent)));
        }
    }
}

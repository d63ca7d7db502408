// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBiconomySessionRegistry} from "../../../contracts/interfaces/IBiconomySessionRegistry.sol";
import {ISessionRegistry} from "../../../contracts/interfaces/ISessionRegistry.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

contract SetMerkleRootTest is RegistryBase {
    using Sessions for Session;
    using Sessions for Session[];

    function testFuzz_IsTheRoot(bytes32 merkleRoot) public {
        assertEq(registry.getSessionKeys(account).merkleRoot, 0);
        _setMerkleRoot(merkleRoot);
        assertEq(registry.getSessionKeys(account).merkleRoot, merkleRoot);
        assertEq(registry.getSessionKeys(other).merkleRoot, 0);
    }

    function testFuzz_Emits(bytes32 merkleRoot) public {
        vm.expectEmit(address(registry));
        emit IBiconomySessionRegistry.MerkleRootSet(account, merkleRoot);
        _setMerkleRoot(merkleRoot);
    }

    function testFuzz_SessionsOfTheTree_AreLive(bytes32 seed, uint256 size, uint256 index) public {
        Session[] memory sessions = _sessions(seed, bound(size, 1, LARGEST_TREE));
        index = bound(index, 0, sessions.length - 1);
        _assertBiconomyNotGranted(sessions[index], sessions.biconomyProof(index));
        _setMerkleRoot(sessions.biconomyRoot());
        _assertBiconomyLive(sessions[index], sessions.biconomyProof(index));
    }

    /// @dev As with Biconomy's own registry, one tree takes the place of the one before.
    function testFuzz_OtherRoot_ReplacesIt(bytes32 seed, uint256 size) public {
        Session[] memory sessions = _sessions(seed, bound(size, 1, LARGEST_TREE));
        Session[] memory others = _sessions(keccak256(abi.encode(seed)), bound(size, 1, LARGEST_TREE));
        _setMerkleRoot(sessions.biconomyRoot());
        _setMerkleRoot(others.biconomyRoot());
        _assertBiconomyNotGranted(sessions[0], sessions.biconomyProof(0));
        _assertBiconomyLive(others[0], others.biconomyProof(0));
    }

    function testFuzz_Zero_ClearsIt(bytes32 seed, uint256 size) public {
        Session[] memory sessions = _sessions(seed, bound(size, 1, LARGEST_TREE));
        _setMerkleRoot(sessions.biconomyRoot());
        _setMerkleRoot(0);
        assertEq(registry.getSessionKeys(account).merkleRoot, 0);
        _assertBiconomyNotGranted(sessions[0], sessions.biconomyProof(0));
    }

    /// @dev Root overwrite resurrects: not here, even if the root that held the session comes back.
    function testFuzz_RevokedSession_StaysDead(bytes32 seed, uint256 size) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        _setMerkleRoot(sessions.biconomyRoot());
        _revoke(sessions[0]);
        _assertBiconomySessionDead(sessions[0], sessions.biconomyProof(0));
        _setMerkleRoot(0);
        _setMerkleRoot(sessions.biconomyRoot());
        _assertBiconomySessionDead(sessions[0], sessions.biconomyProof(0));
        _assertBiconomyLive(sessions[1], sessions.biconomyProof(1));
    }

    /// @dev Revoked before it was ever set, or since; for good, and for nobody else.
    function testFuzz_RevertWhen_TheRootWasRevoked(bytes32 merkleRoot, bytes32 another, bool isSet) public {
        vm.assume(merkleRoot != 0 && another != merkleRoot);
        if (isSet) _setMerkleRoot(merkleRoot);
        _revokeGrant(merkleRoot);
        _setMerkleRoot(another);
        vm.expectRevert(abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, merkleRoot));
        _setMerkleRoot(merkleRoot);
        _revokeAll();
        vm.expectRevert(abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, merkleRoot));
        _setMerkleRoot(merkleRoot);
        assertEq(registry.getSessionKeys(account).merkleRoot, 0);
        (account, other) = (other, account);
        _setMerkleRoot(merkleRoot);
        assertEq(registry.getSessionKeys(account).merkleRoot, merkleRoot);
    }

    function testFuzz_Grants_AreNotTouched(bytes32 seed, bytes32 merkleRoot) public {
        Session memory session = _session(seed);
        _grant(session.leaf());
        _setMerkleRoot(merkleRoot);
        _assertLive(session, _direct());
        assertEq(registry.epochOf(account), 0);
    }

    /// @dev One tree for another: neither wire accepts a root of the other kind.
    function testFuzz_NativeRoot_IsNoBiconomyRoot(bytes32 seed, uint256 size) public {
        Session[] memory sessions = _sessions(seed, bound(size, 1, LARGEST_TREE));
        _setMerkleRoot(sessions.nativeRoot());
        _assertBiconomyNotGranted(sessions[0], sessions.nativeProof(0));
        _assertNotGranted(sessions[0], sessions.nativeProof(0));
    }
}

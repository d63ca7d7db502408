// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISessionRegistry} from "../../../contracts/interfaces/ISessionRegistry.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

contract IsSessionLiveTest is RegistryBase {
    using Sessions for Session;
    using Sessions for Session[];

    uint256 private constant MAX_PROOF_LENGTH = 32;

    function testFuzz_GivenNothing_IsFalse(address anyAccount, bytes32 id, bytes32[] memory proof) public view {
        assertFalse(registry.isSessionLive(anyAccount, _id(id), proof));
    }

    function testFuzz_OtherProof_IsFalse(bytes32 seed, uint256 size, bytes32[] memory proof) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        vm.assume(proof.length <= MAX_PROOF_LENGTH);
        vm.assume(keccak256(abi.encode(proof)) != keccak256(abi.encode(sessions.nativeProof(0))));
        _grant(sessions.nativeRoot());
        _assertNotGranted(sessions[0], proof);
    }

    function testFuzz_BitOfTheProofFlipped_IsFalse(bytes32 seed, uint256 size, uint256 node, uint8 bit) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        bytes32[] memory proof = sessions.nativeProof(0);
        proof[bound(node, 0, proof.length - 1)] ^= bytes32(uint256(1) << bit);
        _grant(sessions.nativeRoot());
        _assertNotGranted(sessions[0], proof);
    }

    /// @dev Every field of a session is under its leaf.
    function testFuzz_FieldChanged_IsFalse(bytes32 seed, uint256 field, uint256 bit) public {
        Session[] memory sessions = _sessions(seed, 2);
        bytes32[] memory proof = sessions.nativeProof(0);
        _grant(sessions.nativeRoot());

        Session memory changed = sessions[0];
        field = bound(field, 0, 5);
        if (field == 0) changed.validUntil ^= uint48(1 << bound(bit, 0, 46));
        if (field == 1) changed.validAfter ^= uint48(1 << bound(bit, 0, 46));
        if (field == 2) changed.module = address(uint160(changed.module) ^ uint160(1 << bound(bit, 0, 159)));
        if (field == 3) changed.sessionKeyData[bound(bit, 0, 95)] ^= 0x01;
        if (field == 4) changed.sessionKeyData = abi.encodePacked(changed.sessionKeyData, uint8(0));
        if (field == 5) changed.sessionKeyData = "";
        _assertNotGranted(changed, proof);
    }

    /// @dev Gas griefing by long proofs: the cap is the same as validation's.
    function testFuzz_ProofAroundTheCap(bytes32 seed) public {
        for (uint256 length = MAX_PROOF_LENGTH - 1; length <= MAX_PROOF_LENGTH + 1; ++length) {
            Session memory session = _session(keccak256(abi.encode(seed, length)));
            bytes32[] memory proof = _proof(seed, length);
            _grant(_rootOf(session.leaf(), proof));
            if (length <= MAX_PROOF_LENGTH) {
                _assertLive(session, proof);
            } else {
                _assertNotLive(session, proof, abi.encodeWithSelector(ISessionRegistry.ProofTooLong.selector, length));
            }
        }
    }

    function testFuzz_ProofAboveTheCap_IsFalse(bytes32 seed, uint256 length) public {
        length = bound(length, MAX_PROOF_LENGTH + 1, 255);
        Session memory session = _session(seed);
        bytes32[] memory proof = _proof(seed, length);
        _grant(_rootOf(session.leaf(), proof));
        _assertNotLive(session, proof, abi.encodeWithSelector(ISessionRegistry.ProofTooLong.selector, length));
    }

    /// @dev A tree over bare ids is no native tree, whichever way its root came in.
    function testFuzz_BiconomyTree_IsFalse(bytes32 seed, uint256 size) public {
        Session[] memory sessions = _sessions(seed, bound(size, 1, LARGEST_TREE));
        _setMerkleRoot(sessions.biconomyRoot());
        _assertNotGranted(sessions[0], sessions.biconomyProof(0));
        _grant(sessions.biconomyRoot());
        _assertNotGranted(sessions[0], sessions.biconomyProof(0));
    }

    function testFuzz_AnyoneMayAsk(bytes32 seed, address asker) public {
        Session memory session = _session(seed);
        _grant(session.leaf());
        vm.prank(asker);
        assertTrue(registry.isSessionLive(account, _id(session.id()), _direct()));
    }

    function _proof(bytes32 seed, uint256 length) private pure returns (bytes32[] memory proof) {
        proof = new bytes32[](length);
        for (uint256 i; i < length; ++i) {
            proof[i] = keccak256(abi.encode(seed, "proof", i));
        }
    }
}

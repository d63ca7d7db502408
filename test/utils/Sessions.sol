// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TreeBuilder} from "./TreeBuilder.sol";

/// @notice A session as the tests write it.
struct Session {
    uint48 validUntil;
    uint48 validAfter;
    address module;
    bytes sessionKeyData;
}

/// @notice Ids, leaves, trees and wires, written plainly from the documents and not from the contracts.
library Sessions {
    function id(Session memory s) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(s.validUntil, s.validAfter, s.module, s.sessionKeyData));
    }

    function leaf(Session memory s) internal pure returns (bytes32) {
        return keccak256(abi.encode(id(s)));
    }

    function ids(Session[] memory sessions) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](sessions.length);
        for (uint256 i; i < list.length; ++i) {
            list[i] = id(sessions[i]);
        }
    }

    function leaves(Session[] memory sessions) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](sessions.length);
        for (uint256 i; i < list.length; ++i) {
            list[i] = leaf(sessions[i]);
        }
    }

    function nativeRoot(Session[] memory sessions) internal pure returns (bytes32) {
        return TreeBuilder.root(leaves(sessions));
    }

    function biconomyRoot(Session[] memory sessions) internal pure returns (bytes32) {
        return TreeBuilder.root(ids(sessions));
    }

    function nativeProof(Session[] memory sessions, uint256 index) internal pure returns (bytes32[] memory) {
        return TreeBuilder.proof(leaves(sessions), index);
    }

    function biconomyProof(Session[] memory sessions, uint256 index) internal pure returns (bytes32[] memory) {
        return TreeBuilder.proof(ids(sessions), index);
    }

    function nativeWire(Session memory s, bytes32[] memory proof, bytes memory signature)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(
            uint8(1), uint8(proof.length), s.validUntil, s.validAfter, s.module, s.sessionKeyData, proof, signature
        );
    }

    /// @dev With the periods that the budgets are counted in.
    function periodWire(Session memory s, bytes32[] memory proof, uint32[] memory periods, bytes memory signature)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(
            uint8(2),
            uint8(proof.length),
            uint8(periods.length),
            s.validUntil,
            s.validAfter,
            s.module,
            s.sessionKeyData,
            proof,
            _packed(periods),
            signature
        );
    }

    /// @dev With a signature of any length but 65 bytes.
    function anySignatureWire(Session memory s, bytes32[] memory proof, uint32[] memory periods, bytes memory signature)
        internal
        pure
        returns (bytes memory)
    {
        bytes memory lengths =
            abi.encodePacked(uint8(4), uint8(proof.length), uint8(periods.length), uint16(signature.length));
        bytes memory session = abi.encodePacked(s.validUntil, s.validAfter, s.module, s.sessionKeyData);
        return abi.encodePacked(lengths, session, proof, _packed(periods), signature);
    }

    function biconomyWire(Session memory s, bytes32[] memory proof, bytes memory signature)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encode(s.validUntil, s.validAfter, s.module, s.sessionKeyData, proof, signature);
    }

    /// @dev `abi.encodePacked` would pad each to a word.
    function _packed(uint32[] memory periods) private pure returns (bytes memory packed) {
        for (uint256 i; i < periods.length; ++i) {
            packed = abi.encodePacked(packed, periods[i]);
        }
    }
}

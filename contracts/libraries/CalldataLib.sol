// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// @title CalldataLib
/// @notice Reads words of calldata whose bounds the caller has checked.
library CalldataLib {
    /// @notice The word at an offset.
    /// @dev Reads what follows when `data` is shorter than `offset + 32`: the caller checks lengths first.
    /// Without the bounds check of a slice it saves about 70 gas a read; `CalldataLibTest` fuzzes it against the slice.
    /// @param data The bytes.
    /// @param offset Where the word begins.
    /// @return word The word.
    function wordAt(bytes calldata data, uint256 offset) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }

    /// @notice The word at a position of the whole calldata. For walks that would otherwise carry a slice along.
    /// @dev Unchecked like `wordAt`; `CalldataLibTest` fuzzes it against that.
    /// @param position Where the word begins.
    /// @return word The word.
    function load(uint256 position) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(position)
        }
    }

    /// @notice Where bytes begin in the whole calldata.
    /// @param data The bytes.
    /// @return position Their first byte.
    function positionOf(bytes calldata data) internal pure returns (uint256 position) {
        assembly ("memory-safe") {
            position := data.offset
        }
    }

    /// @notice The hash of bytes given by position.
    /// @dev Like `hash`, and fuzzed with it.
    /// @param position Their first byte.
    /// @param length How many they are.
    /// @return digest Their hash.
    function hashAt(uint256 position, uint256 length) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, position, length)
            digest := keccak256(free, length)
        }
    }

    /// @notice The bytes from an offset on.
    /// @dev Unchecked like `wordAt`; `CalldataLibTest` fuzzes it against the slice.
    /// @param data The bytes.
    /// @param offset Where the part begins.
    /// @param length How long it is.
    /// @return part The part.
    function partAt(bytes calldata data, uint256 offset, uint256 length) internal pure returns (bytes calldata part) {
        assembly ("memory-safe") {
            part.offset := add(data.offset, offset)
            part.length := length
        }
    }

    /// @notice The words from an offset on.
    /// @dev Unchecked like `wordAt`; `CalldataLibTest` fuzzes it against that.
    /// @param data The bytes.
    /// @param offset Where the list begins.
    /// @param count How many words it has.
    /// @return words The words.
    function wordsAt(bytes calldata data, uint256 offset, uint256 count)
        internal
        pure
        returns (bytes32[] calldata words)
    {
        assembly ("memory-safe") {
            words.offset := add(data.offset, offset)
            words.length := count
        }
    }

    /// @notice The hash of the bytes.
    /// @dev Copies them behind the free memory pointer without claiming the place: about 250 gas less than `keccak256(data)`,
    /// against which `CalldataLibTest` fuzzes it.
    /// @param data The bytes.
    /// @return digest Their hash.
    function hash(bytes calldata data) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, data.offset, data.length)
            digest := keccak256(free, data.length)
        }
    }

    /// @notice A length rounded up to whole words, as the ABI pads dynamic values.
    /// @param length In bytes, less than 2^255.
    /// @return The padded length.
    function padded(uint256 length) internal pure returns (uint256) {
        unchecked {
            return (length + 31) & ~uint256(31);
        }
    }
}

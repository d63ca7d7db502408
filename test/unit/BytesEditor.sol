// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Changes bytes in place, to damage encodings one word at a time. Places are counted in bytes, and not checked.
library BytesEditor {
    function wordAt(bytes memory data, uint256 place) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), place))
        }
    }

    function setWord(bytes memory data, uint256 place, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(data, 0x20), place), word)
        }
    }

    /// @dev `length` is not above the length of `data`.
    function shorten(bytes memory data, uint256 length) internal pure {
        assembly ("memory-safe") {
            mstore(data, length)
        }
    }

    /// @dev A copy, so that the original can be damaged again.
    function copy(bytes memory data) internal pure returns (bytes memory) {
        return bytes.concat(data);
    }
}

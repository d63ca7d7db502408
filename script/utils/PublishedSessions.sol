// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title PublishedSessions
/// @notice Reads the sessions that a grant publishes (`docs/wires.md`), and rebuilds the root of their tree.
library PublishedSessions {
    /// @dev First byte of the encoding.
    bytes1 private constant VERSION = 0x01;

    /// @dev `validUntil`, `validAfter` and `module`, before the length of `sessionKeyData`.
    uint256 private constant HEAD = 32;

    /// @notice The bytes are not a list of sessions.
    /// @param offset Where they cease to be one.
    error SessionsMalformed(uint256 offset);

    /// @notice The ids of the sessions, in their order.
    function ids(bytes memory sessions) internal pure returns (bytes32[] memory list) {
        if (sessions.length < 2 || sessions[0] != VERSION) revert SessionsMalformed(0);
        list = new bytes32[](_count(sessions));
        uint256 offset = 1;
        for (uint256 i; i < list.length; ++i) {
            uint256 length = _dataLength(sessions, offset);
            bytes memory packed = new bytes(HEAD + length);
            for (uint256 j; j < packed.length; ++j) {
                packed[j] = sessions[j < HEAD ? offset + j : offset + 2 + j];
            }
            list[i] = keccak256(packed);
            offset += HEAD + 2 + length;
        }
    }

    /// @notice The root of the native tree over sessions. A node without a sibling goes up unchanged.
    function rootOf(bytes32[] memory sessionIds) internal pure returns (bytes32) {
        bytes32[] memory level = new bytes32[](sessionIds.length);
        for (uint256 i; i < level.length; ++i) {
            level[i] = keccak256(abi.encode(sessionIds[i]));
        }
        while (level.length > 1) {
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i; i < above.length; ++i) {
                above[i] = 2 * i + 1 < level.length ? _hashPair(level[2 * i], level[2 * i + 1]) : level[2 * i];
            }
            level = above;
        }
        return level[0];
    }

    function _count(bytes memory sessions) private pure returns (uint256 count) {
        uint256 offset = 1;
        while (offset < sessions.length) {
            if (offset + HEAD + 2 > sessions.length) revert SessionsMalformed(offset);
            uint256 next = offset + HEAD + 2 + _dataLength(sessions, offset);
            if (next > sessions.length) revert SessionsMalformed(offset);
            offset = next;
            ++count;
        }
    }

    function _dataLength(bytes memory sessions, uint256 offset) private pure returns (uint256) {
        return uint256(uint8(sessions[offset + HEAD])) << 8 | uint8(sessions[offset + HEAD + 1]);
    }

    function _hashPair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encodePacked(a, b)) : keccak256(abi.encodePacked(b, a));
    }
}

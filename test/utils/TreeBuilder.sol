// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Builds trees of sorted pairs; an odd node goes up unchanged. Written plainly, as the reference for the library.
library TreeBuilder {
    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        while (leaves.length > 1) leaves = _levelAbove(leaves);
        return leaves[0];
    }

    function proof(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory nodes) {
        bytes32[] memory found = new bytes32[](64);
        uint256 count;
        while (leaves.length > 1) {
            uint256 sibling = index ^ 1;
            if (sibling < leaves.length) found[count++] = leaves[sibling];
            leaves = _levelAbove(leaves);
            index /= 2;
        }
        nodes = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            nodes[i] = found[i];
        }
    }

    function hashPair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encodePacked(a, b)) : keccak256(abi.encodePacked(b, a));
    }

    function _levelAbove(bytes32[] memory level) private pure returns (bytes32[] memory above) {
        above = new bytes32[]((level.length + 1) / 2);
        for (uint256 i; i < above.length; ++i) {
            above[i] = 2 * i + 1 < level.length ? hashPair(level[2 * i], level[2 * i + 1]) : level[2 * i];
        }
    }
}

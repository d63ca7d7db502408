// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {SessionNode} from "../types/SessionNode.sol";

/// @title SessionTreeLib
/// @notice Walks a Merkle proof. Inner nodes are `keccak256(min ‖ max)`, as OpenZeppelin's and solady's verifiers check.
library SessionTreeLib {
    /// @notice The root that a proof leads to from a leaf.
    /// @dev Whoever calls decides whether that root is live: any proof leads to some root.
    /// @param leaf Where to start.
    /// @param proof The sibling at each level, from the leaf up. Empty: the leaf is the root.
    /// @return root The root.
    function rootOf(SessionNode leaf, bytes32[] calldata proof) internal pure returns (SessionNode root) {
        // Hashing in scratch space, without bounds checks per sibling, saves about 160 gas a level: the tree of 16 pays for four.
        // `SessionTreeLibTest` fuzzes it against a plain loop and against OpenZeppelin's verifier.
        assembly ("memory-safe") {
            root := leaf
            let end := add(proof.offset, shl(5, proof.length))
            for { let at := proof.offset } lt(at, end) { at := add(at, 0x20) } {
                let sibling := calldataload(at)
                // The smaller node goes to the lower slot.
                let slot := shl(5, gt(root, sibling))
                mstore(slot, root)
                mstore(xor(slot, 0x20), sibling)
                root := keccak256(0x00, 0x40)
            }
        }
    }
}

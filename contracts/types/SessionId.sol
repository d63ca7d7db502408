// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {SessionNode} from "./SessionNode.sol";

/// @notice The name of a session: `keccak256(abi.encodePacked(uint48 validUntil, uint48 validAfter, address module,
/// bytes sessionKeyData))`, byte-equal to the leaf of Biconomy v2's session trees.
/// @dev A type of its own so that an id can never be handed to a place that expects a node of a native tree.
type SessionId is bytes32;

using {toLeaf, toBiconomyLeaf} for SessionId global;

/// @notice The leaf of a session in a native tree.
/// @dev Hashed once more than the id: a leaf's preimage is 32 bytes and an inner node's is 64, so neither can pass for the
/// other, whatever a session holds (second-preimage attack on Merkle trees).
function toLeaf(SessionId id) pure returns (SessionNode leaf) {
    bytes32 raw = SessionId.unwrap(id);
    // Scratch space instead of fresh memory saves about 130 gas; `SessionIdTest` fuzzes it against `keccak256(abi.encode(id))`.
    assembly ("memory-safe") {
        mstore(0x00, raw)
        leaf := keccak256(0x00, 0x20)
    }
}

/// @notice The leaf of a session in a Biconomy tree: the bare id.
function toBiconomyLeaf(SessionId id) pure returns (SessionNode) {
    return SessionNode.wrap(SessionId.unwrap(id));
}

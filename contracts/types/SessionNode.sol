// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// @notice A node of a tree of sessions: a leaf, an inner node or a root. The root of a tree of one is its leaf.
type SessionNode is bytes32;

using {equals as ==, differs as !=} for SessionNode global;

function equals(SessionNode a, SessionNode b) pure returns (bool) {
    return SessionNode.unwrap(a) == SessionNode.unwrap(b);
}

function differs(SessionNode a, SessionNode b) pure returns (bool) {
    return SessionNode.unwrap(a) != SessionNode.unwrap(b);
}

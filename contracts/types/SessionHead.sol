// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// @notice The fixed part of a session in one word: `validUntil (48 bits) | validAfter (48 bits) | module (160 bits)`.
/// @dev With `sessionKeyData` behind it, it is the preimage of the session's id.
type SessionHead is uint256;

using {validUntil, validAfter, module, hasWindowInSeconds} for SessionHead global;

/// @dev Bit 47 of both bounds.
uint256 constant BLOCK_NUMBER_FLAGS = (1 << 255) | (1 << 207);

/// @notice Last second at which the session may be used, inclusive; zero means no end.
function validUntil(SessionHead head) pure returns (uint48) {
    return uint48(SessionHead.unwrap(head) >> 208);
}

/// @notice First second at which the session may be used; zero means at once.
function validAfter(SessionHead head) pure returns (uint48) {
    return uint48(SessionHead.unwrap(head) >> 160);
}

/// @notice The session validation module.
function module(SessionHead head) pure returns (address) {
    return address(uint160(SessionHead.unwrap(head)));
}

/// @notice Whether both bounds are below 2^47. From there on EntryPoint v0.9 reads a bound as a block number.
function hasWindowInSeconds(SessionHead head) pure returns (bool) {
    return SessionHead.unwrap(head) & BLOCK_NUMBER_FLAGS == 0;
}

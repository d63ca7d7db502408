// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// @notice What `validateUserOp` returns to the EntryPoint (ERC-4337).
/// @dev `validAfter (48 bits) | validUntil (48 bits) | 159 empty bits | 1 when the signature is wrong`. The 160 low bits are
/// never an aggregator's address here: they are 0 or 1.
type ValidationData is uint256;

/// @notice Packs the result of a validation.
/// @param signatureFailed True when the signature is not the session key's.
/// @param validUntil Last second at which the op may be included, inclusive; zero means no end.
/// @param validAfter First second at which the op may be included; zero means at once.
function toValidationData(bool signatureFailed, uint48 validUntil, uint48 validAfter) pure returns (ValidationData) {
    return ValidationData.wrap((signatureFailed ? 1 : 0) | (uint256(validUntil) << 160) | (uint256(validAfter) << 208));
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {ISessionValidation} from "../interfaces/ISessionValidation.sol";
import {CalldataLib} from "./CalldataLib.sol";

/// @title ERC7579ExecutionLib
/// @notice Reads the calls that an ERC-7579 account will make from an op's calldata: `execute(bytes32 mode, bytes executionCalldata)`
/// in the single and the batch mode, both of the type that reverts when a call fails.
///
/// @dev Only the canonical ABI encoding is read. Any decoder agrees on it, so what is judged is what runs: an offset that
/// points elsewhere, an overlap or a tail that one decoder sees and another does not cannot smuggle a call in.
///
/// Use: `begin`, then `next` once per call with the cursor of the step before. The last `next` checks that nothing is left.
library ERC7579ExecutionLib {
    using CalldataLib for bytes;

    /// @dev `execute(bytes32,bytes)`.
    bytes4 internal constant EXECUTE = 0xe9ae5c53;

    /// @dev The one word that says: one call, revert when it fails, no selector and no payload for the account to read more into.
    uint256 internal constant SINGLE_MODE = 0;

    /// @dev The same for a batch.
    uint256 internal constant BATCH_MODE = 1 << 248;

    /// @dev Where the execution calldata begins: behind selector, mode, offset and length.
    uint256 private constant EXECUTION = 100;

    /// @dev Target and value of a single call.
    uint256 private constant SINGLE_HEAD_LENGTH = 52;

    /// @dev Where the offsets of a batch begin: behind the list's own offset and its length.
    uint256 private constant BATCH_OFFSETS = EXECUTION + 64;

    /// @dev Target, value, offset and length of the data.
    uint256 private constant BATCH_HEAD_LENGTH = 128;

    /// @notice Opens an op's calldata.
    /// @param callData The op's calldata. Reverts with `AccountFunctionNotAllowed`, `ExecutionModeNotAllowed`, `ExecutionMalformed` or
    /// `BatchEmpty`.
    /// @return count How many calls there are; zero stands for the one call of the single mode.
    /// @return cursor Where the first call begins.
    function begin(bytes calldata callData) internal pure returns (uint256 count, uint256 cursor) {
        unchecked {
            // Of shorter calldata this is some other selector, and the next comparison refuses it.
            if (bytes4(bytes32(callData.wordAt(0))) != EXECUTE) {
                revert ISessionValidation.AccountFunctionNotAllowed(bytes4(callData));
            }
            if (callData.length < EXECUTION + SINGLE_HEAD_LENGTH) revert ISessionValidation.ExecutionMalformed();

            uint256 length = callData.wordAt(68);
            // The last comparison keeps the sum before it from having wrapped round.
            if (
                callData.wordAt(36) != 0x40 || callData.length != EXECUTION + CalldataLib.padded(length)
                    || length > callData.length
            ) revert ISessionValidation.ExecutionMalformed();

            uint256 mode = callData.wordAt(4);
            if (mode == SINGLE_MODE) {
                if (length < SINGLE_HEAD_LENGTH) revert ISessionValidation.ExecutionMalformed();
                return (0, EXECUTION);
            }
            // Delegatecall would run foreign code as the account; "try" counts a budget for a call that then fails unseen.
            if (mode != BATCH_MODE) revert ISessionValidation.ExecutionModeNotAllowed(bytes32(mode));

            count = callData.wordAt(EXECUTION + 32);
            // Keeps the products below from wrapping round.
            if (callData.wordAt(EXECUTION) != 0x20 || length < 64 || count > length) {
                revert ISessionValidation.ExecutionMalformed();
            }
            // Nothing would be judged, and the account would pay for it (empty batch).
            if (count == 0) revert ISessionValidation.BatchEmpty();
            cursor = BATCH_OFFSETS + count * 32;
        }
    }

    /// @notice Reads one call.
    /// @param callData The op's calldata.
    /// @param count As `begin` returned it.
    /// @param index Which call, from zero.
    /// @param cursor Where the call begins, as `begin` or the `next` before returned it.
    /// @return target Contract that the account is going to call.
    /// @return value Native value of the call, wei.
    /// @return data Calldata of the call.
    /// @return nextCursor Where the next call begins.
    function next(bytes calldata callData, uint256 count, uint256 index, uint256 cursor)
        internal
        pure
        returns (address target, uint256 value, bytes calldata data, uint256 nextCursor)
    {
        unchecked {
            uint256 end = EXECUTION + callData.wordAt(68);
            if (count == 0) {
                target = address(uint160(callData.wordAt(cursor) >> 96));
                value = callData.wordAt(cursor + 20);
                cursor += SINGLE_HEAD_LENGTH;
                return (target, value, callData.partAt(cursor, end - cursor), end);
            }

            uint256 targetWord = callData.wordAt(cursor);
            value = callData.wordAt(cursor + 32);
            uint256 length = callData.wordAt(cursor + 96);
            nextCursor = cursor + BATCH_HEAD_LENGTH + CalldataLib.padded(length);
            // Offsets in the list count from the word behind its length. Bytes behind the last call would be judged by nobody.
            bool fits = index + 1 < count ? nextCursor <= end : nextCursor == end;
            // The comparison of `length` keeps the sum above from having wrapped round.
            if (
                !fits || length > end || targetWord >> 160 != 0 || callData.wordAt(cursor + 64) != 0x60
                    || callData.wordAt(BATCH_OFFSETS + index * 32) != cursor - BATCH_OFFSETS
            ) revert ISessionValidation.ExecutionMalformed();

            target = address(uint160(targetWord));
            data = callData.partAt(cursor + BATCH_HEAD_LENGTH, length);
        }
    }
}

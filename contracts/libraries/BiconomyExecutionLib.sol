// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {ISessionValidation} from "../interfaces/ISessionValidation.sol";
import {CalldataLib} from "./CalldataLib.sol";

/// @title BiconomyExecutionLib
/// @notice Reads the calls that a Biconomy Smart Account v2 will make from an op's calldata.
///
/// @dev Only the canonical ABI encoding is read. Any decoder agrees on it, so what is judged is what runs: an offset that
/// points elsewhere, an overlap or a tail that one decoder sees and another does not cannot smuggle a call in.
///
/// Use: `begin`, then `next` once per call with the cursor of the step before. The last `next` checks that nothing is left.
library BiconomyExecutionLib {
    using CalldataLib for bytes;

    /// @dev `execute(address,uint256,bytes)`.
    bytes4 internal constant EXECUTE = 0xb61d27f6;

    /// @dev `execute_ncC(address,uint256,bytes)`.
    bytes4 internal constant EXECUTE_OPTIMIZED = 0x0000189a;

    /// @dev `executeBatch(address[],uint256[],bytes[])`.
    bytes4 internal constant EXECUTE_BATCH = 0x47e1da2a;

    /// @dev `executeBatch_y6U(address[],uint256[],bytes[])`.
    bytes4 internal constant EXECUTE_BATCH_OPTIMIZED = 0x00004680;

    /// @dev Selector and the three words of the head.
    uint256 private constant HEAD_LENGTH = 100;

    /// @dev Where the targets of a batch begin: after the head and their count.
    uint256 private constant BATCH_TARGETS = HEAD_LENGTH + 32;

    /// @notice Opens an op's calldata.
    /// @param callData The op's calldata. Reverts with `AccountFunctionNotAllowed`, `ExecutionMalformed` or `BatchEmpty`.
    /// @return count How many calls there are; zero stands for the one call of `execute`.
    /// @return cursor Where the first call's data begins.
    function begin(bytes calldata callData) internal pure returns (uint256 count, uint256 cursor) {
        unchecked {
            // Of shorter calldata this is some other selector; each function refuses what is too short.
            bytes4 selector = bytes4(bytes32(callData.wordAt(0)));

            if (selector == EXECUTE || selector == EXECUTE_OPTIMIZED) {
                // Target, value, offset and length.
                if (callData.length < HEAD_LENGTH + 32) revert ISessionValidation.ExecutionMalformed();
                if (callData.wordAt(68) != 0x60) revert ISessionValidation.ExecutionMalformed();
                return (0, HEAD_LENGTH);
            }
            if (selector != EXECUTE_BATCH && selector != EXECUTE_BATCH_OPTIMIZED) {
                revert ISessionValidation.AccountFunctionNotAllowed(bytes4(callData));
            }

            if (callData.length < BATCH_TARGETS) revert ISessionValidation.ExecutionMalformed();
            count = callData.wordAt(HEAD_LENGTH);
            // Keeps the products below from wrapping round.
            if (count > callData.length) revert ISessionValidation.ExecutionMalformed();
            // Nothing would be judged, and the account would pay for it (empty batch).
            if (count == 0) revert ISessionValidation.BatchEmpty();

            uint256 listLength = 32 + count * 32;
            cursor = HEAD_LENGTH + 3 * listLength;
            // Counts that differ between the lists would pair a target with another call's value or data.
            if (
                callData.length < cursor || callData.wordAt(4) != 0x60 || callData.wordAt(36) != 0x60 + listLength
                    || callData.wordAt(68) != 0x60 + 2 * listLength
                    || callData.wordAt(HEAD_LENGTH + listLength) != count
                    || callData.wordAt(HEAD_LENGTH + 2 * listLength) != count
            ) revert ISessionValidation.ExecutionMalformed();
        }
    }

    /// @notice Reads one call.
    /// @param callData The op's calldata.
    /// @param count As `begin` returned it.
    /// @param index Which call, from zero.
    /// @param cursor Where the call's data begins, as `begin` or the `next` before returned it.
    /// @return target Contract that the account is going to call.
    /// @return value Native value of the call, wei.
    /// @return data Calldata of the call.
    /// @return nextCursor Where the next call's data begins.
    function next(bytes calldata callData, uint256 count, uint256 index, uint256 cursor)
        internal
        pure
        returns (address target, uint256 value, bytes calldata data, uint256 nextCursor)
    {
        unchecked {
            uint256 targetWord;
            if (count == 0) {
                targetWord = callData.wordAt(4);
                value = callData.wordAt(36);
            } else {
                uint256 listLength = 32 + count * 32;
                targetWord = callData.wordAt(BATCH_TARGETS + index * 32);
                value = callData.wordAt(BATCH_TARGETS + listLength + index * 32);
                // Offsets in the list of calldatas count from the word after its length.
                uint256 dataList = BATCH_TARGETS + 2 * listLength;
                if (callData.wordAt(dataList + index * 32) != cursor - dataList || callData.length < cursor + 32) {
                    revert ISessionValidation.ExecutionMalformed();
                }
            }

            uint256 length = callData.wordAt(cursor);
            // Keeps the sum below from wrapping round.
            if (length > callData.length) revert ISessionValidation.ExecutionMalformed();
            nextCursor = cursor + 32 + CalldataLib.padded(length);

            // Bytes after the last call would be judged by nobody.
            bool fits = index + 1 < count ? nextCursor <= callData.length : nextCursor == callData.length;
            if (!fits || targetWord >> 160 != 0) revert ISessionValidation.ExecutionMalformed();

            target = address(uint160(targetWord));
            data = callData.partAt(cursor + 32, length);
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {Failure, IPolicyErrors} from "../interfaces/IPolicyErrors.sol";
import {CalldataLib} from "../libraries/CalldataLib.sol";
import {Budget, BudgetLib} from "./Budget.sol";
import {ProgramLib, Walk} from "./Program.sol";

/// @title WordRuleLib
/// @notice Judges one word of a call's data by the rules that a program has for it.
library WordRuleLib {
    using BudgetLib for Budget;

    /// @dev Rules, without bit 7.
    uint256 private constant EQ = 0x40;
    uint256 private constant NEQ = 0x41;
    uint256 private constant LT = 0x42;
    uint256 private constant LTE = 0x43;
    uint256 private constant GT = 0x44;
    uint256 private constant GTE = 0x45;
    uint256 private constant BETWEEN = 0x46;
    uint256 private constant ONE_OF = 0x47;
    uint256 private constant MASK = 0x48;
    uint256 private constant ACCOUNT = 0x49;
    uint256 private constant SUM = 0x4a;

    /// @dev Bit 7 of a rule: another rule on the same word follows.
    uint256 private constant MORE = 0x80;

    /// @dev Kinds of a type.
    uint256 private constant UNSIGNED = 0;
    uint256 private constant SIGNED = 1;

    /// @dev The type byte of an address: unsigned, 20 bytes.
    uint256 private constant ADDRESS_TYPE = 19;

    /// @dev Turns the order of signed words into that of unsigned ones.
    uint256 private constant SIGN = 1 << 255;

    /// @notice Judges a word by all its rules; what does not hold is noted in `walk`. Reverts with `PolicyMalformed`.
    /// @param at Where the first rule begins, in the whole calldata.
    /// @param end Where the program ends.
    /// @param word The word.
    /// @param position Where it stands, in the whole calldata.
    /// @param walk Knows the account and the budgets, and takes the result.
    /// @return Where the last rule ends.
    function run(uint256 at, uint256 end, uint256 word, uint256 position, Walk memory walk)
        internal
        pure
        returns (uint256)
    {
        unchecked {
            while (true) {
                uint256 head = CalldataLib.load(at);
                uint256 op = head >> 248;
                uint256 typ = (head >> 240) & 0xff;
                // Only a rule may follow where one was announced.
                if (op & 0x70 != 0x40) revert IPolicyErrors.PolicyMalformed();
                if (typ & 0x20 != 0) revert IPolicyErrors.PolicyMalformed();
                if (typ >> 6 == 3) revert IPolicyErrors.PolicyMalformed();

                uint256 operands = at + 2;
                at = _behind(op & 0x7f, typ, operands);
                if (at > end) revert IPolicyErrors.PolicyMalformed();

                if (!_keepsToType(word, typ)) ProgramLib.fail(walk, Failure.DIRTY_WORD, position);
                if (!_holds(op & 0x7f, typ, operands, word, walk)) {
                    ProgramLib.fail(walk, Failure.WORD_NOT_ALLOWED, position);
                }
                if (op & MORE == 0) return at;
            }
            // Unreachable: the loop ends by returning or reverting.
            return at;
        }
    }

    /// @dev Where a rule ends.
    function _behind(uint256 op, uint256 typ, uint256 operands) private pure returns (uint256) {
        unchecked {
            uint256 size = (typ & 0x1f) + 1;
            if (op <= GTE) return operands + size;
            if (op == BETWEEN || op == MASK) return operands + 2 * size;
            if (op == ONE_OF) {
                uint256 count = CalldataLib.load(operands) >> 248;
                // An empty list would allow nothing; it is a mistake.
                if (count == 0) revert IPolicyErrors.PolicyMalformed();
                return operands + 1 + count * size;
            }
            if (op == ACCOUNT && typ == ADDRESS_TYPE) return operands;
            if (op == SUM && typ >> 6 == UNSIGNED) return operands + 1;
            revert IPolicyErrors.PolicyMalformed();
        }
    }

    /// @dev Whether a word is one that its type can have. Old tokens drop dirty bits, so a word beside the one that a rule
    /// names would mean the same to them.
    function _keepsToType(uint256 word, uint256 typ) private pure returns (bool) {
        return word == _toWord(typ >> 6 == 2 ? word : word << _unusedBits(typ), typ);
    }

    function _holds(uint256 op, uint256 typ, uint256 operands, uint256 word, Walk memory walk)
        private
        pure
        returns (bool)
    {
        unchecked {
            if (op == ACCOUNT) return word == uint160(walk.account);
            if (op == SUM) {
                uint256 ref = CalldataLib.load(operands) >> 248;
                if (walk.denies || ref >= walk.budgets.length) revert IPolicyErrors.PolicyMalformed();
                Budget memory budget = walk.budgets[ref];
                if (budget.kindOf() != BudgetLib.SUM) revert IPolicyErrors.PolicyMalformed();
                budget.addPending(word);
                return true;
            }
            if (op == ONE_OF) return _isOneOf(typ, operands, word);

            uint256 first = _toWord(CalldataLib.load(operands), typ);
            if (op == EQ) return word == first;
            if (op == NEQ) return word != first;
            uint256 second = _toWord(CalldataLib.load(operands + (typ & 0x1f) + 1), typ);
            if (op == MASK) return word & first == second;

            if (typ >> 6 == SIGNED) (word, first, second) = (word ^ SIGN, first ^ SIGN, second ^ SIGN);
            if (op == LT) return word < first;
            if (op == LTE) return word <= first;
            if (op == GT) return word > first;
            if (op == GTE) return word >= first;
            // BETWEEN: no other rule has two operands.
            return word >= first && word <= second;
        }
    }

    function _isOneOf(uint256 typ, uint256 operands, uint256 word) private pure returns (bool) {
        unchecked {
            uint256 size = (typ & 0x1f) + 1;
            uint256 count = CalldataLib.load(operands) >> 248;
            uint256 at = operands + 1;
            for (uint256 i; i < count; ++i) {
                if (_toWord(CalldataLib.load(at), typ) == word) return true;
                at += size;
            }
            return false;
        }
    }

    /// @dev The word of a type whose bytes stand at the top of `operand`; what stands behind them is dropped.
    function _toWord(uint256 operand, uint256 typ) private pure returns (uint256) {
        uint256 unused = _unusedBits(typ);
        if (typ >> 6 == UNSIGNED) return operand >> unused;
        if (typ >> 6 == SIGNED) return uint256(int256(operand) >> unused);
        return (operand >> unused) << unused;
    }

    function _unusedBits(uint256 typ) private pure returns (uint256) {
        unchecked {
            return 248 - (typ & 0x1f) * 8;
        }
    }
}

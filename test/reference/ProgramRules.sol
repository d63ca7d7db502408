// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Failure} from "../../contracts/interfaces/IPolicyErrors.sol";
import {CalldataShape} from "./CalldataShape.sol";
import {Item, ItemKind, Rule, Value} from "./Parsed.sol";
import {WordRules} from "./WordRules.sol";

/// @notice Judges arguments that were taken out of the calldata.
library ProgramRules {
    /// @dev What rules know beside the arguments, and what `sum` adds up.
    struct Context {
        address account;
        /// @dev For each budget what the call adds.
        uint256[] sums;
    }

    /// @return failure The first rule that does not hold, from left to right.
    /// @return offset Byte of the calldata at which the word at fault begins.
    function judge(Item[] memory program, Value[] memory values, Context memory context)
        internal
        pure
        returns (Failure failure, uint256 offset)
    {
        for (uint256 i; i < program.length; ++i) {
            (failure, offset) = _judgeItem(program[i], values[i], context);
            if (failure != Failure.NONE) return (failure, offset);
        }
    }

    function _judgeItem(Item memory item, Value memory value, Context memory context)
        private
        pure
        returns (Failure failure, uint256 offset)
    {
        if (item.kind == ItemKind.WORD) return (_judgeWord(item.rules, value.word, context), value.position);
        if (item.kind == ItemKind.TUPLE) return judge(item.program, value.fields, context);
        if (item.kind == ItemKind.BYTES_HASH && keccak256(value.content) != item.hash) {
            return (Failure.HASH_DIFFERS, value.position);
        }
        if (item.kind == ItemKind.BYTES_MAX && value.content.length > item.max) {
            return (Failure.BYTES_TOO_LONG, value.position);
        }
        if (item.kind != ItemKind.ARRAY) return (Failure.NONE, 0);

        if (value.elements.length > item.max) return (Failure.ARRAY_TOO_LONG, value.position);
        if (value.elements.length < item.prefix.length) return (Failure.ARRAY_TOO_SHORT, value.position);
        for (uint256 i; i < value.elements.length; ++i) {
            (failure, offset) = judge(CalldataShape.programOf(item, i), value.elements[i], context);
            if (failure != Failure.NONE) return (failure, offset);
        }
    }

    function _judgeWord(Rule[] memory rules, uint256 word, Context memory context) private pure returns (Failure) {
        for (uint256 i; i < rules.length; ++i) {
            Rule memory rule = rules[i];
            (bool clean, uint256 value) = WordRules.read(rule, word);
            if (!clean) return Failure.DIRTY_WORD;
            if (rule.op == 0x4a) context.sums[rule.ref] = add(context.sums[rule.ref], word);
            else if (!WordRules.holds(rule, value, context.account)) return Failure.WORD_NOT_ALLOWED;
        }
        return Failure.NONE;
    }

    /// @notice A sum that is as large as can be when it would be larger: no cap is.
    function add(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > type(uint256).max - b ? type(uint256).max : a + b;
    }
}

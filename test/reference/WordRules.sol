// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Rule, WordKind} from "./Parsed.sol";

/// @notice Judges one word by one rule, as numbers of the type's size.
library WordRules {
    /// @return clean Whether the word is one of the type.
    /// @return value The bytes that the type has of it, as a number.
    function read(Rule memory rule, uint256 word) internal pure returns (bool clean, uint256 value) {
        if (rule.size == 32) return (true, word);
        uint256 count = 256 ** rule.size;
        if (rule.kind == WordKind.LEFT) {
            uint256 unused = 256 ** (32 - rule.size);
            return (word % unused == 0, word / unused);
        }
        if (rule.kind == WordKind.UNSIGNED) return (word < count, word);
        int256 number = int256(word);
        int256 half = int256(count / 2);
        return (number >= -half && number < half, word % count);
    }

    function holds(Rule memory rule, uint256 value, address account) internal pure returns (bool) {
        uint256[] memory operands = rule.operands;
        if (rule.op == 0x40) return value == operands[0];
        if (rule.op == 0x41) return value != operands[0];
        if (rule.op == 0x42) return _isBelow(rule, value, operands[0]);
        if (rule.op == 0x43) return !_isBelow(rule, operands[0], value);
        if (rule.op == 0x44) return _isBelow(rule, operands[0], value);
        if (rule.op == 0x45) return !_isBelow(rule, value, operands[0]);
        if (rule.op == 0x46) return !_isBelow(rule, value, operands[0]) && !_isBelow(rule, operands[1], value);
        if (rule.op == 0x47) return _isOneOf(operands, value);
        if (rule.op == 0x48) return (value & operands[0]) == operands[1];
        return address(uint160(value)) == account;
    }

    function _isOneOf(uint256[] memory operands, uint256 value) private pure returns (bool) {
        for (uint256 i; i < operands.length; ++i) {
            if (operands[i] == value) return true;
        }
        return false;
    }

    function _isBelow(Rule memory rule, uint256 a, uint256 b) private pure returns (bool) {
        if (rule.kind != WordKind.SIGNED) return a < b;
        return _toSigned(rule.size, a) < _toSigned(rule.size, b);
    }

    /// @dev The number that bytes stand for in two's complement.
    function _toSigned(uint256 size, uint256 value) private pure returns (int256) {
        if (size == 32) return int256(value);
        uint256 count = 256 ** size;
        return value < count / 2 ? int256(value) : int256(value) - int256(count);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Cursor, CursorLib} from "./Cursor.sol";
import {Item, ItemKind, ParsedBudget, Rule, WordKind} from "./Parsed.sol";

/// @notice Reads programs into structs. What cannot be read is marked, and refused when an argument stands there.
library ProgramParser {
    using CursorLib for Cursor;

    /// @param cursor Ends with the program.
    /// @param denies Whether the entry is a deny entry, in which nothing is summed up.
    function parse(Cursor memory cursor, bool denies, ParsedBudget[] memory budgets)
        internal
        pure
        returns (Item[] memory items)
    {
        while (cursor.at < cursor.end) {
            Item memory item = _item(cursor, denies, budgets);
            if (cursor.isOverrun()) item.unreadable = true;
            items = _append(items, item);
            if (item.unreadable) break;
        }
    }

    /// @notice Whether there is an item, at any depth, that cannot be read.
    function isUnreadable(Item[] memory items) internal pure returns (bool) {
        for (uint256 i; i < items.length; ++i) {
            if (items[i].unreadable || isUnreadable(items[i].program)) return true;
            for (uint256 k; k < items[i].prefix.length; ++k) {
                if (isUnreadable(items[i].prefix[k])) return true;
            }
        }
        return false;
    }

    function _item(Cursor memory cursor, bool denies, ParsedBudget[] memory budgets)
        private
        pure
        returns (Item memory item)
    {
        uint256 code = cursor.take(1);
        if (_isRule(code)) {
            --cursor.at;
            return _wordItem(cursor, denies, budgets);
        }
        if (code < 1 || code > 6) {
            item.unreadable = true;
            return item;
        }
        item.kind = ItemKind(code);
        if (item.kind == ItemKind.SKIP) {
            item.words = cursor.take(1);
            if (item.words == 0) item.unreadable = true;
        } else if (item.kind == ItemKind.BYTES_HASH) {
            item.hash = bytes32(cursor.take(32));
        } else if (item.kind == ItemKind.BYTES_MAX) {
            item.max = cursor.take(4);
        } else if (item.kind == ItemKind.TUPLE) {
            item.program = _nested(cursor, denies, budgets);
        } else if (item.kind == ItemKind.ARRAY) {
            item.max = cursor.take(4);
            item.words = cursor.take(1);
            item.prefix = new Item[][](cursor.take(1));
            for (uint256 i; i < item.prefix.length; ++i) {
                item.prefix[i] = _nested(cursor, denies, budgets);
            }
            item.program = _nested(cursor, denies, budgets);
        }
    }

    /// @dev A program behind its length.
    function _nested(Cursor memory cursor, bool denies, ParsedBudget[] memory budgets)
        private
        pure
        returns (Item[] memory items)
    {
        uint256 length = cursor.take(2);
        Cursor memory inner = cursor.part(length);
        if (!cursor.isOverrun()) items = parse(inner, denies, budgets);
    }

    /// @dev Bits 4 to 6 are 100: `0x40`–`0x4f`, and with bit 7 `0xc0`–`0xcf`.
    function _isRule(uint256 code) private pure returns (bool) {
        return code / 16 == 4 || code / 16 == 12;
    }

    function _wordItem(Cursor memory cursor, bool denies, ParsedBudget[] memory budgets)
        private
        pure
        returns (Item memory item)
    {
        item.kind = ItemKind.WORD;
        bool more = true;
        while (more) {
            uint256 code = cursor.take(1);
            more = code / 128 == 1;
            (Rule memory rule, bool readable) = _rule(cursor, code % 128, denies, budgets);
            if (!readable || !_isRule(code) || cursor.isOverrun()) {
                item.unreadable = true;
                return item;
            }
            item.rules = _append(item.rules, rule);
        }
    }

    function _rule(Cursor memory cursor, uint256 op, bool denies, ParsedBudget[] memory budgets)
        private
        pure
        returns (Rule memory rule, bool readable)
    {
        rule.op = op;
        uint256 typ = cursor.take(1);
        if (typ / 64 == 3 || typ / 32 % 2 == 1) return (rule, false);
        rule.kind = WordKind(typ / 64);
        rule.size = typ % 32 + 1;

        if (op == 0x49) return (rule, rule.kind == WordKind.UNSIGNED && rule.size == 20);
        if (op == 0x4a) {
            rule.ref = cursor.take(1);
            bool isSum = rule.ref < budgets.length && budgets[rule.ref].kind == 3;
            return (rule, rule.kind == WordKind.UNSIGNED && isSum && !denies);
        }
        uint256 count = 1;
        if (op == 0x46 || op == 0x48) count = 2;
        if (op == 0x47) count = cursor.take(1);
        rule.operands = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            rule.operands[i] = cursor.take(rule.size);
        }
        return (rule, op >= 0x40 && op <= 0x48 && count != 0);
    }

    function _append(Item[] memory items, Item memory item) private pure returns (Item[] memory longer) {
        longer = new Item[](items.length + 1);
        for (uint256 i; i < items.length; ++i) {
            longer[i] = items[i];
        }
        longer[items.length] = item;
    }

    function _append(Rule[] memory rules, Rule memory rule) private pure returns (Rule[] memory longer) {
        longer = new Rule[](rules.length + 1);
        for (uint256 i; i < rules.length; ++i) {
            longer[i] = rules[i];
        }
        longer[rules.length] = rule;
    }
}

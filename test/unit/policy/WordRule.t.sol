// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Failure} from "../../../contracts/interfaces/IPolicyErrors.sol";
import {IPolicyJudge} from "../../utils/IPolicyJudge.sol";
import {Policies} from "../../utils/Policies.sol";
import {PolicyTestBase} from "./PolicyTestBase.sol";

/// @notice Rules on one word. Types are a kind and a size; a bound is a number of the type, and words stand for numbers of it.
contract WordRuleTest is PolicyTestBase {
    uint256 private constant UNSIGNED = 0;
    uint256 private constant SIGNED = 1;
    uint256 private constant LEFT = 2;

    uint8 private constant NEQ = 0x41;
    uint8 private constant LTE = 0x43;
    uint8 private constant BETWEEN = 0x46;
    uint8 private constant ONE_OF = 0x47;
    uint8 private constant MASK = 0x48;
    uint8 private constant ACCOUNT_RULE = 0x49;
    uint8 private constant SUM = 0x4a;
    uint8 private constant MORE = 0x80;

    /// @dev Those of which something may go wrong: the smallest, the largest, and those of common types.
    uint8[8] private sizes = [1, 2, 3, 16, 20, 24, 31, 32];

    /* COMPARISONS */

    function test_Unsigned_AroundBounds() public {
        for (uint256 i; i < sizes.length; ++i) {
            uint256 size = sizes[i];
            uint256 max = type(uint256).max >> (256 - 8 * size);
            _assertAround(UNSIGNED, size, 1);
            _assertAround(UNSIGNED, size, max / 2);
            _assertAround(UNSIGNED, size, max / 2 + 1);
            _assertAround(UNSIGNED, size, max - 1);
        }
    }

    function test_Signed_AroundBounds() public {
        for (uint256 i; i < sizes.length; ++i) {
            uint256 size = sizes[i];
            int256 max = int256(type(uint256).max >> (257 - 8 * size));
            _assertAround(SIGNED, size, uint256(int256(-1)));
            _assertAround(SIGNED, size, 0);
            _assertAround(SIGNED, size, 1);
            _assertAround(SIGNED, size, uint256(-max));
            _assertAround(SIGNED, size, uint256(max - 1));
        }
    }

    function test_Left_AroundBounds() public {
        for (uint256 i; i < sizes.length; ++i) {
            uint256 size = sizes[i];
            uint256 max = type(uint256).max >> (256 - 8 * size);
            _assertAround(LEFT, size, 1);
            _assertAround(LEFT, size, max / 2);
            _assertAround(LEFT, size, max / 2 + 1);
            _assertAround(LEFT, size, max - 1);
        }
    }

    function testFuzz_AroundBounds(uint256 kind, uint256 size, uint256 bound_) public {
        (kind, size) = (bound(kind, 0, 2), bound(size, 1, 32));
        uint256 max = type(uint256).max >> (256 - 8 * size);
        if (kind == SIGNED) bound_ = uint256(bound(int256(bound_), -int256(max / 2), int256(max / 2) - 1));
        else bound_ = bound(bound_, 1, max - 1);
        _assertAround(kind, size, bound_);
    }

    /// @dev Before the bound, at it and behind it, by each comparison.
    function _assertAround(uint256 kind, uint256 size, uint256 bound_) private {
        _assertTriplet(0x40, kind, size, bound_, [false, true, false]);
        _assertTriplet(0x41, kind, size, bound_, [true, false, true]);
        _assertTriplet(0x42, kind, size, bound_, [true, false, false]);
        _assertTriplet(0x43, kind, size, bound_, [true, true, false]);
        _assertTriplet(0x44, kind, size, bound_, [false, false, true]);
        _assertTriplet(0x45, kind, size, bound_, [false, true, true]);
        _assertTriplet(0x46, kind, size, bound_, [false, true, false]);
        _assertTriplet(0x47, kind, size, bound_, [false, true, false]);
    }

    function _assertTriplet(uint8 op, uint256 kind, uint256 size, uint256 bound_, bool[3] memory holds) private {
        bytes memory operand = _operand(size, bound_);
        bytes memory rule = abi.encodePacked(op, _type(kind, size));
        if (op == ONE_OF) rule = abi.encodePacked(rule, uint8(1));
        rule = abi.encodePacked(rule, operand);
        if (op == BETWEEN) rule = abi.encodePacked(rule, operand);
        unchecked {
            for (uint256 i; i < 3; ++i) {
                _assertHolds(rule, _word(kind, size, bound_ + i - 1), holds[i]);
            }
        }
    }

    function testFuzz_Between_IsInclusive(uint256 kind, uint256 size, uint256 a, uint256 b) public {
        (kind, size) = (bound(kind, 0, 2), bound(size, 2, 32));
        uint256 max = type(uint256).max >> (256 - 8 * size);
        // Shifted by half, so that signed numbers are met from below zero to above it.
        (a, b) = (bound(a, 1, max / 2), bound(b, max / 2 + 1, max - 1));
        unchecked {
            uint256 shift = kind == SIGNED ? max / 2 + 1 : 0;
            bytes memory rule =
                abi.encodePacked(BETWEEN, _type(kind, size), _operand(size, a - shift), _operand(size, b - shift));
            _assertHolds(rule, _word(kind, size, a - shift - 1), false);
            _assertHolds(rule, _word(kind, size, a - shift), true);
            _assertHolds(rule, _word(kind, size, a - shift + 1), true);
            _assertHolds(rule, _word(kind, size, b - shift - 1), true);
            _assertHolds(rule, _word(kind, size, b - shift), true);
            _assertHolds(rule, _word(kind, size, b - shift + 1), false);
            // The other way round there is nothing between them.
            rule = abi.encodePacked(BETWEEN, _type(kind, size), _operand(size, b - shift), _operand(size, a - shift));
            _assertHolds(rule, _word(kind, size, a - shift), false);
            _assertHolds(rule, _word(kind, size, a - shift + 1), false);
            _assertHolds(rule, _word(kind, size, b - shift), false);
        }
    }

    /* LISTS AND MASKS */

    function testFuzz_OneOf_IsAnyOfThem(uint256 kind, uint256 size, uint256 seed, uint8 count, uint256 other) public {
        (kind, size, count) = (bound(kind, 0, 2), bound(size, 4, 32), uint8(bound(count, 1, 255)));
        bytes memory operands;
        bool isIn;
        for (uint256 i; i < count; ++i) {
            uint256 value = uint256(keccak256(abi.encode(seed, i)));
            operands = abi.encodePacked(operands, _operand(size, value));
            if (_word(kind, size, value) == _word(kind, size, other)) isIn = true;
        }
        bytes memory rule = abi.encodePacked(ONE_OF, _type(kind, size), count, operands);
        _assertHolds(rule, _word(kind, size, uint256(keccak256(abi.encode(seed, 0)))), true);
        _assertHolds(rule, _word(kind, size, uint256(keccak256(abi.encode(seed, count / 2)))), true);
        _assertHolds(rule, _word(kind, size, uint256(keccak256(abi.encode(seed, count - 1)))), true);
        _assertHolds(rule, _word(kind, size, uint256(keccak256(abi.encode(seed, count)))), false);
        _assertHolds(rule, _word(kind, size, other), isIn);
    }

    function testFuzz_Mask(uint256 kind, uint256 size, uint256 mask, uint256 value, uint256 bit) public {
        (kind, size) = (bound(kind, 0, 2), bound(size, 1, 32));
        bit = bound(bit, 0, 8 * size - 1);
        bytes memory rule =
            abi.encodePacked(MASK, _type(kind, size), _operand(size, mask), _operand(size, value & mask));
        _assertHolds(rule, _word(kind, size, value), true);
        // Another bit is seen where the mask has one.
        _assertHolds(rule, _word(kind, size, value ^ 1 << bit), mask >> bit & 1 == 0);
        // What the mask leaves out no word has.
        mask &= ~(1 << bit);
        rule = abi.encodePacked(MASK, _type(kind, size), _operand(size, mask), _operand(size, value & mask | 1 << bit));
        _assertHolds(rule, _word(kind, size, value), false);
    }

    /* TYPES */

    /// @dev By a rule that holds for every word but zero, and by one that holds for none of these.
    function test_DirtyWord_AtTheEdgesOfTheType() public {
        for (uint256 size = 1; size < 32; ++size) {
            uint256 count = 1 << (8 * size);
            unchecked {
                _assertDirty(UNSIGNED, size, count - 1, false);
                _assertDirty(UNSIGNED, size, count, true);
                _assertDirty(UNSIGNED, size, 1 << 255, true);
                _assertDirty(SIGNED, size, count / 2 - 1, false);
                _assertDirty(SIGNED, size, count / 2, true);
                _assertDirty(SIGNED, size, count - 1, true);
                _assertDirty(SIGNED, size, 0 - count / 2, false);
                _assertDirty(SIGNED, size, 0 - count / 2 - 1, true);
                _assertDirty(SIGNED, size, 1 << 255, true);
                uint256 unused = 1 << (256 - 8 * size);
                _assertDirty(LEFT, size, unused, false);
                _assertDirty(LEFT, size, unused + unused / 2, true);
                _assertDirty(LEFT, size, unused + 1, true);
            }
        }
    }

    /// @dev All words are of a type of 32 bytes.
    function testFuzz_DirtyWord_NeverOf32Bytes(uint256 kind, uint256 word) public {
        kind = bound(kind, 0, 2);
        bytes memory rule = abi.encodePacked(uint8(0x40), _type(kind, 32), word);
        _assertAllowed(_op(_programPolicy(rule), _data(abi.encode(word))));
        rule = abi.encodePacked(NEQ, _type(kind, 32), word);
        _assertFails(_op(_programPolicy(rule), _data(abi.encode(word))), Failure.WORD_NOT_ALLOWED, FIRST);
    }

    function _assertDirty(uint256 kind, uint256 size, uint256 word, bool dirty) private {
        bytes memory data = _data(abi.encode(word));
        bytes memory holds = abi.encodePacked(NEQ, _type(kind, size), _operand(size, 0));
        bytes memory fails = abi.encodePacked(ONE_OF, _type(kind, size), uint8(1), _operand(size, 0));
        if (dirty) {
            _assertFails(_op(_programPolicy(holds), data), Failure.DIRTY_WORD, FIRST);
            _assertFails(_op(_programPolicy(fails), data), Failure.DIRTY_WORD, FIRST);
        } else {
            _assertAllowed(_op(_programPolicy(holds), data));
            _assertFails(_op(_programPolicy(fails), data), Failure.WORD_NOT_ALLOWED, FIRST);
        }
    }

    /* THE ACCOUNT */

    function testFuzz_Account(address account, uint96 dirt) public {
        account = address(uint160(bound(uint160(account), 1, type(uint160).max - 1)));
        IPolicyJudge.Case memory c = _op(_programPolicy(abi.encodePacked(ACCOUNT_RULE, uint8(19))), "");
        c.account = account;
        c.calls[0].data = _data(abi.encode(account));
        _assertAllowed(c);
        c.calls[0].data = _data(abi.encode(uint160(account) - 1));
        _assertFails(c, Failure.WORD_NOT_ALLOWED, FIRST);
        c.calls[0].data = _data(abi.encode(uint160(account) + 1));
        _assertFails(c, Failure.WORD_NOT_ALLOWED, FIRST);
        c.calls[0].data = _data(abi.encode(uint256(dirt) << 160 | uint160(account)));
        if (dirt != 0) _assertFails(c, Failure.DIRTY_WORD, FIRST);
    }

    function test_RevertWhen_TheAccountIsOfAnotherType() public {
        for (uint256 typ; typ < 256; ++typ) {
            if (typ == 19) continue;
            _assertMalformed(
                _op(_programPolicy(abi.encodePacked(ACCOUNT_RULE, uint8(typ))), _data(abi.encode(ACCOUNT)))
            );
        }
    }

    /* SUMS */

    function _sumPolicy(uint8 kind, bytes memory program) private pure returns (bytes memory) {
        bytes[] memory budgets =
            Policies.list(Policies.budget(Policies.CALLS, "calls", 9), Policies.budget(kind, "sum", type(uint128).max));
        return Policies.policy(SIGNER, budgets, Policies.list(Policies.permission(TARGET, SELECTOR, "", program)));
    }

    function testFuzz_Sum_IsTheWord(uint256 size, uint256 word) public {
        size = bound(size, 1, 32);
        word = bound(word, 0, type(uint256).max >> (256 - 8 * (size < 16 ? size : 16)));
        bytes memory program = abi.encodePacked(SUM, _type(UNSIGNED, size), uint8(1));
        _assertCharged(_op(_sumPolicy(Policies.SUM, program), _data(abi.encode(word))), 0, word);
    }

    /// @dev Two rules are two sums, on one word or on two.
    function testFuzz_Sum_AddsUp(uint128 a, uint128 b) public {
        (a, b) = (uint128(bound(a, 0, 1 << 125)), uint128(bound(b, 0, 1 << 125)));
        bytes memory sum = abi.encodePacked(SUM, _type(UNSIGNED, 32), uint8(1));
        bytes memory twice = abi.encodePacked(SUM | MORE, _type(UNSIGNED, 32), uint8(1), sum);
        IPolicyJudge.Case memory c =
            _op(_sumPolicy(Policies.SUM, abi.encodePacked(twice, sum)), _data(abi.encode(a, b)));
        _assertCharged(c, 0, 2 * uint256(a) + b);
        _assertCharged(_and(c, TARGET, 0, _data(abi.encode(b, a))), 0, 3 * (uint256(a) + b));
    }

    function test_RevertWhen_SumNamesNoBudgetOfItsKind() public {
        bytes memory data = _data(abi.encode(1));
        bytes memory sum = abi.encodePacked(SUM, _type(UNSIGNED, 32));
        for (uint8 kind = 1; kind <= 4; ++kind) {
            bytes memory policy = _sumPolicy(kind, abi.encodePacked(sum, uint8(1)));
            if (kind == Policies.SUM) _assertCharged(_op(policy, data), 0, 1);
            else _assertMalformed(_op(policy, data));
        }
        _assertMalformed(_op(_sumPolicy(Policies.SUM, abi.encodePacked(sum, uint8(0))), data));
        _assertMalformed(_op(_sumPolicy(Policies.SUM, abi.encodePacked(sum, uint8(2))), data));
        _assertMalformed(_op(_sumPolicy(Policies.SUM, abi.encodePacked(sum, uint8(255))), data));
    }

    function test_RevertWhen_SumIsOfAnotherKind() public {
        for (uint256 kind = SIGNED; kind <= LEFT; ++kind) {
            bytes memory program = abi.encodePacked(SUM, _type(kind, 32), uint8(1));
            _assertMalformed(_op(_sumPolicy(Policies.SUM, program), _data(abi.encode(1))));
        }
    }

    function test_RevertWhen_ADenyEntrySumsUp() public {
        bytes[] memory budgets = Policies.list(Policies.budget(Policies.SUM, "sum", 9));
        bytes[] memory entries = Policies.list(Policies.deny(TARGET, SELECTOR, Policies.sum(0)), Policies.anything());
        _assertMalformed(_op(Policies.policy(SIGNER, budgets, entries), _data(abi.encode(1))));
    }

    /* SEVERAL RULES */

    function test_SeveralRules_TheFirstThatFailsIsNamed() public {
        // uint16 not above 0x200, then uint8 not above 5.
        bytes memory rules =
            abi.encodePacked(LTE | MORE, _type(UNSIGNED, 2), uint16(0x200), LTE, _type(UNSIGNED, 1), uint8(5));
        bytes memory policy = _programPolicy(abi.encodePacked(Policies.skip(1), rules));
        _assertAllowed(_op(policy, _data(abi.encode(7, 5))));
        _assertFails(_op(policy, _data(abi.encode(7, 6))), Failure.WORD_NOT_ALLOWED, FIRST + 32);
        _assertFails(_op(policy, _data(abi.encode(7, 0x100))), Failure.DIRTY_WORD, FIRST + 32);
        _assertFails(_op(policy, _data(abi.encode(7, 0x201))), Failure.WORD_NOT_ALLOWED, FIRST + 32);
        _assertFails(_op(policy, _data(abi.encode(7, 0x10000))), Failure.DIRTY_WORD, FIRST + 32);
    }

    function test_RevertWhen_AnAnnouncedRuleIsMissing() public {
        bytes memory first = abi.encodePacked(uint8(0x40) | MORE, _type(UNSIGNED, 1), uint8(5));
        bytes memory data = _data(abi.encode(5, 0));
        _assertMalformed(_op(_programPolicy(first), data));
        _assertMalformed(_op(_programPolicy(abi.encodePacked(first, Policies.skip(1))), data));
        for (uint256 code; code < 256; ++code) {
            if (code & 0x70 == 0x40) continue;
            // Nothing else is read as if it were one.
            bytes memory other = abi.encodePacked(first, uint8(code), _type(UNSIGNED, 1), uint8(5));
            _assertMalformed(_op(_programPolicy(other), _data(abi.encode(5))));
        }
        // Of another policy entry, which begins like a rule, it is none.
        bytes[] memory entries = Policies.list(
            Policies.permission(TARGET, SELECTOR, "", first),
            Policies.entry(abi.encodePacked(hex"0a00", new bytes(0x4000)))
        );
        _assertMalformed(_op(Policies.policy(SIGNER, Policies.list(), entries), _data(abi.encode(5))));
    }

    /// @dev Though the first rule fails already.
    function test_RevertWhen_ALaterRuleIsMalformed() public {
        bytes memory rules = abi.encodePacked(uint8(0x40) | MORE, _type(UNSIGNED, 1), uint8(5), hex"4b0005");
        _assertMalformed(_op(_programPolicy(rules), _data(abi.encode(6))));
    }

    /* MALFORMED RULES */

    function test_RevertWhen_ThereIsNoSuchRule() public {
        for (uint8 op = 0x4b; op <= 0x4f; ++op) {
            bytes memory rest = abi.encodePacked(_type(UNSIGNED, 1), uint8(5), hex"40000500");
            _assertMalformed(_op(_programPolicy(abi.encodePacked(op, rest)), _data(abi.encode(5))));
            _assertMalformed(_op(_programPolicy(abi.encodePacked(op | MORE, rest)), _data(abi.encode(5))));
        }
    }

    function test_RevertWhen_ThereIsNoSuchType() public {
        for (uint256 typ; typ < 256; ++typ) {
            if (typ & 0x20 == 0 && typ >> 6 != 3) continue;
            bytes memory rule = abi.encodePacked(uint8(0x45), uint8(typ), new bytes(typ % 32 + 1));
            _assertMalformed(_op(_programPolicy(rule), _data(abi.encode(0))));
        }
    }

    function test_RevertWhen_AListIsEmpty() public {
        bytes memory rule = abi.encodePacked(ONE_OF, _type(UNSIGNED, 1), uint8(0));
        _assertMalformed(_op(_programPolicy(rule), _data(abi.encode(0))));
    }

    /// @dev Wherever: behind its operation, its type, or inside an operand.
    function test_RevertWhen_ARuleIsCutShort() public {
        for (uint8 op = 0x40; op <= 0x46; ++op) {
            _assertMalformedWhenCut(abi.encodePacked(op, _type(UNSIGNED, 2), new bytes(op == BETWEEN ? 4 : 2)));
        }
        _assertMalformedWhenCut(abi.encodePacked(MASK, _type(SIGNED, 3), new bytes(6)));
        _assertMalformedWhenCut(abi.encodePacked(ONE_OF, _type(LEFT, 2), uint8(3), new bytes(6)));
        _assertMalformedWhenCut(abi.encodePacked(ONE_OF, _type(LEFT, 32), uint8(255), new bytes(32)));
        _assertMalformedWhenCut(abi.encodePacked(ACCOUNT_RULE, uint8(19)));
        _assertMalformedWhenCut(abi.encodePacked(uint8(0x40) | MORE, uint16(0), uint8(0x40), uint16(0)));
        bytes memory sum = abi.encodePacked(SUM, _type(UNSIGNED, 32));
        _assertMalformed(_op(_sumPolicy(Policies.SUM, sum), _data(abi.encode(1))));
    }

    function _assertMalformedWhenCut(bytes memory rule) private {
        for (uint256 length = 1; length < rule.length; ++length) {
            bytes memory cut = new bytes(length);
            for (uint256 i; i < length; ++i) {
                cut[i] = rule[i];
            }
            _assertMalformed(_op(_programPolicy(cut), _data(abi.encode(0))));
        }
    }

    /* WORDS */

    function _assertHolds(bytes memory rule, uint256 word, bool holds) private {
        IPolicyJudge.Case memory c = _op(_programPolicy(rule), _data(abi.encode(word)));
        if (holds) _assertAllowed(c);
        else _assertFails(c, Failure.WORD_NOT_ALLOWED, FIRST);
    }

    function _type(uint256 kind, uint256 size) private pure returns (uint8) {
        return uint8(kind << 6 | size - 1);
    }

    /// @dev The lower bytes of a number.
    function _operand(uint256 size, uint256 value) private pure returns (bytes memory operand) {
        operand = new bytes(size);
        for (uint256 i; i < size; ++i) {
            operand[i] = bytes1(uint8(value >> (8 * (size - 1 - i))));
        }
    }

    /// @dev The word that stands for the lower bytes of a number.
    function _word(uint256 kind, uint256 size, uint256 value) private pure returns (uint256) {
        uint256 unused = 256 - 8 * size;
        if (kind == LEFT) return value << unused;
        if (kind == SIGNED) return uint256(int256(value << unused) >> unused);
        return value << unused >> unused;
    }
}

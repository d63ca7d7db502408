// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPolicyErrors} from "../../../contracts/interfaces/IPolicyErrors.sol";
import {IPolicyJudge} from "../../utils/IPolicyJudge.sol";
import {Policies} from "../../utils/Policies.sol";
import {PolicyTestBase} from "./PolicyTestBase.sol";

/// @notice What budgets are, what they are charged, and when.
contract BudgetTest is PolicyTestBase {
    bytes16 private constant ID = "budget";
    uint48 private constant LIMIT = 1 << 47;

    /// @dev The word is charged to the first budget, calls and their value to the second.
    function _policy(bytes memory first, bytes memory second) private pure returns (bytes memory) {
        bytes memory sum =
            abi.encodePacked(uint8(0x10), TARGET, SELECTOR, type(uint128).max, hex"0101", Policies.sum(0));
        return Policies.policy(SIGNER, Policies.list(first, second), Policies.list(Policies.entry(sum)));
    }

    function _sums(bytes memory first, bytes memory second, uint256 word)
        private
        pure
        returns (IPolicyJudge.Case memory)
    {
        return _op(_policy(first, second), _data(abi.encode(word)));
    }

    /// @dev With one budget of fees, which the op is charged to.
    function _fees(bytes memory budget, uint256 fee) private pure returns (IPolicyJudge.Case memory c) {
        bytes[] memory entries = Policies.list(Policies.permission(TARGET, SELECTOR, "", ""));
        c = _op(Policies.policy(SIGNER, Policies.list(budget), entries), _data(""));
        c.fee = fee;
    }

    function _mismatch(uint256 named, uint256 expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.PeriodsMismatch.selector, named, expected);
    }

    function _outOfRange() private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.PeriodOutOfRange.selector);
    }

    /* READING */

    function test_Kinds_AreFour() public {
        for (uint256 kind; kind < 256; ++kind) {
            bytes memory budget = abi.encodePacked(uint8(kind), ID, uint128(9));
            if (kind > 127) budget = abi.encodePacked(budget, uint48(0), uint32(2));
            IPolicyJudge.Case memory c = _fees(budget, 0);
            if (kind > 127) c.periods = new bytes(4);
            if (kind & 127 >= 1 && kind & 127 <= 4) _assertCharged(c, 0);
            else _assertMalformed(c);
        }
    }

    function test_RevertWhen_APeriodIsZero() public {
        _assertMalformed(_fees(Policies.budget(Policies.FEES, ID, 9, 5, 0), 0));
        IPolicyJudge.Case memory c = _fees(Policies.budget(Policies.FEES, ID, 9, 5, 1), 0);
        c.periods = new bytes(4);
        _assertCharged(c, 0);
    }

    function test_Count_IsUpTo16() public {
        bytes[] memory entries = Policies.list(Policies.permission(TARGET, SELECTOR, "", ""));
        for (uint256 count = 15; count <= 17; ++count) {
            bytes[] memory budgets = new bytes[](count);
            for (uint256 i; i < count; ++i) {
                budgets[i] = Policies.budget(Policies.FEES, bytes16(uint128(i)), 9);
            }
            IPolicyJudge.Case memory c = _op(Policies.policy(SIGNER, budgets, entries), _data(""));
            if (count > 16) _assertMalformed(c);
            else _assertCharged(c, new uint256[](count));
        }
    }

    /* CAPS */

    function testFuzz_Cap_IsInclusive(uint128 cap) public {
        cap = uint128(bound(cap, 2, type(uint128).max));
        bytes memory sum = Policies.budget(Policies.SUM, ID, cap);
        bytes memory calls = Policies.budget(Policies.CALLS, "calls", 1);
        _assertCharged(_sums(sum, calls, cap - 1), cap - 1, 1);
        _assertCharged(_sums(sum, calls, cap), cap, 1);
        _assertAnswer(_sums(sum, calls, uint256(cap) + 1), _exceeded(ID, uint256(cap) + 1, cap));

        bytes memory fees = Policies.budget(Policies.FEES, ID, cap);
        _assertCharged(_fees(fees, cap - 1), cap - 1);
        _assertCharged(_fees(fees, cap), cap);
        _assertAnswer(_fees(fees, uint256(cap) + 1), _exceeded(ID, uint256(cap) + 1, cap));
    }

    function test_Cap_OfCallsAndValue() public {
        bytes memory sum = Policies.budget(Policies.SUM, "sum", 9);
        IPolicyJudge.Case memory c = _sums(sum, Policies.budget(Policies.CALLS, ID, 2), 1);
        c = _and(c, TARGET, 0, c.calls[0].data);
        _assertCharged(c, 2, 2);
        _assertAnswer(_and(c, TARGET, 0, c.calls[0].data), _exceeded(ID, 3, 2));

        c = _op(_policy(sum, Policies.budget(Policies.NATIVE_VALUE, ID, 7)), TARGET, 4, _data(abi.encode(1)));
        c = _and(c, TARGET, 2, c.calls[0].data);
        _assertCharged(c, 2, 6);
        c.calls[1].value = 3;
        _assertCharged(c, 2, 7);
        c.calls[1].value = 4;
        _assertAnswer(c, _exceeded(ID, 8, 7));
    }

    /// @dev Nothing is left of a cap of zero, and nothing is taken from it.
    function test_Cap_Zero() public {
        bytes memory calls = Policies.budget(Policies.CALLS, "calls", 1);
        _assertCharged(_sums(Policies.budget(Policies.SUM, ID, 0), calls, 0), 0, 1);
        _assertAnswer(_sums(Policies.budget(Policies.SUM, ID, 0), calls, 1), _exceeded(ID, 1, 0));
    }

    /// @dev What is above every cap need not be exact, but must not become small.
    function test_Sums_DoNotWrapRound() public {
        bytes memory sum = Policies.budget(Policies.SUM, ID, type(uint128).max);
        bytes memory calls = Policies.budget(Policies.CALLS, "calls", 9);
        uint256 max = type(uint256).max;
        bytes memory exceeded = _exceeded(ID, max, type(uint128).max);
        _assertAnswer(_sums(sum, calls, max), exceeded);
        // Across calls.
        for (uint256 more; more < 3; ++more) {
            _assertAnswer(_and(_sums(sum, calls, max), TARGET, 0, _data(abi.encode(more))), exceeded);
            _assertAnswer(_and(_sums(sum, calls, more), TARGET, 0, _data(abi.encode(max))), exceeded);
        }
        _assertAnswer(
            _and(_sums(sum, calls, max - 2), TARGET, 0, _data(abi.encode(1))), _exceeded(ID, max - 1, type(uint128).max)
        );
        // Within one.
        bytes memory twice = abi.encodePacked(uint8(0xca), uint8(31), uint8(0), Policies.sum(0));
        bytes[] memory entries = Policies.list(Policies.permission(TARGET, SELECTOR, "", twice));
        bytes memory policy = Policies.policy(SIGNER, Policies.list(sum), entries);
        _assertAnswer(_op(policy, _data(abi.encode(1 << 255))), exceeded);
        _assertAnswer(_op(policy, _data(abi.encode(max))), exceeded);
        _assertAnswer(_op(policy, _data(abi.encode((1 << 255) - 1))), _exceeded(ID, max - 1, type(uint128).max));
        _assertCharged(_op(policy, _data(abi.encode(1 << 126))), 1 << 127);
    }

    /// @dev What an entry adds that does not fit in the end is not counted.
    function test_Sums_OfEntriesThatDoNotFit() public {
        bytes memory program = abi.encodePacked(Policies.sum(0), hex"400005");
        bytes[] memory entries = Policies.list(
            Policies.permission(TARGET, SELECTOR, hex"01", program),
            Policies.permission(TARGET, SELECTOR, "", Policies.skip(2))
        );
        bytes[] memory budgets =
            Policies.list(Policies.budget(Policies.SUM, ID, 99), Policies.budget(Policies.CALLS, "calls", 9));
        bytes memory policy = Policies.policy(SIGNER, budgets, entries);
        IPolicyJudge.Case memory fits = _op(policy, _data(abi.encode(50, 5)));
        _assertCharged(fits, 50, 1);
        _assertCharged(_op(policy, _data(abi.encode(50, 6))), 0, 0);
        _assertCharged(_and(fits, TARGET, 0, _data(abi.encode(50, 6))), 50, 1);
        _assertCharged(_and(_op(policy, _data(abi.encode(50, 6))), TARGET, 0, fits.calls[0].data), 50, 1);
    }

    function test_TheFirstThatIsExceeded_IsNamed() public {
        bytes memory sum = Policies.budget(Policies.SUM, "sum", 1);
        bytes memory calls = Policies.budget(Policies.CALLS, "calls", 0);
        _assertAnswer(_sums(sum, calls, 2), _exceeded("sum", 2, 1));
        _assertAnswer(_sums(sum, calls, 1), _exceeded("calls", 1, 0));
    }

    /// @dev A budget of fees is charged by the op, and each of them.
    function test_Fees_AreChargedToEachBudgetOfFees() public {
        bytes[] memory entries = Policies.list(Policies.permission(TARGET, SELECTOR, "", ""));
        bytes[] memory budgets =
            Policies.list(Policies.budget(Policies.FEES, "one", 7), Policies.budget(Policies.FEES, "other", 8));
        IPolicyJudge.Case memory c = _op(Policies.policy(SIGNER, budgets, entries), _data(""));
        c.fee = 7;
        _assertCharged(c, 7, 7);
        c.fee = 8;
        _assertAnswer(c, _exceeded("one", 8, 7));
    }

    /* COUNTERS */

    function test_OneKeyInOnePolicy_IsOneCounter() public {
        bytes[] memory entries = Policies.list(Policies.permission(TARGET, SELECTOR, "", ""));
        bytes[] memory budgets =
            Policies.list(Policies.budget(Policies.FEES, ID, 9), Policies.budget(Policies.FEES, ID, 5));
        IPolicyJudge.Case memory c = _op(Policies.policy(SIGNER, budgets, entries), _data(""));
        c.fee = 2;
        _assertCharged(c, 2, 2);
        c.fee = 3;
        _assertAnswer(c, _exceeded(ID, 3, 2));
        c.fee = 6;
        _assertAnswer(c, _exceeded(ID, 6, 0));
        // Of another kind, another id, or with periods, it is another.
        bytes memory sum = Policies.budget(Policies.SUM, ID, 1);
        _assertCharged(_sums(sum, Policies.budget(Policies.CALLS, ID, 1), 1), 1, 1);
        c = _sums(sum, Policies.budget(Policies.CALLS, ID, 1, 0, 2), 1);
        c.periods = new bytes(4);
        _assertCharged(c, 1, 1);
    }

    function testFuzz_Counters_HaveTheirKey(bytes16 id, uint48 start, uint32 period, uint32 index, uint64 amount)
        public
    {
        (start, period, amount) = (uint48(bound(start, 0, 1 << 40)), uint32(bound(period, 2, 1 << 14)), amount | 1);
        bytes memory first = Policies.budget(Policies.SUM, id, type(uint128).max, start, period);
        bytes memory second = Policies.budget(Policies.CALLS, id, 2);
        IPolicyJudge.Case memory c = _sums(first, second, amount);
        c.periods = abi.encodePacked(index);
        bytes32 sumKey = keccak256(abi.encodePacked(uint8(0x83), id, start, period, index));
        bytes32 callsKey = keccak256(abi.encodePacked(uint8(1), id, uint48(0), uint32(0), uint32(0)));

        engine.charge(c, 0);
        assertEq(engine.spentOf(sumKey, address(this)), amount);
        assertEq(engine.spentOf(callsKey, address(this)), 1);
        engine.charge(c, 0);
        assertEq(engine.spentOf(sumKey, address(this)), 2 * uint256(amount));
        vm.expectRevert(_exceeded(id, 1, 0));
        engine.charge(c, 0);
        assertEq(engine.spentOf(sumKey, address(this)), 2 * uint256(amount));
    }

    /// @dev A later session may have a smaller cap than was spent already.
    function test_Counters_AboveTheCapOfAnotherSession() public {
        engine.charge(_fees(Policies.budget(Policies.FEES, ID, 9), 9), 0);
        vm.expectRevert(_exceeded(ID, 1, 0));
        engine.charge(_fees(Policies.budget(Policies.FEES, ID, 8), 1), 0);
        engine.charge(_fees(Policies.budget(Policies.FEES, ID, 8), 0), 0);
        vm.expectRevert(_exceeded(ID, 2, 1));
        engine.charge(_fees(Policies.budget(Policies.FEES, ID, 10), 2), 0);
        engine.charge(_fees(Policies.budget(Policies.FEES, ID, 10), 1), 0);
    }

    /* PERIODS */

    function _window(uint48 start, uint32 period, uint32 index, uint48 validUntil, uint48 validAfter)
        private
        returns (uint48, uint48)
    {
        IPolicyJudge.Case memory c = _fees(Policies.budget(Policies.FEES, ID, 9, start, period), 0);
        c.periods = abi.encodePacked(index);
        return engine.charge(c, uint256(validUntil) << 208 | uint256(validAfter) << 160);
    }

    function _assertWindow(uint48 validUntil, uint48 validAfter, uint48 cutUntil, uint48 cutAfter) private {
        // Period 3 of 100 seconds from 1000 on: 1300 to 1399.
        (uint48 until, uint48 afterwards) = _window(1000, 100, 3, validUntil, validAfter);
        assertEq(until, cutUntil);
        assertEq(afterwards, cutAfter);
    }

    function test_Window_IsCutToThePeriod() public {
        _assertWindow(0, 0, 1399, 1300);
        _assertWindow(1398, 1299, 1398, 1300);
        _assertWindow(1399, 1300, 1399, 1300);
        _assertWindow(1400, 1301, 1399, 1301);
        // Another period's time: a window that never is.
        _assertWindow(1299, 0, 1299, 1300);
        _assertWindow(0, 1400, 1399, 1400);
    }

    function testFuzz_Window_IsThePeriod(uint48 start, uint32 period, uint32 index) public {
        (start, period) = (uint48(bound(start, 0, 1 << 46)), uint32(bound(period, 1, 1 << 14)));
        if (start == 0 && period == 1 && index == 0) index = 1;
        (uint48 until, uint48 afterwards) = _window(start, period, index, 0, 0);
        assertEq(afterwards, start + uint256(index) * period);
        assertEq(until, start + (uint256(index) + 1) * period - 1);
    }

    /// @dev Small numbers, for what is special about zero.
    function testFuzz_Window_IsNeverWiderThanTheSessions(
        uint48 start,
        uint8 period,
        uint32 index,
        uint48 end,
        uint48 begin
    ) public {
        (start, index, end, begin) = (start % 4, index % 4, end % 4, begin % 4);
        try this.window(start, period % 4 + 1, index, end, begin) returns (uint48 until, uint48 afterwards) {
            assertTrue(until != 0 && (end == 0 || until <= end), "end");
            assertGe(afterwards, begin, "begin");
        } catch (bytes memory reason) {
            assertEq(reason, _outOfRange());
        }
    }

    function window(uint48 start, uint32 period, uint32 index, uint48 validUntil, uint48 validAfter)
        external
        returns (uint48, uint48)
    {
        return _window(start, period, index, validUntil, validAfter);
    }

    function test_Window_IsCutToEachPeriod() public {
        bytes[] memory budgets = Policies.list(
            Policies.budget(Policies.FEES, "hour", 9, 0, 3600), Policies.budget(Policies.FEES, "odd", 9, 100, 5000)
        );
        bytes[] memory entries = Policies.list(Policies.permission(TARGET, SELECTOR, "", ""));
        IPolicyJudge.Case memory c = _op(Policies.policy(SIGNER, budgets, entries), _data(""));
        // 3600 to 7199, and 5100 to 10099.
        c.periods = abi.encodePacked(uint32(1), uint32(1));
        (uint48 until, uint48 afterwards) = engine.charge(c, 0);
        assertEq(until, 7199);
        assertEq(afterwards, 5100);
    }

    function test_RevertWhen_APeriodEndsAtTheLimit() public {
        _assertPeriod(LIMIT - 11, 10, 0, true);
        _assertPeriod(LIMIT - 10, 10, 0, true);
        _assertPeriod(LIMIT - 9, 10, 0, false);
        _assertPeriod(LIMIT - 1, 1, 0, true);
        _assertPeriod(LIMIT, 1, 0, false);
        _assertPeriod(type(uint48).max, type(uint32).max, type(uint32).max, false);
        _assertPeriod(0, type(uint32).max, 32767, true);
        _assertPeriod(0, type(uint32).max, 32768, false);
        _assertPeriod(32767, type(uint32).max, 32767, true);
        _assertPeriod(32768, type(uint32).max, 32767, true);
        _assertPeriod(32769, type(uint32).max, 32767, false);
        _assertPeriod(LIMIT - 30, 10, 2, true);
        _assertPeriod(LIMIT - 29, 10, 2, false);
    }

    /// @dev Packed, 0 means that the window has no end.
    function test_RevertWhen_APeriodEndsInSecondZero() public {
        _assertPeriod(0, 1, 0, false);
        _assertPeriod(0, 1, 1, true);
        _assertPeriod(0, 2, 0, true);
        _assertPeriod(1, 1, 0, true);
    }

    function _assertPeriod(uint48 start, uint32 period, uint32 index, bool inRange) private {
        IPolicyJudge.Case memory c = _fees(Policies.budget(Policies.FEES, ID, 9, start, period), 1);
        c.periods = abi.encodePacked(index);
        if (inRange) _assertCharged(c, 1);
        else _assertAnswer(c, _outOfRange());
    }

    function test_RevertWhen_TheWireNamesAnotherNumberOfPeriods() public {
        bytes memory once = Policies.budget(Policies.SUM, ID, 9, 0, 2);
        bytes memory again = Policies.budget(Policies.CALLS, ID, 9, 0, 2);
        IPolicyJudge.Case memory c = _sums(once, again, 1);
        for (uint256 length; length <= 13; ++length) {
            c.periods = new bytes(length);
            if (length == 8) _assertCharged(c, 1, 1);
            else _assertAnswer(c, _mismatch(length / 4, 2));
        }
        c = _fees(Policies.budget(Policies.FEES, ID, 9), 0);
        c.periods = new bytes(4);
        _assertAnswer(c, _mismatch(1, 0));
    }

    /// @dev Budget by budget; one period too many is seen behind them all.
    function test_Periods_ComeBudgetByBudget() public {
        bytes memory sum = Policies.budget(Policies.SUM, ID, 1, 0, 2);
        bytes memory late = Policies.budget(Policies.CALLS, "late", 1, LIMIT, 1);
        // The first is exceeded before the second's period is looked for.
        IPolicyJudge.Case memory c = _sums(sum, late, 2);
        c.periods = new bytes(4);
        _assertAnswer(c, _exceeded(ID, 2, 1));
        c.calls[0].data = _data(abi.encode(1));
        _assertAnswer(c, _mismatch(1, 2));
        c.periods = new bytes(8);
        _assertAnswer(c, _outOfRange());
        c.periods = new bytes(12);
        _assertAnswer(c, _outOfRange());
        c = _sums(sum, Policies.budget(Policies.CALLS, "late", 0, 0, 2), 1);
        c.periods = new bytes(12);
        _assertAnswer(c, _exceeded("late", 1, 0));
        // A period that is out of range is so though nothing is counted.
        c = _sums(Policies.budget(Policies.SUM, ID, 1, LIMIT, 1), late, 0);
        c.periods = new bytes(8);
        _assertAnswer(c, _outOfRange());
    }
}

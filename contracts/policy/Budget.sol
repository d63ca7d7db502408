// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {IPolicyErrors} from "../interfaces/IPolicyErrors.sol";
import {CalldataLib} from "../libraries/CalldataLib.sol";

/// @notice A counted limit, and what one op counts against it.
struct Budget {
    /// @dev Bits 0–6: one of the kinds below; bit 7: counted per period.
    uint256 kind;
    /// @dev Its name.
    bytes16 id;
    /// @dev The most that may be counted, for life or per period, inclusive.
    uint256 cap;
    /// @dev Unix seconds at which period 0 begins.
    uint256 start;
    /// @dev Length of a period, seconds; zero for life.
    uint256 period;
    /// @dev What the calls that were let through add up to.
    uint256 amount;
    /// @dev What the call that is being judged adds, should the entry fit.
    uint256 pending;
}

/// @title BudgetLib
/// @notice Reads budgets and adds up what an op counts. Charging is the registry's.
library BudgetLib {
    using CalldataLib for bytes;

    uint256 internal constant CALLS = 1;
    uint256 internal constant NATIVE_VALUE = 2;
    uint256 internal constant SUM = 3;
    uint256 internal constant FEES = 4;

    /// @dev Bit of `kind`.
    uint256 internal constant PER_PERIOD = 0x80;

    /// @dev From here on EntryPoint v0.9 reads a bound as a block number.
    uint256 private constant WINDOW_LIMIT = 1 << 47;

    /// @notice Reads the budgets of a policy. Reverts with `PolicyMalformed`.
    /// @dev Reads may run past the end; the caller compares where the policy ends.
    /// @param encoded The policy.
    /// @param at Where the first budget begins.
    /// @param count How many there are.
    /// @return budgets The budgets.
    /// @return next Where the last one ends.
    function read(bytes calldata encoded, uint256 at, uint256 count)
        internal
        pure
        returns (Budget[] memory budgets, uint256 next)
    {
        unchecked {
            budgets = new Budget[](count);
            for (uint256 i; i < count; ++i) {
                Budget memory budget = budgets[i];
                uint256 word = encoded.wordAt(at);
                budget.kind = word >> 248;
                budget.id = bytes16(bytes32(word << 8));
                budget.cap = encoded.wordAt(at + 17) >> 128;
                at += 33;

                uint256 kind = kindOf(budget);
                if (kind == 0 || kind > FEES) revert IPolicyErrors.PolicyMalformed();
                if (isPerPeriod(budget)) {
                    word = encoded.wordAt(at);
                    budget.start = word >> 208;
                    budget.period = (word >> 176) & 0xffffffff;
                    at += 10;
                    if (budget.period == 0) revert IPolicyErrors.PolicyMalformed();
                }
            }
            next = at;
        }
    }

    /// @notice What is counted.
    function kindOf(Budget memory budget) internal pure returns (uint256) {
        return budget.kind & 0x7f;
    }

    /// @notice Whether it is counted per period.
    function isPerPeriod(Budget memory budget) internal pure returns (bool) {
        return budget.kind & PER_PERIOD != 0;
    }

    /// @notice Adds to what the call being judged counts. Saturates: what exceeds every cap need not be exact.
    function addPending(Budget memory budget, uint256 amount) internal pure {
        unchecked {
            uint256 sum = budget.pending + amount;
            budget.pending = sum < amount ? type(uint256).max : sum;
        }
    }

    /// @notice Keeps or drops what the call being judged counts.
    /// @param budgets All budgets of the policy.
    /// @param keep Whether the entry fits.
    function settle(Budget[] memory budgets, bool keep) internal pure {
        unchecked {
            for (uint256 i; i < budgets.length; ++i) {
                Budget memory budget = budgets[i];
                if (budget.pending == 0) continue;
                if (keep) {
                    uint256 sum = budget.amount + budget.pending;
                    budget.amount = sum < budget.pending ? type(uint256).max : sum;
                }
                budget.pending = 0;
            }
        }
    }

    /// @notice The counter of a budget in one of its periods.
    /// @dev The account is not part of it: the registry keys counters by account, innermost (ERC-7562).
    /// @param index Which period, from zero; zero for life.
    function keyOf(Budget memory budget, uint32 index) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encodePacked(uint8(budget.kind), budget.id, uint48(budget.start), uint32(budget.period), index)
            );
    }

    /// @notice When a period begins and ends, unix seconds, both inclusive. Reverts with `PeriodOutOfRange`.
    /// @param index Which period, from zero.
    function periodOf(Budget memory budget, uint32 index) internal pure returns (uint48 first, uint48 last) {
        unchecked {
            // At most 2^48 + 2^64: no overflow.
            uint256 begin = budget.start + uint256(index) * budget.period;
            uint256 end = begin + budget.period - 1;
            // A window that ends in second 0 reads as one without an end: the session would outlive its own.
            if (end == 0 || end >= WINDOW_LIMIT) revert IPolicyErrors.PeriodOutOfRange();
            return (uint48(begin), uint48(end));
        }
    }
}

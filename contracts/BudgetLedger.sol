// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IBudgetLedger} from "./interfaces/IBudgetLedger.sol";
import {IPolicyErrors} from "./interfaces/IPolicyErrors.sol";
import {Budget, BudgetLib} from "./policy/Budget.sol";
import {SessionHead} from "./types/SessionHead.sol";

/// @title BudgetLedger
/// @notice Counts what sessions use up. Adapters to account families inherit it.
///
/// @dev Charged in validation, so that several ops of one bundle, all validated before the first runs, cannot overrun a cap
/// together. An op whose execution fails has been counted.
abstract contract BudgetLedger is IBudgetLedger {
    using BudgetLib for Budget;

    /// @inheritdoc IBudgetLedger
    mapping(bytes32 key => mapping(address account => uint256 spent)) public spentOf;

    /// @dev Charges all budgets of a policy with what an op counts.
    /// @param budgets The budgets, with the sums of the op's calls.
    /// @param fee The most that the op can cost the account, wei.
    /// @param periods Index of the current period for each budget per period, 4 bytes each.
    /// @param head The session's window.
    /// @return validUntil Upper bound of the session's window, cut to every period.
    /// @return validAfter Lower bound of the session's window, cut to every period.
    function _charge(Budget[] memory budgets, uint256 fee, bytes calldata periods, SessionHead head)
        internal
        returns (uint48 validUntil, uint48 validAfter)
    {
        (validUntil, validAfter) = (head.validUntil(), head.validAfter());
        uint256 named;
        for (uint256 i; i < budgets.length; ++i) {
            Budget memory budget = budgets[i];
            if (budget.kindOf() == BudgetLib.FEES) budget.amount = fee;

            uint32 index;
            if (budget.isPerPeriod()) {
                if (periods.length < 4 * (named + 1)) _revertPeriodsMismatch(budgets, periods.length);
                index = uint32(bytes4(periods[4 * named:4 * named + 4]));
                ++named;
                // The index is the session key's to choose; the clock makes any other than the current one useless.
                (uint48 first, uint48 last) = budget.periodOf(index);
                if (first > validAfter) validAfter = first;
                if (validUntil == 0 || last < validUntil) validUntil = last;
            }
            if (budget.amount != 0) _spend(budget, index);
        }
        if (periods.length != 4 * named) _revertPeriodsMismatch(budgets, periods.length);
    }

    /// @dev Only the caller's own counter: nobody can use up another account's budget.
    function _spend(Budget memory budget, uint32 index) private {
        bytes32 key = budget.keyOf(index);
        uint256 spent = spentOf[key][msg.sender];
        // Another session may have counted past this session's cap.
        uint256 left = spent < budget.cap ? budget.cap - spent : 0;
        if (budget.amount > left) revert IPolicyErrors.BudgetExceeded(budget.id, budget.amount, left);
        spentOf[key][msg.sender] = spent + budget.amount;
    }

    function _revertPeriodsMismatch(Budget[] memory budgets, uint256 length) private pure {
        uint256 expected;
        for (uint256 i; i < budgets.length; ++i) {
            if (budgets[i].isPerPeriod()) ++expected;
        }
        revert IPolicyErrors.PeriodsMismatch(length / 4, expected);
    }
}

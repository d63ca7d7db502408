// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPolicyErrors} from "../../contracts/interfaces/IPolicyErrors.sol";
import {ParsedBudget} from "./Parsed.sol";
import {ProgramRules} from "./ProgramRules.sol";

/// @notice Charges budgets whose counters all stand at zero.
library ReferenceBudgets {
    /// @param periods Index of the current period for each budget per period, 4 bytes each.
    function charge(ParsedBudget[] memory budgets, uint256[] memory charges, bytes memory periods) internal pure {
        uint256[] memory indexes = new uint256[](budgets.length);
        uint256 named;
        for (uint256 i; i < budgets.length; ++i) {
            if (budgets[i].perPeriod) {
                _requirePeriods(periods.length >= 4 * (named + 1), budgets, periods);
                indexes[i] = _indexAt(periods, named++);
                uint256 last = budgets[i].start + indexes[i] * budgets[i].period + budgets[i].period - 1;
                if (last == 0 || last >= 2 ** 47) revert IPolicyErrors.PeriodOutOfRange();
            }
            if (charges[i] == 0) continue;
            uint256 spent = _spentBefore(budgets, charges, indexes, i);
            uint256 left = spent < budgets[i].cap ? budgets[i].cap - spent : 0;
            if (charges[i] > left) revert IPolicyErrors.BudgetExceeded(budgets[i].id, charges[i], left);
        }
        _requirePeriods(periods.length == 4 * named, budgets, periods);
    }

    /// @dev What budgets that stand before in the list, and share the counter, were charged.
    function _spentBefore(
        ParsedBudget[] memory budgets,
        uint256[] memory charges,
        uint256[] memory indexes,
        uint256 until
    ) private pure returns (uint256 spent) {
        for (uint256 i; i < until; ++i) {
            if (indexes[i] == indexes[until] && _isSame(budgets[i], budgets[until])) {
                spent = ProgramRules.add(spent, charges[i]);
            }
        }
    }

    function _isSame(ParsedBudget memory a, ParsedBudget memory b) private pure returns (bool) {
        return
            a.kind == b.kind && a.perPeriod == b.perPeriod && a.id == b.id && a.start == b.start && a.period == b.period;
    }

    function _indexAt(bytes memory periods, uint256 place) private pure returns (uint256 index) {
        for (uint256 i = 4 * place; i < 4 * place + 4; ++i) {
            index = index * 256 + uint8(periods[i]);
        }
    }

    function _requirePeriods(bool holds, ParsedBudget[] memory budgets, bytes memory periods) private pure {
        if (holds) return;
        uint256 expected;
        for (uint256 i; i < budgets.length; ++i) {
            if (budgets[i].perPeriod) ++expected;
        }
        revert IPolicyErrors.PeriodsMismatch(periods.length / 4, expected);
    }
}

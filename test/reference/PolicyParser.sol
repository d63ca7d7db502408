// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPolicyErrors} from "../../contracts/interfaces/IPolicyErrors.sol";
import {Cursor, CursorLib} from "./Cursor.sol";
import {ParsedBudget, ParsedPermission, ParsedPolicy} from "./Parsed.sol";
import {ProgramParser} from "./ProgramParser.sol";

/// @notice Reads a whole policy into structs.
library PolicyParser {
    using CursorLib for Cursor;

    function parse(bytes memory encoded) internal pure returns (ParsedPolicy memory policy) {
        Cursor memory cursor = CursorLib.open(encoded);
        _require(cursor.take(1) == 1);
        uint256 flags = cursor.take(1);
        policy.paymasterRule = flags % 4;
        policy.feeRule = flags / 4 % 4;
        bool hasSalt = flags / 16 % 2 == 1;
        _require(flags < 32 && policy.paymasterRule != 3 && policy.feeRule != 3);
        uint256 signer = cursor.take(20);
        _require(signer != 0);
        if (policy.paymasterRule == 2) {
            policy.paymaster = address(uint160(cursor.take(20)));
            _require(policy.paymaster != address(0));
        }
        if (policy.feeRule == 2) policy.maxFee = cursor.take(16);
        if (hasSalt) cursor.take(16);

        uint256 budgetCount = cursor.take(1);
        _require(budgetCount <= 16);
        policy.budgets = new ParsedBudget[](budgetCount);
        for (uint256 i; i < budgetCount; ++i) {
            policy.budgets[i] = _budget(cursor);
        }

        uint256 permissionCount = cursor.take(1);
        _require(permissionCount != 0);
        policy.permissions = new ParsedPermission[](permissionCount);
        for (uint256 i; i < permissionCount; ++i) {
            uint256 length = cursor.take(2);
            policy.permissions[i] = _permission(cursor.part(length), policy.budgets);
            _require(i == 0 || !policy.permissions[i].denies || policy.permissions[i - 1].denies);
        }
        _require(cursor.at == encoded.length);
    }

    function _budget(Cursor memory cursor) private pure returns (ParsedBudget memory budget) {
        uint256 kind = cursor.take(1);
        budget.kind = kind % 128;
        budget.perPeriod = kind / 128 == 1;
        budget.id = bytes16(uint128(cursor.take(16)));
        budget.cap = cursor.take(16);
        _require(budget.kind >= 1 && budget.kind <= 4);
        if (!budget.perPeriod) return budget;
        budget.start = cursor.take(6);
        budget.period = cursor.take(4);
        _require(budget.period != 0);
    }

    /// @dev `cursor` ends with the entry.
    function _permission(Cursor memory cursor, ParsedBudget[] memory budgets)
        private
        pure
        returns (ParsedPermission memory permission)
    {
        uint256 flags = cursor.take(1);
        permission.denies = flags % 2 == 1;
        permission.anyTarget = flags / 2 % 2 == 1;
        permission.functionRule = flags / 4 % 4;
        bool hasValue = flags / 16 % 2 == 1;
        _require(flags < 32 && permission.functionRule != 3);

        if (!permission.anyTarget) permission.target = address(uint160(cursor.take(20)));
        if (permission.functionRule == 0) permission.selector = bytes4(uint32(cursor.take(4)));
        if (hasValue) permission.maxValue = cursor.take(16);
        uint256 refCount = cursor.take(1);
        permission.refs = new uint256[](refCount);
        for (uint256 i; i < refCount; ++i) {
            permission.refs[i] = cursor.take(1);
            if (!_counts(permission.refs[i], budgets)) permission.unreadable = true;
        }
        if (cursor.isOverrun()) permission.unreadable = true;
        if (!permission.anyTarget && permission.target == address(0)) permission.unreadable = true;
        if (permission.denies && (hasValue || refCount != 0)) permission.unreadable = true;
        if (permission.functionRule != 0 && cursor.at != cursor.end) permission.unreadable = true;
        if (!permission.unreadable) permission.program = ProgramParser.parse(cursor, permission.denies, budgets);
    }

    /// @dev Whether a reference is to a budget of calls or of native value.
    function _counts(uint256 ref, ParsedBudget[] memory budgets) private pure returns (bool) {
        return ref < budgets.length && (budgets[ref].kind == 1 || budgets[ref].kind == 2);
    }

    function _require(bool readable) private pure {
        if (!readable) revert IPolicyErrors.PolicyMalformed();
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {Failure, IPolicyErrors} from "../interfaces/IPolicyErrors.sol";
import {CalldataLib} from "../libraries/CalldataLib.sol";
import {Budget, BudgetLib} from "./Budget.sol";
import {Policy} from "./Policy.sol";
import {ProgramLib, Walk} from "./Program.sol";

/// @notice A call that a policy judges.
struct Call {
    /// @dev Which call of the op, from zero.
    uint256 index;
    /// @dev The account that makes it.
    address account;
    /// @dev Where it goes.
    address target;
    /// @dev Native value, wei.
    uint256 value;
}

/// @title PermissionLib
/// @notice Judges a call by the permissions of a policy: denied by any deny entry that fits, else let through by the first
/// other entry that fits, else refused.
library PermissionLib {
    using BudgetLib for Budget;
    using BudgetLib for Budget[];
    using CalldataLib for bytes;

    /// @dev Flags of a permission.
    uint256 private constant DENY = 1;
    uint256 private constant ANY_TARGET = 2;
    uint256 private constant HAS_VALUE = 16;

    /// @dev No entry is about the call.
    uint256 private constant NO_CANDIDATE = type(uint256).max;

    /// @dev Function rules.
    uint256 private constant ONE_FUNCTION = 0;
    uint256 private constant PLAIN_TRANSFER = 1;

    /// @notice Judges a call. Reverts with `CallDenied`, `CallNotPermitted`, `RuleFailed` or `PolicyMalformed`; otherwise adds
    /// what the call counts to the policy's budgets.
    /// @param policy The policy, as `PolicyLib.open` read it.
    /// @param call The call.
    /// @param data The call's data.
    /// @return anyTarget Whether the entry that lets the call through names no target.
    function requirePermitted(Policy memory policy, Call memory call, bytes calldata data)
        internal
        pure
        returns (bool anyTarget)
    {
        unchecked {
            Walk memory walk;
            walk.account = call.account;
            walk.budgets = policy.budgets;
            walk.dataStart = data.positionOf();
            walk.dataEnd = walk.dataStart + data.length;

            uint256 at = policy.permissionsAt;
            uint256 candidate = NO_CANDIDATE;
            for (uint256 i; i < policy.permissionCount; ++i) {
                uint256 end = at + 2 + (CalldataLib.load(at) >> 240);
                (uint256 flags, uint256 body) = _concerns(at + 2, call.target, data);
                at = end;
                if (body == 0) continue;

                walk.failure = Failure.NONE;
                walk.offset = 0;
                walk.denies = flags & DENY != 0;
                _judge(flags, body, end, call, walk);
                if (walk.denies) {
                    // Only a rule that was read and does not hold lifts a deny entry: calldata in another shape, or a word with
                    // dirty bits, may say the same to the target.
                    if (
                        walk.failure == Failure.NONE || walk.failure == Failure.NOT_CANONICAL
                            || walk.failure == Failure.DIRTY_WORD
                    ) {
                        revert IPolicyErrors.CallDenied(call.index, i);
                    }
                    continue;
                }
                policy.budgets.settle(walk.failure == Failure.NONE);
                if (walk.failure == Failure.NONE) return flags & ANY_TARGET != 0;
                candidate = i;
            }

            if (candidate == NO_CANDIDATE) {
                revert IPolicyErrors.CallNotPermitted(call.index, call.target, _selectorOf(data));
            }
            revert IPolicyErrors.RuleFailed(call.index, candidate, walk.failure, walk.offset);
        }
    }

    /// @dev Whether an entry is about a call's target and function.
    /// @param at Where the entry's flags stand.
    /// @return flags The entry's flags.
    /// @return body Where the rest of the entry begins; zero when the entry is about something else.
    function _concerns(uint256 at, address target, bytes calldata data)
        private
        pure
        returns (uint256 flags, uint256 body)
    {
        unchecked {
            uint256 word = CalldataLib.load(at);
            flags = word >> 248;
            body = at + 1;
            if (flags & ANY_TARGET == 0) {
                if (uint160(word >> 88) != uint160(target)) return (flags, 0);
                body += 20;
            }
            uint256 rule = (flags >> 2) & 3;
            if (rule == PLAIN_TRANSFER) return data.length == 0 ? (flags, body) : (flags, 0);
            // Shorter calldata has no function: padded with zeros it must not pass for one.
            if (data.length < 4) return (flags, 0);
            if (rule == ONE_FUNCTION) {
                if (CalldataLib.load(body) >> 224 != data.wordAt(0) >> 224) return (flags, 0);
                body += 4;
            }
        }
    }

    /// @dev Judges a call by an entry that is about it; the result is in `walk`.
    /// @param at Where the entry's `maxValue` or its list of budgets begins.
    /// @param end Where the entry ends.
    function _judge(uint256 flags, uint256 at, uint256 end, Call memory call, Walk memory walk) private pure {
        unchecked {
            // A missing cap is zero, never "any".
            uint256 maxValue;
            if (flags & HAS_VALUE != 0) {
                maxValue = CalldataLib.load(at) >> 128;
                at += 16;
            }
            uint256 refCount = CalldataLib.load(at++) >> 248;
            uint256 program = at + refCount;
            bool oneFunction = (flags >> 2) & 3 == ONE_FUNCTION;
            if (program > end) revert IPolicyErrors.PolicyMalformed();
            if (!oneFunction && program != end) revert IPolicyErrors.PolicyMalformed();
            if (walk.denies && (refCount != 0 || flags & HAS_VALUE != 0)) revert IPolicyErrors.PolicyMalformed();
            // The zero address stands for no contract: an entry about it is a mistake.
            if (call.target == address(0) && flags & ANY_TARGET == 0) revert IPolicyErrors.PolicyMalformed();

            for (; at < program; ++at) {
                _count(CalldataLib.load(at) >> 248, call.value, walk.budgets);
            }

            if (!walk.denies && call.value > maxValue) walk.failure = Failure.VALUE_ABOVE_MAX;
            else if (oneFunction) ProgramLib.run(program, end, walk);
        }
    }

    /// @dev Counts a call against a budget that an entry names.
    function _count(uint256 ref, uint256 value, Budget[] memory budgets) private pure {
        if (ref >= budgets.length) revert IPolicyErrors.PolicyMalformed();
        Budget memory budget = budgets[ref];
        uint256 kind = budget.kindOf();
        if (kind == BudgetLib.CALLS) budget.addPending(1);
        else if (kind == BudgetLib.NATIVE_VALUE) budget.addPending(value);
        else revert IPolicyErrors.PolicyMalformed();
    }

    function _selectorOf(bytes calldata data) private pure returns (bytes4) {
        return data.length < 4 ? bytes4(data) : bytes4(bytes32(data.wordAt(0)));
    }
}

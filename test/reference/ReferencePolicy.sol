// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Failure, IPolicyErrors} from "../../contracts/interfaces/IPolicyErrors.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {IPolicyJudge} from "../utils/IPolicyJudge.sol";
import {CalldataShape} from "./CalldataShape.sol";
import {Item, ParsedPermission, ParsedPolicy, Value} from "./Parsed.sol";
import {PolicyParser} from "./PolicyParser.sol";
import {ProgramParser} from "./ProgramParser.sol";
import {ProgramRules} from "./ProgramRules.sol";
import {ReferenceBudgets} from "./ReferenceBudgets.sol";

/// @notice A second policy engine, `docs/policy-encoding.md` word by word: slow, and easy to compare with it. It shares nothing with
/// the engine but the names of errors, and is its yardstick in tests.
///
/// @dev First the whole policy is read into structs, then the shape of a call's data is checked and its arguments are taken out,
/// then the rules judge the arguments.
library ReferencePolicy {
    /// @dev Why an entry does not fit a call.
    struct Refusal {
        uint256 permission;
        Failure failure;
        uint256 offset;
    }

    /// @param strict When a program is malformed and the calldata not canonical, an engine may refuse for either. Strict is to say
    /// that the policy is malformed, wherever in the program; otherwise the one that comes first from left to right is told.
    /// @return charges What each budget is charged.
    function judge(IPolicyJudge.Case calldata c, bool strict) internal pure returns (uint256[] memory charges) {
        ParsedPolicy memory policy = PolicyParser.parse(c.policy);
        _requirePayment(policy, c);

        charges = new uint256[](policy.budgets.length);
        for (uint256 i; i < c.calls.length; ++i) {
            uint256[] memory added = _judgeCall(policy, c, i, strict);
            for (uint256 k; k < charges.length; ++k) {
                charges[k] = ProgramRules.add(charges[k], added[k]);
            }
        }
        for (uint256 i; i < charges.length; ++i) {
            if (policy.budgets[i].kind == 4) charges[i] = c.fee;
        }
        ReferenceBudgets.charge(policy.budgets, charges, c.periods);
    }

    function _requirePayment(ParsedPolicy memory policy, IPolicyJudge.Case calldata c) private pure {
        if (c.paymaster != address(0)) {
            bool isAllowed = policy.paymasterRule == 1 || (policy.paymasterRule == 2 && policy.paymaster == c.paymaster);
            if (!isAllowed) revert ISessionValidation.PaymasterNotAllowed(c.paymaster);
        }
        if (policy.feeRule == 0 && c.fee > 0) revert IPolicyErrors.FeeAboveCap(c.fee, 0);
        if (policy.feeRule == 2 && c.fee > policy.maxFee) revert IPolicyErrors.FeeAboveCap(c.fee, policy.maxFee);
    }

    /// @return added What the call adds to each budget.
    function _judgeCall(ParsedPolicy memory policy, IPolicyJudge.Case calldata c, uint256 index, bool strict)
        private
        pure
        returns (uint256[] memory added)
    {
        IPolicyJudge.CallOfCase calldata call = c.calls[index];
        Refusal memory last;
        for (uint256 i; i < policy.permissions.length; ++i) {
            ParsedPermission memory permission = policy.permissions[i];
            if (!_isAbout(permission, call)) continue;
            if (permission.unreadable) revert IPolicyErrors.PolicyMalformed();

            ProgramRules.Context memory context = ProgramRules.Context(c.account, new uint256[](policy.budgets.length));
            (Failure failure, uint256 offset) = _judgeEntry(permission, call, context, strict);
            if (permission.denies) {
                if (failure == Failure.NONE || failure == Failure.NOT_CANONICAL || failure == Failure.DIRTY_WORD) {
                    revert IPolicyErrors.CallDenied(index, i);
                }
                continue;
            }
            if (failure == Failure.NONE) {
                for (uint256 k; k < permission.refs.length; ++k) {
                    uint256 ref = permission.refs[k];
                    uint256 amount = policy.budgets[ref].kind == 1 ? 1 : call.value;
                    context.sums[ref] = ProgramRules.add(context.sums[ref], amount);
                }
                return context.sums;
            }
            last = Refusal(i, failure, offset);
        }
        if (last.failure != Failure.NONE) {
            revert IPolicyErrors.RuleFailed(index, last.permission, last.failure, last.offset);
        }
        revert IPolicyErrors.CallNotPermitted(index, call.to, _selectorOf(call.data));
    }

    /// @dev Whether an entry's target and function fit.
    function _isAbout(ParsedPermission memory permission, IPolicyJudge.CallOfCase calldata call)
        private
        pure
        returns (bool)
    {
        if (!permission.anyTarget && permission.target != call.to) return false;
        if (permission.functionRule == 1) return call.data.length == 0;
        if (call.data.length < 4) return false;
        return permission.functionRule == 2 || permission.selector == _selectorOf(call.data);
    }

    /// @dev Why an entry does not fit.
    function _judgeEntry(
        ParsedPermission memory permission,
        IPolicyJudge.CallOfCase calldata call,
        ProgramRules.Context memory context,
        bool strict
    ) private pure returns (Failure, uint256) {
        if (!permission.denies && call.value > permission.maxValue) return (Failure.VALUE_ABOVE_MAX, 0);
        if (permission.functionRule != 0) return (Failure.NONE, 0);
        Item[] memory program = permission.program;
        (bool canonical, Value[] memory values) = CalldataShape.read(program, call.data[4:]);
        if (!canonical) {
            if (strict && ProgramParser.isUnreadable(program)) revert IPolicyErrors.PolicyMalformed();
            return (Failure.NOT_CANONICAL, 0);
        }
        (Failure failure, uint256 offset) = ProgramRules.judge(program, values, context);
        return (failure, failure == Failure.NONE ? 0 : offset);
    }

    /// @dev Shorter calldata is padded with zeros.
    function _selectorOf(bytes calldata data) private pure returns (bytes4) {
        return data.length < 4 ? bytes4(data) : bytes4(data[:4]);
    }
}

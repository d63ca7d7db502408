// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {BudgetLedger} from "../../contracts/BudgetLedger.sol";
import {Budget} from "../../contracts/policy/Budget.sol";
import {Call, PermissionLib} from "../../contracts/policy/Permissions.sol";
import {Policy, PolicyLib} from "../../contracts/policy/Policy.sol";
import {SessionHead} from "../../contracts/types/SessionHead.sol";
import {IPolicyHarness} from "../utils/IPolicyHarness.sol";
import {IPolicyJudge} from "../utils/IPolicyJudge.sol";

/// @notice Opens the policy engine, many cases at a time.
contract PolicyHarness is BudgetLedger, IPolicyHarness {
    using PermissionLib for Policy;
    using PolicyLib for Policy;

    /// @inheritdoc IPolicyJudge
    function judgeAll(Case[] calldata cases) external returns (bytes[] memory answers) {
        answers = new bytes[](cases.length);
        for (uint256 i; i < cases.length; ++i) {
            try this.judge(cases[i]) {}
            catch (bytes memory reason) {
                answers[i] = reason;
            }
        }
    }

    /// @inheritdoc IPolicyJudge
    function judge(Case calldata c) external {
        (Budget[] memory budgets,,) = _judge(c, SessionHead.wrap(0));
        uint256[] memory charges = new uint256[](budgets.length);
        for (uint256 i; i < charges.length; ++i) {
            charges[i] = budgets[i].amount;
        }
        revert Allowed(charges);
    }

    /// @inheritdoc IPolicyHarness
    function charge(Case calldata c, uint256 head) external returns (uint48 validUntil, uint48 validAfter) {
        (, validUntil, validAfter) = _judge(c, SessionHead.wrap(head));
    }

    /// @inheritdoc IPolicyHarness
    function isAnyTarget(Case calldata c) external pure returns (bool anyTarget) {
        Policy memory policy = PolicyLib.open(c.policy);
        return policy.requirePermitted(Call(0, c.account, c.calls[0].to, c.calls[0].value), c.calls[0].data);
    }

    /// @inheritdoc IPolicyHarness
    function signerOf(bytes calldata policy) external pure returns (address) {
        return PolicyLib.open(policy).signer;
    }

    function _judge(Case calldata c, SessionHead head)
        private
        returns (Budget[] memory budgets, uint48 validUntil, uint48 validAfter)
    {
        Policy memory policy = PolicyLib.open(c.policy);
        policy.requirePayment(c.paymaster, c.fee);
        Call memory call;
        call.account = c.account;
        for (; call.index < c.calls.length; ++call.index) {
            (call.target, call.value) = (c.calls[call.index].to, c.calls[call.index].value);
            policy.requirePermitted(call, c.calls[call.index].data);
        }
        budgets = policy.budgets;
        (validUntil, validAfter) = _charge(budgets, c.fee, c.periods, head);
    }
}

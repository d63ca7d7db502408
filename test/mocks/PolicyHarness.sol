// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {BudgetLedger} from "../../contracts/BudgetLedger.sol";
import {Call, PermissionLib} from "../../contracts/policy/Permissions.sol";
import {Policy, PolicyLib} from "../../contracts/policy/Policy.sol";
import {SessionHead} from "../../contracts/types/SessionHead.sol";

/// @notice Opens the policy engine, many cases at a time.
contract PolicyHarness is BudgetLedger {
    using PermissionLib for Policy;
    using PolicyLib for Policy;

    struct CallOfCase {
        address to;
        uint256 value;
        bytes data;
    }

    struct Case {
        bytes policy;
        address account;
        CallOfCase[] calls;
        uint256 fee;
        address paymaster;
    }

    /// @dev The policy allows the case, and this is what each budget was charged.
    error Allowed(uint256[] charges);

    /// @return answers What `judge` reverts with, for each case.
    function judgeAll(Case[] calldata cases) external returns (bytes[] memory answers) {
        answers = new bytes[](cases.length);
        for (uint256 i; i < cases.length; ++i) {
            try this.judge(cases[i]) {}
            catch (bytes memory reason) {
                answers[i] = reason;
            }
        }
    }

    /// @dev Always reverts, so that no case finds the counters of another.
    function judge(Case calldata c) external {
        Policy memory policy = PolicyLib.open(c.policy);
        policy.requirePayment(c.paymaster, c.fee);
        Call memory call;
        call.account = c.account;
        for (; call.index < c.calls.length; ++call.index) {
            (call.target, call.value) = (c.calls[call.index].to, c.calls[call.index].value);
            policy.requirePermitted(call, c.calls[call.index].data);
        }
        _charge(policy.budgets, c.fee, c.policy[:0], SessionHead.wrap(0));

        uint256[] memory charges = new uint256[](policy.budgets.length);
        for (uint256 i; i < charges.length; ++i) {
            charges[i] = policy.budgets[i].amount;
        }
        revert Allowed(charges);
    }
}

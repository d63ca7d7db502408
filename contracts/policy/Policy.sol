// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {IPolicyErrors} from "../interfaces/IPolicyErrors.sol";
import {ISessionValidation} from "../interfaces/ISessionValidation.sol";
import {CalldataLib} from "../libraries/CalldataLib.sol";
import {Budget, BudgetLib} from "./Budget.sol";

/// @notice A policy whose header was read (`docs/policy-encoding.md`). The permissions are read call by call.
struct Policy {
    /// @dev The session key, never zero.
    address signer;
    /// @dev 0 none, 1 any, 2 `paymaster`.
    uint256 paymasterRule;
    /// @dev With rule 2.
    address paymaster;
    /// @dev 0 none, 1 any, 2 at most `maxFee`.
    uint256 feeRule;
    /// @dev With rule 2, wei per op.
    uint256 maxFee;
    /// @dev In the order of the policy; each sums up what the op counts.
    Budget[] budgets;
    /// @dev Where the first permission begins, in the whole calldata.
    uint256 permissionsAt;
    /// @dev How many there are, not zero.
    uint256 permissionCount;
}

/// @title PolicyLib
/// @notice Reads a policy's header and judges an op by it.
library PolicyLib {
    using CalldataLib for bytes;

    /// @notice First byte of a policy.
    uint256 internal constant VERSION = 1;

    uint256 private constant MAX_BUDGETS = 16;

    /// @dev In a permission's flags: the bits that stand for nothing.
    uint256 private constant UNKNOWN_PERMISSION_FLAGS = 0xe0;

    /// @notice Reads the header, the budgets, and the lengths and flags of all permissions. Reverts with `PolicyMalformed`
    /// unless they fill the policy to its last byte.
    /// @dev Reads may run past the end; the one comparison at the end catches it, and nothing is judged before.
    /// @param encoded The policy.
    /// @return policy What stands in it.
    function open(bytes calldata encoded) internal pure returns (Policy memory policy) {
        unchecked {
            uint256 head = encoded.wordAt(0);
            uint256 flags = (head >> 240) & 0xff;
            policy.signer = address(uint160(head >> 80));
            policy.paymasterRule = flags & 3;
            policy.feeRule = (flags >> 2) & 3;
            // Zero is what a failed recovery yields.
            if (policy.signer == address(0)) revert IPolicyErrors.PolicyMalformed();
            if (head >> 248 != VERSION) revert IPolicyErrors.PolicyMalformed();
            if (flags > 0x1f) revert IPolicyErrors.PolicyMalformed();

            uint256 at = 22;
            if (policy.paymasterRule == 2) {
                policy.paymaster = address(uint160(encoded.wordAt(at) >> 96));
                if (policy.paymaster == address(0)) revert IPolicyErrors.PolicyMalformed();
                at += 20;
            }
            if (policy.feeRule == 2) {
                policy.maxFee = encoded.wordAt(at) >> 128;
                at += 16;
            }
            if (policy.paymasterRule == 3) revert IPolicyErrors.PolicyMalformed();
            if (policy.feeRule == 3) revert IPolicyErrors.PolicyMalformed();
            if (flags & 0x10 != 0) at += 16;

            uint256 budgetCount = encoded.wordAt(at++) >> 248;
            if (budgetCount != 0) {
                if (budgetCount > MAX_BUDGETS) revert IPolicyErrors.PolicyMalformed();
                (policy.budgets, at) = BudgetLib.read(encoded, at, budgetCount);
            }

            policy.permissionCount = encoded.wordAt(at++) >> 248;
            policy.permissionsAt = encoded.positionOf() + at;
            _requirePermissionsFill(encoded, at, policy.permissionCount);
        }
    }

    /// @notice Judges what an op costs the account and who pays. Reverts with `PaymasterNotAllowed` or `FeeAboveCap`.
    /// @param policy The policy.
    /// @param paymaster The op's paymaster; zero when the account pays itself.
    /// @param fee The most that the op can cost the account, wei.
    function requirePayment(Policy memory policy, address paymaster, uint256 fee) internal pure {
        // A paymaster can charge the account in tokens, so it is allowed like everything else: by name, or knowingly any.
        if (paymaster != address(0) && policy.paymasterRule != 1) {
            if (policy.paymasterRule == 0 || paymaster != policy.paymaster) {
                revert ISessionValidation.PaymasterNotAllowed(paymaster);
            }
        }
        // The gas price is the session key's to choose: without a cap it can burn the account's balance as fees.
        if (policy.feeRule != 1 && fee > policy.maxFee) revert IPolicyErrors.FeeAboveCap(fee, policy.maxFee);
    }

    /// @dev A byte behind the last permission, or a permission cut short, would be judged by nobody.
    function _requirePermissionsFill(bytes calldata encoded, uint256 at, uint256 count) private pure {
        unchecked {
            // Without a permission nothing is allowed; such a policy is a mistake.
            if (count == 0) revert IPolicyErrors.PolicyMalformed();
            bool allowSeen;
            do {
                uint256 word = encoded.wordAt(at);
                uint256 flags = (word >> 232) & 0xff;
                bool deny = flags & 1 != 0;
                if (flags & UNKNOWN_PERMISSION_FLAGS != 0) revert IPolicyErrors.PolicyMalformed();
                if (flags & 0x0c == 0x0c) revert IPolicyErrors.PolicyMalformed();
                if (!deny) {
                    allowSeen = true;
                } else if (allowSeen) {
                    // A deny entry behind the entry that lets a call through would never be asked.
                    revert IPolicyErrors.PolicyMalformed();
                }
                at += 2 + (word >> 240);
            } while (--count != 0);
            if (at != encoded.length) revert IPolicyErrors.PolicyMalformed();
        }
    }
}

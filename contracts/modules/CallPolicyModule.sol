// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {IBiconomyAccount} from "../interfaces/IBiconomyAccount.sol";
import {IPolicyErrors} from "../interfaces/IPolicyErrors.sol";
import {ISessionValidation} from "../interfaces/ISessionValidation.sol";
import {ISessionValidationModule} from "../interfaces/ISessionValidationModule.sol";
import {BiconomyExecutionLib} from "../libraries/BiconomyExecutionLib.sol";
import {EntryPoints} from "../libraries/EntryPoints.sol";
import {SessionSignatureLib} from "../libraries/SessionSignatureLib.sol";
import {UserOperationReader} from "../libraries/UserOperationReader.sol";
import {Call, PermissionLib} from "../policy/Permissions.sol";
import {Policy, PolicyLib} from "../policy/Policy.sol";

/// @title CallPolicyModule
/// @notice Judges ops by a policy: which calls, with which arguments, at which price.
///
/// @dev `sessionKeyData` is a policy, `docs/policy-encoding.md`. Registries of this project judge sessions of this module
/// themselves and never call it; here it serves Biconomy's own `SessionKeyManager`, which knows one EntryPoint, v0.6, and keeps no
/// budgets.
contract CallPolicyModule is ISessionValidationModule, IPolicyErrors {
    using BiconomyExecutionLib for bytes;
    using PermissionLib for Policy;
    using PolicyLib for Policy;
    using UserOperationReader for UserOperation;

    /// @notice The policy has budgets. Only a registry counts them: anyone can ask a manager about an op of somebody else, and
    /// would use up what is not theirs.
    error BudgetsNeedRegistry();

    /// @notice A policy judges an op, not a call alone: its paymaster, its fee, its account.
    error CallJudgedAlone();

    /// @inheritdoc ISessionValidationModule
    function validateSessionParams(address, uint256, bytes calldata, bytes calldata, bytes calldata)
        external
        pure
        override
        returns (address)
    {
        revert CallJudgedAlone();
    }

    /// @inheritdoc ISessionValidationModule
    function validateSessionUserOp(
        UserOperation calldata op,
        bytes32 userOpHash,
        bytes calldata sessionKeyData,
        bytes calldata sessionKeySignature
    ) external view override returns (bool) {
        if (op.initCodeOf().length != 0) revert ISessionValidation.InitCodeNotAllowed();

        Policy memory policy = PolicyLib.open(sessionKeyData);
        if (policy.budgets.length != 0) revert BudgetsNeedRegistry();
        policy.requirePayment(op.paymasterOf(), op.maxCostOf());

        bytes calldata callData = op.callDataOf();
        (uint256 count, uint256 cursor) = callData.begin();
        Call memory call;
        call.account = op.sender;
        do {
            bytes calldata data;
            (call.target, call.value, data, cursor) = callData.next(count, call.index, cursor);
            _requireNotForbidden(call.target, op.sender);
            bool anyTarget = policy.requirePermitted(call, data);
            // "Any target" means no module of the account: one of them may change the owner at the account's word.
            if (anyTarget && IBiconomyAccount(op.sender).isModuleEnabled(call.target)) {
                revert ISessionValidation.TargetForbidden(call.target);
            }
            unchecked {
                ++call.index; // Bounded by the length of the calldata.
            }
        } while (call.index < count);

        return SessionSignatureLib.isSignedBy(policy.signer, userOpHash, sessionKeySignature);
    }

    /// @dev A manager bans no target, and a policy may allow any: the account, the manager and the EntryPoint are not for sessions.
    function _requireNotForbidden(address target, address account) private view {
        if (target == account || target == msg.sender || target == address(this) || target == EntryPoints.V06) {
            revert ISessionValidation.TargetForbidden(target);
        }
    }
}

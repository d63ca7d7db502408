// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {IModuleErrors} from "../interfaces/IModuleErrors.sol";
import {CalldataLib} from "../libraries/CalldataLib.sol";
import {CallRuleLib} from "./CallRuleLib.sol";

/// @title ERC20AmountLib
/// @notice What the approve and the transfer module judge by: one function `(address counterparty, uint256 amount)` of one token,
/// to one counterparty, up to an amount per call, without value. A library, so that a registry judges by the very same code without
/// calling the module.
///
/// @dev `sessionKeyData` is `abi.encode(address signer, address token, address counterparty, uint256 maxAmount)`: 128 bytes,
/// the layout of Biconomy's `ERC20SessionValidationModule`, which however does not look at the selector.
library ERC20AmountLib {
    using CalldataLib for bytes;

    /// @notice `approve(address spender, uint256 amount)` (ERC-20).
    bytes4 internal constant APPROVE = bytes4(keccak256("approve(address,uint256)"));

    /// @notice `transfer(address to, uint256 amount)` (ERC-20).
    bytes4 internal constant TRANSFER = bytes4(keccak256("transfer(address,uint256)"));

    /// @notice Judges one call. Reverts with an error of `IModuleErrors` unless `sessionKeyData` allows it whole.
    /// @param selector The one function that the session may call.
    /// @param target Contract that the account is going to call.
    /// @param value Native value of the call, wei.
    /// @param data Calldata of the call.
    /// @param sessionKeyData What the session allows.
    /// @return signer The session key, never zero.
    function signerOf(
        bytes4 selector,
        address target,
        uint256 value,
        bytes calldata data,
        bytes calldata sessionKeyData
    ) internal pure returns (address signer) {
        if (sessionKeyData.length != 128) revert IModuleErrors.SessionKeyDataInvalid();
        signer = CallRuleLib.signerIn(sessionKeyData);

        CallRuleLib.requireCall(target, sessionKeyData.wordAt(32), value, data, selector, 2);
        CallRuleLib.requireArgument(data, 4, sessionKeyData.wordAt(64));

        uint256 amount = data.wordAt(36);
        uint256 maxAmount = sessionKeyData.wordAt(96);
        if (amount > maxAmount) revert IModuleErrors.AmountAboveCap(amount, maxAmount);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {CalldataLib} from "../libraries/CalldataLib.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";

/// @title ERC20AmountModule
/// @notice What the approve and the transfer module share: one function `(address counterparty, uint256 amount)` of one
/// token, to one counterparty, up to an amount per call, without value.
///
/// @dev `sessionKeyData` is `abi.encode(address signer, address token, address counterparty, uint256 maxAmount)`: 128 bytes,
/// the layout of Biconomy's `ERC20SessionValidationModule`, which however does not look at the selector.
abstract contract ERC20AmountModule is SessionValidationModule {
    using CalldataLib for bytes;

    /// @dev The one function that sessions of the module may call.
    function _allowedSelector() internal pure virtual returns (bytes4);

    /// @inheritdoc SessionValidationModule
    function _signerOf(address target, uint256 value, bytes calldata data, bytes calldata sessionKeyData)
        internal
        pure
        override
        returns (address signer)
    {
        if (sessionKeyData.length != 128) revert SessionKeyDataInvalid();
        signer = _signerIn(sessionKeyData);

        _requireCall(target, sessionKeyData.wordAt(32), value, data, _allowedSelector(), 2);
        _requireArgument(data, 4, sessionKeyData.wordAt(64));

        uint256 amount = data.wordAt(36);
        uint256 maxAmount = sessionKeyData.wordAt(96);
        if (amount > maxAmount) revert AmountAboveCap(amount, maxAmount);
    }
}

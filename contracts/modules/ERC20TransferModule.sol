// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20AmountLib} from "./ERC20AmountLib.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";

/// @title ERC20TransferModule
/// @notice Lets a session key transfer up to an amount of one token to one recipient: exactly
/// `transfer(recipient, amount <= maxAmount)`, without value.
///
/// @dev `sessionKeyData` is `abi.encode(address signer, address token, address recipient, uint256 maxAmount)`.
/// Warning: the cap is per call. A session may transfer again and again until it ends.
/// Warning: on an ERC-721 contract, whose `transfer` takes a token id, the amount would be that id.
contract ERC20TransferModule is SessionValidationModule {
    /// @inheritdoc SessionValidationModule
    function _signerOf(address target, uint256 value, bytes calldata data, bytes calldata sessionKeyData)
        internal
        pure
        override
        returns (address)
    {
        return ERC20AmountLib.signerOf(ERC20AmountLib.TRANSFER, target, value, data, sessionKeyData);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20AmountLib} from "./ERC20AmountLib.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";

/// @title ERC20ApproveModule
/// @notice Lets a session key approve one spender for up to an amount of one token: exactly
/// `approve(spender, amount <= maxAmount)`, without value.
///
/// @dev `sessionKeyData` is `abi.encode(address signer, address token, address spender, uint256 maxAmount)`.
/// Warning: the cap is per call. A spender that has pulled what was approved may be approved again until the session ends.
/// Warning: an approval outlives the session that made it.
/// Warning: on an ERC-721 contract, whose `approve` takes a token id, the amount would be that id.
contract ERC20ApproveModule is SessionValidationModule {
    /// @inheritdoc SessionValidationModule
    function _signerOf(address target, uint256 value, bytes calldata data, bytes calldata sessionKeyData)
        internal
        pure
        override
        returns (address)
    {
        return ERC20AmountLib.signerOf(ERC20AmountLib.APPROVE, target, value, data, sessionKeyData);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20AmountModule} from "./ERC20AmountModule.sol";

/// @title ERC20TransferModule
/// @notice Lets a session key transfer up to an amount of one token to one recipient: exactly
/// `transfer(recipient, amount <= maxAmount)`, without value.
///
/// @dev `sessionKeyData` is `abi.encode(address signer, address token, address recipient, uint256 maxAmount)`.
/// Warning: the cap is per call. A session may transfer again and again until it ends.
/// Warning: on an ERC-721 contract, whose `transfer` takes a token id, the amount would be that id.
contract ERC20TransferModule is ERC20AmountModule {
    /// @dev `transfer(address recipient, uint256 amount)` (ERC-20).
    bytes4 private constant TRANSFER = bytes4(keccak256("transfer(address,uint256)"));

    function _allowedSelector() internal pure override returns (bytes4) {
        return TRANSFER;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20AmountModule} from "./ERC20AmountModule.sol";

/// @title ERC20ApproveModule
/// @notice Lets a session key approve one spender for up to an amount of one token: exactly
/// `approve(spender, amount <= maxAmount)`, without value.
///
/// @dev `sessionKeyData` is `abi.encode(address signer, address token, address spender, uint256 maxAmount)`.
/// Warning: the cap is per call. A spender that has pulled what was approved may be approved again until the session ends.
/// Warning: an approval outlives the session that made it.
/// Warning: on an ERC-721 contract, whose `approve` takes a token id, the amount would be that id.
contract ERC20ApproveModule is ERC20AmountModule {
    /// @dev `approve(address spender, uint256 amount)` (ERC-20).
    bytes4 private constant APPROVE = bytes4(keccak256("approve(address,uint256)"));

    function _allowedSelector() internal pure override returns (bytes4) {
        return APPROVE;
    }
}

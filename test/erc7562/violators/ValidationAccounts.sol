// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccount, UserOperation} from "@account-abstraction/contracts/interfaces/IAccount.sol";

/// @notice Accounts whose validation is whatever the user operation asks for, and breaks no rule by itself.
/// @dev `userOp.signature` is an address, and the calldata for it. The validation reverts if that call does.
abstract contract ValidationAccount is IAccount {
    error ModuleRefused();
    error NotEntryPoint();

    address internal constant ENTRY_POINT = 0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789;

    /// @inheritdoc IAccount
    function validateUserOp(UserOperation calldata userOp, bytes32, uint256) external returns (uint256) {
        if (msg.sender != ENTRY_POINT) revert NotEntryPoint();
        if (!_ask(address(bytes20(userOp.signature[:20])), userOp.signature[20:])) revert ModuleRefused();
        return 0;
    }

    function _ask(address module, bytes calldata data) internal virtual returns (bool success);
}

/// @notice The module acts in its own name.
contract CallingAccount is ValidationAccount {
    function _ask(address module, bytes calldata data) internal override returns (bool success) {
        (success,) = module.call(data);
    }
}

/// @notice The module acts in the account's name.
contract DelegatingAccount is ValidationAccount {
    function _ask(address module, bytes calldata data) internal override returns (bool success) {
        (success,) = module.delegatecall(data);
    }
}

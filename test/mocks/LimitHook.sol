// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7579Hook, IERC7579Module, MODULE_TYPE_HOOK} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

/// @notice A hook that watches an account's calls within a limit, which the account itself sets.
contract LimitHook is IERC7579Hook {
    mapping(address account => uint256) public limitOf;

    function setLimit(uint256 limit) external {
        limitOf[msg.sender] = limit;
    }

    function onInstall(bytes calldata) external {
        limitOf[msg.sender] = 1;
    }

    function onUninstall(bytes calldata) external {}

    function preCheck(address, uint256, bytes calldata) external pure returns (bytes memory) {
        return "";
    }

    function postCheck(bytes calldata) external {}

    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_HOOK;
    }
}

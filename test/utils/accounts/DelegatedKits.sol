// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {CommonBase} from "forge-std/Base.sol";

import {IERC7579Account, IEntryPoint07} from "../Peers7579.sol";
import {NexusKit} from "./NexusKit.sol";
import {OpenZeppelinKit} from "./OpenZeppelinKit.sol";

interface INexus {
    function initializeAccount(bytes calldata initData) external payable;
}

/// @notice Keys that delegate themselves to an account's code (EIP-7702).
abstract contract Delegation is CommonBase {
    uint256 private delegated;

    function _delegate(address implementation) internal returns (address account) {
        uint256 key = uint256(keccak256(abi.encode("delegated", address(this), delegated++)));
        account = vm.addr(key);
        vm.signAndAttachDelegation(implementation, key);
    }
}

/// @notice A key that delegated itself to OpenZeppelin's account and called itself to install the owner's validator.
contract DelegatedOpenZeppelinKit is OpenZeppelinKit, Delegation {
    constructor(IEntryPoint07 accountsEntryPoint) OpenZeppelinKit(accountsEntryPoint) {}

    function create(address owner) external override returns (address account) {
        account = _delegate(implementation);
        vm.prank(account, account);
        IERC7579Account(account).installModule(MODULE_TYPE_VALIDATOR, address(ownerValidator), abi.encodePacked(owner));
    }
}

/// @notice A key that delegated itself to Nexus and called itself to set it up.
contract DelegatedNexusKit is NexusKit, Delegation {
    constructor(IEntryPoint07 accountsEntryPoint) NexusKit(accountsEntryPoint) {}

    function create(address owner) external override returns (address account) {
        account = _delegate(implementation);
        bytes memory initData = _initData(owner);
        vm.prank(account, account);
        INexus(account).initializeAccount(initData);
    }
}

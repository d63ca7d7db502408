// SPDX-License-Identifier: MIT
pragma solidity 0.8.17;

// The real Biconomy Smart Account v2 and its own session modules, compiled from Biconomy's npm package for the tests and
// the demo. Nothing of it is deployed or published by this project.
import {SmartAccount} from "@biconomy/smart-account/SmartAccount.sol";
import {SmartAccountFactory} from "@biconomy/smart-account/factory/SmartAccountFactory.sol";
import {EcdsaOwnershipRegistryModule} from "@biconomy/smart-account/modules/EcdsaOwnershipRegistryModule.sol";
import {SessionKeyManager} from "@biconomy/smart-account/modules/SessionKeyManagerModule.sol";
import {BatchedSessionRouter} from "@biconomy/smart-account/modules/BatchedSessionRouterModule.sol";
import {
    ERC20SessionValidationModule
} from "@biconomy/smart-account/modules/SessionValidationModules/ERC20SessionValidationModule.sol";

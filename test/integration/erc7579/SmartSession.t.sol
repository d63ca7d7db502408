// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7579Module, MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {Base7579} from "../../Base7579.t.sol";
import {SmartSessionDeployer} from "../../utils/SmartSessionDeployer.sol";
import {OnNexus, OnV07} from "../../utils/accounts/Accounts.sol";

contract SmartSessionTest is OnNexus, OnV07, Base7579, SmartSessionDeployer {
    function test_IsAValidatorThatNexusInstalls() public {
        address smartSession = _deploySmartSession();
        assertTrue(IERC7579Module(smartSession).isModuleType(MODULE_TYPE_VALIDATOR));
        _install(smartSession, "");
        assertTrue(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, smartSession, ""));
    }
}

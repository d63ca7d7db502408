// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {OnNexus, OnV07, OnV08} from "../../utils/accounts/Accounts.sol";
import {AccountsTest} from "./Accounts.t.sol";

interface INexusErrors {
    error ValidatorNotInstalled(address validator);
}

abstract contract NexusTest is OnNexus, AccountsTest {
    function _assertUninstalledRefused(PackedUserOperation memory op) internal override {
        _assertRefused(op, abi.encodeWithSelector(INexusErrors.ValidatorNotInstalled.selector, second));
    }
}

contract NexusOnV07Test is NexusTest, OnV07 {}

contract NexusOnV08Test is NexusTest, OnV08 {}

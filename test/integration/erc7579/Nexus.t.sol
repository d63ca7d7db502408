// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {OnDelegatedNexus, OnNexus, OnV07, OnV08} from "../../utils/accounts/Accounts.sol";
import {NexusKit} from "../../utils/accounts/NexusKit.sol";
import {AccountsTest} from "./Accounts.t.sol";

interface INexusErrors {
    error ValidatorNotInstalled(address validator);
}

abstract contract NexusTest is AccountsTest {
    function _assertUninstalledRefused(PackedUserOperation memory op) internal override {
        _assertRefused(op, abi.encodeWithSelector(INexusErrors.ValidatorNotInstalled.selector, second));
    }
}

contract NexusOnV07Test is OnNexus, OnV07, NexusTest {}

contract NexusOnV08Test is OnNexus, OnV08, NexusTest {}

contract DelegatedNexusOnV07Test is OnDelegatedNexus, OnV07, NexusTest {
    function test_IsAKeyThatDelegatedItself() public view {
        assertEq(address(account).code, abi.encodePacked(hex"ef0100", NexusKit(address(kit)).implementation()));
    }
}

contract DelegatedNexusOnV08Test is OnDelegatedNexus, OnV08, NexusTest {}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {MODULE_TYPE_FALLBACK} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {OnDelegatedOpenZeppelin, OnOpenZeppelin, OnV07, OnV08} from "../../utils/accounts/Accounts.sol";
import {OpenZeppelinKit} from "../../utils/accounts/OpenZeppelinKit.sol";
import {AccountsTest} from "./Accounts.t.sol";

abstract contract OpenZeppelinTest is AccountsTest {
    /// @dev It reads the selector of a fallback without looking whether there is one.
    function _answerAboutOtherType(uint256 moduleType) internal override returns (bool succeeded, bytes memory data) {
        if (moduleType == MODULE_TYPE_FALLBACK) return (false, "");
        return super._answerAboutOtherType(moduleType);
    }

    /// @dev It does not revert: without a validator it falls back to a signature check that always fails.
    function _assertUninstalledRefused(PackedUserOperation memory op) internal override {
        _assertSignatureRefused(op);
    }

    function _uninstallsModulesThatRevert() internal pure override returns (bool) {
        return false;
    }
}

contract OpenZeppelinOnV07Test is OnOpenZeppelin, OnV07, OpenZeppelinTest {}

contract OpenZeppelinOnV08Test is OnOpenZeppelin, OnV08, OpenZeppelinTest {}

contract DelegatedOpenZeppelinOnV07Test is OnDelegatedOpenZeppelin, OnV07, OpenZeppelinTest {
    function test_IsAKeyThatDelegatedItself() public view {
        assertEq(address(account).code, abi.encodePacked(hex"ef0100", OpenZeppelinKit(address(kit)).implementation()));
    }
}

contract DelegatedOpenZeppelinOnV08Test is OnDelegatedOpenZeppelin, OnV08, OpenZeppelinTest {}

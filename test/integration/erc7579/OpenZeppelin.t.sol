// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {MODULE_TYPE_FALLBACK} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {OnOpenZeppelin, OnV07, OnV08} from "../../utils/accounts/Accounts.sol";
import {AccountsTest} from "./Accounts.t.sol";

abstract contract OpenZeppelinTest is OnOpenZeppelin, AccountsTest {
    /// @dev It reads the selector of a fallback without looking whether there is one.
    function _answerAboutOtherType(uint256 moduleType) internal override returns (bool succeeded, bytes memory data) {
        if (moduleType == MODULE_TYPE_FALLBACK) return (false, "");
        return super._answerAboutOtherType(moduleType);
    }

    /// @dev It does not revert: without a validator it falls back to a signature check that always fails.
    function _assertUninstalledRefused(PackedUserOperation memory op) internal override {
        _assertSignatureRefused(op);
    }
}

contract OpenZeppelinOnV07Test is OpenZeppelinTest, OnV07 {}

contract OpenZeppelinOnV08Test is OpenZeppelinTest, OnV08 {}

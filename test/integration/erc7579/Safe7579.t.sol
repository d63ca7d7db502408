// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {MODULE_TYPE_FALLBACK, MODULE_TYPE_HOOK} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {Base7579} from "../../Base7579.t.sol";
import {IERC7579Account} from "../../utils/Peers7579.sol";
import {OnSafe7579, OnV07, OnV08} from "../../utils/accounts/Accounts.sol";
import {Safe7579Kit} from "../../utils/accounts/Safe7579Kit.sol";
import {ILaunchpad, Safe7579Launch} from "../../utils/accounts/Safe7579Launch.sol";
import {AccountsTest} from "./Accounts.t.sol";

interface ISafe7579Errors {
    error AccountAccessUnauthorized();
}

contract Safe7579OnV07Test is OnSafe7579, OnV07, AccountsTest {
    function test_LaunchpadBecomesTheAccountInItsFirstOp() public {
        Safe7579Kit safes = Safe7579Kit(address(kit));
        ILaunchpad.InitData memory data = Safe7579Launch.initData(safes, owner.addr, "");
        account = IERC7579Account(Safe7579Launch.predict(safes, data));
        token.mint(address(account), 10);
        data.callData = _transfer(recipient, 7);
        entryPoint.depositTo{value: 10 ether}(address(account));

        PackedUserOperation memory op = _op(address(kit.ownerValidator()), abi.encodeCall(ILaunchpad.setupSafe, (data)));
        op.initCode = Safe7579Launch.initCode(safes, data);
        _assertRuns(_signedByOwner(op));
        assertEq(token.balanceOf(recipient), 7);

        _installSecond();
        _assertRuns(_secondOp(_transfer(recipient, 1)));
        assertEq(token.balanceOf(recipient), 8);
    }

    /// @dev It decodes a fallback's selector and a hook's type without looking whether there are any.
    function _answerAboutOtherType(uint256 moduleType) internal override returns (bool succeeded, bytes memory data) {
        if (moduleType == MODULE_TYPE_FALLBACK || moduleType == MODULE_TYPE_HOOK) return (false, "");
        return super._answerAboutOtherType(moduleType);
    }

    /// @dev It does not revert: without a validator it asks whether the Safe's own owners signed.
    function _assertUninstalledRefused(PackedUserOperation memory op) internal override {
        _assertSignatureRefused(op);
    }
}

contract Safe7579OnV08Test is OnSafe7579, OnV08, Base7579 {
    /// @dev EntryPoint v0.7 is a constant of the adapter.
    function test_AdapterKnowsNoOtherEntryPoint() public {
        _assertRefused(
            _ownerOp(_transfer(recipient, 7)),
            abi.encodeWithSelector(ISafe7579Errors.AccountAccessUnauthorized.selector)
        );
    }
}

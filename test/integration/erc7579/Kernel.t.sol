// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccountExecute, PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {
    IERC7579Hook,
    MODULE_TYPE_FALLBACK,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {OnKernel, OnV07, OnV08} from "../../utils/accounts/Accounts.sol";
import {AccountsTest} from "./Accounts.t.sol";

interface IKernelErrors {
    error InvalidValidator();
}

/// @dev What Kernel asks hooks, beside the standard.
interface IKernelModule {
    function isInitialized(address account) external view returns (bool);
}

abstract contract KernelTest is OnKernel, AccountsTest {
    function test_ValidatorMayNotValidateWhatItWasNotGranted() public {
        _assertRuns(_ownerOp(_installWithoutGrant()));
        _assertUninstalledRefused(_secondOp(_transfer(recipient, 7)));

        _uninstall(address(second), "");
        _installSecond();
        _assertUninstalledRefused(_secondOp(_installWithoutGrant()));
    }

    /// @dev Whoever uninstalls a validator and installs it again without the grant has granted it nevertheless.
    function test_GrantOutlivesTheValidator() public {
        _installSecond();
        _uninstall(address(second), "");
        _assertRuns(_ownerOp(_installWithoutGrant()));
        _assertRuns(_secondOp(_transfer(recipient, 7)));
    }

    /// @dev The validator then gets call data that starts with the selector of `executeUserOp`.
    function test_ValidatorWithAHookValidatesExecuteUserOpAlone() public {
        address hook = makeAddr("hook");
        vm.mockCall(hook, abi.encodeCall(IKernelModule.isInitialized, (address(account))), abi.encode(true));
        vm.mockCall(hook, abi.encodeWithSelector(IERC7579Hook.preCheck.selector), abi.encode(""));
        vm.mockCall(hook, abi.encodeWithSelector(IERC7579Hook.postCheck.selector), "");
        bytes memory grant = abi.encodePacked(account.execute.selector);
        _assertRuns(_ownerOp(_installOf(hook, hex"00", grant)));

        bytes memory callData = _transfer(recipient, 7);
        _assertUninstalledRefused(_secondOp(callData));
        PackedUserOperation memory op = _secondOp(abi.encodePacked(IAccountExecute.executeUserOp.selector, callData));
        _assertRuns(op);
        assertEq(second.receivedOp(), abi.encode(op));
        assertEq(token.balanceOf(recipient), 7);
    }

    /// @dev It reads the selector of a fallback without looking whether there is one.
    function _answerAboutOtherType(uint256 moduleType) internal override returns (bool succeeded, bytes memory data) {
        if (moduleType == MODULE_TYPE_FALLBACK) return (false, "");
        return super._answerAboutOtherType(moduleType);
    }

    /// @dev One error for a validator that is not installed, and for one that may not validate this call.
    function _assertUninstalledRefused(PackedUserOperation memory op) internal override {
        _assertRefused(op, abi.encodeWithSelector(IKernelErrors.InvalidValidator.selector));
    }

    function _installWithoutGrant() private view returns (bytes memory) {
        return _installOf(address(1), "", "");
    }

    function _installOf(address hook, bytes memory hookData, bytes memory grant) private view returns (bytes memory) {
        bytes memory initData = abi.encode(abi.encodePacked(key.addr), hookData, grant);
        return abi.encodeCall(
            account.installModule, (MODULE_TYPE_VALIDATOR, address(second), abi.encodePacked(hook, initData))
        );
    }
}

contract KernelOnV07Test is KernelTest, OnV07 {}

contract KernelOnV08Test is KernelTest, OnV08 {}

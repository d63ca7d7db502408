// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccountExecute, PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {
    IERC7579Hook,
    IERC7579Module,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {OnKernel, OnV07, OnV08} from "../../../utils/accounts/Accounts.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @dev What Kernel asks hooks, beside the standard.
interface IKernelModule {
    function isInitialized(address account) external view returns (bool);
}

/// @dev Kernel's own way to turn off validators without asking them.
interface IKernelNonces {
    function currentNonce() external view returns (uint32);
    function invalidateNonce(uint32 nonce) external;
}

/// @notice What is Kernel's alone: hooks of a validator, and the functions that it may validate.
abstract contract KernelSessionsTest is SessionOps {
    function _reinstall(address hook, bytes memory hookData, bytes memory functions) private {
        _uninstall(address(validator), "");
        bytes memory initData = abi.encodePacked(hook, abi.encode(bytes(""), hookData, functions));
        _assertRuns(
            _ownerOp(abi.encodeCall(account.installModule, (MODULE_TYPE_VALIDATOR, address(validator), initData)))
        );
    }

    function _hook() private returns (address hook) {
        hook = makeAddr("hook");
        vm.mockCall(hook, abi.encodeCall(IKernelModule.isInitialized, (address(account))), abi.encode(true));
        vm.mockCall(hook, abi.encodeWithSelector(IERC7579Hook.preCheck.selector), abi.encode(""));
        vm.mockCall(hook, abi.encodeWithSelector(IERC7579Hook.postCheck.selector), "");
    }

    /// @dev With a hook Kernel wants `executeUserOp` before every call data. What stands behind it is not judged, so the validator
    /// is of no use there, and harmless.
    function test_RevertGiven_TheValidatorHasAHook() public {
        _reinstall(_hook(), hex"00", abi.encodePacked(account.execute.selector));
        bytes4 prefix = IAccountExecute.executeUserOp.selector;
        bytes memory reason = abi.encodeWithSelector(ISessionValidation.AccountFunctionNotAllowed.selector, prefix);
        _assertSessionRefused(_opUnder(_agreed(), abi.encodePacked(prefix, _approve(spender, 1))), reason);
        _assertSessionRefused(
            _opUnder(_agreed(), abi.encodePacked(prefix, kit.installValidator(stranger.addr, ""))), reason
        );
        _assertNeverRuns(_opUnder(_agreed(), _approve(spender, 1)));
        assertEq(token.allowance(address(account), spender), 0);
    }

    /// @dev Even when Kernel would let the validator validate anything of the account.
    function testFuzz_RevertGiven_KernelAllowsMore(bytes4 selector) public {
        vm.assume(selector != account.execute.selector);
        _reinstall(address(1), "", abi.encodePacked(selector));
        _assertSessionRefused(
            _agreedOp(abi.encodePacked(selector, abi.encode(1, 2, 3, 4))),
            abi.encodeWithSelector(ISessionValidation.AccountFunctionNotAllowed.selector, selector)
        );
    }

    /// @dev The validator does not hear of it, and is to be told by the account before it can be installed anew; no session comes back.
    function test_NothingOutlivesAnInvalidatedNonce() public {
        _makeLive(_approveSession());
        _assertRuns(_use(_approveSession()));
        uint32 next = IKernelNonces(address(account)).currentNonce() + 1;
        _assertRuns(_ownerOp(abi.encodeCall(IKernelNonces.invalidateNonce, (next))));
        _assertNeverRuns(_use(_approveSession()));

        _assertFails(_ownerOp(kit.installValidator(address(validator), "")));
        _ownerCalls(abi.encodeCall(IERC7579Module.onUninstall, ("")));
        _install(address(validator), "");
        _assertSessionRefused(_use(_approveSession()), _notGranted(_approveSession()));
        _makeLive(_approveSession());
        _assertRuns(_use(_approveSession()));
    }

    /// @dev The mode of a nonce in which Kernel takes the owner's word for a validator along with the op: there is none here.
    function test_NeverRunsWhen_TheNonceAsksToEnable() public {
        _makeLive(_approveSession());
        uint192 nonceKey = kit.nonceKey(address(validator), 0) | uint192(1) << 184;
        PackedUserOperation memory op = _sessionOp(_approve(spender, 1));
        op.nonce = entryPoint.getNonce(address(account), nonceKey);
        _assertNeverRuns(_signed(op, _approveSession()));
    }
}

contract KernelOnV07SessionTest is OnKernel, OnV07, KernelSessionsTest {}

contract KernelOnV08SessionTest is OnKernel, OnV08, KernelSessionsTest {}

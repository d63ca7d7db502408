// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7579ModuleConfig, MODULE_TYPE_HOOK} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {LimitHook} from "../../../mocks/LimitHook.sol";
import {OnNexus, OnSafe7579, OnV07, OnV08} from "../../../utils/accounts/Accounts.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice Hooks keep watch over an account: a session that may call anything must not tell them to look away.
abstract contract HooksTest is SessionOps {
    /// @dev What the account wants to know about a hook.
    function _hookData() internal pure virtual returns (bytes memory);

    function test_RevertWhen_AnyTargetIsTheAccountsHook() public {
        LimitHook hook = new LimitHook();
        bytes memory callData = kit.encodeSingle(address(hook), 0, abi.encodeCall(hook.setLimit, (99)));
        // Until it is the account's, it is a contract like any other.
        _assertRuns(_opUnder(_anyCall(), callData));

        _assertRuns(
            _ownerOp(abi.encodeCall(IERC7579ModuleConfig.installModule, (MODULE_TYPE_HOOK, address(hook), _hookData())))
        );
        _assertSessionRefused(
            _opUnder(_anyCall(), callData),
            abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, address(hook))
        );
        assertEq(hook.limitOf(address(account)), 1);
        _assertRuns(_opUnder(_anyCall(), _approve(spender, 1)));
    }
}

abstract contract NexusHooksTest is OnNexus, HooksTest {
    function _hookData() internal pure override returns (bytes memory) {
        return "";
    }
}

contract NexusHooksOnV07Test is NexusHooksTest, OnV07 {}

contract NexusHooksOnV08Test is NexusHooksTest, OnV08 {}

contract Safe7579HooksTest is OnSafe7579, OnV07, HooksTest {
    /// @dev For all functions.
    function _hookData() internal pure override returns (bytes memory) {
        return abi.encode(0, bytes4(0), "");
    }
}

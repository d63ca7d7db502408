// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {
    IERC7579Module,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {RecordingValidator} from "../../../mocks/RecordingValidator.sol";
import {Session} from "../../../utils/Sessions.sol";
import {
    OnDelegatedNexus,
    OnDelegatedOpenZeppelin,
    OnKernel,
    OnNexus,
    OnOpenZeppelin,
    OnSafe7579,
    OnV07,
    OnV08
} from "../../../utils/accounts/Accounts.sol";
import {Safe7579Kit} from "../../../utils/accounts/Safe7579Kit.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice An executor that does nothing.
contract IdleExecutor is IERC7579Module {
    function onInstall(bytes calldata) external {}
    function onUninstall(bytes calldata) external {}

    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_EXECUTOR;
    }
}

/// @notice "Any target" is not the account's own side: from each of these a session key could take the account over.
abstract contract OwnSideTest is SessionOps {
    function _assertForbidden(address target, bytes memory data) internal {
        Session memory session = _anyCall();
        _assertSessionRefused(
            _opUnder(session, kit.encodeSingle(target, 0, data)),
            abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, target)
        );
    }

    function test_RevertWhen_AnyTargetIsTheOwnersValidator() public {
        address ownerValidator = address(kit.ownerValidator());
        _assertForbidden(ownerValidator, abi.encodeCall(IERC7579Module.onUninstall, ("")));
    }

    function test_RevertWhen_AnyTargetIsAnotherValidator() public {
        RecordingValidator second = new RecordingValidator();
        _install(address(second), abi.encodePacked(owner.addr));
        _assertForbidden(address(second), abi.encodeCall(IERC7579Module.onUninstall, ("")));
    }

    function test_RevertWhen_AnyTargetIsAnExecutor() public {
        address executor = address(new IdleExecutor());
        bytes memory data = abi.encodeCall(IERC7579Module.onInstall, ("send it to me"));
        // Until it is the account's, it is a contract like any other.
        _assertRuns(_opUnder(_anyCall(), kit.encodeSingle(executor, 0, data)));
        _assertRuns(_ownerOp(kit.installExecutor(executor)));
        assertTrue(account.isModuleInstalled(MODULE_TYPE_EXECUTOR, executor, ""));
        _assertForbidden(executor, data);
    }

    function test_RunsWhen_TheTargetIsNoModule() public {
        _assertRuns(_opUnder(_anyCall(), _approve(stranger.addr, 7)));
        assertEq(token.allowance(address(account), stranger.addr), 7);
    }

    /// @dev At any place of a batch.
    function testFuzz_RevertWhen_AModuleHidesInABatch(uint256 index) public {
        address ownerValidator = address(kit.ownerValidator());
        bytes memory data = abi.encodeCall(IERC7579Module.onUninstall, (""));
        bytes memory callData = _batchAround(_call(ownerValidator, data), bound(index, 0, 3), 4, _approveCall(1));
        _assertSessionRefused(
            _opUnder(_anyCall(), callData),
            abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, ownerValidator)
        );
    }
}

contract NexusOnV07OwnSideTest is OnNexus, OnV07, OwnSideTest {}

contract NexusOnV08OwnSideTest is OnNexus, OnV08, OwnSideTest {}

contract KernelOnV07OwnSideTest is OnKernel, OnV07, OwnSideTest {}

contract KernelOnV08OwnSideTest is OnKernel, OnV08, OwnSideTest {}

contract OpenZeppelinOnV07OwnSideTest is OnOpenZeppelin, OnV07, OwnSideTest {}

contract OpenZeppelinOnV08OwnSideTest is OnOpenZeppelin, OnV08, OwnSideTest {}

contract DelegatedNexusOnV07OwnSideTest is OnDelegatedNexus, OnV07, OwnSideTest {}

contract DelegatedOpenZeppelinOnV08OwnSideTest is OnDelegatedOpenZeppelin, OnV08, OwnSideTest {}

contract Safe7579OwnSideTest is OnSafe7579, OnV07, OwnSideTest {
    /// @dev The adapter is a module of the Safe, of no ERC-7579 type, and believes the address at the end of the calldata.
    function test_RevertWhen_AnyTargetIsTheSafesAdapter() public {
        RecordingValidator foreign = new RecordingValidator();
        bytes memory install = abi.encodeCall(
            account.installModule, (MODULE_TYPE_VALIDATOR, address(foreign), abi.encodePacked(key.addr))
        );
        address adapter = Safe7579Kit(address(kit)).adapter();
        assertFalse(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, adapter, ""));
        assertFalse(account.isModuleInstalled(MODULE_TYPE_EXECUTOR, adapter, ""));
        _assertForbidden(adapter, abi.encodePacked(install, address(account)));
    }
}

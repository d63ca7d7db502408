// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {IERC7579Module, MODULE_TYPE_EXECUTOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {RecordingValidator} from "../../../mocks/RecordingValidator.sol";
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
        _assertSessionRefused(
            _opUnder(_anyCall(), kit.encodeSingle(target, 0, data)),
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

    /// @dev What is the account's own is asked in validation, and all ops of a bundle are validated before the first of them runs: in
    /// the bundle that installs a module the module is still a contract like any other.
    function test_AModuleIsOutOfReachFromTheNextBundleOn() public {
        RecordingValidator second = new RecordingValidator();
        bytes memory takeOver = abi.encodeCall(IERC7579Module.onInstall, (abi.encodePacked(key.addr)));
        PackedUserOperation[] memory ops = new PackedUserOperation[](2);
        ops[0] = _ownerOp(kit.installValidator(address(second), abi.encodePacked(owner.addr)));
        ops[1] = _opUnder(
            _anyCall(),
            _batch(
                _call(address(second), abi.encodeCall(IERC7579Module.onUninstall, (""))),
                _call(address(second), takeOver)
            )
        );
        vm.prank(bundler, bundler);
        entryPoint.handleOps(ops, bundler);
        assertEq(second.ownerOf(address(account)), key.addr);
        _assertForbidden(address(second), takeOver);
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

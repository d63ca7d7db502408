// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {
    IERC7579Module,
    IERC7579ModuleConfig,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_HOOK,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

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

    /// @dev In the words of the standard; a hook with the two empty words that Safe7579 reads.
    function test_AsksTheAccountWhatIsItsOwn() public {
        address target = address(token);
        _expectQuestion(MODULE_TYPE_VALIDATOR, target, "");
        _expectQuestion(MODULE_TYPE_EXECUTOR, target, "");
        _expectQuestion(MODULE_TYPE_HOOK, target, new bytes(64));
        _assertRuns(_opUnder(_anyCall(), _approve(stranger.addr, 7)));
    }

    function _expectQuestion(uint256 moduleTypeId, address target, bytes memory context) private {
        vm.expectCall(
            address(account), abi.encodeCall(IERC7579ModuleConfig.isModuleInstalled, (moduleTypeId, target, context))
        );
    }

    /// @dev Default deny: an answer that is not a word says yes, unless it is empty or zero.
    function test_RevertWhen_TheAccountAnswersOneByte() public {
        bytes memory question =
            abi.encodeCall(IERC7579ModuleConfig.isModuleInstalled, (MODULE_TYPE_HOOK, address(token), new bytes(64)));
        PackedUserOperation memory op = _opUnder(_anyCall(), _approve(stranger.addr, 7));
        vm.mockCall(address(account), question, hex"01");
        _assertSessionRefused(op, abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, address(token)));
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

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {MODULE_TYPE_EXECUTOR, MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {RecordingValidator} from "../../../mocks/RecordingValidator.sol";
import {IERC7579Account} from "../../../utils/Peers7579.sol";
import {Session, Sessions} from "../../../utils/Sessions.sol";
import {OnSafe7579, OnV07} from "../../../utils/accounts/Accounts.sol";
import {Safe7579Kit, SafeModule} from "../../../utils/accounts/Safe7579Kit.sol";
import {ILaunchpad, Safe7579Launch} from "../../../utils/accounts/Safe7579Launch.sol";
import {SessionOps} from "./SessionOps.t.sol";

interface ISafeModules {
    function enableModule(address module) external;
}

/// @notice What is a Safe's alone: its adapter, its own modules, and the first op that makes it.
contract Safe7579SessionsTest is OnSafe7579, OnV07, SessionOps {
    using Sessions for Session;

    /* MODULES OF THE SAFE */

    function _assertForbidden(address target, bytes memory data) private {
        _assertSessionRefused(
            _opUnder(_anyCall(), kit.encodeSingle(target, 0, data)),
            abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, target)
        );
    }

    /// @dev The adapter is a module of the Safe, of no ERC-7579 type, and believes the address at the end of the calldata: called
    /// by the Safe it does what only the Safe may do.
    function test_RevertWhen_AnyTargetIsTheAdapter() public {
        address adapter = Safe7579Kit(address(kit)).adapter();
        assertFalse(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, adapter, ""));
        assertFalse(account.isModuleInstalled(MODULE_TYPE_EXECUTOR, adapter, ""));
        _assertForbidden(adapter, _installForeignValidator());
    }

    /// @dev What the refusal above keeps away: the owner may.
    function test_TheAdapterObeysWhoeverMakesTheSafeCallIt() public {
        address adapter = Safe7579Kit(address(kit)).adapter();
        _assertRuns(_ownerOp(kit.encodeSingle(adapter, 0, _installForeignValidator())));
        assertTrue(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, address(foreign), ""));
    }

    RecordingValidator private immutable foreign = new RecordingValidator();

    function _installForeignValidator() private view returns (bytes memory) {
        bytes memory install = abi.encodeCall(
            account.installModule, (MODULE_TYPE_VALIDATOR, address(foreign), abi.encodePacked(key.addr))
        );
        return abi.encodePacked(install, address(account));
    }

    function test_RevertWhen_AnyTargetIsAnotherModuleOfTheSafe() public {
        address module = makeAddr("a module of the Safe");
        _assertRuns(_opUnder(_anyCall(), kit.encodeSingle(module, 0, "data")));
        vm.prank(address(account));
        ISafeModules(address(account)).enableModule(module);
        _assertForbidden(module, "data");
    }

    /* THE FIRST OP */

    /// @dev A Safe to be, with sessions from its first day.
    function _launch() private view returns (ILaunchpad.InitData memory data) {
        data = Safe7579Launch.initData(Safe7579Kit(address(kit)), owner.addr, _approve(spender, 1));
        SafeModule memory ownerModule = data.validators[0];
        data.validators = new SafeModule[](2);
        data.validators[0] = ownerModule;
        data.validators[1] = SafeModule(address(validator), abi.encodePacked(_approveSession().leaf()));
    }

    function _launchOp(ILaunchpad.InitData memory data) private returns (PackedUserOperation memory op) {
        account = IERC7579Account(Safe7579Launch.predict(Safe7579Kit(address(kit)), data));
        entryPoint.depositTo{value: 10 ether}(address(account));
        op = _sessionOp(abi.encodeCall(ILaunchpad.setupSafe, (data)));
    }

    /// @dev The op that makes the account is the owner's.
    function test_NeverRunsWhen_ASessionMakesTheAccount() public {
        ILaunchpad.InitData memory data = _launch();
        PackedUserOperation memory op = _launchOp(data);
        op.initCode = Safe7579Launch.initCode(Safe7579Kit(address(kit)), data);
        _assertNeverRuns(_signed(op, _approveSession()));
    }

    /// @dev Nor does it when the launchpad stands there already.
    function test_NeverRunsWhen_ASessionSetsTheAccountUp() public {
        ILaunchpad.InitData memory data = _launch();
        PackedUserOperation memory op = _launchOp(data);
        (bool created,) = address(Safe7579Kit(address(kit)).factory()).call(_factoryData(data));
        assertTrue(created);
        assertNotEq(address(account).code.length, 0);
        _assertNeverRuns(_signed(op, _approveSession()));
    }

    /// @dev External, to slice.
    function factoryDataOf(bytes calldata initCode) external pure returns (bytes memory) {
        return initCode[20:];
    }

    function _factoryData(ILaunchpad.InitData memory data) private view returns (bytes memory) {
        return this.factoryDataOf(Safe7579Launch.initCode(Safe7579Kit(address(kit)), data));
    }

    /// @dev The owner's first op installs the validator with a first grant.
    function test_ASessionIsThereFromTheFirstOp() public {
        ILaunchpad.InitData memory data = _launch();
        PackedUserOperation memory op = _launchOp(data);
        op.nonce = entryPoint.getNonce(op.sender, kit.nonceKey(address(kit.ownerValidator()), 0));
        op.initCode = Safe7579Launch.initCode(Safe7579Kit(address(kit)), data);
        _assertRuns(_signedByOwner(op));
        assertEq(token.allowance(address(account), spender), 1);
        assertTrue(validator.isInitialized(address(account)));
        _assertRuns(_signed(_sessionOp(_approve(spender, 2)), _approveSession()));
        assertEq(token.allowance(address(account), spender), 2);
    }
}

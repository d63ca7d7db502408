// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {
    IERC7579Module,
    IERC7579Validator,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {ECDSAOwnerValidator} from "../../../mocks/ECDSAOwnerValidator.sol";
import {OnNexus, OnV07, OnV08} from "../../../utils/accounts/Accounts.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice What is Nexus' alone: a mode of the nonce in which an op brings the validator that is to judge it, with leave to install it
/// that any validator of the account may sign.
abstract contract NexusSessionsTest is SessionOps {
    address private brought;

    function setUp() public override {
        super.setUp();
        brought = address(new ECDSAOwnerValidator());
        _makeLive(_agreed());
    }

    /// @dev An op that installs a validator whose owner is the session key, with the session validator to vouch for it.
    function _takeover(bytes memory leave) private view returns (PackedUserOperation memory op) {
        op = _op(brought, _transfer(stranger.addr, 1_000e18));
        op.nonce = entryPoint.getNonce(op.sender, kit.nonceKey(brought, 0) | uint192(1) << 160);
        bytes memory voucher = abi.encodePacked(validator, leave);
        bytes memory initData = abi.encodePacked(key.addr);
        op.signature = abi.encodePacked(
            brought,
            MODULE_TYPE_VALIDATOR,
            uint32(initData.length),
            initData,
            uint32(voucher.length),
            voucher,
            _signature(key.key, op)
        );
    }

    function _assertNotTaken(bytes memory leave) private {
        _assertNeverRuns(_takeover(leave));
        assertEq(token.balanceOf(stranger.addr), 0);
        assertFalse(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, brought, ""));
    }

    function test_NeverRunsWhen_TheKeyVouchesForAValidatorOfItsOwn() public {
        PackedUserOperation memory op = _sessionOp(_approve(spender, 1));
        _assertNotTaken(_signature(key.key, op));
        _assertNotTaken(_signed(op, _agreed()).signature);
        _assertNotTaken("");
    }

    function testFuzz_NeverRunsWhen_TheLeaveIs(bytes calldata leave) public {
        _assertNotTaken(leave);
    }

    /// @dev Later versions of Nexus have a default validator, which judges without being among the installed ones, so that the account does
    /// not say that it is its own. Under any target a session reaches it, and with it the account.
    function test_AValidatorThatTheAccountKeepsToItselfIsReached() public {
        address ownerValidator = address(kit.ownerValidator());
        bytes memory callData = kit.encodeSingle(ownerValidator, 0, abi.encodeCall(IERC7579Module.onUninstall, ("")));
        _assertSessionRefused(
            _opUnder(_anyCall(), callData),
            abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, ownerValidator)
        );
        vm.mockCall(
            address(account),
            abi.encodeCall(account.isModuleInstalled, (MODULE_TYPE_VALIDATOR, ownerValidator, "")),
            abi.encode(false)
        );
        _assertRuns(_opUnder(_anyCall(), callData));
        assertEq(kit.ownerValidator().ownerOf(address(account)), address(0));
    }

    /// @dev Nothing but the session validator's "no" stood in the way: with a "yes" the key owns the account.
    function test_RunsWhen_TheValidatorWouldVouch() public {
        vm.mockCall(
            address(validator),
            abi.encodeWithSelector(IERC7579Validator.isValidSignatureWithSender.selector),
            abi.encode(IERC1271.isValidSignature.selector)
        );
        _assertRuns(_takeover("leave"));
        assertEq(token.balanceOf(stranger.addr), 1_000e18);
    }
}

contract NexusOnV07SessionTest is OnNexus, OnV07, NexusSessionsTest {}

contract NexusOnV08SessionTest is OnNexus, OnV08, NexusSessionsTest {}

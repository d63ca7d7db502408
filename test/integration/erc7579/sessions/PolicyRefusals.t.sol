// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {Failure, IPolicyErrors} from "../../../../contracts/interfaces/IPolicyErrors.sol";
import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {Policies} from "../../../utils/Policies.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice Every reason for which a policy refuses an op. The rules themselves are tested beside the engine.
abstract contract PolicyRefusals is SessionOps {
    function _opOf(bytes memory policy, bytes memory callData) private returns (PackedUserOperation memory) {
        return _opUnder(_policySession(policy), callData);
    }

    function _entry() private view returns (bytes memory) {
        bytes memory rules = abi.encodePacked(Policies.eq(spender), Policies.lte(MAX_AMOUNT));
        return Policies.permission(address(token), token.approve.selector, "", rules);
    }

    function _policy(bytes memory entry) private view returns (bytes memory) {
        return Policies.policy(key.addr, Policies.list(), Policies.list(entry));
    }

    function _ruleFailed(uint256 call, Failure failure, uint256 offset) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.RuleFailed.selector, call, 0, failure, offset);
    }

    function _notPermitted(uint256 call, address target, bytes4 selector) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.CallNotPermitted.selector, call, target, selector);
    }

    /* CALLS */

    function testFuzz_RevertWhen_ARuleDoesNotHold(uint256 amount, address to) public {
        amount = bound(amount, MAX_AMOUNT + 1, type(uint256).max);
        _assertSessionRefused(
            _opOf(_policy(_entry()), _approve(spender, amount)), _ruleFailed(0, Failure.WORD_NOT_ALLOWED, 36)
        );
        vm.assume(to != spender);
        _assertSessionRefused(
            _opOf(
                _policy(_entry()),
                _batch(_approveCall(1), _call(address(token), abi.encodeCall(token.approve, (to, 1))))
            ),
            _ruleFailed(1, Failure.WORD_NOT_ALLOWED, 4)
        );
    }

    function testFuzz_RevertWhen_TheSpenderIsNotTheAccountItself(address other) public {
        vm.assume(other != address(account));
        bytes memory program = abi.encodePacked(Policies.account(), Policies.skip(1));
        bytes memory policy = _policy(Policies.permission(address(token), token.approve.selector, "", program));
        _assertSessionRefused(_opOf(policy, _approve(other, 1)), _ruleFailed(0, Failure.WORD_NOT_ALLOWED, 4));
        _assertRuns(_opOf(policy, _approve(address(account), 1)));
    }

    function testFuzz_RevertWhen_AnAddressIsDirty(uint96 dirt) public {
        vm.assume(dirt != 0);
        bytes memory data =
            abi.encodeWithSelector(token.approve.selector, uint256(dirt) << 160 | uint160(spender), uint256(1));
        _assertSessionRefused(
            _opOf(_policy(_entry()), kit.encodeSingle(address(token), 0, data)), _ruleFailed(0, Failure.DIRTY_WORD, 4)
        );
    }

    function testFuzz_RevertWhen_BytesFollowTheCallsArguments(bytes memory tail) public {
        vm.assume(tail.length != 0);
        bytes memory data = bytes.concat(abi.encodeCall(token.approve, (spender, 1)), tail);
        _assertSessionRefused(
            _opOf(_policy(_entry()), kit.encodeSingle(address(token), 0, data)),
            _ruleFailed(0, Failure.NOT_CANONICAL, 0)
        );
    }

    function testFuzz_RevertWhen_TheFunctionIsNotPermitted(bytes4 selector) public {
        vm.assume(selector != token.approve.selector);
        bytes memory data = abi.encodeWithSelector(selector, spender, 1);
        bytes memory reason = _notPermitted(1, address(token), selector);
        _assertSessionRefused(_opOf(_policy(_entry()), _batch(_approveCall(1), _call(address(token), data))), reason);
    }

    function test_RevertWhen_TheTargetIsNotPermitted() public {
        bytes memory data = abi.encodeCall(token.approve, (spender, 1));
        _assertSessionRefused(
            _opOf(_policy(_entry()), kit.encodeSingle(recipient, 0, data)),
            _notPermitted(0, recipient, token.approve.selector)
        );
    }

    function testFuzz_RevertWhen_TheValueIsAboveTheMaximum(uint256 value) public {
        value = bound(value, 1 ether + 1, type(uint256).max);
        _assertSessionRefused(
            _opOf(_policy(Policies.plainTransfer(recipient, 1 ether, "")), kit.encodeSingle(recipient, value, "")),
            _ruleFailed(0, Failure.VALUE_ABOVE_MAX, 0)
        );
    }

    function test_RevertWhen_ADenyEntryFits() public {
        bytes[] memory entries = Policies.list(
            Policies.deny(address(token), token.transfer.selector, Policies.skip(2)), Policies.anything()
        );
        bytes memory policy = Policies.policy(key.addr, Policies.list(), entries);
        _assertSessionRefused(
            _opOf(policy, _batch(_approveCall(1), _transferCall(1))),
            abi.encodeWithSelector(IPolicyErrors.CallDenied.selector, 1, 0)
        );
        _assertRuns(_opOf(policy, _approve(spender, 1)));
    }

    /* THE POLICY ITSELF */

    function testFuzz_RevertWhen_ThePolicyIsCutOrLonger(uint256 length, bytes memory tail) public {
        bytes memory policy = _policy(_entry());
        length = bound(length, 0, policy.length);
        if (length == policy.length) vm.assume(tail.length != 0);
        else tail = "";
        _assertSessionRefused(
            _opOf(bytes.concat(_head(policy, length), tail), _approve(spender, 1)),
            abi.encodeWithSelector(IPolicyErrors.PolicyMalformed.selector)
        );
    }

    function test_RevertWhen_ThePolicyNamesNoSigner() public {
        bytes memory policy = Policies.policy(address(0), Policies.list(), Policies.list(_entry()));
        _assertSessionRefused(
            _opOf(policy, _approve(spender, 1)), abi.encodeWithSelector(IPolicyErrors.PolicyMalformed.selector)
        );
    }

    function test_RevertWhen_ThePolicyNamesTheAccountAsSigner() public {
        bytes memory policy = Policies.policy(address(account), Policies.list(), Policies.list(_entry()));
        _assertSessionRefused(
            _opOf(policy, _approve(spender, 1)),
            abi.encodeWithSelector(ISessionValidation.SignerForbidden.selector, account)
        );
    }

    /* FEES AND PAYMASTERS */

    /// @dev What the EntryPoint takes as prefund.
    function _feeOf(PackedUserOperation memory op) private pure returns (uint256) {
        uint256 limits = uint256(op.accountGasLimits);
        return ((limits >> 128) + uint128(limits) + op.preVerificationGas) * uint128(uint256(op.gasFees));
    }

    function test_Fee_Triplet() public {
        uint256 fee = _feeOf(_sessionOp(_approve(spender, 1)));
        for (uint256 cap = fee - 1; cap <= fee + 1; ++cap) {
            bytes memory policy = Policies.policy(
                0x09, key.addr, abi.encodePacked(uint128(cap)), Policies.list(), Policies.list(_entry())
            );
            PackedUserOperation memory op = _opOf(policy, _approve(spender, 1));
            if (cap < fee) {
                _assertSessionRefused(op, abi.encodeWithSelector(IPolicyErrors.FeeAboveCap.selector, fee, cap));
            } else {
                _assertRuns(op);
            }
        }
    }

    function _paymasterOp(bytes1 flags, bytes memory optional, address paymaster)
        private
        returns (PackedUserOperation memory op)
    {
        bytes memory policy = Policies.policy(flags, key.addr, optional, Policies.list(), Policies.list(_entry()));
        op = _sessionOp(_approve(spender, 1));
        op.paymasterAndData = abi.encodePacked(paymaster, _pack(100_000, 100_000));
        _makeLive(_policySession(policy));
        return _signed(op, _policySession(policy));
    }

    function _assertPaymaster(bytes1 flags, bytes memory optional, address paymaster, bool runs) private {
        PackedUserOperation memory op = _paymasterOp(flags, optional, paymaster);
        if (runs) {
            _assertRuns(op);
        } else {
            _assertSessionRefused(
                op, abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, paymaster)
            );
        }
    }

    /// @dev To EntryPoint v0.7 a zero paymaster is none: it charges the account, which a cap on fees is about. EntryPoint v0.8 stops
    /// there before it asks anyone.
    function testFuzz_RevertWhen_ThePaymasterIsZero(uint128 verificationGas, uint128 postOpGas, bool anyone) public {
        bytes1 flags = anyone ? bytes1(0x09) : bytes1(0x08);
        bytes memory cap = abi.encodePacked(uint128(1));
        bytes memory policy = Policies.policy(flags, key.addr, cap, Policies.list(), Policies.list(_entry()));
        PackedUserOperation memory op = _sessionOp(_approve(spender, 1));
        op.paymasterAndData = abi.encodePacked(address(0), _pack(verificationGas % 1_000_000, postOpGas % 1_000_000));
        _makeLive(_policySession(policy));
        op = _signed(op, _policySession(policy));

        bytes memory reason = abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, address(0));
        if (entryPoint == ENTRY_POINT_V07) {
            _assertSessionRefused(op, reason);
        } else {
            _assertValidatorRefuses(op, reason);
            vm.expectRevert("AA98 invalid paymaster");
            this.handle(op);
        }
    }

    /// @dev None, any, this one.
    function test_APolicySaysWhoMayPay() public {
        address paymaster = _fundedPaymaster("paymaster");
        address other = _fundedPaymaster("other paymaster");
        uint256 deposit = entryPoint.balanceOf(address(account));

        _assertPaymaster(0x04, "", paymaster, false);
        _assertPaymaster(0x05, "", paymaster, true);
        _assertPaymaster(0x06, abi.encodePacked(paymaster), paymaster, true);
        _assertPaymaster(0x06, abi.encodePacked(paymaster), other, false);
        // A cap on fees is about what the account pays.
        _assertPaymaster(0x01, "", paymaster, true);
        assertEq(entryPoint.balanceOf(address(account)), deposit);
    }

    /// @dev It says yes to everyone, and keeps no context that it would be called back with.
    function _fundedPaymaster(string memory name) private returns (address paymaster) {
        paymaster = makeAddr(name);
        bytes4 validate = bytes4(
            keccak256(
                "validatePaymasterUserOp((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes),bytes32,uint256)"
            )
        );
        vm.mockCall(paymaster, abi.encodeWithSelector(validate), abi.encode("", 0));
        entryPoint.depositTo{value: 1 ether}(paymaster);
    }
}

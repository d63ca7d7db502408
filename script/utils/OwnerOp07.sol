// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {OpGas} from "./OpGas.sol";
import {OwnerKey} from "./OwnerKey.sol";
import {SafeOp} from "./SafeOp.sol";
import {Family, SmartAccount} from "./SmartAccount.sol";

/// @notice EntryPoint v0.7 and later, as far as an owner's op needs it.
interface IEntryPoint07 {
    /// @dev What `handleOps` reverts with; declared so that forge can print it.
    error FailedOp(uint256 opIndex, string reason);
    error FailedOpWithRevert(uint256 opIndex, string reason, bytes inner);

    function handleOps(PackedUserOperation[] calldata ops, address payable beneficiary) external;
    function getUserOpHash(PackedUserOperation calldata op) external view returns (bytes32);
    function getNonce(address sender, uint192 key) external view returns (uint256);
}

/// @notice What of Kernel v3 is asked here.
interface IKernelRoot {
    /// @dev The root's type (1 byte) and address.
    function rootValidator() external view returns (bytes21);
}

/// @title OwnerOp07
/// @notice An op that the owner of an ERC-7579 account signs.
library OwnerOp07 {
    /// @notice The signed op.
    /// @param ownerModule The validator that knows the owner; zero for Kernel's root, or for a Safe's own owners.
    /// @param callGas Limit of the calls.
    function signed(SmartAccount memory account, address ownerModule, bytes memory callData, uint256 callGas)
        internal
        view
        returns (PackedUserOperation memory op)
    {
        IEntryPoint07 entryPoint = IEntryPoint07(account.entryPoint);
        op.sender = account.at;
        op.nonce = entryPoint.getNonce(account.at, _nonceKey(account, ownerModule));
        op.callData = callData;
        op.accountGasLimits = bytes32(OpGas.verification(callData) << 128 | callGas);
        if (account.family == Family.SAFE && ownerModule == address(0)) {
            op.signature = SafeOp.withWindow(OwnerKey.sign(SafeOp.hash(account, op)));
        } else {
            op.signature = OwnerKey.sign(MessageHashUtils.toEthSignedMessageHash(entryPoint.getUserOpHash(op)));
        }
    }

    /// @notice Hands it to the EntryPoint.
    function handle(SmartAccount memory account, PackedUserOperation memory op, address payable beneficiary) internal {
        PackedUserOperation[] memory ops = new PackedUserOperation[](1);
        ops[0] = op;
        uint256 limits = uint256(op.accountGasLimits);
        uint256 gas = OpGas.transaction(limits >> 128, uint128(limits), op.callData);
        IEntryPoint07(account.entryPoint).handleOps{gas: gas}(ops, beneficiary);
    }

    /// @dev The key names the validator, where each family has it; lane 0.
    function _nonceKey(SmartAccount memory account, address validator) private view returns (uint192) {
        if (account.family == Family.NEXUS) return uint160(validator);
        if (account.family == Family.KERNEL) {
            // Mode 0: as installed. Type 0 is the root, which Kernel does not take under its own name; type 1 is another validator.
            if (validator == address(0) || _isKernelRoot(account.at, validator)) return 0;
            return uint192(1) << 176 | uint192(uint160(validator)) << 16;
        }
        return uint192(uint160(validator)) << 32;
    }

    function _isKernelRoot(address kernel, address validator) private view returns (bool) {
        return address(uint160(uint168(IKernelRoot(kernel).rootValidator()))) == validator;
    }
}

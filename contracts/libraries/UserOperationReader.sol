// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {ISessionValidation} from "../interfaces/ISessionValidation.sol";

/// @title UserOperationReader
/// @notice Reads the dynamic fields of an op of EntryPoint v0.6 that its own account has encoded.
///
/// @dev Offsets and lengths are taken as they stand: the caller of the registry is the op's sender, and an account that
/// encodes its own op wrongly misleads nobody but itself. Without the bounds checks each field costs about 130 gas less;
/// `UserOperationReaderTest` fuzzes every one against `userOp.field`.
library UserOperationReader {
    /// @notice `userOp.initCode`.
    function initCodeOf(UserOperation calldata userOp) internal pure returns (bytes calldata) {
        return _field(userOp, 0x40);
    }

    /// @notice `userOp.callData`.
    function callDataOf(UserOperation calldata userOp) internal pure returns (bytes calldata) {
        return _field(userOp, 0x60);
    }

    /// @notice `userOp.paymasterAndData`.
    function paymasterAndDataOf(UserOperation calldata userOp) internal pure returns (bytes calldata) {
        return _field(userOp, 0x120);
    }

    /// @notice `userOp.signature`.
    function signatureOf(UserOperation calldata userOp) internal pure returns (bytes calldata) {
        return _field(userOp, 0x140);
    }

    /// @notice The most that an op can cost its own account, wei: what the EntryPoint takes as prefund.
    /// @dev Checked arithmetic: a sum that wrapped round would pass for a cheap op.
    function maxCostOf(UserOperation calldata userOp) internal pure returns (uint256) {
        // The paymaster pays; `paymasterOf` sees to it that there is one.
        if (paymasterAndDataOf(userOp).length != 0) return 0;
        return (userOp.callGasLimit + userOp.verificationGasLimit + userOp.preVerificationGas) * userOp.maxFeePerGas;
    }

    /// @notice The op's paymaster; zero when the account pays itself. Reverts with `PaymasterNotAllowed` when the op names the zero
    /// address: EntryPoint v0.6 takes that for none and charges the account, which `maxCostOf` would not count.
    /// @dev Fewer than 20 bytes are padded with zeros; the EntryPoint refuses them.
    function paymasterOf(UserOperation calldata userOp) internal pure returns (address paymaster) {
        bytes calldata paymasterAndData = paymasterAndDataOf(userOp);
        if (paymasterAndData.length == 0) return address(0);
        paymaster = address(bytes20(paymasterAndData));
        if (paymaster == address(0)) revert ISessionValidation.PaymasterNotAllowed(paymaster);
    }

    /// @param position Of the field's offset in the struct's head.
    function _field(UserOperation calldata userOp, uint256 position) private pure returns (bytes calldata field) {
        assembly ("memory-safe") {
            let at := add(userOp, calldataload(add(userOp, position)))
            field.offset := add(at, 0x20)
            field.length := calldataload(at)
        }
    }
}

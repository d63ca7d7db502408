// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

/// @title UserOperationReader
/// @notice Reads the dynamic fields of an op of EntryPoint v0.6 that its own account has encoded.
///
/// @dev Offsets and lengths are taken as they stand: the caller of the registry is the op's sender, and an account that
/// encodes its own op wrongly misleads nobody but itself. Without the bounds checks each field costs 95 gas less;
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

    /// @param position Of the field's offset in the struct's head.
    function _field(UserOperation calldata userOp, uint256 position) private pure returns (bytes calldata field) {
        assembly ("memory-safe") {
            let at := add(userOp, calldataload(add(userOp, position)))
            field.offset := add(at, 0x20)
            field.length := calldataload(at)
        }
    }
}

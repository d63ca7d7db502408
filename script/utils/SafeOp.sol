// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {VmSafe} from "forge-std/Vm.sol";

import {SmartAccount} from "./SmartAccount.sol";

/// @notice What of a Safe is asked here.
interface ISafeOwners {
    function getThreshold() external view returns (uint256);
}

/// @title SafeOp
/// @notice What the owner of a Safe with Safe7579 signs for an op: typed data in the domain of the adapter.
library SafeOp {
    VmSafe private constant VM = VmSafe(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    bytes32 private constant DOMAIN_TYPEHASH = keccak256("EIP712Domain(uint256 chainId,address verifyingContract)");

    bytes32 private constant OP_TYPEHASH = keccak256(
        "SafeOp(address safe,uint256 nonce,bytes initCode,bytes callData,uint128 verificationGasLimit,uint128 callGasLimit,uint256 preVerificationGas,uint128 maxPriorityFeePerGas,uint128 maxFeePerGas,bytes paymasterAndData,uint48 validAfter,uint48 validUntil,address entryPoint)"
    );

    /// @dev Where a Safe keeps its fallback handler, which is the adapter.
    bytes32 private constant HANDLER_SLOT = keccak256("fallback_manager.handler.address");

    /// @notice The Safe wants more signatures than one. Set `CALLDATA_ONLY=true`, and have its owners send what is printed.
    /// @param safe The Safe.
    /// @param threshold How many it wants.
    error SafeNeedsMoreOwners(address safe, uint256 threshold);

    /// @notice The digest that the owner signs. The op has no window of its own.
    function hash(SmartAccount memory safe, PackedUserOperation memory op) internal view returns (bytes32) {
        uint256 threshold = ISafeOwners(safe.at).getThreshold();
        if (threshold != 1) revert SafeNeedsMoreOwners(safe.at, threshold);

        address adapter = address(uint160(uint256(VM.load(safe.at, HANDLER_SLOT))));
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPEHASH, block.chainid, adapter));
        uint256 limits = uint256(op.accountGasLimits);
        uint256 fees = uint256(op.gasFees);
        // In two halves: together they are too many for the stack. Every field is one word, so they join as one encoding.
        bytes memory first = abi.encode(
            OP_TYPEHASH,
            op.sender,
            op.nonce,
            keccak256(op.initCode),
            keccak256(op.callData),
            limits >> 128,
            uint128(limits)
        );
        bytes memory second = abi.encode(
            op.preVerificationGas,
            fees >> 128,
            uint128(fees),
            keccak256(op.paymasterAndData),
            uint48(0),
            uint48(0),
            safe.entryPoint
        );
        return MessageHashUtils.toTypedDataHash(domain, keccak256(bytes.concat(first, second)));
    }

    /// @notice The op's signature: the window, open at both ends, and the owner's.
    function withWindow(bytes memory signature) internal pure returns (bytes memory) {
        return abi.encodePacked(uint48(0), uint48(0), signature);
    }
}

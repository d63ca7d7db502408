// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

/// @title IAuthorizationModule
/// @notice What Biconomy Smart Account v2 asks of a module that authorizes ops (`scw-contracts`, `IAuthorizationModule`).
interface IAuthorizationModule {
    /// @notice Judges an op. Called by the account while the EntryPoint validates it.
    /// @param userOp The op; its `signature` is `abi.encode(bytes moduleSignature, address module)`.
    /// @param userOpHash Its hash, as the EntryPoint computed it.
    /// @return validationData Signature result and window, packed as ERC-4337 says.
    function validateUserOp(UserOperation calldata userOp, bytes32 userOpHash) external returns (uint256 validationData);

    /// @notice Judges a signature in the account's name (ERC-1271).
    /// @param hash What was signed.
    /// @param signature The signature.
    /// @return magicValue `0x1626ba7e` when the signature is the account's.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4 magicValue);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

/// @title ISessionValidationModule
/// @notice Judges a call against what a session allows, and names the session key that must have signed it.
///
/// @dev ABI-identical to the contract of the same name in Particle Network's documentation and in Biconomy's
/// `scw-contracts`, with the second function of the latter, so that one module runs under Biconomy's `SessionKeyManager`, Biconomy's
/// `BatchedSessionRouter` and every registry of this project.
///
/// Rules for a module:
/// - It reverts on whatever the session does not allow; it never returns a signer for a call it has not judged whole.
/// - Registries call `validateSessionParams` with `STATICCALL`: a module judges and never acts. In validation it reads no
///   clock, no balance and no storage but the account's own or associated with it (ERC-7562).
/// - Warning: under Biconomy's own `SessionKeyManager` the module is the only thing between a session key and the account: nobody
///   looks at targets, paymaster and fees unless the module does.
/// - Warning: the `BatchedSessionRouter` in Biconomy's npm package lets anyone act for an account that enables it. Registries of this
///   project judge batches themselves and need no router.
abstract contract ISessionValidationModule {
    /// @notice Selector of `execute(address,uint256,bytes)` of Biconomy Smart Account v2.
    bytes4 public constant EXECUTE_SELECTOR = 0xb61d27f6;

    /// @notice Selector of `execute_ncC(address,uint256,bytes)` of Biconomy Smart Account v2.
    bytes4 public constant EXECUTE_OPTIMIZED_SELECTOR = 0x0000189a;

    /// @notice Judges one call.
    /// @param destinationContract Contract that the account is going to call.
    /// @param callValue Native value of the call, wei.
    /// @param funcCallData Calldata of the call.
    /// @param sessionKeyData What the session allows, in the module's own layout.
    /// @param callSpecificData What else the module wants to see of this call. Not covered by the session's id.
    /// @return sessionKey The signer: the address whose signature the op must carry. Reverts when the call is not allowed.
    function validateSessionParams(
        address destinationContract,
        uint256 callValue,
        bytes calldata funcCallData,
        bytes calldata sessionKeyData,
        bytes calldata callSpecificData
    ) external virtual returns (address sessionKey);

    /// @notice Judges a whole op of EntryPoint v0.6, its signature included.
    /// @param op The op.
    /// @param userOpHash Its hash, as the EntryPoint computed it.
    /// @param sessionKeyData What the session allows, in the module's own layout.
    /// @param sessionKeySignature Signature of the session key: `personal_sign` of `userOpHash`, 65 bytes.
    /// @return True when the signature is the session key's; false when not. Reverts when the op is not allowed.
    function validateSessionUserOp(
        UserOperation calldata op,
        bytes32 userOpHash,
        bytes calldata sessionKeyData,
        bytes calldata sessionKeySignature
    ) external virtual returns (bool);
}

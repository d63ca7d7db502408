// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {SessionNode} from "../types/SessionNode.sol";

/// @title ISessionValidation
/// @notice Why an adapter refuses an op, beside the reasons of `ISessionRegistry` and of the session's module.
/// @dev The errors stand in the order of the checks. A wrong signature is no error: validation returns 1 for it.
interface ISessionValidation {
    /// @notice The caller is not the account that the op belongs to.
    /// @param caller Who called.
    /// @param sender The op's sender.
    error CallerNotSender(address caller, address sender);

    /// @notice The op's nonce is in a lane that no session may use: its top bit is set.
    /// @dev An owner who revokes does so in such a lane, where no session key can use up the nonce first.
    /// @param nonce The op's nonce.
    error NonceReserved(uint256 nonce);

    /// @notice The module signature begins with a byte that names no wire.
    /// @param version That byte.
    error WireVersionUnknown(uint8 version);

    /// @notice The module signature is not the exact encoding of its wire.
    error WireMalformed();

    /// @notice The signature that the grant brings along is not the account's over this grant: of this account, on this chain and
    /// registry, in its current epoch.
    /// @param root The root that the session's proof leads to.
    /// @param digest What the account should have signed, or whose hash should be a leaf of what it signed for many chains.
    error GrantSignatureInvalid(SessionNode root, bytes32 digest);

    /// @notice The op would deploy the account. A session cannot.
    error InitCodeNotAllowed();

    /// @notice The op names a paymaster that the session does not allow, or the zero address.
    /// @param paymaster First 20 bytes of `paymasterAndData`.
    error PaymasterNotAllowed(address paymaster);

    /// @notice The account's function is not one of those that the adapter lists.
    /// @param selector The op's selector; shorter calldata is padded with zeros.
    error AccountFunctionNotAllowed(bytes4 selector);

    /// @notice The execution mode is neither the plain single nor the plain batch mode (ERC-7579).
    /// @param mode The op's mode.
    error ExecutionModeNotAllowed(bytes32 mode);

    /// @notice The op's calldata is not the canonical encoding of the account's function. Padding is not looked at.
    error ExecutionMalformed();

    /// @notice The batch is empty.
    error BatchEmpty();

    /// @notice The call goes to the account, to the zero address, which some accounts take for themselves, to this registry, to the
    /// session's module or to an EntryPoint; or, under "any target", to a module of the account.
    /// @param target Where it goes.
    error TargetForbidden(address target);

    /// @notice The module has no code, or returned anything but one clean address.
    /// @param module The module.
    error ModuleAnswerInvalid(address module);

    /// @notice The module named the zero address or the account itself as the session key.
    /// @param signer What it named.
    error SignerForbidden(address signer);

    /// @notice The module named different session keys for two calls of one op.
    /// @param first For an earlier call.
    /// @param other For a later call.
    error SignersDiffer(address first, address other);
}

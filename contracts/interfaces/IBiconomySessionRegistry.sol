// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {IAuthorizationModule} from "./IAuthorizationModule.sol";
import {IBudgetLedger} from "./IBudgetLedger.sol";
import {IPolicyErrors} from "./IPolicyErrors.sol";
import {ISessionRegistry} from "./ISessionRegistry.sol";
import {ISessionValidation} from "./ISessionValidation.sol";

/// @title IBiconomySessionRegistry
/// @notice Sessions for Biconomy Smart Account v2 on the EntryPoint v0.6 at its canonical address, in place of Biconomy's
/// `SessionKeyManager`.
///
/// @dev The module signature has two wires; the first byte tells them apart.
/// - Native, first byte 1, packed, under grants of `grantSessions`:
///   `0x01 ‖ uint8 proofLength ‖ uint48 validUntil ‖ uint48 validAfter ‖ address module ‖ sessionKeyData ‖
///   bytes32[proofLength] proof ‖ bytes65 signature`; with first byte 2 also the periods that budgets are counted in.
/// - Biconomy's, first byte 0, under the root of `setMerkleRoot`:
///   `abi.encode(uint48 validUntil, uint48 validAfter, address module, bytes sessionKeyData, bytes32[] proof,
///   bytes signature)`.
///
/// The signature is 65 bytes, `personal_sign` of the op's hash by the session key. A wrong one makes `validateUserOp` return 1
/// after all other work; everything else that is wrong reverts with an error of `ISessionRegistry`, of `ISessionValidation`, of `IPolicyErrors` or of the module.
interface IBiconomySessionRegistry is
    ISessionRegistry,
    IBudgetLedger,
    ISessionValidation,
    IPolicyErrors,
    IAuthorizationModule
{
    /// @notice What `getSessionKeys` answers, as Biconomy's `SessionKeyManager` does.
    struct SessionStorage {
        /// @dev Root of the Biconomy tree; zero means no sessions.
        bytes32 merkleRoot;
    }

    /// @notice An account replaced the root of its Biconomy tree.
    /// @param account The account.
    /// @param merkleRoot The root; zero when it was cleared.
    event MerkleRootSet(address indexed account, bytes32 indexed merkleRoot);

    /// @notice The op's `signature` is not the canonical encoding of `(bytes moduleSignature, address registry)`. Padding is not
    /// looked at.
    error AccountSignatureMalformed();

    /// @notice Replaces the root of the caller's Biconomy tree, as Biconomy clients know it. Sessions that were revoked one by one
    /// stay dead under any root. Reverts with `GrantDead` for a root that the caller has revoked.
    /// @dev Warning: in a Biconomy tree a session whose `sessionKeyData` is 32 bytes is also an inner node and can hide another
    /// session; each root replaces the one before; and a client that sets an old root after `revokeAllSessions` makes its sessions
    /// live again. `grantSessions` has none of these weaknesses but the last, and names its roots in events.
    /// @param merkleRoot Root over bare session ids; zero clears it.
    function setMerkleRoot(bytes32 merkleRoot) external;

    /// @notice The Biconomy tree of an account, as Biconomy clients know it.
    /// @param smartAccount The account.
    /// @return Its root, in a struct.
    function getSessionKeys(address smartAccount) external view returns (SessionStorage memory);
}

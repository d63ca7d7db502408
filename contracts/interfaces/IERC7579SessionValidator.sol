// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {IERC7579Validator} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {IBudgetLedger} from "./IBudgetLedger.sol";
import {IPolicyErrors} from "./IPolicyErrors.sol";
import {ISessionRegistry} from "./ISessionRegistry.sol";
import {ISessionValidation} from "./ISessionValidation.sol";

/// @title IERC7579SessionValidator
/// @notice Sessions for ERC-7579 accounts (Nexus, Kernel v3, Safe with Safe7579, OpenZeppelin's `AccountERC7579`) on EntryPoint v0.7
/// and later: a validator module (type 1).
///
/// @dev The op's `signature` is the native wire, `docs/wires.md`. A wrong signature makes `validateUserOp` return 1 after all other
/// work; everything else that is wrong reverts with an error of `ISessionRegistry`, of `ISessionValidation`, of `IPolicyErrors` or of
/// the session's module.
///
/// - `onInstall` takes nothing, or `bytes32 root ‖ sessions`: a first grant, as `grantSessions` takes it.
/// - `onUninstall` ignores its data and ends the account's epoch: what was granted or signed before is dead when the account installs
///   the validator again. What was revoked by name, and what budgets have counted, stays.
/// - `isValidSignatureWithSender` always answers `0xffffffff`: a session key signs ops and nothing else.
/// - Install it beside the account's own validator, never as its only one or as Kernel's root: no session can call the account
///   itself, so nobody could change anything any more.
interface IERC7579SessionValidator is
    ISessionRegistry,
    IBudgetLedger,
    ISessionValidation,
    IPolicyErrors,
    IERC7579Validator
{
    /// @notice The data of `onInstall` is neither empty nor a root with what follows it.
    /// @param length Its length in bytes.
    error InstallDataMalformed(uint256 length);

    /// @notice The account has installed the validator already.
    /// @param account The account.
    error AlreadyInitialized(address account);

    /// @notice The account has not installed the validator.
    /// @param account The account.
    error NotInitialized(address account);

    /// @notice Whether an account has installed the validator.
    /// @param smartAccount The account.
    /// @return True between `onInstall` and `onUninstall`.
    function isInitialized(address smartAccount) external view returns (bool);
}

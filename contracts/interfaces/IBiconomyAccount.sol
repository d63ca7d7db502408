// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// @title IBiconomyAccount
/// @notice What the registry asks a Biconomy Smart Account v2.
interface IBiconomyAccount {
    /// @notice Whether a module is enabled. Reads the account's own storage only (ERC-7562, STO-010).
    /// @param module The module.
    /// @return True when it is.
    function isModuleEnabled(address module) external view returns (bool);
}

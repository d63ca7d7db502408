// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// @title ISafe
/// @notice What the validator asks a Safe.
interface ISafe {
    /// @notice Whether a contract may make calls as the Safe.
    /// @param module The contract.
    /// @return True when it is an enabled module.
    function isModuleEnabled(address module) external view returns (bool);
}

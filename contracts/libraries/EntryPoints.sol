// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// @title EntryPoints
/// @notice Where the EntryPoints of ERC-4337 are on every chain.
library EntryPoints {
    /// @notice EntryPoint v0.6.
    address internal constant V06 = 0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789;

    /// @notice EntryPoint v0.7.
    address internal constant V07 = 0x0000000071727De22E5E9d8BAf0edAc6f37da032;

    /// @notice EntryPoint v0.8.
    address internal constant V08 = 0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108;

    /// @notice EntryPoint v0.9.
    address internal constant V09 = 0x433709009B8330FDa32311DF1C2AFA402eD8D009;
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// @title EntryPoints
/// @notice Where the EntryPoints of ERC-4337 are on every chain.
library EntryPoints {
    /// @notice EntryPoint v0.6.
    address internal constant V06 = 0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789;
}

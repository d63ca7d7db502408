// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev A cheatcode of forge that the installed forge-std does not list yet.
interface VmHardfork {
    function setEvmVersion(string calldata hardfork) external;
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CommonBase} from "forge-std/Base.sol";

/// @notice Rhinestone's and Biconomy's SmartSession, what sessions on ERC-7579 accounts are compared with.
abstract contract SmartSessionDeployer is CommonBase {
    /// @dev Where it stands on public chains. Only runtime code is published as bytecode, of a release before the one there.
    address internal constant SMART_SESSION = 0x00000000008bDABA73cD9815d79069c247Eb4bDA;

    function _deploySmartSession() internal returns (address) {
        vm.etch(SMART_SESSION, vm.getDeployedCode("out/peers/erc7579/SmartSession.json"));
        return SMART_SESSION;
    }
}

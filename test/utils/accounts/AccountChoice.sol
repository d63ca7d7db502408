// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EntryPointDeployer} from "../EntryPointDeployer.sol";
import {IEntryPoint07} from "../Peers7579.sol";
import {AccountKit} from "./AccountKit.sol";

/// @notice Which account on which EntryPoint a test runs on. Apart from the tests' base, so that a choice is one short contract.
abstract contract AccountChoice is EntryPointDeployer {
    function _deployEntryPoint() internal virtual returns (IEntryPoint07);

    function _deployKit(IEntryPoint07 entryPoint) internal virtual returns (AccountKit);
}

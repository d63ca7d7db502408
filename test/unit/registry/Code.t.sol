// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";

/// @notice A registry's code is the same at every address of every chain, so that anybody can compare it.
contract CodeTest is Test, LatchkeyDeployer {
    address[3] private modules = [address(1), address(2), address(3)];

    function testFuzz_NamesNoChainAndNoAddress(uint64 chainId) public {
        bytes memory registry = address(_deployRegistry(modules)).code;
        bytes memory validator = address(_deployValidator(modules)).code;
        vm.chainId(bound(chainId, 1, type(uint64).max));
        assertEq(address(_deployRegistry(modules)).code, registry);
        assertEq(address(_deployValidator(modules)).code, validator);
    }
}

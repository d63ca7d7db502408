// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CommonBase} from "forge-std/Base.sol";

import {IEntryPoint07} from "./Peers7579.sol";

/// @notice Puts the EntryPoints for packed ops at their canonical addresses, as they got there on every chain.
abstract contract EntryPointDeployer is CommonBase {
    IEntryPoint07 internal constant ENTRY_POINT_V07 = IEntryPoint07(0x0000000071727De22E5E9d8BAf0edAc6f37da032);
    IEntryPoint07 internal constant ENTRY_POINT_V08 = IEntryPoint07(0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108);

    bytes32 private constant SALT_V07 = 0x90d8084deab30c2a37c45e8d47f49f2f7965183cb6990a98943ef94940681de3;
    bytes32 private constant SALT_V08 = 0x0a59dbff790c23c976a548690c27297883cc66b4c67024f9117b0238995e35e9;

    function _deployEntryPointV07() internal returns (IEntryPoint07) {
        _deploy("EntryPointV07", SALT_V07, address(ENTRY_POINT_V07));
        return ENTRY_POINT_V07;
    }

    function _deployEntryPointV08() internal returns (IEntryPoint07) {
        _deploy("EntryPointV08", SALT_V08, address(ENTRY_POINT_V08));
        return ENTRY_POINT_V08;
    }

    function _deploy(string memory name, bytes32 salt, address canonical) private {
        bytes memory code = vm.getCode(string.concat("out/peers/erc4337/", name, ".json"));
        (bool deployed,) = 0x4e59b44847b379578588920cA78FbF26c0B4956C.call(abi.encodePacked(salt, code));
        require(deployed && canonical.code.length != 0, string.concat(name, " not at its canonical address"));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Script} from "forge-std/Script.sol";
import {console} from "forge-std/console.sol";

import {BiconomySessionRegistry} from "../contracts/BiconomySessionRegistry.sol";
import {ERC7579SessionValidator} from "../contracts/ERC7579SessionValidator.sol";
import {BuiltInModules} from "../contracts/SessionValidator.sol";
import {CallPolicyModule} from "../contracts/modules/CallPolicyModule.sol";
import {ERC1155MintModule} from "../contracts/modules/ERC1155MintModule.sol";
import {ERC20ApproveModule} from "../contracts/modules/ERC20ApproveModule.sol";
import {ERC20TransferModule} from "../contracts/modules/ERC20TransferModule.sol";

/// @notice Deploys Latchkey to the same addresses on every chain, and writes them to `deployments/<chainId>.json`.
///
/// @dev Idempotent: what is already there is left alone. Every contract goes through the deterministic deployer, with no
/// constructor argument but the modules that registries judge by themselves and a mint module's NFT, so anyone can deploy and anyone can check.
///
///     forge script script/Deploy.s.sol --rpc-url $RPC_URL --broadcast
///
/// `NFT=0x…` deploys the `ERC1155MintModule` of that ERC-1155 contract as well.
contract Deploy is Script {
    /// @notice The salt of every contract: the address depends on nothing but the code.
    bytes32 public constant SALT = 0;

    /// @notice The deterministic deployer is not on this chain.
    error DeployerMissing(address deployer);

    /// @notice The contract did not land where it must.
    error DeploymentFailed(string name, address expected);

    function run() external {
        if (CREATE2_FACTORY.code.length == 0) revert DeployerMissing(CREATE2_FACTORY);

        address nft = vm.envOr("NFT", address(0));
        string memory path = string.concat("deployments/", vm.toString(block.chainid), ".json");

        vm.startBroadcast();
        BuiltInModules memory modules;
        (modules.callPolicy,) = _deploy("CallPolicyModule", type(CallPolicyModule).creationCode);
        (modules.erc20Approve,) = _deploy("ERC20ApproveModule", type(ERC20ApproveModule).creationCode);
        (modules.erc20Transfer,) = _deploy("ERC20TransferModule", type(ERC20TransferModule).creationCode);
        _deploy(
            "BiconomySessionRegistry", abi.encodePacked(type(BiconomySessionRegistry).creationCode, abi.encode(modules))
        );
        (, string memory json) = _deploy(
            "ERC7579SessionValidator", abi.encodePacked(type(ERC7579SessionValidator).creationCode, abi.encode(modules))
        );
        if (nft != address(0)) {
            (, json) =
                _deploy("ERC1155MintModule", abi.encodePacked(type(ERC1155MintModule).creationCode, abi.encode(nft)));
        }
        vm.stopBroadcast();

        vm.writeJson(json, path);
        console.log("written", path);
    }

    /// @return expected Where the contract is.
    /// @return json All deployments so far.
    function _deploy(string memory name, bytes memory initCode) private returns (address expected, string memory json) {
        expected = vm.computeCreate2Address(SALT, keccak256(initCode), CREATE2_FACTORY);
        bool there = expected.code.length != 0;
        if (!there) {
            (bool sent,) = CREATE2_FACTORY.call(abi.encodePacked(SALT, initCode));
            if (!sent || expected.code.length == 0) revert DeploymentFailed(name, expected);
        }
        console.log(there ? "already at" : "deployed to", expected, name);
        json = vm.serializeAddress("deployments", name, expected);
    }
}

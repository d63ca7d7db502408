// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Script} from "forge-std/Script.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {console} from "forge-std/console.sol";

import {BiconomySessionRegistry} from "../contracts/BiconomySessionRegistry.sol";
import {ERC7579SessionValidator} from "../contracts/ERC7579SessionValidator.sol";
import {BuiltInModules} from "../contracts/SessionValidator.sol";
import {CallPolicyModule} from "../contracts/modules/CallPolicyModule.sol";
import {ERC1155MintModule} from "../contracts/modules/ERC1155MintModule.sol";
import {ERC20ApproveModule} from "../contracts/modules/ERC20ApproveModule.sol";
import {ERC20TransferModule} from "../contracts/modules/ERC20TransferModule.sol";
import {Env} from "./utils/Env.sol";

/// @title Deploy
/// @notice Deploys Latchkey to the same addresses on every chain, and writes them to `deployments/<chainId>.json`.
///
/// @dev Idempotent: what is already there is compared with what would be deployed, and left alone. Every contract goes through the
/// deterministic deployer, with no constructor argument but the modules that registries judge by themselves and a mint module's NFT,
/// so anyone can deploy and anyone can check (`docs/deploying.md`).
///
///     forge script script/Deploy.s.sol --rpc-url $RPC_URL --broadcast
///
/// | variable | what |
/// |---|---|
/// | `NFT` | Optional: an ERC-1155 contract, whose `ERC1155MintModule` is deployed as well. Without it, the one that the file names is kept. |
///
/// The file is written with `--broadcast`, or when everything is there already: a dry run names nothing that is not on the chain.
contract Deploy is Script {
    /// @notice The salt of every contract: the address depends on nothing but the code.
    bytes32 public constant SALT = 0;

    /// @dev Hash of the deterministic deployer's code: https://github.com/Arachnid/deterministic-deployment-proxy
    bytes32 private constant DEPLOYER_CODE_HASH = keccak256(
        hex"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
    );

    string private constant NFT_EXPECTED = "the address of an ERC-1155 contract on this chain, or unset";

    /// @dev All contracts so far; forge collects them under this key.
    string private constant JSON = "deployments";

    /// @notice The deterministic deployer is not on this chain. Whoever sends its presigned transaction puts it there.
    /// @param deployer Where it must be.
    error DeployerMissing(address deployer);

    /// @notice Something else is in the deterministic deployer's place: contracts would not land where they do on other chains.
    /// @param deployer Where it must be.
    /// @param codeHash Hash of the code there.
    error DeployerDiffers(address deployer, bytes32 codeHash);

    /// @notice The contract did not land where it must.
    /// @param name The contract.
    /// @param expected Where it must be.
    error DeploymentFailed(string name, address expected);

    /// @notice The code at the address is not the code that was compiled here.
    /// @param name The contract.
    /// @param at Where it is.
    /// @param codeHash Hash of the code there.
    /// @param expected Hash of the code that the constructor returns.
    error CodeDiffers(string name, address at, bytes32 codeHash, bytes32 expected);

    /// @notice The creation code of a contract fails on this chain, which may be older than the code.
    /// @param name The contract.
    error ConstructorFailed(string name);

    /// @notice A contract with its creation code, arguments included.
    struct Plan {
        string name;
        bytes initCode;
        address expected;
        bytes32 codeHash;
    }

    /// @notice Deploys what is missing.
    function run() external {
        _requireDeployer();
        string memory path = string.concat("deployments/", vm.toString(block.chainid), ".json");
        Plan[] memory plans = _plans(_nft(path));

        // Nothing is sent before everything was compared.
        uint256 missing;
        for (uint256 i; i < plans.length; ++i) {
            if (plans[i].expected.code.length == 0) ++missing;
            else _requireCode(plans[i]);
        }

        bool broadcasting = vm.isContext(VmSafe.ForgeContext.ScriptBroadcast);
        string memory done = broadcasting ? "deployed to" : "missing at ";
        string memory json;
        for (uint256 i; i < plans.length; ++i) {
            Plan memory plan = plans[i];
            bool there = plan.expected.code.length != 0;
            if (!there) _deploy(plan);
            console.log(there ? "already at " : done, plan.expected, plan.name);
            json = vm.serializeAddress(JSON, plan.name, plan.expected);
        }

        if (missing != 0 && !broadcasting) {
            console.log("Dry run: nothing was sent, and nothing is written. Missing:", missing);
            return;
        }
        vm.writeJson(json, path);
        console.log("written", path);
    }

    /// @dev Asks the chain itself: to a script forge shows the deployer where there is none, and its transactions would then be sent
    /// to an empty address, and succeed.
    function _requireDeployer() private {
        bytes memory code = CREATE2_FACTORY.code;
        try vm.activeFork() {
            code = vm.rpc("eth_getCode", string.concat('["', vm.toString(CREATE2_FACTORY), '","latest"]'));
        } catch {} // No chain at all: forge's own, in memory.
        if (code.length == 0) revert DeployerMissing(CREATE2_FACTORY);
        if (keccak256(code) != DEPLOYER_CODE_HASH) revert DeployerDiffers(CREATE2_FACTORY, keccak256(code));
    }

    /// @dev The contract whose mint module is wanted, or the one that the file has a mint module of; zero for none.
    function _nft(string memory path) private view returns (address nft) {
        nft = Env.addressOr("NFT", address(0), NFT_EXPECTED);
        if (nft != address(0)) {
            // A module of what is no contract could mint nowhere, and would look as if it could.
            if (nft.code.length == 0) revert Env.EnvironmentInvalid("NFT", vm.toString(nft), NFT_EXPECTED);
            return nft;
        }
        if (!vm.exists(path)) return nft;
        string memory json = vm.readFile(path);
        if (!vm.keyExistsJson(json, ".ERC1155MintModule")) return nft;
        address known = vm.parseJsonAddress(json, ".ERC1155MintModule");
        // A local chain that was started anew does not know it.
        return known.code.length == 0 ? nft : ERC1155MintModule(known).NFT();
    }

    function _plans(address nft) private returns (Plan[] memory plans) {
        plans = new Plan[](nft == address(0) ? 5 : 6);
        plans[0] = _plan("CallPolicyModule", type(CallPolicyModule).creationCode, "");
        plans[1] = _plan("ERC20ApproveModule", type(ERC20ApproveModule).creationCode, "");
        plans[2] = _plan("ERC20TransferModule", type(ERC20TransferModule).creationCode, "");
        bytes memory modules = abi.encode(
            BuiltInModules({
                callPolicy: plans[0].expected, erc20Approve: plans[1].expected, erc20Transfer: plans[2].expected
            })
        );
        plans[3] = _plan("BiconomySessionRegistry", type(BiconomySessionRegistry).creationCode, modules);
        plans[4] = _plan("ERC7579SessionValidator", type(ERC7579SessionValidator).creationCode, modules);
        if (nft != address(0)) {
            plans[5] = _plan("ERC1155MintModule", type(ERC1155MintModule).creationCode, abi.encode(nft));
        }
    }

    /// @dev Runs the constructor here, where nothing is broadcast, for the code that must be on the chain, immutables included.
    function _plan(string memory name, bytes memory creationCode, bytes memory args)
        private
        returns (Plan memory plan)
    {
        bytes memory initCode = abi.encodePacked(creationCode, args);
        address rehearsed;
        assembly ("memory-safe") {
            rehearsed := create(0, add(initCode, 0x20), mload(initCode))
        }
        if (rehearsed.code.length == 0) revert ConstructorFailed(name);
        return Plan({
            name: name,
            initCode: initCode,
            expected: vm.computeCreate2Address(SALT, keccak256(initCode), CREATE2_FACTORY),
            codeHash: rehearsed.codehash
        });
    }

    function _deploy(Plan memory plan) private {
        vm.broadcast();
        (bool sent,) = CREATE2_FACTORY.call(abi.encodePacked(SALT, plan.initCode));
        if (!sent || plan.expected.code.length == 0) revert DeploymentFailed(plan.name, plan.expected);
        _requireCode(plan);
    }

    function _requireCode(Plan memory plan) private view {
        bytes32 codeHash = plan.expected.codehash;
        if (codeHash != plan.codeHash) revert CodeDiffers(plan.name, plan.expected, codeHash, plan.codeHash);
    }
}

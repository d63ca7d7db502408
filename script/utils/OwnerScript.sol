// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {Script} from "forge-std/Script.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {console} from "forge-std/console.sol";

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {AccountCall} from "./AccountCall.sol";
import {Env} from "./Env.sol";
import {OpGas} from "./OpGas.sol";
import {OwnerOp06} from "./OwnerOp06.sol";
import {OwnerOp07} from "./OwnerOp07.sol";
import {Family, SmartAccount, SmartAccountLib} from "./SmartAccount.sol";

/// @dev forge knows it; forge-std does not say so yet.
interface VmEvmVersion {
    function setEvmVersion(string calldata evmVersion) external;
}

/// @title OwnerScript
/// @notice What scripts share that have an account call its registry: they write the account's op, have the owner sign it, and send it to
/// the EntryPoint themselves, without a bundler.
///
/// @dev The op's price of gas is zero: the transaction's sender pays, and the account needs no balance. Run them with
/// `--skip-simulation`: forge would simulate a second time with the opcodes that Latchkey is compiled for, and accounts need newer
/// ones. The first simulation, in which nothing may fail, is not skipped.
///
/// | variable | what |
/// |---|---|
/// | `ACCOUNT` | The smart account. |
/// | `OWNER_KEY` | The owner's private key. Unset: the one wallet that forge was given signs. |
/// | `OWNER_MODULE` | The module that knows the owner. Biconomy: its ECDSA ownership module, at its canonical address when unset. Nexus and OpenZeppelin: the owner's validator, must be set. Kernel: the root when unset. Safe: its own owners when unset. It must take `personal_sign` of the op's hash. |
/// | `REGISTRY` | The `BiconomySessionRegistry` or `ERC7579SessionValidator`. Unset: the one in `deployments/<chainId>.json`. |
/// | `FAMILY` | `biconomy`, `kernel`, `nexus`, `openzeppelin` or `safe`. Unset: what the account answers. |
/// | `ENTRY_POINT` | The account's EntryPoint. Unset: what the account answers. |
/// | `CALLDATA_ONLY` | `true`: prints the calls and the op's calldata, and signs and sends nothing. |
abstract contract OwnerScript is Script {
    /// @dev Biconomy's ECDSA ownership module, where it is on every chain.
    address private constant BICONOMY_ECDSA_MODULE = 0x0000001c5b32F37F5beA87BDD5374eB2aC54eA8e;

    string private constant REGISTRY_EXPECTED =
        "the BiconomySessionRegistry or ERC7579SessionValidator; unset: the one that script/Deploy.s.sol wrote to deployments/<chainId>.json";
    string private constant OWNER_MODULE_EXPECTED =
        "the module of the account that knows its owner: Biconomy's ECDSA ownership module, or an ECDSA validator";

    /// @dev Both EntryPoints emit them alike.
    bytes32 private constant USER_OPERATION_EVENT =
        keccak256("UserOperationEvent(bytes32,address,address,uint256,bool,uint256,uint256)");
    bytes32 private constant USER_OPERATION_REVERT_REASON =
        keccak256("UserOperationRevertReason(bytes32,address,uint256,bytes)");

    /// @notice There is no registry at the address on this chain: deploy it with `script/Deploy.s.sol`, or set `REGISTRY` to another.
    /// @param registry The address.
    error RegistryMissing(address registry);

    /// @notice The account has not enabled or installed the module that should know its owner.
    /// @param account The account.
    /// @param ownerModule The module; set `OWNER_MODULE` to another.
    error OwnerModuleNotInstalled(address account, address ownerModule);

    /// @notice The op would be included, and what it does would revert. Nothing is sent.
    /// @param reason What the account reverted with.
    error CallsFailed(bytes reason);

    SmartAccount internal account;
    ISessionRegistry internal registry;

    /// @dev Reads who and where.
    function _begin() internal {
        // Latchkey is compiled for old chains; accounts may need the opcodes of new ones, and the chain decides what it runs.
        VmEvmVersion(address(vm)).setEvmVersion("osaka");
        account = SmartAccountLib.fromEnvironment();
        address at = Env.addressOr("REGISTRY", address(0), REGISTRY_EXPECTED);
        if (at == address(0)) at = _deployedRegistry();
        (bool answered, bytes memory answer) = at.staticcall(abi.encodeCall(ISessionRegistry.epochOf, (account.at)));
        if (!answered || answer.length != 32) revert RegistryMissing(at);
        registry = ISessionRegistry(at);
        console.log("account ", account.at);
        console.log("registry", at);
    }

    function _call(bytes memory data) internal view returns (Execution memory) {
        return Execution({target: address(registry), value: 0, callData: data});
    }

    /// @dev Has the account make the calls.
    /// @param words How many words of storage they write at most.
    /// @param done What to say once they are made.
    function _send(Execution[] memory calls, uint256 words, string memory done) internal {
        bytes memory callData = AccountCall.encode(account, calls);
        for (uint256 i; i < calls.length; ++i) {
            console.log("call to", calls[i].target);
            console.log(string.concat("  data ", vm.toString(calls[i].callData)));
        }
        console.log(string.concat("callData of the op ", vm.toString(callData)));
        if (Env.flag("CALLDATA_ONLY")) {
            console.log("CALLDATA_ONLY: nothing was signed or sent.");
            return;
        }

        address ownerModule = _ownerModule();
        uint256 callGas = OpGas.execution(callData, calls.length, words);
        vm.recordLogs();
        if (account.family == Family.BICONOMY) {
            UserOperation memory op = OwnerOp06.signed(account, ownerModule, callData, callGas);
            vm.startBroadcast();
            OwnerOp06.handle(account, op, payable(msg.sender));
        } else {
            PackedUserOperation memory op = OwnerOp07.signed(account, ownerModule, callData, callGas);
            vm.startBroadcast();
            OwnerOp07.handle(account, op, payable(msg.sender));
        }
        vm.stopBroadcast();
        _requireSucceeded(vm.getRecordedLogs());
        console.log(vm.isContext(VmSafe.ForgeContext.ScriptBroadcast) ? done : "Dry run: nothing was sent.");
    }

    /// @dev An EntryPoint includes an op whose calls fail, and says so in an event only.
    function _requireSucceeded(VmSafe.Log[] memory logs) private view {
        bytes memory reason;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != account.entryPoint) continue;
            if (logs[i].topics[0] == USER_OPERATION_REVERT_REASON) {
                (, reason) = abi.decode(logs[i].data, (uint256, bytes));
            }
            if (logs[i].topics[0] == USER_OPERATION_EVENT) {
                (, bool succeeded,,) = abi.decode(logs[i].data, (uint256, bool, uint256, uint256));
                if (!succeeded) revert CallsFailed(reason);
            }
        }
    }

    function _deployedRegistry() private view returns (address) {
        string memory path = string.concat("deployments/", vm.toString(block.chainid), ".json");
        if (!vm.exists(path)) revert Env.EnvironmentMissing("REGISTRY", REGISTRY_EXPECTED);
        string memory name = account.family == Family.BICONOMY ? ".BiconomySessionRegistry" : ".ERC7579SessionValidator";
        return vm.parseJsonAddress(vm.readFile(path), name);
    }

    function _ownerModule() private view returns (address ownerModule) {
        address known = account.family == Family.BICONOMY ? BICONOMY_ECDSA_MODULE : address(0);
        ownerModule = Env.addressOr("OWNER_MODULE", known, OWNER_MODULE_EXPECTED);
        if (ownerModule == address(0)) {
            if (account.family == Family.KERNEL || account.family == Family.SAFE) return ownerModule;
            revert Env.EnvironmentMissing("OWNER_MODULE", OWNER_MODULE_EXPECTED);
        }
        if (!account.hasModule(ownerModule)) revert OwnerModuleNotInstalled(account.at, ownerModule);
    }
}

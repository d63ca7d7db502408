// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {
    IERC7579Execution,
    IERC7579ModuleConfig,
    MODULE_TYPE_EXECUTOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";

import {IEntryPoint07} from "../Peers7579.sol";
import {AccountKit} from "./AccountKit.sol";

interface IKernel {
    function initialize(
        bytes21 rootValidator,
        address hook,
        bytes calldata validatorData,
        bytes calldata hookData,
        bytes[] calldata initConfig
    ) external;
}

interface IKernelFactory {
    function createAccount(bytes calldata data, bytes32 salt) external payable returns (address);
}

/// @notice ZeroDev's Kernel v0.3.1: the owner's validator is the root, and every other has to be let at `execute`.
contract KernelKit is AccountKit {
    bytes1 private constant ROOT = 0x00;
    bytes1 private constant VALIDATOR = 0x01;

    /// @dev The address that stands for "installed, without a hook".
    address private constant NO_HOOK = address(1);

    address public immutable implementation;
    IKernelFactory internal immutable factory;

    uint256 private created;

    constructor(IEntryPoint07 accountsEntryPoint) AccountKit(accountsEntryPoint) {
        implementation = _deployPeer("Kernel", abi.encode(accountsEntryPoint));
        factory = IKernelFactory(_deployPeer("KernelFactory", abi.encode(implementation)));
    }

    function create(address owner) external override returns (address) {
        bytes21 root = bytes21(abi.encodePacked(VALIDATOR, address(ownerValidator)));
        bytes memory data =
            abi.encodeCall(IKernel.initialize, (root, NO_HOOK, abi.encodePacked(owner), "", new bytes[](0)));
        return factory.createAccount(data, bytes32(created++));
    }

    /// @dev Mode (0: as installed), type, validator, lane (2 bytes). The root is not named.
    function nonceKey(address validator, uint16 lane) public view override returns (uint192) {
        if (validator == address(ownerValidator)) return lane;
        return uint192(bytes24(abi.encodePacked(bytes1(0), VALIDATOR, validator, lane)));
    }

    /// @dev A hook, and what the executor and the hook get.
    function installExecutor(address executor) external pure override returns (bytes memory) {
        bytes memory initData = abi.encodePacked(NO_HOOK, abi.encode(bytes(""), bytes("")));
        return abi.encodeCall(IERC7579ModuleConfig.installModule, (MODULE_TYPE_EXECUTOR, executor, initData));
    }

    /// @dev A hook, what the validator and the hook get, and the one function that the validator may validate.
    function _installData(bytes memory initData) internal pure override returns (bytes memory) {
        return abi.encodePacked(
            NO_HOOK, abi.encode(initData, bytes(""), abi.encodePacked(IERC7579Execution.execute.selector))
        );
    }

    /// @dev Kernel binds a hash to itself before a validator sees it.
    function erc1271Hash(address account, bytes32 hash) public view override returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(keccak256("Kernel(bytes32 hash)"), hash));
        return keccak256(abi.encodePacked("\x19\x01", _domainSeparator(account), structHash));
    }

    function erc1271Wrap(address validator, bytes memory signature) public view override returns (bytes memory) {
        if (validator == address(ownerValidator)) return abi.encodePacked(ROOT, signature);
        return abi.encodePacked(VALIDATOR, validator, signature);
    }

    function _domainSeparator(address account) private view returns (bytes32) {
        (, string memory name, string memory version, uint256 chainId, address verifyingContract,,) =
            IERC5267(account).eip712Domain();
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                verifyingContract
            )
        );
    }
}

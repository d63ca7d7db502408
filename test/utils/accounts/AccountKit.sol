// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {
    Execution,
    IERC7579Execution,
    IERC7579ModuleConfig,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {CommonBase} from "forge-std/Base.sol";

import {ECDSAOwnerValidator} from "../../mocks/ECDSAOwnerValidator.sol";
import {IEntryPoint07} from "../Peers7579.sol";

/// @notice One family of accounts: how they are made, and what they want encoded differently from the others.
abstract contract AccountKit is CommonBase {
    bytes32 internal constant SINGLE = 0;
    bytes32 internal constant BATCH = bytes32(uint256(1) << 248);

    IEntryPoint07 public immutable entryPoint;
    ECDSAOwnerValidator public immutable ownerValidator;

    /// @dev The owner's validator is optimized like the modules that it is compared with.
    constructor(IEntryPoint07 accountsEntryPoint) {
        entryPoint = accountsEntryPoint;
        ownerValidator = ECDSAOwnerValidator(vm.deployCode("out/ECDSAOwnerValidator.sol/ECDSAOwnerValidator.json"));
    }

    /* ACCOUNTS */

    /// @notice A new account whose owner validator answers to `owner`.
    function create(address owner) external virtual returns (address account);

    /* OPS */

    /// @notice The nonce key that has `validator` judge the op. Lanes are independent sequences of nonces.
    function nonceKey(address validator, uint16 lane) public view virtual returns (uint192);

    function nonceKey(address validator) external view returns (uint192) {
        return nonceKey(validator, 0);
    }

    function encodeSingle(address target, uint256 value, bytes memory data) external pure returns (bytes memory) {
        return abi.encodeCall(IERC7579Execution.execute, (SINGLE, abi.encodePacked(target, value, data)));
    }

    function encodeBatch(Execution[] memory executions) external pure returns (bytes memory) {
        return abi.encodeCall(IERC7579Execution.execute, (BATCH, abi.encode(executions)));
    }

    function ownerSignature(uint256 ownerKey, bytes32 userOpHash) external pure returns (bytes memory) {
        return _sign(ownerKey, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", userOpHash)));
    }

    /// @notice What the account reverts with when its validator reverts with `reason`.
    function passedOn(bytes memory reason) external pure virtual returns (bytes memory) {
        return reason;
    }

    /* MODULES */

    /// @notice The call data of an op that installs an executor.
    function installExecutor(address executor) external pure virtual returns (bytes memory) {
        return abi.encodeCall(IERC7579ModuleConfig.installModule, (MODULE_TYPE_EXECUTOR, executor, ""));
    }

    /// @notice The call data of an op that installs `validator`, whose `onInstall` gets `initData`.
    function installValidator(address validator, bytes memory initData) external view returns (bytes memory) {
        return
            abi.encodeCall(
                IERC7579ModuleConfig.installModule, (MODULE_TYPE_VALIDATOR, validator, _installData(initData))
            );
    }

    /// @notice The call data of an op that uninstalls `validator`, whose `onUninstall` gets `deInitData`.
    function uninstallValidator(address account, address validator, bytes memory deInitData)
        external
        view
        returns (bytes memory)
    {
        return abi.encodeCall(
            IERC7579ModuleConfig.uninstallModule,
            (MODULE_TYPE_VALIDATOR, validator, _uninstallData(account, validator, deInitData))
        );
    }

    function _installData(bytes memory initData) internal view virtual returns (bytes memory) {
        return initData;
    }

    function _uninstallData(address, address, bytes memory deInitData) internal view virtual returns (bytes memory) {
        return deInitData;
    }

    /* ERC-1271 */

    /// @notice What the account hands to validators when it is asked about `hash`.
    function erc1271Hash(address, bytes32 hash) public view virtual returns (bytes32) {
        return hash;
    }

    /// @notice The account's signature that has `validator` judge `signature`.
    function erc1271Wrap(address validator, bytes memory signature) public view virtual returns (bytes memory) {
        return abi.encodePacked(validator, signature);
    }

    /// @notice The owner's signature of `hash`, as the account takes it.
    function erc1271Signature(address account, uint256 ownerKey, bytes32 hash) external view returns (bytes memory) {
        return erc1271Wrap(address(ownerValidator), _sign(ownerKey, erc1271Hash(account, hash)));
    }

    /* HELPERS */

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _deployPeer(string memory name, bytes memory args) internal returns (address) {
        return vm.deployCode(string.concat("out/peers/erc7579/", name, ".json"), args);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

/// @notice What the tests call on the real Biconomy Smart Account v2, which is compiled by another compiler.
interface IBiconomyAccount {
    function enableModule(address module) external;
    function isModuleEnabled(address module) external view returns (bool);
    function execute(address target, uint256 value, bytes calldata data) external;
    function execute_ncC(address target, uint256 value, bytes calldata data) external;
    function executeBatch(address[] calldata targets, uint256[] calldata values, bytes[] calldata datas) external;
    function executeBatch_y6U(address[] calldata targets, uint256[] calldata values, bytes[] calldata datas) external;
    function validateUserOp(UserOperation calldata op, bytes32 userOpHash, uint256 missing) external returns (uint256);
}

interface IBiconomyFactory {
    function deployCounterFactualAccount(address module, bytes calldata data, uint256 index)
        external
        returns (address account);
}

interface IEcdsaOwnershipModule {
    function initForSmartAccount(address owner) external returns (address module);
}

/// @notice Biconomy's own `SessionKeyManager`.
interface ISessionKeyManager {
    function setMerkleRoot(bytes32 root) external;
}

/// @notice EntryPoint v0.6, as far as the tests use it.
interface IEntryPoint06 {
    error FailedOp(uint256 opIndex, string reason);

    event UserOperationEvent(
        bytes32 indexed userOpHash,
        address indexed sender,
        address indexed paymaster,
        uint256 nonce,
        bool success,
        uint256 actualGasCost,
        uint256 actualGasUsed
    );

    function handleOps(UserOperation[] calldata ops, address payable beneficiary) external;
    function getUserOpHash(UserOperation calldata op) external view returns (bytes32);
    function getNonce(address sender, uint192 key) external view returns (uint256);
    function depositTo(address account) external payable;
    function withdrawTo(address payable to, uint256 amount) external;
    function balanceOf(address account) external view returns (uint256);
}

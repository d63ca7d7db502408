// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {
    Execution,
    IERC7579Execution,
    IERC7579ModuleConfig,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {Family, SmartAccount} from "./SmartAccount.sol";

/// @notice What of Biconomy Smart Account v2 is called here.
interface IBiconomyExecution {
    function execute(address target, uint256 value, bytes calldata data) external;
    function executeBatch(address[] calldata targets, uint256[] calldata values, bytes[] calldata datas) external;
    function enableModule(address module) external;
}

/// @title AccountCall
/// @notice Writes what an account is to do as it wants it written.
library AccountCall {
    /// @dev One call, or several: revert when one fails, no selector, no payload (ERC-7579).
    bytes32 private constant SINGLE = 0;
    bytes32 private constant BATCH = bytes32(uint256(1) << 248);

    /// @dev What Kernel takes for "no hook".
    address private constant NO_HOOK = address(1);

    /// @notice The op's calldata that makes the account make the calls.
    function encode(SmartAccount memory account, Execution[] memory calls) internal pure returns (bytes memory) {
        if (account.family == Family.BICONOMY) return _encodeBiconomy(calls);
        if (calls.length == 1) {
            bytes memory single = abi.encodePacked(calls[0].target, calls[0].value, calls[0].callData);
            return abi.encodeCall(IERC7579Execution.execute, (SINGLE, single));
        }
        return abi.encodeCall(IERC7579Execution.execute, (BATCH, abi.encode(calls)));
    }

    /// @notice The account's call to itself that enables the registry, or installs the validator beside its own.
    function installation(SmartAccount memory account, address registry) internal pure returns (Execution memory) {
        bytes memory data = account.family == Family.BICONOMY
            ? abi.encodeCall(IBiconomyExecution.enableModule, (registry))
            : abi.encodeCall(
                IERC7579ModuleConfig.installModule, (MODULE_TYPE_VALIDATOR, registry, _installData(account.family))
            );
        return Execution({target: account.at, value: 0, callData: data});
    }

    /// @dev Kernel wants a hook, what validator and hook get, and the one function that the validator may judge.
    function _installData(Family family) private pure returns (bytes memory) {
        if (family != Family.KERNEL) return "";
        return abi.encodePacked(
            NO_HOOK, abi.encode(bytes(""), bytes(""), abi.encodePacked(IERC7579Execution.execute.selector))
        );
    }

    function _encodeBiconomy(Execution[] memory calls) private pure returns (bytes memory) {
        if (calls.length == 1) {
            return abi.encodeCall(IBiconomyExecution.execute, (calls[0].target, calls[0].value, calls[0].callData));
        }
        address[] memory targets = new address[](calls.length);
        uint256[] memory values = new uint256[](calls.length);
        bytes[] memory datas = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (targets[i], values[i], datas[i]) = (calls[i].target, calls[i].value, calls[i].callData);
        }
        return abi.encodeCall(IBiconomyExecution.executeBatch, (targets, values, datas));
    }
}

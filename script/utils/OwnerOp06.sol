// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {OpGas} from "./OpGas.sol";
import {OwnerKey} from "./OwnerKey.sol";
import {SmartAccount} from "./SmartAccount.sol";

/// @notice EntryPoint v0.6, as far as an owner's op needs it.
interface IEntryPoint06 {
    /// @dev What `handleOps` reverts with; declared so that forge can print it.
    error FailedOp(uint256 opIndex, string reason);

    function handleOps(UserOperation[] calldata ops, address payable beneficiary) external;
    function getUserOpHash(UserOperation calldata op) external view returns (bytes32);
    function getNonce(address sender, uint192 key) external view returns (uint256);
}

/// @title OwnerOp06
/// @notice An op that the owner of a Biconomy Smart Account v2 signs.
library OwnerOp06 {
    /// @dev The first lane that no session may use: in any other a session key could use up the nonce first, and keep its own revocation
    /// out.
    uint192 private constant OWNER_LANE = 1 << 191;

    /// @notice The signed op.
    /// @param ownerModule Biconomy's module that knows the owner.
    /// @param callGas Limit of the calls.
    function signed(SmartAccount memory account, address ownerModule, bytes memory callData, uint256 callGas)
        internal
        view
        returns (UserOperation memory op)
    {
        IEntryPoint06 entryPoint = IEntryPoint06(account.entryPoint);
        op.sender = account.at;
        op.nonce = entryPoint.getNonce(account.at, OWNER_LANE);
        op.callData = callData;
        op.callGasLimit = callGas;
        op.verificationGasLimit = OpGas.verification(callData);
        bytes32 digest = MessageHashUtils.toEthSignedMessageHash(entryPoint.getUserOpHash(op));
        op.signature = abi.encode(OwnerKey.sign(digest), ownerModule);
    }

    /// @notice Hands it to the EntryPoint.
    function handle(SmartAccount memory account, UserOperation memory op, address payable beneficiary) internal {
        UserOperation[] memory ops = new UserOperation[](1);
        ops[0] = op;
        uint256 gas = OpGas.transaction(op.verificationGasLimit, op.callGasLimit, op.callData);
        IEntryPoint06(account.entryPoint).handleOps{gas: gas}(ops, beneficiary);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {ECDSAOwnerValidator} from "./ECDSAOwnerValidator.sol";

/// @notice A second owner, which notes what accounts hand to it, and what they answer it while they validate.
contract RecordingValidator is ECDSAOwnerValidator {
    struct Answer {
        bool succeeded;
        bytes data;
    }

    address public caller;
    bytes32 public receivedHash;
    bytes public receivedOp;
    bytes public installData;
    bytes public uninstallData;
    uint256 public installs;
    uint256 public uninstalls;

    bytes[] private questions;
    Answer[] private answers;

    /// @notice Adds a call that the validator makes to the account during validation.
    function ask(bytes calldata question) external {
        questions.push(question);
    }

    function answerAt(uint256 index) external view returns (Answer memory) {
        return answers[index];
    }

    function onInstall(bytes calldata data) public override {
        (installData, installs) = (data, installs + 1);
        super.onInstall(data);
    }

    function onUninstall(bytes calldata data) public override {
        (uninstallData, uninstalls) = (data, uninstalls + 1);
        super.onUninstall(data);
    }

    function validateUserOp(PackedUserOperation calldata op, bytes32 userOpHash) public override returns (uint256) {
        (caller, receivedHash, receivedOp) = (msg.sender, userOpHash, abi.encode(op));
        delete answers;
        for (uint256 i; i < questions.length; ++i) {
            (bool succeeded, bytes memory data) = msg.sender.staticcall(questions[i]);
            answers.push(Answer(succeeded, data));
        }
        return super.validateUserOp(op, userOpHash);
    }
}

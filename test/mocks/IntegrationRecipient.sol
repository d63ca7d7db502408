// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Makes calls it was given while it receives an ERC-1155 token, and notes which of them went through.
contract ReenteringRecipient {
    struct Attempt {
        address target;
        bytes data;
        bool succeeded;
        bytes answer;
    }

    Attempt[] private attempts;
    uint256 public received;

    function prepare(address target, bytes calldata data) external {
        attempts.push(Attempt(target, data, false, ""));
    }

    function attemptAt(uint256 index) external view returns (Attempt memory) {
        return attempts[index];
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        ++received;
        for (uint256 i; i < attempts.length; ++i) {
            (attempts[i].succeeded, attempts[i].answer) = attempts[i].target.call(attempts[i].data);
        }
        return this.onERC1155Received.selector;
    }
}

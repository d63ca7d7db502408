// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A function for each opcode that a validation may not run, and that Solidity emits for the oldest EVM we build for.
contract ForbiddenOpcodes {
    function origin() external view returns (address) {
        return tx.origin;
    }

    function gasPrice() external view returns (uint256) {
        return tx.gasprice;
    }

    function blockHash() external view returns (bytes32) {
        return blockhash(0);
    }

    function coinbase() external view returns (address) {
        return block.coinbase;
    }

    function timestamp() external view returns (uint256) {
        return block.timestamp;
    }

    function number() external view returns (uint256) {
        return block.number;
    }

    function prevRandao() external view returns (uint256) {
        return block.prevrandao;
    }

    function gasLimit() external view returns (uint256) {
        return block.gaslimit;
    }

    function baseFee() external view returns (uint256) {
        return block.basefee;
    }

    function create() external returns (address made) {
        assembly ("memory-safe") {
            made := create(0, 0, 0)
        }
    }

    function create2() external returns (address made) {
        assembly ("memory-safe") {
            made := create2(0, 0, 0, 0)
        }
    }

    function balance() external view returns (uint256) {
        return msg.sender.balance;
    }

    function selfBalance() external view returns (uint256) {
        return address(this).balance;
    }

    function gasLeft() external view returns (uint256) {
        return gasleft();
    }

    function invalid() external pure {
        assembly ("memory-safe") {
            invalid()
        }
    }

    function doNothing() external pure {}
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Storage of a contract that is not the account, in every relation to the account that calls it.
contract SlotAccess {
    mapping(address account => uint256) internal byAccount;
    mapping(bytes32 key => mapping(address account => uint256)) internal accountInnermost;
    mapping(address account => mapping(bytes32 key => uint256)) internal accountOutermost;
    mapping(address account => uint256[200]) internal wide;
    uint256 internal shared;

    function readByAccount() external view returns (uint256) {
        return byAccount[msg.sender];
    }

    function writeByAccount() external {
        byAccount[msg.sender] = 1;
    }

    function readOf(address other) external view returns (uint256) {
        return byAccount[other];
    }

    function readInnermost(bytes32 key) external view returns (uint256) {
        return accountInnermost[key][msg.sender];
    }

    function writeInnermost(bytes32 key) external {
        accountInnermost[key][msg.sender] = 1;
    }

    function readOutermost(bytes32 key) external view returns (uint256) {
        return accountOutermost[msg.sender][key];
    }

    function writeOutermost(bytes32 key) external {
        accountOutermost[msg.sender][key] = 1;
    }

    function readWide(uint256 index) external view returns (uint256) {
        return wide[msg.sender][index];
    }

    function readShared() external view returns (uint256) {
        return shared;
    }

    function writeShared() external {
        shared = 1;
    }

    function readSlot(uint256 slot) external view returns (uint256 value) {
        assembly ("memory-safe") {
            value := sload(slot)
        }
    }

    /// @notice Reads `offset` slots after the hash of the account and a word; an offset may be "negative".
    function readAfterHash(bytes32 word, uint256 offset) external view returns (uint256 value) {
        bytes32 base = keccak256(abi.encode(msg.sender, word));
        assembly ("memory-safe") {
            value := sload(add(base, offset))
        }
    }

    /// @notice The account is in the preimage, but not first, or not alone with one word.
    function readByLongHash(bytes32 first, bytes32 second) external view returns (uint256 value) {
        bytes32 base = keccak256(abi.encode(msg.sender, first, second));
        assembly ("memory-safe") {
            value := sload(base)
        }
    }

    function readByHashEndingInAccount(bytes32 word) external view returns (uint256 value) {
        bytes32 base = keccak256(abi.encode(word, msg.sender));
        assembly ("memory-safe") {
            value := sload(base)
        }
    }
}

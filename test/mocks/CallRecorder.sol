// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Notes every call in the order in which they come.
/// @dev Etched to many addresses, which all write to the one journal.
contract CallJournal {
    bytes32 public digest;
    uint256 public count;

    function note(address target, uint256 value, bytes calldata data) external {
        digest = keccak256(abi.encode(digest, target, value, data));
        ++count;
    }
}

/// @notice A target that takes any call and writes it down.
contract CallRecorder {
    CallJournal private immutable JOURNAL;

    constructor(CallJournal journal) {
        JOURNAL = journal;
    }

    fallback(bytes calldata data) external payable returns (bytes memory) {
        JOURNAL.note(address(this), msg.value, data);
        return "";
    }

    receive() external payable {
        JOURNAL.note(address(this), msg.value, "");
    }
}

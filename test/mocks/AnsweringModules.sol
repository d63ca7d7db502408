// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Answers whatever it is told to, or reverts with it.
contract AnsweringModule {
    bytes private answer;
    bool private refuses;

    function setAnswer(bytes memory newAnswer) external {
        (answer, refuses) = (newAnswer, false);
    }

    function setRefusal(bytes memory reason) external {
        (answer, refuses) = (reason, true);
    }

    fallback() external {
        bytes memory data = answer;
        bool reverts = refuses;
        assembly ("memory-safe") {
            if reverts { revert(add(data, 0x20), mload(data)) }
            return(add(data, 0x20), mload(data))
        }
    }
}

/// @notice Names the lower 160 bits of the hash of all it is asked, so that a question can be compared whole.
contract HashingModule {
    fallback() external {
        bytes memory question = msg.data;
        bytes32 digest = keccak256(question);
        assembly ("memory-safe") {
            mstore(0x00, shr(96, shl(96, digest)))
            return(0x00, 0x20)
        }
    }
}

/// @notice Answers or reverts with this many bytes, each `0xab`.
contract BombModule {
    uint256 private immutable LENGTH;
    bool private immutable REFUSES;

    constructor(uint256 length, bool refuses) {
        (LENGTH, REFUSES) = (length, refuses);
    }

    fallback() external {
        bytes memory data = new bytes(LENGTH);
        bool reverts = REFUSES;
        assembly ("memory-safe") {
            let at := add(data, 0x20)
            for { let end := add(at, mload(data)) } lt(at, end) { at := add(at, 0x20) } {
                mstore(at, 0xabababababababababababababababababababababababababababababababab)
            }
            if reverts { revert(add(data, 0x20), mload(data)) }
            return(add(data, 0x20), mload(data))
        }
    }
}

/// @notice Acts before it answers, which a judge must not.
contract ActingModule {
    enum Act {
        None,
        Store,
        Log,
        Create,
        Pay,
        CallBack
    }

    event Acted();

    Act public act;
    uint256 public writes;
    address private immutable NAMED;

    constructor(address named) payable {
        NAMED = named;
    }

    function setAct(Act newAct) external {
        act = newAct;
    }

    function write() external {
        ++writes;
    }

    fallback() external {
        if (act == Act.Store) ++writes;
        if (act == Act.Log) emit Acted();
        if (act == Act.Create) new HashingModule();
        if (act == Act.Pay) payable(NAMED).transfer(1);
        if (act == Act.CallBack) this.write();
        address named = NAMED;
        assembly ("memory-safe") {
            mstore(0x00, named)
            return(0x00, 0x20)
        }
    }
}

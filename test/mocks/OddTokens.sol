// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TestERC20} from "./Tokens.sol";

/// @notice Runs calls of itself for whoever calls, as routers and some tokens do.
contract MulticallToken is TestERC20 {
    function multicall(bytes[] calldata calls) external {
        for (uint256 i; i < calls.length; ++i) {
            (bool done,) = address(this).delegatecall(calls[i]);
            require(done);
        }
    }
}

/// @notice Drops the upper 96 bits of an address, as contracts compiled before Solidity 0.8 do, and takes any calldata.
contract TruncatingToken {
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    fallback() external {
        if (msg.sig != 0x095ea7b3) revert();
        (uint256 spender, uint256 amount) = abi.decode(msg.data[4:], (uint256, uint256));
        allowance[msg.sender][address(uint160(spender))] = amount;
    }
}

/// @notice Takes every flag but zero for true, as contracts compiled before Solidity 0.8 do.
contract LenientCollection {
    mapping(address owner => mapping(address operator => bool)) public isApprovedForAll;

    fallback() external {
        if (msg.sig != 0xa22cb465) revert();
        (uint256 operator, uint256 approved) = abi.decode(msg.data[4:], (uint256, uint256));
        isApprovedForAll[msg.sender][address(uint160(operator))] = approved != 0;
    }
}

/// @notice Answers approvals and transfers in the ways that tokens have: with nothing, with a no, or by refusing zero.
contract AnsweringToken {
    enum Manner {
        Silent,
        Denying,
        RefusingZero
    }

    Manner private immutable MANNER;

    mapping(address owner => mapping(address spender => uint256)) public allowance;

    constructor(Manner manner) {
        MANNER = manner;
    }

    function approve(address spender, uint256 amount) external {
        if (MANNER == Manner.RefusingZero) require(amount != 0, "zero");
        allowance[msg.sender][spender] = amount;
        if (MANNER == Manner.Silent) return;
        bool answer = MANNER != Manner.Denying;
        assembly ("memory-safe") {
            mstore(0x00, answer)
            return(0x00, 0x20)
        }
    }
}

/// @notice Keeps a tenth of what is transferred.
contract FeeToken is TestERC20 {
    function transfer(address to, uint256 amount) public override returns (bool) {
        _burn(msg.sender, amount / 10);
        return super.transfer(to, amount - amount / 10);
    }
}

/// @notice Functions whose arguments are numbers with a sign, flags and bytes.
contract Ledger {
    bytes32 public stored;

    function set(int256 number, bool flag) external {
        stored = keccak256(abi.encode(number, flag));
    }

    function setUnsigned(uint256 number) external {
        stored = keccak256(abi.encode(number));
    }

    function write(bytes calldata text) external {
        stored = keccak256(text);
    }

    receive() external payable {}

    fallback() external payable {}
}

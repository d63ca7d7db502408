// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {SessionNode} from "../../../contracts/types/SessionNode.sol";

contract SessionNodeTest is Test {
    function testFuzz_Comparison(bytes32 a, bytes32 b) public pure {
        assertEq(SessionNode.wrap(a) == SessionNode.wrap(b), a == b);
        assertEq(SessionNode.wrap(a) != SessionNode.wrap(b), a != b);
    }

    function testFuzz_Comparison_WithItself(bytes32 a) public pure {
        assertTrue(SessionNode.wrap(a) == SessionNode.wrap(a));
        assertFalse(SessionNode.wrap(a) != SessionNode.wrap(a));
    }

    function testFuzz_Comparison_OneBitApart(bytes32 a, uint8 bit) public pure {
        bytes32 b = a ^ bytes32(uint256(1) << bit);
        assertFalse(SessionNode.wrap(a) == SessionNode.wrap(b));
        assertTrue(SessionNode.wrap(a) != SessionNode.wrap(b));
    }
}

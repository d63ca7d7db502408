// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {SessionId} from "../../../contracts/types/SessionId.sol";
import {SessionNode} from "../../../contracts/types/SessionNode.sol";
import {DirtyMemory} from "../../mocks/DirtyMemory.sol";
import {TreeBuilder} from "../../utils/TreeBuilder.sol";

contract SessionIdTest is Test, DirtyMemory {
    function testFuzz_Leaf_HashesTheId(bytes32 id) public pure dirty {
        assertEq(SessionNode.unwrap(SessionId.wrap(id).toLeaf()), keccak256(abi.encode(id)));
    }

    function testFuzz_BiconomyLeaf_IsTheId(bytes32 id) public pure {
        assertEq(SessionNode.unwrap(SessionId.wrap(id).toBiconomyLeaf()), id);
    }

    /// @dev Inner node as leaf: an id made of two nodes hashes to another node than the two do.
    function testFuzz_Leaf_IsNoInnerNode(bytes32 left, bytes32 right) public pure {
        bytes32 node = TreeBuilder.hashPair(left, right);
        assertNotEq(SessionNode.unwrap(SessionId.wrap(node).toLeaf()), node);
    }
}

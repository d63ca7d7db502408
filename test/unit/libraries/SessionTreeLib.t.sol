// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Test} from "forge-std/Test.sol";

import {OpenSessionTreeLib} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {TreeBuilder} from "../../utils/TreeBuilder.sol";

contract SessionTreeLibTest is Test, LatchkeyDeployer {
    uint256 private constant LARGEST_TREE = 70;

    OpenSessionTreeLib private lib = OpenSessionTreeLib(_deployMock("OpenLibraries", "OpenSessionTreeLib"));

    /// @dev External, so that OpenZeppelin's reads calldata too.
    function openZeppelinRootOf(bytes32 leaf, bytes32[] calldata proof) external pure returns (bytes32) {
        return MerkleProof.processProofCalldata(proof, leaf);
    }

    function testFuzz_RootOf_WalksAsALoopDoes(bytes32 leaf, bytes32[] memory proof) public view {
        bytes32 root = leaf;
        for (uint256 i; i < proof.length; ++i) {
            root = TreeBuilder.hashPair(root, proof[i]);
        }
        assertEq(lib.rootOf(leaf, proof), root);
    }

    function testFuzz_RootOf_WalksAsOpenZeppelinDoes(bytes32 leaf, bytes32[] memory proof) public view {
        assertEq(lib.rootOf(leaf, proof), this.openZeppelinRootOf(leaf, proof));
    }

    function testFuzz_RootOf_EmptyProof_IsTheLeaf(bytes32 leaf) public view {
        assertEq(lib.rootOf(leaf, new bytes32[](0)), leaf);
    }

    /// @dev Where the comparison of siblings could go wrong: equal ones, and those that a signed comparison orders otherwise.
    function test_RootOf_SiblingsAtTheEdges() public view {
        bytes32[4] memory edges =
            [bytes32(0), bytes32(uint256(1)), bytes32(uint256(1) << 255), bytes32(type(uint256).max)];
        bytes32[] memory proof = new bytes32[](1);
        for (uint256 i; i < edges.length; ++i) {
            for (uint256 j; j < edges.length; ++j) {
                proof[0] = edges[j];
                assertEq(lib.rootOf(edges[i], proof), TreeBuilder.hashPair(edges[i], edges[j]));
                assertEq(lib.rootOf(edges[i], proof), this.openZeppelinRootOf(edges[i], proof));
            }
        }
    }

    /// @dev Odd counts included, whose last node goes up unchanged.
    function test_RootOf_EverySizeOfTree() public view {
        for (uint256 size = 1; size <= LARGEST_TREE; ++size) {
            bytes32[] memory leaves = _leaves(bytes32(size), size);
            bytes32 root = TreeBuilder.root(leaves);
            assertEq(lib.rootOf(leaves[0], TreeBuilder.proof(leaves, 0)), root);
            assertEq(lib.rootOf(leaves[size / 2], TreeBuilder.proof(leaves, size / 2)), root);
            assertEq(lib.rootOf(leaves[size - 1], TreeBuilder.proof(leaves, size - 1)), root);
        }
    }

    function testFuzz_RootOf_AnyLeafOfATree(bytes32 seed, uint256 size, uint256 index) public view {
        size = bound(size, 1, LARGEST_TREE);
        index = bound(index, 0, size - 1);
        bytes32[] memory leaves = _leaves(seed, size);
        bytes32[] memory proof = TreeBuilder.proof(leaves, index);
        assertEq(lib.rootOf(leaves[index], proof), TreeBuilder.root(leaves));
        assertEq(this.openZeppelinRootOf(leaves[index], proof), TreeBuilder.root(leaves));
    }

    function testFuzz_RootOf_OtherLeaf_LeadsElsewhere(bytes32 seed, uint256 size, uint256 index, bytes32 other)
        public
        view
    {
        size = bound(size, 1, LARGEST_TREE);
        index = bound(index, 0, size - 1);
        bytes32[] memory leaves = _leaves(seed, size);
        vm.assume(other != leaves[index]);
        assertNotEq(lib.rootOf(other, TreeBuilder.proof(leaves, index)), TreeBuilder.root(leaves));
    }

    function testFuzz_RootOf_BitOfTheProofFlipped_LeadsElsewhere(
        bytes32 seed,
        uint256 size,
        uint256 index,
        uint256 node,
        uint8 bit
    ) public view {
        size = bound(size, 2, LARGEST_TREE);
        index = bound(index, 0, size - 1);
        bytes32[] memory leaves = _leaves(seed, size);
        bytes32[] memory proof = TreeBuilder.proof(leaves, index);
        proof[bound(node, 0, proof.length - 1)] ^= bytes32(uint256(1) << bit);
        assertNotEq(lib.rootOf(leaves[index], proof), TreeBuilder.root(leaves));
    }

    function testFuzz_RootOf_LeavesReservedMemoryAlone(bytes32 leaf, bytes32[] memory proof) public view {
        (bool pointerKept, uint256 zeroSlot) = lib.reservedMemoryAfter(leaf, proof);
        assertTrue(pointerKept);
        assertEq(zeroSlot, 0);
    }

    function _leaves(bytes32 seed, uint256 size) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](size);
        for (uint256 i; i < size; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {RegistryBase} from "./RegistryBase.t.sol";

contract GetSessionKeysTest is RegistryBase {
    function testFuzz_HoldsTheRoot(bytes32 merkleRoot, bytes32 otherRoot) public {
        assertEq(registry.getSessionKeys(account).merkleRoot, 0);
        _setMerkleRoot(merkleRoot);
        assertEq(registry.getSessionKeys(account).merkleRoot, merkleRoot);
        assertEq(registry.getSessionKeys(other).merkleRoot, 0);
        _setMerkleRoot(otherRoot);
        assertEq(registry.getSessionKeys(account).merkleRoot, otherRoot);
    }

    /// @dev Biconomy clients decode a struct of one word.
    function testFuzz_AnswersOneWord(bytes32 merkleRoot) public {
        _setMerkleRoot(merkleRoot);
        (, bytes memory answer) =
            address(registry).staticcall(abi.encodeWithSignature("getSessionKeys(address)", account));
        assertEq(answer, abi.encode(merkleRoot));
    }
}

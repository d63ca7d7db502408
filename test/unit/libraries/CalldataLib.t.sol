// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {CalldataLib} from "../../../contracts/libraries/CalldataLib.sol";
import {OpenCalldataLib} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";

contract CalldataLibTest is Test, LatchkeyDeployer {
    OpenCalldataLib private lib = OpenCalldataLib(_deployMock("OpenLibraries", "OpenCalldataLib"));

    function testFuzz_WordAt_IsTheSlice(bytes memory data, bytes32 more, uint256 offset) public view {
        data = abi.encodePacked(data, more);
        offset = bound(offset, 0, data.length - 32);
        assertEq(bytes32(lib.wordAt(data, offset)), bytes32(lib.slice(data, offset, 32)));
    }

    function testFuzz_PartAt_IsTheSlice(bytes memory data, uint256 offset, uint256 length) public view {
        offset = bound(offset, 0, data.length);
        length = bound(length, 0, data.length - offset);
        assertEq(lib.partAt(data, offset, length), lib.slice(data, offset, length));
    }

    function testFuzz_WordsAt_AreTheSlices(bytes memory data, uint256 offset, uint256 count) public view {
        offset = bound(offset, 0, data.length);
        count = bound(count, 0, (data.length - offset) / 32);
        bytes32[] memory words = lib.wordsAt(data, offset, count);
        assertEq(words.length, count);
        assertEq(abi.encodePacked(words), lib.slice(data, offset, count * 32));
    }

    function testFuzz_Hash_IsKeccak256(bytes memory data) public view {
        assertEq(lib.hash(data), keccak256(data));
    }

    function testFuzz_Hash_LeavesMemoryAlone(bytes memory earlier, bytes memory data, bytes memory later) public view {
        (bytes memory kept, bytes32 digest, bytes memory copied) = lib.hashBetween(earlier, data, later);
        assertEq(kept, earlier);
        assertEq(digest, keccak256(data));
        assertEq(copied, later);
    }

    function testFuzz_Padded_IsWholeWords(uint256 length) public pure {
        length = bound(length, 0, (1 << 255) - 1);
        assertEq(CalldataLib.padded(length), (length + 31) / 32 * 32);
    }

    function test_Padded_AroundAWord() public pure {
        assertEq(CalldataLib.padded(0), 0);
        assertEq(CalldataLib.padded(1), 32);
        assertEq(CalldataLib.padded(31), 32);
        assertEq(CalldataLib.padded(32), 32);
        assertEq(CalldataLib.padded(33), 64);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Failure} from "../../../contracts/interfaces/IPolicyErrors.sol";
import {IPolicyJudge} from "../../utils/IPolicyJudge.sol";
import {Policies} from "../../utils/Policies.sol";
import {BytesEditor} from "../BytesEditor.sol";
import {PolicyTestBase} from "./PolicyTestBase.sol";

/// @notice Arrays in programs.
contract ProgramArraysTest is PolicyTestBase {
    using BytesEditor for bytes;

    bytes private constant FIVE = hex"400005";
    bytes private constant SIX = hex"400006";
    bytes private constant AT_MOST_TWO = hex"0400000002";
    uint32 private constant ANY = type(uint32).max;

    /* LENGTHS */

    function test_Max_IsInclusive() public {
        for (uint32 max; max < 4; ++max) {
            bytes memory program = _array(max, 1, "");
            if (max != 0) _assertFits(program, abi.encode(new uint256[](max - 1)));
            _assertFits(program, abi.encode(new uint256[](max)));
            _assertFails(program, abi.encode(new uint256[](max + 1)), Failure.ARRAY_TOO_LONG, FIRST + 32);
            program = _array(max, 0, hex"02");
            if (max != 0) _assertFits(program, abi.encode(new bytes[](max - 1)));
            _assertFits(program, abi.encode(new bytes[](max)));
            _assertFails(program, abi.encode(new bytes[](max + 1)), Failure.ARRAY_TOO_LONG, FIRST + 32);
        }
    }

    /// @dev All 4 bytes of it count.
    function test_Max_IsOf4Bytes() public {
        _assertFits(_array(1 << 24, 1, ""), abi.encode(new uint256[](300)));
        _assertFits(_array(1 << 16, 1, ""), abi.encode(new uint256[](300)));
        _assertFits(_array(1 << 8, 1, ""), abi.encode(new uint256[](256)));
        _assertFails(_array(1 << 8, 1, ""), abi.encode(new uint256[](257)), Failure.ARRAY_TOO_LONG, FIRST + 32);
    }

    function test_Prefix_IsTheLeastLength() public {
        bytes memory program = _array(ANY, 1, hex"", hex"", "");
        _assertFails(program, abi.encode(new uint256[](0)), Failure.ARRAY_TOO_SHORT, FIRST + 32);
        _assertFails(program, abi.encode(new uint256[](1)), Failure.ARRAY_TOO_SHORT, FIRST + 32);
        _assertFits(program, abi.encode(new uint256[](2)));
        _assertFits(program, abi.encode(new uint256[](3)));
        program = _array(ANY, 0, hex"02", hex"02", hex"02");
        _assertFails(program, abi.encode(new bytes[](0)), Failure.ARRAY_TOO_SHORT, FIRST + 32);
        _assertFails(program, abi.encode(new bytes[](1)), Failure.ARRAY_TOO_SHORT, FIRST + 32);
        _assertFits(program, abi.encode(new bytes[](2)));
        _assertFits(program, abi.encode(new bytes[](3)));
    }

    /// @dev Too long comes before too short, and both before what elements say.
    function test_TheLengthIsLookedAtFirst() public {
        bytes memory program = _array(1, 1, FIVE, FIVE, FIVE);
        _assertFails(program, abi.encode(_words(6)), Failure.ARRAY_TOO_SHORT, FIRST + 32);
        _assertFails(program, abi.encode(_words(6, 6)), Failure.ARRAY_TOO_LONG, FIRST + 32);
        _assertFails(_array(0, 1, FIVE, FIVE, FIVE), abi.encode(_words(5)), Failure.ARRAY_TOO_LONG, FIRST + 32);
    }

    function test_NotCanonicalWhen_ALengthIsAnother() public {
        bytes memory program = _array(ANY, 1, "");
        _assertNotCanonical(program, "");
        _assertNotCanonical(program, abi.encode(32));
        _assertNotCanonical(program, abi.encode(32, 1));
        _assertNotCanonical(program, abi.encode(32, 0, 0));
        _assertNotCanonical(program, abi.encode(32, 1, 0, 0));
        _assertNotCanonical(program, abi.encode(32, 3, 0, 0));
        _assertNotCanonical(program, abi.encodePacked(uint256(32), uint256(1), uint248(0)));
        _assertNotCanonical(program, abi.encode(64, 0, 0));
        // Lengths times 32, or times 64, that wrap round.
        for (uint256 i = 248; i < 256; ++i) {
            _assertNotCanonical(program, abi.encode(32, 1 << i));
            _assertNotCanonical(program, abi.encode(32, (1 << i) + 1, 0));
            _assertNotCanonical(_array(ANY, 2, ""), abi.encode(32, (1 << i) + 1, 0, 0));
            _assertNotCanonical(_array(ANY, 255, ""), abi.encode(32, 1 << i));
            _assertNotCanonical(_array(ANY, 0, hex"02"), abi.encode(32, 1 << i));
        }
        _assertNotCanonical(program, abi.encode(32, type(uint256).max));
    }

    /* STATIC ELEMENTS */

    function test_Static_ElementsHaveTheirPrograms() public {
        bytes memory program = _array(ANY, 1, FIVE, "", SIX);
        _assertFits(program, abi.encode(_words(5, 9)));
        _assertFits(program, abi.encode(_words(5, 9, 6)));
        _assertFails(program, abi.encode(_words(6, 9, 6)), Failure.WORD_NOT_ALLOWED, FIRST + 64);
        _assertFails(program, abi.encode(_words(5, 9, 5)), Failure.WORD_NOT_ALLOWED, FIRST + 128);
        _assertFails(program, abi.encode(_words(0x105, 9, 5)), Failure.DIRTY_WORD, FIRST + 64);
    }

    function testFuzz_Static_EveryElementIsLookedAt(uint256 length, uint256 place) public {
        length = bound(length, 1, 40);
        place = bound(place, 0, length - 1);
        uint256[] memory words = new uint256[](length);
        for (uint256 i; i < length; ++i) {
            words[i] = 5;
        }
        _assertFits(_array(ANY, 1, FIVE), abi.encode(words));
        words[place] = 6;
        _assertFails(_array(ANY, 1, FIVE), abi.encode(words), Failure.WORD_NOT_ALLOWED, FIRST + 64 + 32 * place);
    }

    function test_Static_ElementsOfSeveralWords() public {
        bytes memory program = _array(ANY, 3, abi.encodePacked(Policies.skip(2), FIVE));
        _assertFits(program, abi.encode(32, 2, 1, 2, 5, 3, 4, 5));
        _assertFails(program, abi.encode(32, 2, 1, 2, 5, 3, 4, 6), Failure.WORD_NOT_ALLOWED, FIRST + 224);
        _assertFails(program, abi.encode(32, 2, 1, 2, 4, 3, 4, 6), Failure.WORD_NOT_ALLOWED, FIRST + 128);
        _assertNotCanonical(program, abi.encode(32, 2, 1, 2, 5, 3, 4));
        _assertNotCanonical(program, abi.encode(32, 2, 1, 2, 5, 3, 4, 5, 0));
    }

    /// @dev Behind an array there is more, where it ends.
    function test_Static_WhatFollowsStandsBehind() public {
        bytes memory program = abi.encodePacked(_array(ANY, 2, ""), hex"0400000000");
        _assertFits(program, abi.encode(64, 224, 2, 1, 2, 3, 4, 0));
        _assertFails(program, abi.encode(64, 224, 2, 1, 2, 3, 4, 1, 1 << 255), Failure.BYTES_TOO_LONG, FIRST + 224);
        _assertNotCanonical(program, abi.encode(64, 192, 2, 1, 2, 3, 0));
        _assertNotCanonical(program, abi.encode(64, 256, 2, 1, 2, 3, 4, 0, 0));
    }

    function test_RevertWhen_AStaticElementHasAnotherShape() public {
        bytes memory args = abi.encode(32, 1, 5, 5);
        _assertFits(_array(ANY, 2, hex"0102"), args);
        _assertMalformed(_array(ANY, 2, FIVE), args);
        _assertMalformed(_array(ANY, 2, hex"0101"), args);
        _assertMalformed(_array(ANY, 2, hex"0103"), args);
        _assertMalformed(_array(ANY, 2, abi.encodePacked(FIVE, FIVE, FIVE)), args);
        _assertMalformed(_array(ANY, 2, hex"010102"), abi.encode(32, 1, 5, 64));
        _assertMalformed(_array(ANY, 1, hex"02"), abi.encode(32, 1, 32, 0));
        _assertMalformed(_array(ANY, 1, hex"050000"), abi.encode(32, 1, 32));
        // That of the first element, or of the others.
        _assertMalformed(_array(ANY, 1, hex"0102", FIVE, FIVE), abi.encode(_words(5, 5)));
        _assertMalformed(_array(ANY, 1, FIVE, hex"0102", FIVE), abi.encode(_words(5, 5)));
        _assertMalformed(_array(ANY, 1, FIVE, FIVE, hex"0102"), abi.encode(_words(5, 5, 5)));
    }

    /* DYNAMIC ELEMENTS */

    function test_Dynamic_ElementsHaveTheirPrograms() public {
        bytes memory program = _array(ANY, 0, AT_MOST_TWO, hex"02", hex"0400000000");
        _assertFits(program, abi.encode(_texts("ab", "abc")));
        _assertFits(program, abi.encode(_texts("ab", "abc", "")));
        _assertFails(program, abi.encode(_texts("abc", "abc", "a")), Failure.BYTES_TOO_LONG, FIRST + 64 + 96);
        _assertFails(program, abi.encode(_texts("ab", "abc", "a")), Failure.BYTES_TOO_LONG, FIRST + 64 + 224);
        _assertFails(program, abi.encode(_texts("", "", "a")), Failure.BYTES_TOO_LONG, FIRST + 64 + 160);
    }

    function test_NotCanonicalWhen_AnElementIsElsewhere() public {
        bytes memory program = _array(ANY, 0, hex"02");
        _assertFits(program, abi.encode(32, 2, 64, 96, 0, 0));
        _assertNotCanonical(program, abi.encode(32, 2, 64, 64, 0));
        _assertNotCanonical(program, abi.encode(32, 2, 96, 64, 0, 0));
        _assertNotCanonical(program, abi.encode(32, 2, 64, 128, 0, 0, 0));
        _assertNotCanonical(program, abi.encode(32, 2, 96, 128, 0, 0, 0));
        _assertNotCanonical(program, abi.encode(32, 2, 32, 96, 0, 0));
        _assertNotCanonical(program, abi.encode(32, 2, 64, type(uint256).max, 0, 0));
        _assertNotCanonical(program, abi.encode(32, 2, 64, 96, 0));
        _assertNotCanonical(program, abi.encode(32, 2, 64, 96, 0, 0, 0));
        _assertNotCanonical(program, abi.encode(32, 2, 64, 96, 0, 32));
        _assertNotCanonical(program, abi.encode(32, 2, 64));
        _assertNotCanonical(program, abi.encode(32, 1, (1 << 255) + 32, 0));
    }

    /// @dev What is wrong far inside is wrong with the calldata, not with the policy.
    function test_NotCanonicalWhen_AnElementOfAnElementIs() public {
        bytes memory program = _array(ANY, 0, _array(ANY, 0, hex"02"));
        _assertFits(program, abi.encode(32, 1, 32, 1, 32, 0));
        _assertNotCanonical(program, abi.encode(32, 1, 32, 1, 32, 33));
        _assertNotCanonical(program, abi.encode(32, 1, 32, 1, 64, 0));
    }

    /// @dev After an element that has no end, the next one would begin at 0, before the calldata, by an offset that wraps round, and be
    /// as long as it takes to end with the calldata.
    function test_NotCanonicalWhen_AnElementStandsBeforeTheCalldata() public {
        bytes[2] memory endless = [bytes(hex"02"), hex"05000102"];
        for (uint256 i; i < endless.length; ++i) {
            // Only calldata that is not of whole words ends at a multiple of 32.
            bytes memory args = abi.encodePacked(abi.encode(32, 2, 64, 0, type(uint256).max), new bytes(24));
            uint256 start = _startOf(_op(_programPolicy(_endlessThen(endless[i], 1)), _data(args)));
            uint256 array = start + 4 + 64;
            args.setWord(96, type(uint256).max - array + 1);
            bytes memory program = _endlessThen(endless[i], uint8((start + 4 + args.length) / 32));
            _assertNotCanonical(program, args);
        }
    }

    /// @dev An array of one such element, and tuples of so many words.
    function _endlessThen(bytes memory endless, uint8 words) private pure returns (bytes memory) {
        bytes memory tuple = abi.encodePacked(hex"050002", Policies.skip(words));
        return abi.encodePacked(hex"06", ANY, hex"0001", uint16(endless.length), endless, uint16(tuple.length), tuple);
    }

    /// @dev Where the data of the only call begins in a question.
    function _startOf(IPolicyJudge.Case memory c) private pure returns (uint256) {
        // Selector and offset, the calls' count and offset, the call's head and the length of its data.
        return 36 + abi.encodeCall(IPolicyJudge.judge, (c)).wordAt(36 + 64) + 64 + 96 + 32;
    }

    /// @dev As far as they go, elements of an array of another length are looked at too.
    function test_TheShapeComesFirst() public {
        bytes memory program = _array(1, 0, hex"02", hex"02", hex"02");
        _assertFails(program, abi.encode(32, 1, 32, 0), Failure.ARRAY_TOO_SHORT, FIRST + 32);
        _assertNotCanonical(program, abi.encode(32, 1, 64, 0, 0));
        _assertFails(program, abi.encode(32, 2, 64, 96, 0, 0), Failure.ARRAY_TOO_LONG, FIRST + 32);
        _assertNotCanonical(program, abi.encode(32, 2, 64, 128, 0, 0, 0));
        _assertMalformed(_array(1, 0, hex"0202", hex"02", hex"02"), abi.encode(32, 1, 32, 0));
        _assertMalformed(_array(0, 1, hex"0102"), abi.encode(_words(1)));
    }

    function test_RevertWhen_ADynamicElementIsNotOneDynamicItem() public {
        bytes memory args = abi.encode(32, 1, 32, 0);
        _assertFits(_array(ANY, 0, hex"02"), args);
        _assertMalformed(_array(ANY, 0, ""), args);
        _assertMalformed(_array(ANY, 0, hex"0202"), args);
        _assertMalformed(_array(ANY, 0, hex"0101"), args);
        _assertMalformed(_array(ANY, 0, hex"020101"), args);
        _assertMalformed(_array(ANY, 0, hex"450000"), args);
        _assertMalformed(_array(ANY, 0, hex"00"), args);
        _assertMalformed(_array(ANY, 0, hex"07"), args);
        _assertMalformed(_array(ANY, 0, hex"0700000000"), args);
        _assertMalformed(_array(ANY, 0, hex"0100000000"), args);
        _assertMalformed(_array(ANY, 0, hex"050000050000"), args);
        _assertMalformed(_array(ANY, 0, hex"050001"), args);
        _assertMalformed(_array(ANY, 0, hex"03"), args);
        _assertMalformed(_array(ANY, 0, hex"04000000"), args);
        _assertMalformed(_array(ANY, 0, hex"0600000000"), args);
        // An empty program is not what follows it.
        _assertMalformed(abi.encodePacked(_array(ANY, 0, ""), hex"02"), abi.encode(64, 160, 1, 32, 0, 0));
        _assertMalformed(_array(ANY, 0, "", hex"02", hex"02"), abi.encode(32, 2, 64, 96, 0, 0));
    }

    /* WHAT IS NOT SEEN */

    /// @dev Nothing stands where they say, so nobody reads them.
    function test_AllowedWhen_ElementsThatAreNotThereAreMalformed() public {
        _assertFits(_array(ANY, 1, hex"ff"), abi.encode(new uint256[](0)));
        _assertFits(_array(ANY, 1, hex"0102"), abi.encode(new uint256[](0)));
        _assertFits(_array(ANY, 0, ""), abi.encode(new bytes[](0)));
        _assertFits(_array(ANY, 0, hex"ff"), abi.encode(new bytes[](0)));
        _assertFits(_array(ANY, 1, FIVE, FIVE, hex"ff"), abi.encode(_words(5, 5)));
        _assertMalformed(_array(ANY, 1, hex"ff"), abi.encode(_words(5)));
        _assertMalformed(_array(ANY, 0, hex"ff"), abi.encode(_texts("", "")));
    }

    /// @dev How long programs are is read in any case.
    function test_RevertWhen_ProgramsAreLongerThanTheItem() public {
        bytes memory args = abi.encode(new uint256[](0));
        _assertMalformed(hex"06", args);
        _assertMalformed(hex"06ffffffff", args);
        _assertMalformed(hex"06ffffffff01", args);
        _assertMalformed(hex"06ffffffff0100", args);
        _assertMalformed(hex"06ffffffff010000", args);
        _assertFits(hex"06ffffffff01000000", args);
        _assertMalformed(hex"06ffffffff01000001", args);
        _assertMalformed(hex"06ffffffff01000004400005", args);
        _assertFits(hex"06ffffffff01000003400005", args);
        _assertMalformed(hex"06ffffffff010100000004400005", args);
        _assertMalformed(hex"06ffffffff01010000", args);
        _assertMalformed(hex"06ffffffff01ff0000", args);
        _assertMalformed(hex"06ffffffff0101ffff0000", args);
    }

    /* NESTED */

    struct Order {
        uint256 amount;
        bytes32[] path;
    }

    /// @dev Orders have an amount of 5, and each step of their paths is 6.
    function test_ArraysOfTuplesOfArrays() public {
        bytes memory path = _array(3, 1, hex"405f0000000000000000000000000000000000000000000000000000000000000006");
        bytes memory order = abi.encodePacked(hex"405f", uint256(5), path);
        bytes memory program = _array(ANY, 0, abi.encodePacked(uint8(5), uint16(order.length), order));
        Order[] memory orders = new Order[](3);
        for (uint256 i; i < 3; ++i) {
            orders[i] = Order(5, new bytes32[](i));
            for (uint256 k; k < i; ++k) {
                orders[i].path[k] = bytes32(uint256(6));
            }
        }
        _assertFits(program, abi.encode(orders));
        // The head of three offsets stands at 64; orders begin at 160, 256 and 384.
        orders[2].path[1] = bytes32(uint256(7));
        _assertFails(program, abi.encode(orders), Failure.WORD_NOT_ALLOWED, FIRST + 384 + 128);
        orders[1].amount = 4;
        _assertFails(program, abi.encode(orders), Failure.WORD_NOT_ALLOWED, FIRST + 256);
        orders[0].path = new bytes32[](4);
        _assertFails(program, abi.encode(orders), Failure.ARRAY_TOO_LONG, FIRST + 160 + 64);
    }

    function testFuzz_ArraysOfArrays(uint8[4] memory lengths, bytes memory text) public {
        uint256[][] memory words = new uint256[][](lengths[0] % 4);
        for (uint256 i; i < words.length; ++i) {
            words[i] = new uint256[](lengths[i] % 8);
        }
        bytes[] memory texts = new bytes[](lengths[3] % 4);
        for (uint256 i; i < texts.length; ++i) {
            texts[i] = text;
        }
        bytes memory program =
            abi.encodePacked(_array(ANY, 0, _array(ANY, 1, "")), Policies.skip(1), _array(ANY, 0, hex"02"));
        _assertFits(program, abi.encode(words, uint256(1), texts));
    }

    /* WHAT IS CANONICAL */

    /// @dev Calldata with one word changed fits if, and only if, it is what an encoder makes of what a decoder reads in it.
    function testFuzz_FitsWhen_EncodedAgainItIsTheSame(
        uint256[2][] memory pairs,
        bytes memory content,
        bytes[] memory texts,
        uint256 place,
        uint256 word
    ) public {
        bytes memory args = abi.encode(pairs, content, uint256(1), texts);
        place = 32 * bound(place, 0, args.length / 32 - 1);
        if (word % 2 == 0) word = 32 * (word % 64);
        else if (word % 3 == 0) word = word % 97;
        for (uint256 i; i < 32; ++i) {
            args[place + i] = bytes32(word)[i];
        }
        bytes memory program = abi.encodePacked(_array(ANY, 2, ""), uint8(2), Policies.skip(1), _array(ANY, 0, hex"02"));
        try this.encodeAgain(args) returns (bytes memory again) {
            if (keccak256(again) == keccak256(args)) _assertFits(program, args);
            else _assertNotCanonical(program, args);
        } catch {
            _assertNotCanonical(program, args);
        }
    }

    function encodeAgain(bytes calldata args) external pure returns (bytes memory) {
        (uint256[2][] memory pairs, bytes memory content, uint256 word, bytes[] memory texts) =
            abi.decode(args, (uint256[2][], bytes, uint256, bytes[]));
        return abi.encode(pairs, content, word, texts);
    }

    /* PROGRAMS AND DATA */

    function _array(uint32 max, uint8 head, bytes memory rest) private pure returns (bytes memory) {
        return abi.encodePacked(uint8(6), max, head, uint8(0), uint16(rest.length), rest);
    }

    /// @dev With programs for the first two elements.
    function _array(uint32 max, uint8 head, bytes memory first, bytes memory second, bytes memory rest)
        private
        pure
        returns (bytes memory)
    {
        bytes memory programs =
            abi.encodePacked(uint16(first.length), first, uint16(second.length), second, uint16(rest.length), rest);
        return abi.encodePacked(uint8(6), max, head, uint8(2), programs);
    }

    function _words(uint256 a) private pure returns (uint256[] memory words) {
        words = new uint256[](1);
        words[0] = a;
    }

    function _words(uint256 a, uint256 b) private pure returns (uint256[] memory words) {
        words = new uint256[](2);
        (words[0], words[1]) = (a, b);
    }

    function _words(uint256 a, uint256 b, uint256 c) private pure returns (uint256[] memory words) {
        words = new uint256[](3);
        (words[0], words[1], words[2]) = (a, b, c);
    }

    function _texts(bytes memory a, bytes memory b) private pure returns (bytes[] memory) {
        return Policies.list(a, b);
    }

    function _texts(bytes memory a, bytes memory b, bytes memory c) private pure returns (bytes[] memory) {
        return Policies.list(a, b, c);
    }

    function _assertFits(bytes memory program, bytes memory args) private {
        _assertAllowed(_op(_programPolicy(program), _data(args)));
    }

    function _assertNotCanonical(bytes memory program, bytes memory args) private {
        _assertFails(program, args, Failure.NOT_CANONICAL, 0);
    }

    function _assertFails(bytes memory program, bytes memory args, Failure failure, uint256 offset) private {
        _assertFails(_op(_programPolicy(program), _data(args)), failure, offset);
    }

    function _assertMalformed(bytes memory program, bytes memory args) private {
        _assertMalformed(_op(_programPolicy(program), _data(args)));
    }
}

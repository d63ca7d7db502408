// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Failure} from "../../../contracts/interfaces/IPolicyErrors.sol";
import {Policies} from "../../utils/Policies.sol";
import {PolicyTestBase} from "./PolicyTestBase.sol";

/// @notice Heads, `bytes` and tuples. Rules in programs here are `uint8`s that must be 5, or `bytes` of at most 2 bytes.
contract ProgramTest is PolicyTestBase {
    bytes private constant FIVE = hex"400005";
    bytes private constant BYTES = hex"02";
    bytes private constant AT_MOST_TWO = hex"0400000002";

    /* WORDS */

    function test_NoProgram_DescribesNoArguments() public {
        _assertAllowed(_op(_programPolicy(""), _data("")));
        _assertNotCanonical("", hex"00");
        _assertNotCanonical("", abi.encode(0));
    }

    function test_Skip_DescribesSoManyWords() public {
        uint8[4] memory counts = [1, 2, 128, 255];
        for (uint256 i; i < counts.length; ++i) {
            bytes memory program = Policies.skip(counts[i]);
            uint256 length = 32 * uint256(counts[i]);
            _assertFits(program, _filled(length));
            _assertNotCanonical(program, _filled(length - 32));
            _assertNotCanonical(program, _filled(length - 1));
            _assertNotCanonical(program, _filled(length + 1));
            _assertNotCanonical(program, _filled(length + 32));
            _assertNotCanonical(program, "");
        }
    }

    function test_WordsBehindSkips() public {
        bytes memory program = abi.encodePacked(Policies.skip(2), FIVE, Policies.skip(1), FIVE);
        _assertFits(program, abi.encode(1, 2, 5, 3, 5));
        _assertFails(program, abi.encode(1, 2, 4, 3, 5), Failure.WORD_NOT_ALLOWED, FIRST + 64);
        _assertFails(program, abi.encode(1, 2, 5, 3, 6), Failure.WORD_NOT_ALLOWED, FIRST + 128);
        // The first that fails is named, unless the shape is another.
        _assertFails(program, abi.encode(1, 2, 6, 3, 0x105), Failure.WORD_NOT_ALLOWED, FIRST + 64);
        _assertFails(program, abi.encode(1, 2, 0x105, 3, 6), Failure.DIRTY_WORD, FIRST + 64);
        _assertNotCanonical(program, abi.encode(1, 2, 6, 3));
        _assertNotCanonical(program, abi.encode(1, 2, 6, 3, 5, 0));
    }

    /// @dev What stands behind the calldata is not an argument.
    function test_NotCanonicalWhen_AWordIsCutShort() public {
        for (uint256 length; length < 32; ++length) {
            _assertNotCanonical(hex"450000", _filled(length));
        }
        _assertFits(hex"450000", abi.encode(0));
    }

    function test_RevertWhen_SkipHasNoWords() public {
        _assertMalformed(hex"0100", "");
        _assertMalformed(hex"01000101", abi.encode(0));
        _assertMalformed(hex"01", "");
    }

    /// @dev How many words it skips is not what the next entry's length begins with.
    function test_RevertWhen_SkipIsCutShort() public {
        bytes memory short = Policies.permission(TARGET, SELECTOR, "", hex"01");
        bytes memory next = Policies.permission(SIGNER, SELECTOR, "", new bytes(256));
        bytes memory policy = Policies.policy(SIGNER, Policies.list(), Policies.list(short, next));
        _assertMalformed(_op(policy, _data(abi.encode(0))));
    }

    function test_RevertWhen_ThereIsNoSuchItem() public {
        for (uint256 code; code < 256; ++code) {
            if ((code >= 1 && code <= 6) || code & 0x70 == 0x40) continue;
            _assertMalformed(abi.encodePacked(uint8(code), new bytes(33)), abi.encode(32, 0));
        }
    }

    /* BYTES */

    function testFuzz_Bytes_OfAnyLength(bytes memory content) public {
        _assertFits(BYTES, abi.encode(content));
    }

    function test_Bytes_AroundWholeWords() public {
        uint8[9] memory lengths = [0, 1, 31, 32, 33, 63, 64, 65, 96];
        for (uint256 i; i < lengths.length; ++i) {
            uint256 length = lengths[i];
            bytes memory args = abi.encode(_filled(length));
            _assertFits(BYTES, args);
            _assertNotCanonical(BYTES, _cut(args, args.length - 1));
            _assertNotCanonical(BYTES, _cut(args, args.length - 32));
            _assertNotCanonical(BYTES, abi.encodePacked(args, uint8(0)));
            _assertNotCanonical(BYTES, abi.encodePacked(args, uint256(0)));
            // A byte more or less: in the same word the padding tells, else the end.
            _assertNotCanonical(BYTES, _with(args, 1, length + 32));
            if (length != 0) _assertNotCanonical(BYTES, _with(args, 1, length - 1));
            if (length % 32 == 0) _assertNotCanonical(BYTES, _with(args, 1, length + 1));
        }
    }

    /// @dev One byte longer by its length alone: the byte it takes in is zero, and was padding.
    function test_Bytes_TakeTheirPaddingIn() public {
        _assertFits(BYTES, _with(abi.encode(_filled(5)), 1, 6));
        _assertFits(BYTES, _with(abi.encode(_filled(5)), 1, 32));
        _assertNotCanonical(BYTES, _with(abi.encode(_filled(5)), 1, 33));
    }

    function testFuzz_NotCanonicalWhen_PaddingIsDirty(uint256 length, uint256 place, uint8 bit) public {
        length = bound(length, 0, 100);
        if (length % 32 == 0) ++length;
        bytes memory args = abi.encode(_filled(length));
        place = bound(place, 64 + length, args.length - 1);
        args[place] = bytes1(uint8(1 << (bit % 8)));
        _assertNotCanonical(BYTES, args);
    }

    function test_NotCanonicalWhen_AnyByteOfPaddingIsDirty() public {
        for (uint256 length = 1; length < 32; ++length) {
            for (uint256 place = length; place < 32; ++place) {
                bytes memory args = abi.encode(_filled(length));
                args[64 + place] = 0x01;
                _assertNotCanonical(BYTES, args);
            }
        }
    }

    function test_NotCanonicalWhen_AnOffsetIsAnother() public {
        bytes memory args = abi.encode(_filled(5));
        uint256[12] memory offsets = [
            uint256(0),
            1,
            31,
            33,
            64,
            96,
            (1 << 64) + 32,
            (1 << 255) + 32,
            type(uint256).max,
            type(uint256).max - 31,
            type(uint256).max - 35,
            type(uint256).max - 67
        ];
        for (uint256 i; i < offsets.length; ++i) {
            _assertNotCanonical(BYTES, _with(args, 0, offsets[i]));
        }
        // A gap, though every reader would find the same bytes.
        _assertNotCanonical(BYTES, abi.encodePacked(uint256(64), uint256(0), uint256(1), bytes32("a")));
        // The value is its own head.
        _assertNotCanonical(BYTES, abi.encode(0));
        _assertNotCanonical(BYTES, abi.encode(32));
        _assertNotCanonical(BYTES, "");
    }

    function test_NotCanonicalWhen_ALengthIsTooLarge() public {
        bytes memory args = abi.encode(_filled(5));
        uint256[8] memory lengths = [
            uint256(33),
            64,
            (1 << 64) + 5,
            (1 << 255) + 5,
            type(uint256).max,
            type(uint256).max - 30,
            type(uint256).max - 31,
            type(uint256).max - 63
        ];
        for (uint256 i; i < lengths.length; ++i) {
            _assertNotCanonical(BYTES, _with(args, 1, lengths[i]));
        }
    }

    /// @dev A length so large that the value ends before it begins, where the next one, in the head, ends with the calldata.
    function test_NotCanonicalWhen_ALengthWrapsRound() public {
        uint256 back = type(uint256).max - 63;
        _assertNotCanonical(hex"0202", abi.encode(64, 32, back));
        _assertNotCanonical(hex"0204ffffffff", abi.encode(64, 32, back));
        _assertNotCanonical(hex"04ffffffff02", abi.encode(64, 32, back));
    }

    function testFuzz_BytesHash(bytes memory content, bytes memory other) public {
        vm.assume(keccak256(content) != keccak256(other));
        bytes memory program = abi.encodePacked(uint8(3), keccak256(content));
        _assertFits(program, abi.encode(content));
        _assertFails(program, abi.encode(other), Failure.HASH_DIFFERS, FIRST + 32);
        _assertNotCanonical(program, abi.encodePacked(abi.encode(content), uint256(0)));
    }

    /// @dev The padding is none of it.
    function test_BytesHash_AroundALength() public {
        bytes memory program = abi.encodePacked(uint8(3), keccak256(_filled(32)));
        _assertFits(program, abi.encode(_filled(32)));
        _assertFails(program, abi.encode(_filled(31)), Failure.HASH_DIFFERS, FIRST + 32);
        _assertFails(program, abi.encode(_filled(33)), Failure.HASH_DIFFERS, FIRST + 32);
        program = abi.encodePacked(uint8(3), keccak256("ab"));
        _assertFails(program, abi.encode(bytes("ab\x00")), Failure.HASH_DIFFERS, FIRST + 32);
        _assertFits(abi.encodePacked(uint8(3), keccak256("")), abi.encode(bytes("")));
    }

    function testFuzz_BytesMax(uint256 max) public {
        max = bound(max, 0, 200);
        bytes memory program = abi.encodePacked(uint8(4), uint32(max));
        if (max != 0) _assertFits(program, abi.encode(_filled(max - 1)));
        _assertFits(program, abi.encode(_filled(max)));
        _assertFails(program, abi.encode(_filled(max + 1)), Failure.BYTES_TOO_LONG, FIRST + 32);
        _assertNotCanonical(program, abi.encodePacked(abi.encode(_filled(max + 1)), uint256(0)));
    }

    /// @dev All 4 bytes of it count.
    function test_BytesMax_IsOf4Bytes() public {
        _assertFits(hex"04ffffffff", abi.encode(_filled(300)));
        _assertFits(hex"0401000000", abi.encode(_filled(300)));
        _assertFits(hex"0400010000", abi.encode(_filled(300)));
        _assertFits(hex"0400000100", abi.encode(_filled(256)));
        _assertFails(hex"0400000100", abi.encode(_filled(257)), Failure.BYTES_TOO_LONG, FIRST + 32);
    }

    function test_RevertWhen_ABytesItemIsCutShort() public {
        bytes memory args = abi.encode(_filled(5));
        bytes memory hashItem = abi.encodePacked(uint8(3), keccak256(_filled(5)));
        for (uint256 length = 1; length < 33; ++length) {
            _assertMalformed(_cut(hashItem, length), args);
        }
        for (uint256 length = 1; length < 5; ++length) {
            _assertMalformed(_cut(AT_MOST_TWO, length), args);
        }
    }

    /* HEADS WITH SEVERAL TAILS */

    function testFuzz_Tails_StandInOrder(bytes memory a, bytes memory b, uint256 word) public {
        _assertFits(hex"0201010202", abi.encode(a, word, b, a));
    }

    function test_NotCanonicalWhen_TailsDoNotFollowEachOther() public {
        bytes memory program = hex"0202";
        _assertFits(program, abi.encode(64, 96, 0, 0));
        _assertNotCanonical(program, abi.encode(96, 64, 0, 0));
        _assertNotCanonical(program, abi.encode(64, 64, 0));
        _assertNotCanonical(program, abi.encode(64, 64, 0, 0));
        _assertNotCanonical(program, abi.encode(64, 128, 0, 0, 0));
        _assertNotCanonical(program, abi.encode(96, 128, 0, 0, 0));
        _assertNotCanonical(program, abi.encode(64, 95, 0, 0));
        _assertNotCanonical(program, abi.encode(64, 97, 0, 0));
        _assertNotCanonical(program, abi.encode(64, type(uint256).max - 31, 0, 0));
        _assertNotCanonical(program, abi.encode(64, (1 << 64) + 96, 0, 0));
        _assertNotCanonical(program, abi.encode(64));
        // The second value would be the second half of the first.
        _assertNotCanonical(program, abi.encode(64, 96, 32, 0));
        // The first tail begins inside the head.
        _assertNotCanonical(hex"0201010101", abi.encode(32, 0, 0));
        _assertFits(hex"0201010101", abi.encode(96, 0, 0, 0));
    }

    /// @dev The rules of a dynamic value stand where its item stands, though its words stand behind.
    function test_TheFirstItemThatFailsIsNamed() public {
        bytes memory program = abi.encodePacked(AT_MOST_TWO, FIVE, AT_MOST_TWO);
        bytes memory long = "abc";
        _assertFits(program, abi.encode(bytes("ab"), 5, bytes("ab")));
        _assertFails(program, abi.encode(long, 6, long), Failure.BYTES_TOO_LONG, FIRST + 96);
        _assertFails(program, abi.encode(bytes(""), 6, long), Failure.WORD_NOT_ALLOWED, FIRST + 32);
        _assertFails(program, abi.encode(bytes(""), 5, long), Failure.BYTES_TOO_LONG, FIRST + 128);
        _assertFails(program, abi.encode(bytes("a"), 5, long), Failure.BYTES_TOO_LONG, FIRST + 160);
    }

    /* TUPLES */

    struct Nested {
        uint256 word;
        bytes content;
        Inner inner;
    }

    struct Inner {
        bytes content;
        uint256 word;
    }

    function _nestedProgram() private pure returns (bytes memory) {
        bytes memory inner = abi.encodePacked(AT_MOST_TWO, FIVE);
        bytes memory outer = abi.encodePacked(FIVE, AT_MOST_TWO, uint8(5), uint16(inner.length), inner);
        return abi.encodePacked(uint8(5), uint16(outer.length), outer, FIVE);
    }

    function test_Tuples_CountOffsetsFromTheirOwnHead() public {
        bytes memory program = _nestedProgram();
        _assertFits(program, abi.encode(Nested(5, "ab", Inner("ab", 5)), 5));
        _assertFails(program, abi.encode(Nested(6, "abc", Inner("", 6)), 6), Failure.WORD_NOT_ALLOWED, FIRST + 64);
        _assertFails(program, abi.encode(Nested(5, "abc", Inner("", 6)), 6), Failure.BYTES_TOO_LONG, FIRST + 160);
        _assertFails(program, abi.encode(Nested(5, "a", Inner("abc", 6)), 6), Failure.BYTES_TOO_LONG, FIRST + 288);
        _assertFails(program, abi.encode(Nested(5, "a", Inner("a", 6)), 6), Failure.WORD_NOT_ALLOWED, FIRST + 256);
        _assertFails(program, abi.encode(Nested(5, "a", Inner("a", 5)), 6), Failure.WORD_NOT_ALLOWED, FIRST + 32);
    }

    /// @dev Each word that says where or how long something is, by every other small number.
    function test_NotCanonicalWhen_AnOffsetOfATupleIsAnother() public {
        bytes memory program = _nestedProgram();
        bytes memory args = abi.encode(Nested(5, "ab", Inner("ab", 5)), 5);
        uint8[4] memory offsets = [0, 3, 4, 7];
        uint16[4] memory right = [uint16(64), 96, 160, 64];
        for (uint256 i; i < offsets.length; ++i) {
            for (uint256 offset; offset < args.length + 64; offset += 16) {
                if (offset == right[i]) continue;
                _assertNotCanonical(program, _with(args, offsets[i], offset));
            }
        }
        _assertFits(program, args);
    }

    function test_Tuples_WithoutAnythingDynamic() public {
        bytes memory program = abi.encodePacked(uint8(5), uint16(3), FIVE);
        _assertFits(program, abi.encode(32, 5));
        _assertFails(program, abi.encode(32, 6), Failure.WORD_NOT_ALLOWED, FIRST + 32);
        _assertNotCanonical(program, abi.encode(32));
        _assertNotCanonical(program, _cut(abi.encode(32, 5), 63));
        _assertNotCanonical(program, abi.encode(32, 5, 5));
        _assertNotCanonical(program, abi.encode(64, 5, 5));
        _assertFits(hex"050000", abi.encode(32));
        _assertNotCanonical(hex"050000", abi.encode(32, 0));
        _assertNotCanonical(hex"050000", abi.encode(0));
        // Two without a word stand at one place.
        _assertFits(hex"050000050000", abi.encode(64, 64));
        _assertNotCanonical(hex"050000050000", abi.encode(64, 96));
    }

    /// @dev A tuple that ends behind the calldata, though what follows it does not.
    function test_NotCanonicalWhen_ATupleEndsBehindTheCalldata() public {
        bytes memory program = hex"0500020102050000";
        _assertFits(program, abi.encode(64, 128, 0, 0));
        _assertNotCanonical(program, abi.encode(64, 128, 0));
        _assertNotCanonical(program, abi.encode(64, 128));
        _assertNotCanonical(program, abi.encode(64, 96, 0));
    }

    function test_RevertWhen_ATupleIsLongerThanItsProgram() public {
        _assertMalformed(hex"0500040101", abi.encode(32, 0));
        _assertMalformed(hex"05ffff", abi.encode(32));
        _assertMalformed(hex"0500", abi.encode(32));
        _assertMalformed(hex"05", abi.encode(32));
        // Inside another, whose program ends before.
        _assertMalformed(hex"0500050500030101", abi.encode(32, 32, 0));
    }

    /// @dev An item ends with its tuple, whatever follows.
    function test_RevertWhen_AnItemRunsOutOfItsTuple() public {
        _assertMalformed(hex"050002400005", abi.encode(32, 5));
        _assertMalformed(hex"0500010101", abi.encode(32, 5));
        _assertMalformed(hex"050004040000000201", abi.encode(32, 32, 0));
    }

    /* WHICH COMES FIRST */

    function test_RevertWhen_MalformedBehindWhatIsCanonical() public {
        _assertMalformed(hex"01010202ff", abi.encode(0, 128, 160, 0, 0, 0));
        _assertMalformed(hex"01010200", abi.encode(0, 96, 0, 0));
    }

    /* DATA */

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

    /// @dev Bytes none of which is zero.
    function _filled(uint256 length) private pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 i; i < length; ++i) {
            data[i] = 0x61;
        }
    }

    function _cut(bytes memory data, uint256 length) private pure returns (bytes memory cut) {
        cut = new bytes(length);
        for (uint256 i; i < length; ++i) {
            cut[i] = data[i];
        }
    }

    /// @dev A copy with another word.
    function _with(bytes memory args, uint256 place, uint256 word) private pure returns (bytes memory changed) {
        changed = bytes.concat(args);
        for (uint256 i; i < 32; ++i) {
            changed[32 * place + i] = bytes32(word)[i];
        }
    }
}

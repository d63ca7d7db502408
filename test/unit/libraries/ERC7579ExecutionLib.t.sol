// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Execution, IERC7579Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {Test} from "forge-std/Test.sol";

import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {ERC7579ExecutionLib} from "../../../contracts/libraries/ERC7579ExecutionLib.sol";
import {OpenERC7579ExecutionLib} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {BytesEditor} from "../BytesEditor.sol";

contract ERC7579ExecutionLibTest is Test, LatchkeyDeployer {
    using BytesEditor for bytes;

    uint256 private constant MODE = 4;
    uint256 private constant OFFSET = 36;
    uint256 private constant LENGTH = 68;
    uint256 private constant EXECUTION = 100;
    uint256 private constant COUNT = EXECUTION + 32;

    uint256 private constant MAX_CALLS = 6;

    OpenERC7579ExecutionLib private lib =
        OpenERC7579ExecutionLib(_deployMock("OpenLibraries", "OpenERC7579ExecutionLib"));

    function test_Selector() public pure {
        assertEq(ERC7579ExecutionLib.EXECUTE, IERC7579Execution.execute.selector);
    }

    /* WHAT IS ACCEPTED */

    function testFuzz_Single_IsWhatAnAccountDecodes(address target, uint256 value, bytes memory data) public view {
        bytes memory callData = _single(Execution(target, value, data));
        (uint256 count, uint256 cursor) = lib.begin(callData);
        assertEq(count, 0);
        assertEq(cursor, EXECUTION);
        Execution[] memory calls = new Execution[](1);
        calls[0] = Execution(target, value, data);
        assertEq(keccak256(abi.encode(lib.read(callData))), keccak256(abi.encode(calls)));
        assertTrue(_assertRefusedOrAgreed(callData));
    }

    function test_Single_WithoutData() public view {
        Execution[] memory calls = lib.read(_single(Execution(address(1), 2, "")));
        assertEq(keccak256(abi.encode(calls[0])), keccak256(abi.encode(Execution(address(1), 2, ""))));
    }

    function testFuzz_Batch_IsWhatAnAccountDecodes(bytes32 seed, uint256 count) public view {
        Execution[] memory calls = _calls(seed, bound(count, 1, MAX_CALLS));
        assertEq(keccak256(abi.encode(lib.read(_batch(calls)))), keccak256(abi.encode(calls)));
        assertTrue(_assertRefusedOrAgreed(_batch(calls)));
    }

    /// @dev Bytes that pad up to whole words reach no target, and are not read.
    function testFuzz_DoesNotReadThePadding(address target, uint256 value, bytes memory data, bytes1 dirt) public view {
        bytes memory callData = _single(Execution(target, value, data));
        for (uint256 i = EXECUTION + 52 + data.length; i < callData.length; ++i) {
            callData[i] = dirt;
        }
        assertTrue(_assertRefusedOrAgreed(callData));
    }

    /* WHAT IS REFUSED */

    function testFuzz_RevertWhen_FunctionIsAnother(bytes4 selector, bytes memory arguments) public {
        vm.assume(selector != IERC7579Execution.execute.selector);
        _expectFunctionNotAllowed(abi.encodePacked(selector, arguments), selector);
    }

    function test_RevertWhen_NoWholeSelector() public {
        _expectFunctionNotAllowed("", 0);
        _expectFunctionNotAllowed(hex"e9", hex"e9");
        _expectFunctionNotAllowed(hex"e9ae", hex"e9ae");
        _expectFunctionNotAllowed(hex"e9ae5c", hex"e9ae5c");
    }

    function testFuzz_RevertWhen_ModeIsAnother(bytes32 seed, uint256 count, uint256 mode, uint8 bit, bool single)
        public
    {
        Execution[] memory calls = _calls(seed, bound(count, 1, MAX_CALLS));
        bytes memory callData = single ? _single(calls[0]) : _batch(calls);
        if (mode % 2 == 0) mode = callData.wordAt(MODE) ^ (1 << bit);
        vm.assume(mode != 0 && mode != 1 << 248);
        callData.setWord(MODE, mode);
        vm.expectRevert(abi.encodeWithSelector(ISessionValidation.ExecutionModeNotAllowed.selector, mode));
        lib.read(callData);
    }

    function testFuzz_RevertWhen_BatchIsEmpty(bytes32 seed, uint256 count) public {
        bytes memory callData = _batch(new Execution[](0));
        vm.expectRevert(ISessionValidation.BatchEmpty.selector, address(lib));
        lib.read(callData);

        // Nor do calls hide behind a count of zero.
        callData = _batch(_calls(seed, bound(count, 1, MAX_CALLS)));
        callData.setWord(COUNT, 0);
        vm.expectRevert(ISessionValidation.BatchEmpty.selector, address(lib));
        lib.read(callData);
    }

    function testFuzz_RevertWhen_Truncated(bytes32 seed, uint256 count, uint256 length, bool single) public {
        Execution[] memory calls = _calls(seed, bound(count, 1, MAX_CALLS));
        bytes memory callData = single ? _single(calls[0]) : _batch(calls);
        callData.shorten(bound(length, 4, callData.length - 1));
        _expectMalformed(callData);
    }

    function test_RevertWhen_TruncatedAnywhere() public {
        Execution[] memory calls = _calls(0, 2);
        (calls[0].callData, calls[1].callData) = (new bytes(1), new bytes(33));
        bytes[2] memory encodings = [_batch(calls), _single(calls[1])];
        for (uint256 i; i < 2; ++i) {
            while (encodings[i].length > 4) {
                encodings[i].shorten(encodings[i].length - 1);
                _expectMalformed(encodings[i]);
            }
        }
    }

    function testFuzz_RevertWhen_BytesFollow(bytes32 seed, uint256 count, bytes memory more) public {
        vm.assume(more.length != 0);
        Execution[] memory calls = _calls(seed, bound(count, 1, MAX_CALLS));
        _expectMalformed(bytes.concat(_single(calls[0]), more));
        _expectMalformed(bytes.concat(_single(calls[0]), new bytes(32)));
        _expectMalformed(bytes.concat(_batch(calls), more));
        _expectMalformed(bytes.concat(_batch(calls), new bytes(32)));
    }

    /// @dev Inside the execution, with its length: bytes that nobody judges.
    function testFuzz_RevertWhen_BytesFollowTheLastCall(bytes32 seed, uint256 count, uint8 words) public {
        bytes memory list = abi.encode(_calls(seed, bound(count, 1, MAX_CALLS)));
        bytes memory execution = bytes.concat(list, new bytes(32 * bound(words, 1, 8)));
        _expectMalformed(abi.encodeCall(IERC7579Execution.execute, (bytes32(uint256(1 << 248)), execution)));
        // Less than a word does not even show in the total.
        execution = bytes.concat(list, new bytes(bound(words, 1, 31)));
        _expectMalformed(abi.encodeCall(IERC7579Execution.execute, (bytes32(uint256(1 << 248)), execution)));
    }

    function testFuzz_RevertWhen_SingleHasNoWholeHead(bytes32 seed, uint256 length) public {
        bytes memory execution = abi.encode(seed, seed);
        execution.shorten(bound(length, 0, 51));
        _expectMalformed(abi.encodeCall(IERC7579Execution.execute, (0, execution)));
    }

    /// @dev In any mode, be it one that is not allowed.
    function test_RevertWhen_ThereIsNoRoomForACall() public {
        for (uint256 length; length <= 32; ++length) {
            for (uint256 mode; mode < 3; ++mode) {
                bytes memory execution = new bytes(length);
                _expectMalformed(abi.encodeCall(IERC7579Execution.execute, (bytes32(mode << 248), execution)));
            }
        }
    }

    /// @dev The count of a batch that claims to end before it, and that is zero.
    function test_RevertWhen_ABatchEndsInsideItsCount() public {
        bytes memory callData = _batch(new Execution[](0));
        vm.expectRevert(ISessionValidation.BatchEmpty.selector, address(lib));
        lib.read(callData);
        for (uint256 length = 33; length < 64; ++length) {
            callData.setWord(EXECUTION - 32, length);
            _expectMalformed(callData);
        }
    }

    /// @dev An honest call stands where a fixed-position reader looks, the offset leads solc to the evil one.
    function test_RevertWhen_OffsetLeadsPastADecoy() public {
        bytes memory decoy = _single(Execution(address(1), 0, "decoy"));
        bytes memory evil = abi.encodePacked(address(2), uint256(0), "evil");
        bytes memory callData = abi.encodePacked(decoy, evil.length, evil, new bytes(8));
        callData.setWord(OFFSET, decoy.length - 4);
        (, Execution[] memory calls) = lib.decode(callData);
        assertEq(calls[0].callData, "evil");
        _expectMalformed(callData);
    }

    function testFuzz_RevertWhen_ATargetIsDirty(bytes32 seed, uint256 count, uint256 index, uint96 dirt) public {
        vm.assume(dirt != 0);
        count = bound(count, 1, MAX_CALLS);
        bytes memory callData = _batch(_calls(seed, count));
        uint256 place = COUNT + 32 + callData.wordAt(COUNT + 32 + bound(index, 0, count - 1) * 32);
        callData.setWord(place, uint256(dirt) << 160 | callData.wordAt(place));
        _expectMalformed(callData);
    }

    function test_RevertWhen_TwoCallsOverlap() public {
        Execution[] memory calls = _calls(0, 2);
        (calls[0].callData, calls[1].callData) = ("first", "other");
        bytes memory callData = _batch(calls);
        callData.setWord(COUNT + 64, callData.wordAt(COUNT + 32));
        (, Execution[] memory decoded) = lib.decode(callData);
        assertEq(decoded[1].callData, "first");
        _expectMalformed(callData);
    }

    function test_RevertWhen_CallsAreSwapped() public {
        Execution[] memory calls = _calls(0, 2);
        (calls[0].callData, calls[1].callData) = ("first", "other");
        bytes memory callData = _batch(calls);
        (uint256 first, uint256 other) = (callData.wordAt(COUNT + 32), callData.wordAt(COUNT + 64));
        callData.setWord(COUNT + 32, other);
        callData.setWord(COUNT + 64, first);
        (, Execution[] memory decoded) = lib.decode(callData);
        assertEq(decoded[0].callData, "other");
        _expectMalformed(callData);
    }

    /// @dev Every length, offset and count, as large as it takes to come out right modulo 2^256.
    function testFuzz_RevertWhen_AWordWrapsRound(bytes32 seed, uint256 count, uint256 index, uint8 less) public {
        count = bound(count, 1, MAX_CALLS);
        bytes memory callData = _batch(_calls(seed, count));
        uint256 offset = COUNT + 32 + bound(index, 0, count - 1) * 32;
        uint256 call = COUNT + 32 + callData.wordAt(offset);
        uint256[7] memory places = [OFFSET, LENGTH, EXECUTION, COUNT, offset, call + 64, call + 96];
        for (uint256 i; i < places.length; ++i) {
            _assertNoHugeWord(callData, places[i], less);
        }
        callData = _single(_calls(seed, 1)[0]);
        _assertNoHugeWord(callData, OFFSET, less);
        _assertNoHugeWord(callData, LENGTH, less);
    }

    /* AGAINST SOLC'S DECODER */

    /// @dev One word of a right encoding is replaced: it is refused, or the account decodes just what was judged.
    function testFuzz_OneWordReplaced(bytes32 seed, uint256 count, uint256 place, uint256 word, bool single)
        public
        view
    {
        Execution[] memory calls = _calls(seed, bound(count, 1, MAX_CALLS));
        bytes memory callData = single ? _single(calls[0]) : _batch(calls);
        uint256 wordCount = (callData.length - 4) / 32;
        place = 4 + bound(place, 0, wordCount - 1) * 32;
        uint256 right = callData.wordAt(place);
        uint256 elsewhere = (word % wordCount) * 32;
        uint256[8] memory words = [
            0,
            word,
            word % 512,
            right ^ (1 << (word % 256)),
            right ^ 1,
            right ^ 32,
            elsewhere,
            callData.wordAt(4 + elsewhere)
        ];
        for (uint256 i; i < words.length; ++i) {
            bytes memory mutated = callData.copy();
            mutated.setWord(place, words[i]);
            _assertRefusedOrAgreed(mutated);
        }
    }

    function testFuzz_OneByteReplaced(bytes32 seed, uint256 count, uint256 place, bytes1 value, bool single)
        public
        view
    {
        Execution[] memory calls = _calls(seed, bound(count, 1, MAX_CALLS));
        bytes memory callData = single ? _single(calls[0]) : _batch(calls);
        callData[bound(place, 4, callData.length - 1)] = value;
        _assertRefusedOrAgreed(callData);
    }

    function testFuzz_AnyBytes(bytes memory arguments, bool batch) public view {
        uint256 mode = batch ? 1 << 248 : 0;
        _assertRefusedOrAgreed(abi.encodePacked(IERC7579Execution.execute.selector, mode, arguments));
        _assertRefusedOrAgreed(abi.encodeCall(IERC7579Execution.execute, (bytes32(mode), arguments)));
    }

    /// @dev Words as they stand in encodings, in any order: closer to right than random bytes.
    function testFuzz_AnyWords(uint8[16] memory shapes) public view {
        bytes memory words;
        for (uint256 i; i < shapes.length; ++i) {
            words = abi.encodePacked(words, uint256(shapes[i] % 17) * 32 >> (shapes[i] % 3) * 5);
        }
        _assertRefusedOrAgreed(abi.encodeCall(IERC7579Execution.execute, (bytes32(uint256(1 << 248)), words)));
    }

    /// @return accepted False when the library refused, for a reason that it names.
    function _assertRefusedOrAgreed(bytes memory callData) private view returns (bool accepted) {
        bytes memory read;
        (accepted, read) = address(lib).staticcall(abi.encodeCall(lib.read, (callData)));
        if (!accepted) {
            bytes4 reason = bytes4(read);
            assertTrue(
                reason == ISessionValidation.ExecutionMalformed.selector
                    || reason == ISessionValidation.BatchEmpty.selector
                    || reason == ISessionValidation.ExecutionModeNotAllowed.selector,
                "refused without a name"
            );
            return false;
        }
        (, Execution[] memory calls) = lib.decode(callData);
        assertEq(read, abi.encode(calls));
    }

    /* HELPERS */

    function _expectMalformed(bytes memory callData) private {
        vm.expectRevert(ISessionValidation.ExecutionMalformed.selector, address(lib));
        lib.read(callData);
    }

    function _expectFunctionNotAllowed(bytes memory callData, bytes4 selector) private {
        vm.expectRevert(
            abi.encodeWithSelector(ISessionValidation.AccountFunctionNotAllowed.selector, selector), address(lib)
        );
        lib.read(callData);
    }

    function _assertNoHugeWord(bytes memory callData, uint256 place, uint256 less) private {
        uint256 right = callData.wordAt(place);
        uint256[9] memory words = [
            type(uint256).max - less,
            type(uint256).max,
            type(uint256).max - 30,
            type(uint256).max - 31,
            1 << 255,
            (1 << 255) + right,
            (1 << 251) + right,
            (1 << 254) + right,
            type(uint256).max - callData.length + right
        ];
        for (uint256 i; i < words.length; ++i) {
            callData.setWord(place, words[i]);
            _expectMalformed(callData);
        }
        callData.setWord(place, right);
    }

    /// @dev Calls with data of any length up to 100 bytes.
    function _calls(bytes32 seed, uint256 count) private pure returns (Execution[] memory calls) {
        calls = new Execution[](count);
        for (uint256 i; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            bytes memory data = abi.encode(random, ~random, random, ~random);
            data.shorten((random >> 160) % 101);
            calls[i] = Execution(address(uint160(random)), uint256(keccak256(abi.encode(random))), data);
        }
    }

    function _single(Execution memory call) private pure returns (bytes memory) {
        bytes memory execution = abi.encodePacked(call.target, call.value, call.callData);
        return abi.encodeCall(IERC7579Execution.execute, (0, execution));
    }

    function _batch(Execution[] memory calls) private pure returns (bytes memory) {
        return abi.encodeCall(IERC7579Execution.execute, (bytes32(uint256(1 << 248)), abi.encode(calls)));
    }
}

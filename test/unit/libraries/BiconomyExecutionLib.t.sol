// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {BiconomyExecutionLib} from "../../../contracts/libraries/BiconomyExecutionLib.sol";
import {OpenBiconomyExecutionLib} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {IBiconomyAccount} from "../../utils/Peers.sol";
import {BytesEditor} from "../BytesEditor.sol";

contract BiconomyExecutionLibTest is Test, LatchkeyDeployer {
    using BytesEditor for bytes;

    /// @dev Where `execute` keeps its words, counted from the selector's first byte.
    uint256 private constant SINGLE_TARGET = 4;
    uint256 private constant SINGLE_OFFSET = 68;
    uint256 private constant SINGLE_LENGTH = 100;

    /// @dev Where `executeBatch` keeps the offsets of its three lists, and the count of the first.
    uint256 private constant BATCH_OFFSETS = 4;
    uint256 private constant BATCH_COUNT = 100;

    uint256 private constant MAX_CALLS = 6;

    struct Calls {
        address[] targets;
        uint256[] values;
        bytes[] datas;
    }

    OpenBiconomyExecutionLib private lib =
        OpenBiconomyExecutionLib(_deployMock("OpenLibraries", "OpenBiconomyExecutionLib"));

    /* SELECTORS */

    function test_Selectors() public pure {
        assertEq(BiconomyExecutionLib.EXECUTE, IBiconomyAccount.execute.selector);
        assertEq(BiconomyExecutionLib.EXECUTE_OPTIMIZED, IBiconomyAccount.execute_ncC.selector);
        assertEq(BiconomyExecutionLib.EXECUTE_BATCH, IBiconomyAccount.executeBatch.selector);
        assertEq(BiconomyExecutionLib.EXECUTE_BATCH_OPTIMIZED, IBiconomyAccount.executeBatch_y6U.selector);
    }

    function testFuzz_RevertWhen_FunctionIsAnother(bytes4 selector, bytes memory args) public {
        vm.assume(!_isSingle(selector) && !_isBatch(selector));
        _expectFunctionNotAllowed(abi.encodePacked(selector, args), selector);
    }

    /// @dev Other doors of an account: the arguments are right, the function is not.
    function testFuzz_RevertWhen_SelectorIsOneBitApart(
        address target,
        uint256 value,
        bytes memory data,
        uint256 bit,
        bool optimized
    ) public {
        bytes4 selector = _singleSelector(optimized) ^ bytes4(uint32(1 << bound(bit, 0, 31)));
        _expectFunctionNotAllowed(abi.encodeWithSelector(selector, target, value, data), selector);
    }

    function testFuzz_RevertWhen_NoWholeSelector(bytes4 start, uint256 length) public {
        bytes memory callData = abi.encodePacked(start);
        callData.shorten(bound(length, 0, 3));
        _expectFunctionNotAllowed(callData, bytes4(callData));
    }

    /// @dev Zero-padded match: `0x00004680` without its last byte, and nothing at all.
    function test_RevertWhen_NoWholeSelector() public {
        _expectFunctionNotAllowed("", 0);
        _expectFunctionNotAllowed(hex"b61d27", 0xb61d2700);
        _expectFunctionNotAllowed(hex"000018", 0x00001800);
        _expectFunctionNotAllowed(hex"47e1da", 0x47e1da00);
        _expectFunctionNotAllowed(hex"000046", 0x00004600);
    }

    /* WHAT IS ACCEPTED */

    function testFuzz_Single_IsWhatTheAccountDecodes(address target, uint256 value, bytes memory data, bool optimized)
        public
        view
    {
        bytes memory callData = abi.encodeWithSelector(_singleSelector(optimized), target, value, data);
        (uint256 count, uint256 cursor) = lib.begin(callData);
        assertEq(count, 0);
        assertEq(cursor, 100);

        (address[] memory targets, uint256[] memory values, bytes[] memory datas) = lib.read(callData);
        assertEq(targets.length, 1);
        assertEq(targets[0], target);
        assertEq(values[0], value);
        assertEq(datas[0], data);
        assertTrue(_assertRefusedOrAgreed(callData));
    }

    function testFuzz_Batch_IsWhatTheAccountDecodes(bytes32 seed, uint256 count, bool optimized) public view {
        count = bound(count, 1, MAX_CALLS);
        Calls memory calls = _calls(seed, count);
        (address[] memory targets, uint256[] memory values, bytes[] memory datas) = lib.read(_batch(calls, optimized));
        assertEq(targets, calls.targets);
        assertEq(values, calls.values);
        assertEq(datas.length, count);
        for (uint256 i; i < count; ++i) {
            assertEq(datas[i], calls.datas[i]);
        }
        assertTrue(_assertRefusedOrAgreed(_batch(calls, optimized)));
    }

    /// @dev Bytes that pad a call's data up to whole words reach no target, and are not read.
    function testFuzz_Single_DoesNotReadThePadding(address target, uint256 value, bytes memory data, bytes1 dirt)
        public
        view
    {
        bytes memory callData = abi.encodeCall(IBiconomyAccount.execute, (target, value, data));
        for (uint256 i = SINGLE_LENGTH + 32 + data.length; i < callData.length; ++i) {
            callData[i] = dirt;
        }
        assertTrue(_assertRefusedOrAgreed(callData));
    }

    /* WHAT IS REFUSED */

    /// @dev Empty batch: nothing would be judged.
    function testFuzz_RevertWhen_BatchIsEmpty(bool optimized) public {
        bytes memory callData = _batch(_calls(0, 0), optimized);
        vm.expectRevert(ISessionValidation.BatchEmpty.selector, address(lib));
        lib.read(callData);
    }

    /// @dev Nothing follows the count of the first list.
    function test_RevertWhen_BatchEndsWithItsCount() public {
        bytes memory callData = abi.encodePacked(BiconomyExecutionLib.EXECUTE_BATCH, abi.encode(96, 128, 160, 0));
        vm.expectRevert(ISessionValidation.BatchEmpty.selector);
        lib.begin(callData);
        callData.shorten(callData.length - 1);
        _expectMalformed(callData);
    }

    /// @dev So many calls that their words, counted in bytes, are none, or few.
    function test_RevertWhen_CountWrapsRound() public {
        for (uint256 count; count < 3; ++count) {
            bytes memory callData = _batch(_calls("", count), false);
            uint256 listLength = 32 + count * 32;
            for (uint256 bit = 251; bit < 256; ++bit) {
                for (uint256 list; list < 3; ++list) {
                    callData.setWord(BATCH_COUNT + list * listLength, 1 << bit | count);
                }
                vm.expectRevert(ISessionValidation.ExecutionMalformed.selector);
                lib.begin(callData);
            }
        }
    }

    /// @dev Nor does a tail hide behind a count of zero.
    function testFuzz_RevertWhen_CountIsSetToZero(bytes32 seed, uint256 count, bool optimized) public {
        bytes memory callData = _batch(_calls(seed, bound(count, 1, MAX_CALLS)), optimized);
        callData.setWord(BATCH_COUNT, 0);
        vm.expectRevert(ISessionValidation.BatchEmpty.selector, address(lib));
        lib.read(callData);
    }

    /// @dev Decoy: an honest call stands where a fixed-position reader looks, the offset leads solc to the evil one.
    function test_RevertWhen_OffsetLeadsPastADecoy() public {
        bytes memory callData = abi.encodePacked(
            abi.encodeCall(IBiconomyAccount.execute, (address(1), 0, "decoy")), abi.encode(4), bytes32("evil")
        );
        callData.setWord(SINGLE_OFFSET, 0x60 + 64);
        (,, bytes[] memory datas) = lib.decodeSingle(callData);
        assertEq(datas[0], "evil");
        _expectMalformed(callData);
    }

    /// @dev Offset into the head: the value becomes the length of what the account calls with.
    function test_RevertWhen_OffsetLeadsIntoTheHead() public {
        bytes memory callData = abi.encodeCall(IBiconomyAccount.execute, (address(1), 36, "decoy"));
        callData.setWord(SINGLE_OFFSET, 0x20);
        (,, bytes[] memory datas) = lib.decodeSingle(callData);
        assertEq(datas[0].length, 36);
        _expectMalformed(callData);
    }

    function testFuzz_RevertWhen_SingleOffsetIsNotCanonical(bytes memory data, uint256 offset, bool near) public {
        if (near) offset = bound(offset, 0, 160 + data.length);
        vm.assume(offset != 0x60);
        bytes memory callData = abi.encodeCall(IBiconomyAccount.execute, (address(1), 2, data));
        callData.setWord(SINGLE_OFFSET, offset);
        _expectMalformed(callData);
    }

    function testFuzz_RevertWhen_ListOffsetIsNotCanonical(
        bytes32 seed,
        uint256 count,
        uint256 which,
        uint256 offset,
        bool near
    ) public {
        bytes memory callData = _batch(_calls(seed, bound(count, 1, MAX_CALLS)), false);
        uint256 place = BATCH_OFFSETS + 32 * bound(which, 0, 2);
        if (near) offset = bound(offset, 0, callData.length / 32) * 32;
        vm.assume(offset != callData.wordAt(place));
        callData.setWord(place, offset);
        _expectMalformed(callData);
    }

    function testFuzz_RevertWhen_ItemOffsetIsNotCanonical(
        bytes32 seed,
        uint256 count,
        uint256 index,
        uint256 offset,
        bool near
    ) public {
        count = bound(count, 1, MAX_CALLS);
        bytes memory callData = _batch(_calls(seed, count), false);
        uint256 place = _dataList(count) + bound(index, 0, count - 1) * 32;
        if (near) offset = bound(offset, 0, callData.length / 32) * 32;
        vm.assume(offset != callData.wordAt(place));
        callData.setWord(place, offset);
        _expectMalformed(callData);
    }

    /// @dev Overlap: solc lets two calls share their data, and either may lie inside the other.
    function test_RevertWhen_ItemsOverlap() public {
        Calls memory calls = _calls(0, 2);
        calls.datas[0] = "first";
        calls.datas[1] = "other";
        bytes memory callData = _batch(calls, false);
        callData.setWord(_dataList(2) + 32, callData.wordAt(_dataList(2)));
        (,, bytes[] memory datas) = lib.decodeBatch(callData);
        assertEq(datas[1], "first");
        _expectMalformed(callData);
    }

    /// @dev Two encodings of one batch: the items stand in reverse.
    function test_RevertWhen_ItemsAreSwapped() public {
        Calls memory calls = _calls(0, 2);
        calls.datas[0] = "first";
        calls.datas[1] = "other";
        bytes memory callData = _batch(calls, false);
        uint256 place = _dataList(2);
        (uint256 first, uint256 other) = (callData.wordAt(place), callData.wordAt(place + 32));
        callData.setWord(place, other);
        callData.setWord(place + 32, first);
        (,, bytes[] memory datas) = lib.decodeBatch(callData);
        assertEq(datas[0], "other");
        _expectMalformed(callData);
    }

    /// @dev One list for two: the values are read from the targets.
    function test_RevertWhen_ListsOverlap() public {
        Calls memory calls = _calls(0, 2);
        bytes memory callData = _batch(calls, false);
        callData.setWord(BATCH_OFFSETS + 32, 0x60);
        (, uint256[] memory values,) = lib.decodeBatch(callData);
        assertEq(values[0], uint160(calls.targets[0]));
        _expectMalformed(callData);
    }

    /// @dev Smuggling: bytes that nobody judges.
    function testFuzz_RevertWhen_BytesFollow(bytes32 seed, uint256 count, bytes memory more, bool optimized) public {
        vm.assume(more.length != 0);
        Calls memory calls = _calls(seed, bound(count, 1, MAX_CALLS));
        bytes memory single =
            abi.encodeWithSelector(_singleSelector(optimized), calls.targets[0], calls.values[0], calls.datas[0]);
        _expectMalformed(abi.encodePacked(single, more));
        _expectMalformed(abi.encodePacked(single, bytes1(0)));
        _expectMalformed(abi.encodePacked(single, bytes32(0)));
        _expectMalformed(abi.encodePacked(_batch(calls, optimized), more));
        _expectMalformed(abi.encodePacked(_batch(calls, optimized), bytes1(0)));
        _expectMalformed(abi.encodePacked(_batch(calls, optimized), bytes32(0)));
    }

    function testFuzz_RevertWhen_BytesStandBetweenItems(bytes32 seed) public {
        Calls memory calls = _calls(seed, 2);
        calls.datas[0] = abi.encode(seed);
        calls.datas[1] = "other";
        bytes memory callData = _batch(calls, false);
        // The first call's data shrinks to nothing, its word stays.
        callData.setWord(_dataList(2) + 64, 0);
        (,, bytes[] memory datas) = lib.decodeBatch(callData);
        assertEq(datas[1], "other");
        _expectMalformed(callData);
    }

    function testFuzz_RevertWhen_ListsDifferInLength(
        bytes32 seed,
        uint256 targets,
        uint256 values,
        uint256 datas,
        bool optimized
    ) public {
        targets = bound(targets, 1, MAX_CALLS);
        values = bound(values, 0, MAX_CALLS);
        datas = bound(datas, 0, MAX_CALLS);
        vm.assume(targets != values || targets != datas);
        bytes memory callData = _batch(
            Calls(_calls(seed, targets).targets, _calls(seed, values).values, _calls(seed, datas).datas), optimized
        );
        _expectMalformed(callData);
    }

    function test_RevertWhen_TwoListsAreEmpty() public {
        Calls memory none = _calls(0, 0);
        _expectMalformed(_batch(Calls(_calls(0, 1).targets, none.values, none.datas), false));
        // No target, so nothing is called: as good as empty.
        vm.expectRevert(ISessionValidation.BatchEmpty.selector, address(lib));
        lib.read(_batch(Calls(none.targets, _calls(0, 1).values, _calls(0, 1).datas), false));
    }

    /// @dev Dirty bits: older decoders drop them, newer ones revert.
    function testFuzz_RevertWhen_ATargetIsDirty(bytes32 seed, uint256 count, uint256 index, uint256 bit) public {
        count = bound(count, 1, MAX_CALLS);
        bit = bound(bit, 160, 255);
        Calls memory calls = _calls(seed, count);
        bytes memory callData = _batch(calls, false);
        uint256 place = BATCH_COUNT + 32 + bound(index, 0, count - 1) * 32;
        callData.setWord(place, callData.wordAt(place) | 1 << bit);
        _expectMalformed(callData);

        callData = abi.encodeCall(IBiconomyAccount.execute, (calls.targets[0], calls.values[0], calls.datas[0]));
        callData.setWord(SINGLE_TARGET, callData.wordAt(SINGLE_TARGET) | 1 << bit);
        _expectMalformed(callData);
    }

    /// @dev Wrap-around: a count, an offset or a length that comes out right modulo 2^256.
    function testFuzz_RevertWhen_ALengthWrapsRound(bytes32 seed, uint256 count, uint256 index, uint8 less) public {
        count = bound(count, 1, MAX_CALLS);
        Calls memory calls = _calls(seed, count);
        bytes memory batch = _batch(calls, false);
        bytes memory single =
            abi.encodeCall(IBiconomyAccount.execute, (calls.targets[0], calls.values[0], calls.datas[0]));
        uint256 item = _dataList(count) + batch.wordAt(_dataList(count) + bound(index, 0, count - 1) * 32);

        _assertNoHugeWord(single, SINGLE_LENGTH, less);
        _assertNoHugeWord(batch, BATCH_COUNT, less);
        _assertNoHugeWord(batch, BATCH_COUNT + (1 + count) * 32, less);
        _assertNoHugeWord(batch, BATCH_COUNT + (1 + count) * 64, less);
        _assertNoHugeWord(batch, item, less);
    }

    function test_RevertWhen_TruncatedAnywhere() public {
        Calls memory calls = _calls(0, 2);
        (calls.datas[0], calls.datas[1]) = (new bytes(1), new bytes(33));
        _assertNoTruncation(_batch(calls, false));
        _assertNoTruncation(abi.encodeCall(IBiconomyAccount.execute, (calls.targets[1], 0, calls.datas[1])));
    }

    function testFuzz_RevertWhen_Truncated(bytes32 seed, uint256 count, uint256 length, bool optimized) public {
        Calls memory calls = _calls(seed, bound(count, 1, MAX_CALLS));
        bytes memory batch = _batch(calls, optimized);
        batch.shorten(bound(length, 4, batch.length - 1));
        _expectMalformed(batch);

        bytes memory single =
            abi.encodeWithSelector(_singleSelector(optimized), calls.targets[0], calls.values[0], calls.datas[0]);
        single.shorten(bound(length, 4, single.length - 1));
        _expectMalformed(single);
    }

    /// @dev Short calldata, 4 to 131 bytes, of any content; below 4 there is no selector.
    function testFuzz_RevertWhen_ShorterThanTheHead(bytes32[4] memory words, uint256 length) public {
        length = bound(length, 4, 131);
        bytes4[4] memory selectors = [
            BiconomyExecutionLib.EXECUTE,
            BiconomyExecutionLib.EXECUTE_OPTIMIZED,
            BiconomyExecutionLib.EXECUTE_BATCH,
            BiconomyExecutionLib.EXECUTE_BATCH_OPTIMIZED
        ];
        for (uint256 i; i < selectors.length; ++i) {
            bytes memory callData = abi.encodePacked(selectors[i], words);
            callData.shorten(length);
            _expectMalformed(callData);
        }
    }

    /* AGAINST SOLC'S DECODER */

    /// @dev One word of a right encoding is replaced: it is refused, or the account decodes just what was judged.
    function testFuzz_OneWordReplaced(bytes32 seed, uint256 count, uint256 place, uint256 word, bool single)
        public
        view
    {
        Calls memory calls = _calls(seed, bound(count, 1, MAX_CALLS));
        bytes memory callData = single
            ? abi.encodeCall(IBiconomyAccount.execute, (calls.targets[0], calls.values[0], calls.datas[0]))
            : _batch(calls, false);
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

    /// @dev The same at any byte, aligned or not.
    function testFuzz_OneByteReplaced(bytes32 seed, uint256 count, uint256 place, bytes1 value, bool single)
        public
        view
    {
        Calls memory calls = _calls(seed, bound(count, 1, MAX_CALLS));
        bytes memory callData = single
            ? abi.encodeCall(IBiconomyAccount.execute, (calls.targets[0], calls.values[0], calls.datas[0]))
            : _batch(calls, false);
        callData[bound(place, 4, callData.length - 1)] = value;
        _assertRefusedOrAgreed(callData);
    }

    function testFuzz_AnyBytes(bytes memory args, uint256 which) public view {
        bytes4[4] memory selectors = [
            BiconomyExecutionLib.EXECUTE,
            BiconomyExecutionLib.EXECUTE_OPTIMIZED,
            BiconomyExecutionLib.EXECUTE_BATCH,
            BiconomyExecutionLib.EXECUTE_BATCH_OPTIMIZED
        ];
        _assertRefusedOrAgreed(abi.encodePacked(selectors[which % 4], args));
    }

    /// @dev Words as they stand in encodings, in any order: closer to right than random bytes.
    function testFuzz_AnyWords(uint8[16] memory shapes, uint256 which) public view {
        bytes memory args;
        for (uint256 i; i < shapes.length; ++i) {
            args = abi.encodePacked(args, uint256(shapes[i] % 17) * 32 >> (shapes[i] % 3) * 5);
        }
        _assertRefusedOrAgreed(
            abi.encodePacked(which % 2 == 0 ? BiconomyExecutionLib.EXECUTE : BiconomyExecutionLib.EXECUTE_BATCH, args)
        );
    }

    /// @return accepted False when the library refused, for a reason that it names.
    function _assertRefusedOrAgreed(bytes memory callData) private view returns (bool accepted) {
        bytes memory read;
        (accepted, read) = address(lib).staticcall(abi.encodeCall(lib.read, (callData)));
        if (!accepted) {
            bytes32 reason = keccak256(read);
            assertTrue(
                reason == keccak256(abi.encodePacked(ISessionValidation.ExecutionMalformed.selector))
                    || reason == keccak256(abi.encodePacked(ISessionValidation.BatchEmpty.selector)),
                "refused without a name"
            );
            return false;
        }
        (bool decoded, bytes memory calls) = address(lib)
            .staticcall(
                _isSingle(bytes4(callData))
                    ? abi.encodeCall(lib.decodeSingle, (callData))
                    : abi.encodeCall(lib.decodeBatch, (callData))
            );
        assertTrue(decoded, "solc refuses what was read");
        assertEq(read, calls);
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

    function _assertNoTruncation(bytes memory callData) private {
        while (callData.length > 4) {
            callData.shorten(callData.length - 1);
            _expectMalformed(callData);
        }
    }

    /// @dev Calls with data of any length up to 100 bytes.
    function _calls(bytes32 seed, uint256 count) private pure returns (Calls memory calls) {
        calls = Calls(new address[](count), new uint256[](count), new bytes[](count));
        for (uint256 i; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            calls.targets[i] = address(uint160(random));
            calls.values[i] = uint256(keccak256(abi.encode(random))) >> (random >> 200) % 256;
            bytes memory data = abi.encode(random, ~random, random, ~random);
            data.shorten((random >> 160) % 101);
            calls.datas[i] = data;
        }
    }

    function _batch(Calls memory calls, bool optimized) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            optimized ? IBiconomyAccount.executeBatch_y6U.selector : IBiconomyAccount.executeBatch.selector,
            calls.targets,
            calls.values,
            calls.datas
        );
    }

    /// @dev Where the offsets of a batch's calldatas begin, from which they count too.
    function _dataList(uint256 count) private pure returns (uint256) {
        return BATCH_COUNT + (1 + count) * 64 + 32;
    }

    function _singleSelector(bool optimized) private pure returns (bytes4) {
        return optimized ? IBiconomyAccount.execute_ncC.selector : IBiconomyAccount.execute.selector;
    }

    function _isSingle(bytes4 selector) private pure returns (bool) {
        return selector == IBiconomyAccount.execute.selector || selector == IBiconomyAccount.execute_ncC.selector;
    }

    function _isBatch(bytes4 selector) private pure returns (bool) {
        return
            selector == IBiconomyAccount.executeBatch.selector || selector == IBiconomyAccount.executeBatch_y6U.selector;
    }
}

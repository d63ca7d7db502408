// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {Execution, IERC7579Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {CallJournal, CallRecorder} from "../../../mocks/CallRecorder.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice What the validator judges is what the account makes of it, however the call data is damaged: an op that is accepted makes
/// exactly the calls that a plain reader finds, and whatever else an account would make of its call data is refused before.
abstract contract DecodingTest is SessionOps {
    uint256 private constant MAX_CALLS = 4;

    CallJournal private immutable JOURNAL = new CallJournal();

    /* CALLS */

    /// @dev Calls of a few targets, with little value and data of any length up to 70 bytes.
    function _randomCalls(bytes32 seed, uint256 count) private pure returns (Execution[] memory calls) {
        calls = new Execution[](count);
        for (uint256 i; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            bytes memory data = _head(abi.encode(random, ~random, random), (random >> 8) % 71);
            calls[i] = Execution(_target(random), random % 3, data);
        }
    }

    function _target(uint256 random) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("target", random % 4)))));
    }

    function _encode(bytes32 seed, uint256 count, bool single) private view returns (bytes memory) {
        Execution[] memory calls = _randomCalls(seed, bound(count, 1, MAX_CALLS));
        return single ? _single(calls[0]) : kit.encodeBatch(calls);
    }

    /// @dev The plain reader: solc's own decoder, and slices.
    function readCalls(bytes calldata callData) external view returns (Execution[] memory calls) {
        (bytes32 mode, bytes memory execution) = abi.decode(callData[4:], (bytes32, bytes));
        if (mode != 0) return abi.decode(execution, (Execution[]));
        calls = new Execution[](1);
        calls[0] = this.readCall(execution);
    }

    function readCall(bytes calldata execution) external pure returns (Execution memory) {
        return Execution(address(bytes20(execution[:20])), uint256(bytes32(execution[20:52])), execution[52:]);
    }

    /* WHAT IS ASSERTED */

    /// @dev Refused as a whole, or run as read.
    /// @return accepted Whether the op was included.
    function _assertRefusedOrRunsAsRead(bytes memory callData) private returns (bool accepted) {
        PackedUserOperation memory op = _agreedOp(callData);
        uint256 before = vm.snapshotState();
        bytes32 hash = entryPoint.getUserOpHash(op);
        vm.prank(op.sender);
        try validator.validateUserOp(op, hash) returns (uint256 answer) {
            assertEq(answer, 0);
            accepted = true;
        } catch {}
        vm.revertToState(before);

        if (!accepted) {
            _assertNeverRuns(op);
            assertEq(JOURNAL.count(), 0);
            return false;
        }
        Execution[] memory calls = this.readCalls(callData);
        bytes32 digest;
        uint256 value;
        for (uint256 i; i < calls.length; ++i) {
            // Where a damaged word leads is written down too; precompiles and what belongs to the test are left alone.
            if (!_canRecord(calls[i].target)) return true;
            vm.etch(calls[i].target, address(new CallRecorder(JOURNAL)).code);
            digest = keccak256(abi.encode(digest, calls[i].target, calls[i].value, calls[i].callData));
            unchecked {
                value += calls[i].value;
            }
        }
        if (value > 1 ether) return true;
        _assertRuns(op);
        assertEq(JOURNAL.count(), calls.length);
        assertEq(JOURNAL.digest(), digest);
    }

    function _canRecord(address target) private view returns (bool) {
        return uint160(target) > 0xffff
            && (target.code.length == 0
                || target == _target(0)
                || target == _target(1)
                || target == _target(2)
                || target == _target(3));
    }

    /* ENCODINGS */

    function testFuzz_RunsAsRead(bytes32 seed, uint256 count, bool single) public {
        assertTrue(_assertRefusedOrRunsAsRead(_encode(seed, count, single)));
    }

    function testFuzz_OneWordReplaced(bytes32 seed, uint256 count, uint256 place, uint256 word, bool single) public {
        bytes memory callData = _encode(seed, count, single);
        uint256 words = (callData.length - 4) / 32;
        place = 4 + bound(place, 0, words - 1) * 32;
        uint256 right = _wordOf(callData, place);
        uint256[6] memory others = [
            word,
            word % 512,
            right ^ (1 << (word % 256)),
            right ^ 32,
            right + 1,
            _wordOf(callData, 4 + (word % words) * 32)
        ];
        _assertRefusedOrRunsAsRead(_withWord(callData, place, others[uint256(keccak256(abi.encode(word, seed))) % 6]));
    }

    function testFuzz_OneByteReplaced(bytes32 seed, uint256 count, uint256 place, bytes1 value, bool single) public {
        bytes memory callData = _encode(seed, count, single);
        callData[bound(place, 4, callData.length - 1)] = value;
        _assertRefusedOrRunsAsRead(callData);
    }

    function testFuzz_CutOrLonger(bytes32 seed, uint256 count, uint256 length, bytes memory tail, bool single) public {
        bytes memory callData = _encode(seed, count, single);
        length = bound(length, 4, callData.length);
        bytes memory changed = bytes.concat(_head(callData, length), tail);
        bool same = keccak256(changed) == keccak256(callData);
        // A tail may put back what was cut off, but for the padding, which nobody reads.
        if (_assertRefusedOrRunsAsRead(changed)) assertTrue(same || changed.length == callData.length);
    }

    /// @dev The execution itself, which the account decodes once more.
    function testFuzz_AnyExecution(bytes memory execution, bool batch) public {
        bytes32 mode = batch ? bytes32(uint256(1 << 248)) : bytes32(0);
        _assertRefusedOrRunsAsRead(abi.encodeCall(IERC7579Execution.execute, (mode, execution)));
    }

    /// @dev Words as they stand in encodings, in any order: closer to right than random bytes.
    function testFuzz_AnyWords(uint8[12] memory shapes) public {
        bytes memory words;
        for (uint256 i; i < shapes.length; ++i) {
            words = abi.encodePacked(words, uint256(shapes[i] % 9) * 32 >> (shapes[i] % 2) * 5);
        }
        _assertRefusedOrRunsAsRead(abi.encodeCall(IERC7579Execution.execute, (bytes32(uint256(1 << 248)), words)));
    }
}

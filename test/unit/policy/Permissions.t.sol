// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Failure} from "../../../contracts/interfaces/IPolicyErrors.sol";
import {IPolicyJudge} from "../../utils/IPolicyJudge.sol";
import {Policies} from "../../utils/Policies.sol";
import {BytesEditor} from "../BytesEditor.sol";
import {PolicyTestBase} from "./PolicyTestBase.sol";

/// @notice Which entry is asked about a call, and what its answer means.
contract PermissionsTest is PolicyTestBase {
    using BytesEditor for bytes;

    uint8 private constant DENY = 1;
    uint8 private constant ANY_TARGET = 2;
    uint8 private constant TRANSFER = 4;
    uint8 private constant ANY_FUNCTION = 8;
    uint8 private constant VALUE = 16;

    address private constant OTHER = address(uint160(0x07));
    bytes private constant FIVE = hex"400005";
    /// @dev Cannot be read.
    bytes private constant MALFORMED = hex"ff";

    function _entries(bytes memory a, bytes memory b) private pure returns (bytes memory) {
        return Policies.policy(SIGNER, Policies.list(), Policies.list(a, b));
    }

    function _entries(bytes memory a, bytes memory b, bytes memory c) private pure returns (bytes memory) {
        return Policies.policy(SIGNER, Policies.list(), Policies.list(a, b, c));
    }

    function _allow(bytes memory program) private pure returns (bytes memory) {
        return Policies.permission(TARGET, SELECTOR, "", program);
    }

    function _five(uint256 word) private pure returns (bytes memory) {
        return _data(abi.encode(word));
    }

    /* TARGET AND FUNCTION */

    function testFuzz_Function_OneSelector(bytes4 selector, bytes4 other) public {
        bytes memory policy = _policy(Policies.permission(TARGET, selector, "", Policies.skip(1)));
        _assertAllowed(_op(policy, abi.encodePacked(selector, uint256(1))));
        vm.assume(other != selector);
        _assertAnswer(_op(policy, abi.encodePacked(other, uint256(1))), _notPermitted(0, TARGET, other));
        // Each of its bits counts.
        for (uint256 i; i < 32; ++i) {
            bytes4 close = selector ^ bytes4(uint32(1 << i));
            _assertAnswer(_op(policy, abi.encodePacked(close, uint256(1))), _notPermitted(0, TARGET, close));
        }
    }

    /// @dev Shorter calldata has no function, whatever it would be when padded.
    function test_Function_AroundFourBytes() public {
        bytes[6] memory datas = [bytes(""), hex"00", hex"0000", hex"000000", hex"00000000", hex"0000000000"];
        bytes4 none = bytes4(0);
        for (uint256 length; length < 6; ++length) {
            bytes memory data = datas[length];
            bytes memory refused = _notPermitted(0, TARGET, none);

            IPolicyJudge.Case memory c = _op(_policy(Policies.permission(TARGET, none, "", "")), data);
            if (length < 4) _assertAnswer(c, refused);
            else if (length == 4) _assertAllowed(c);
            else _assertFails(c, Failure.NOT_CANONICAL, 0);

            c = _op(_policy(Policies.entry(abi.encodePacked(TRANSFER, TARGET, uint8(0)))), data);
            if (length == 0) _assertAllowed(c);
            else _assertAnswer(c, refused);

            c = _op(_policy(Policies.entry(abi.encodePacked(ANY_FUNCTION, TARGET, uint8(0)))), data);
            if (length < 4) _assertAnswer(c, refused);
            else _assertAllowed(c);

            c = _op(_policy(Policies.anything()), data);
            if (length < 4) _assertAnswer(c, refused);
            else _assertAllowed(c);
        }
    }

    function test_NotPermitted_PadsShortCalldata() public {
        bytes memory policy = _policy(_allow(""));
        _assertAnswer(_op(policy, ""), _notPermitted(0, TARGET, 0x00000000));
        _assertAnswer(_op(policy, hex"12"), _notPermitted(0, TARGET, 0x12000000));
        _assertAnswer(_op(policy, hex"1234"), _notPermitted(0, TARGET, 0x12340000));
        _assertAnswer(_op(policy, hex"123456"), _notPermitted(0, TARGET, 0x12345600));
        _assertAnswer(_op(policy, hex"12345679"), _notPermitted(0, TARGET, 0x12345679));
        _assertAnswer(_op(policy, hex"1234567978"), _notPermitted(0, TARGET, 0x12345679));
    }

    /// @dev What stands behind the calldata, as padding that is not zero or as the next call's, is none of its selector.
    function test_NotPermitted_NamesNoByteBehindShortCalldata() public {
        bytes memory question = abi.encodeCall(IPolicyJudge.judge, (_op(_policy(_allow("")), hex"12345679")));
        bytes4[5] memory selectors = [bytes4(0), 0x12000000, 0x12340000, 0x12345600, 0x12345679];
        // Selector and head, the calls' count and offset, and the three words of the call.
        uint256 length = 36 + question.wordAt(36 + 64) + 64 + 96;
        for (uint256 i; i < selectors.length; ++i) {
            question.setWord(length, i);
            _assertAnswerTo(question, _notPermitted(0, TARGET, selectors[i]));
        }
    }

    function testFuzz_Target(address target, address other) public {
        vm.assume(target != address(0) && target != other);
        bytes memory policy = _policy(Policies.permission(target, SELECTOR, "", ""));
        _assertAllowed(_op(policy, target, 0, _data("")));
        _assertAnswer(_op(policy, other, 0, _data("")), _notPermitted(0, other, SELECTOR));
        for (uint256 i; i < 160; i += 53) {
            address close = address(uint160(target) ^ uint160(1 << i));
            _assertAnswer(_op(policy, close, 0, _data("")), _notPermitted(0, close, SELECTOR));
        }
    }

    function testFuzz_AnyTarget(address target) public {
        bytes memory policy = _policy(Policies.entry(abi.encodePacked(ANY_TARGET, SELECTOR, uint8(0))));
        IPolicyJudge.Case memory c = _op(policy, target, 0, _data(""));
        _assertAllowed(c);
        assertTrue(engine.isAnyTarget(c));
    }

    /// @dev The zero address is one, to the engine: who asks it says whether an account may call there.
    function test_AnyTarget_IsZeroToo() public {
        _assertAllowed(_op(_policy(Policies.anything()), address(0), 0, _data("")));
    }

    /// @dev What the entry that lets the call through says, not one before it.
    function test_AnyTarget_IsTheFittingEntrys() public view {
        bytes memory anyTarget = Policies.entry(abi.encodePacked(ANY_TARGET, SELECTOR, uint8(0), FIVE));
        IPolicyJudge.Case memory c = _op(_entries(anyTarget, _allow(Policies.skip(1))), _five(5));
        assertTrue(engine.isAnyTarget(c));
        c.calls[0].data = _five(6);
        assertFalse(engine.isAnyTarget(c));
        c = _op(_policy(_allow("")), _data(""));
        assertFalse(engine.isAnyTarget(c));
    }

    /// @dev No contract stands there; the entry is a mistake, but only a call there reads it.
    function test_RevertWhen_TheTargetIsZero() public {
        bytes memory policy = _entries(Policies.permission(address(0), SELECTOR, "", ""), _allow(""));
        _assertAllowed(_op(policy, _data("")));
        _assertMalformed(_op(policy, address(0), 0, _data("")));
    }

    /* VALUE */

    function testFuzz_Value_IsAtMost(uint128 max) public {
        max = uint128(bound(max, 1, type(uint128).max));
        bytes memory entry = Policies.entry(abi.encodePacked(VALUE, TARGET, SELECTOR, max, uint8(0)));
        _assertAllowed(_op(_policy(entry), TARGET, max - 1, _data("")));
        _assertAllowed(_op(_policy(entry), TARGET, max, _data("")));
        _assertFails(_op(_policy(entry), TARGET, uint256(max) + 1, _data("")), Failure.VALUE_ABOVE_MAX, 0);
        _assertFails(_op(_policy(entry), TARGET, (1 << 255) + max, _data("")), Failure.VALUE_ABOVE_MAX, 0);
        entry = Policies.plainTransfer(TARGET, max, "");
        _assertAllowed(_op(_policy(entry), TARGET, max, ""));
        _assertFails(_op(_policy(entry), TARGET, uint256(max) + 1, ""), Failure.VALUE_ABOVE_MAX, 0);
    }

    function test_Value_IsNoneUnlessTheEntrySays() public {
        bytes[4] memory entries = [
            _allow(""),
            Policies.entry(abi.encodePacked(ANY_FUNCTION, TARGET, uint8(0))),
            Policies.anything(),
            Policies.entry(abi.encodePacked(VALUE, TARGET, SELECTOR, uint128(0), uint8(0)))
        ];
        for (uint256 i; i < 4; ++i) {
            _assertAllowed(_op(_policy(entries[i]), TARGET, 0, _data("")));
            _assertFails(_op(_policy(entries[i]), TARGET, 1, _data("")), Failure.VALUE_ABOVE_MAX, 0);
            _assertFails(_op(_policy(entries[i]), TARGET, 1 << 128, _data("")), Failure.VALUE_ABOVE_MAX, 0);
        }
    }

    /// @dev It comes before the program, which then nobody reads.
    function test_Value_ComesFirst() public {
        _assertFails(_op(_policy(_allow(FIVE)), TARGET, 1, _five(6)), Failure.VALUE_ABOVE_MAX, 0);
        _assertFails(_op(_policy(_allow(FIVE)), TARGET, 1, _data("")), Failure.VALUE_ABOVE_MAX, 0);
        _assertFails(_op(_policy(_allow(MALFORMED)), TARGET, 1, _data("")), Failure.VALUE_ABOVE_MAX, 0);
        _assertMalformed(_op(_policy(_allow(MALFORMED)), TARGET, 0, _data("")));
    }

    /* WHICH ENTRY */

    function test_TheFirstThatFits_LetsThrough() public {
        bytes memory policy = _entries(_allow(FIVE), _allow(hex"400006"), _allow(MALFORMED));
        _assertAllowed(_op(policy, _five(5)));
        _assertAllowed(_op(policy, _five(6)));
        _assertMalformed(_op(policy, _five(7)));
    }

    function test_TheLastThatWasAsked_IsNamed() public {
        bytes memory other = Policies.permission(OTHER, SELECTOR, "", "");
        bytes memory policy = _entries(_allow(FIVE), _allow(hex"0101400007"), other);
        _assertAnswer(_op(policy, _data(abi.encode(6, 6))), _ruleFailed(0, 1, Failure.WORD_NOT_ALLOWED, FIRST + 32));
        _assertAnswer(_op(policy, _five(6)), _ruleFailed(0, 1, Failure.NOT_CANONICAL, 0));
        // An entry about another function was not asked.
        policy = _entries(_allow(FIVE), Policies.plainTransfer(TARGET, 1, ""), other);
        _assertAnswer(_op(policy, _five(6)), _ruleFailed(0, 0, Failure.WORD_NOT_ALLOWED, FIRST));
        _assertAnswer(_op(policy, TARGET, 2, ""), _ruleFailed(0, 1, Failure.VALUE_ABOVE_MAX, 0));
    }

    function test_EachCallIsJudged() public {
        bytes memory policy = _entries(_allow(FIVE), Policies.permission(OTHER, SELECTOR, "", ""));
        IPolicyJudge.Case memory c = _and(_op(policy, _five(5)), OTHER, 0, _data(""));
        _assertAllowed(c);
        _assertAnswer(_and(c, TARGET, 0, _five(6)), _ruleFailed(2, 0, Failure.WORD_NOT_ALLOWED, FIRST));
        c = _and(_op(policy, _five(5)), OTHER, 0, _data(""));
        _assertAnswer(_and(c, SIGNER, 0, _data("")), _notPermitted(2, SIGNER, SELECTOR));
        // The first call that is refused is named.
        c = _and(_op(policy, _five(6)), SIGNER, 0, _data(""));
        _assertAnswer(c, _ruleFailed(0, 0, Failure.WORD_NOT_ALLOWED, FIRST));
    }

    /// @dev A session with nothing to do is allowed to do it.
    function test_NoCalls_AreAllowed() public {
        IPolicyJudge.Case memory c = _op(_policy(_allow("")), "");
        c.calls = new IPolicyJudge.CallOfCase[](0);
        _assertAllowed(c);
    }

    /// @dev Bytes behind a policy are its sender's: on a wire the proof and the signature stand there.
    function test_NotPermittedBy_AnEntryBehindThePolicy() public {
        bytes memory policy = _policy(_allow(""));
        bytes memory longer = abi.encodePacked(policy, Policies.anything());
        bytes memory question = abi.encodeCall(IPolicyJudge.judge, (_op(longer, OTHER, 0, _data(""))));
        // Selector, the case's offset and the six words of its head.
        question.setWord(36 + 6 * 32, policy.length);
        _assertAnswerTo(question, _notPermitted(0, OTHER, SELECTOR));
    }

    /* DENY ENTRIES */

    function _denying(bytes memory program) private pure returns (bytes memory) {
        return _entries(Policies.deny(TARGET, SELECTOR, program), Policies.anything());
    }

    function test_Deny_WhateverFits() public {
        _assertAnswer(_op(_denying(""), _data("")), _denied(0, 0));
        _assertAnswer(_op(_denying(FIVE), _five(5)), _denied(0, 0));
        // Value lifts nothing.
        _assertAnswer(_op(_denying(FIVE), TARGET, 1, _five(5)), _denied(0, 0));
        _assertAllowed(_op(_denying(FIVE), OTHER, 0, _five(5)));
        _assertAllowed(_op(_denying(FIVE), hex"12345679"));
    }

    /// @dev Calldata in another shape, or with dirty bits, may say the same to the target.
    function test_Deny_WhatIsNotCanonicalOrDirty() public {
        _assertAnswer(_op(_denying(FIVE), _data("")), _denied(0, 0));
        _assertAnswer(_op(_denying(FIVE), _data(abi.encode(6, 6))), _denied(0, 0));
        _assertAnswer(_op(_denying(FIVE), _five(0x105)), _denied(0, 0));
        _assertAnswer(_op(_denying(FIVE), _five(0x106)), _denied(0, 0));
    }

    /// @dev The first rule that fails says for which reason.
    function test_Deny_TheFirstFailureCounts() public {
        bytes memory policy = _denying(hex"400005400005");
        _assertAnswer(_op(policy, _data(abi.encode(5, 5))), _denied(0, 0));
        _assertAnswer(_op(policy, _data(abi.encode(5, 0x106))), _denied(0, 0));
        _assertAllowed(_op(policy, _data(abi.encode(6, 0x105))));
        _assertAnswer(_op(policy, _data(abi.encode(0x106, 6))), _denied(0, 0));
        _assertAllowed(_op(policy, _data(abi.encode(6, 5))));
        _assertAllowed(_op(policy, _data(abi.encode(5, 6))));
    }

    function test_Deny_IsLiftedByEachOtherFailure() public {
        _assertAllowed(_op(_denying(FIVE), _five(6)));
        _assertAllowed(_op(_denying(abi.encodePacked(uint8(3), keccak256("a"))), _data(abi.encode(bytes("b")))));
        _assertAllowed(_op(_denying(hex"0400000001"), _data(abi.encode(bytes("ab")))));
        bytes memory array = _data(abi.encode(new uint256[](1)));
        _assertAllowed(_op(_denying(hex"06000000000100" hex"0000"), array));
        _assertAllowed(_op(_denying(hex"06000000090102" hex"000000000000"), array));
        _assertAnswer(_op(_denying(hex"06000000090100" hex"0000"), array), _denied(0, 0));
    }

    function test_Deny_EachIsAsked() public {
        bytes memory policy = _entries(
            Policies.deny(OTHER, SELECTOR, ""), Policies.deny(TARGET, SELECTOR, FIVE), _allow(Policies.skip(1))
        );
        _assertAnswer(_op(policy, _five(5)), _denied(0, 1));
        _assertAllowed(_op(policy, _five(6)));
        _assertAnswer(_and(_op(policy, _five(6)), TARGET, 0, _five(5)), _denied(1, 1));
        // Denials alone allow nothing, and are not named as what refused.
        policy = _entries(Policies.deny(TARGET, SELECTOR, FIVE), Policies.deny(TARGET, SELECTOR, hex"400007"));
        _assertAnswer(_op(policy, _five(6)), _notPermitted(0, TARGET, SELECTOR));
        _assertAnswer(_op(policy, _five(7)), _denied(0, 1));
    }

    function test_Deny_TransfersAndAnyFunction() public {
        bytes memory all = Policies.entry(abi.encodePacked(VALUE | ANY_TARGET | TRANSFER, uint128(9), uint8(0)));
        bytes memory policy = _entries(Policies.entry(abi.encodePacked(DENY | TRANSFER, TARGET, uint8(0))), all);
        _assertAnswer(_op(policy, TARGET, 1, ""), _denied(0, 0));
        _assertAllowed(_op(policy, OTHER, 1, ""));
        policy =
            _entries(Policies.entry(abi.encodePacked(DENY | ANY_FUNCTION, TARGET, uint8(0))), Policies.anything(), all);
        _assertAnswer(_op(policy, _data("")), _denied(0, 0));
        _assertAllowed(_op(policy, TARGET, 1, ""));
        _assertAllowed(_op(policy, OTHER, 0, _data("")));
    }

    /* BUDGETS OF ENTRIES */

    function _counted(bytes memory a, bytes memory b) private pure returns (bytes memory) {
        bytes[] memory budgets = Policies.list(
            Policies.budget(Policies.CALLS, "calls", type(uint128).max),
            Policies.budget(Policies.NATIVE_VALUE, "value", type(uint128).max)
        );
        return Policies.policy(SIGNER, budgets, Policies.list(a, b));
    }

    function _transfer(uint128 maxValue, bytes memory refs) private pure returns (bytes memory) {
        return Policies.plainTransfer(TARGET, maxValue, refs);
    }

    function testFuzz_Refs_CountCallsAndValue(uint64 a, uint64 b) public {
        bytes memory policy = _counted(_transfer(type(uint64).max, hex"0001"), Policies.anything());
        IPolicyJudge.Case memory c = _op(policy, TARGET, a, "");
        _assertCharged(c, 1, a);
        _assertCharged(_and(c, TARGET, b, ""), 2, uint256(a) + b);
        _assertCharged(_and(c, OTHER, 0, _data("")), 2, uint256(a) + b);
    }

    /// @dev Only the entry that lets the call through counts; named twice, twice.
    function test_Refs_OfTheFittingEntryAlone() public {
        bytes memory policy = _counted(_transfer(5, hex"0001"), _transfer(9, hex"0101"));
        _assertCharged(_op(policy, TARGET, 5, ""), 1, 5);
        _assertCharged(_op(policy, TARGET, 6, ""), 0, 12);
        _assertCharged(_and(_op(policy, TARGET, 5, ""), TARGET, 6, ""), 1, 17);
        policy = _counted(_transfer(5, ""), _transfer(9, hex"00"));
        _assertCharged(_op(policy, TARGET, 5, ""), 0, 0);
        _assertCharged(_op(policy, TARGET, 6, ""), 1, 0);
    }

    function test_RevertWhen_ARefIsToNoBudgetOfItsKind() public {
        bytes[] memory budgets =
            Policies.list(Policies.budget(Policies.SUM, "sum", 9), Policies.budget(Policies.FEES, "fees", 9));
        for (uint8 ref; ref < 4; ++ref) {
            bytes[] memory entries = Policies.list(_transfer(5, abi.encodePacked(ref)));
            _assertMalformed(_op(Policies.policy(SIGNER, budgets, entries), TARGET, 1, ""));
            // Also when the value does not fit.
            _assertMalformed(_op(Policies.policy(SIGNER, budgets, entries), TARGET, 6, ""));
        }
        _assertMalformed(_op(_counted(_transfer(5, hex"0002"), Policies.anything()), TARGET, 1, ""));
        _assertMalformed(_op(_counted(_transfer(5, hex"00ff"), Policies.anything()), TARGET, 1, ""));
        _assertMalformed(_op(_policy(_transfer(5, hex"00")), TARGET, 1, ""));
    }

    /* MALFORMED ENTRIES */

    /// @dev Each about the call, and alone or before one that would let it through; and unseen by a call elsewhere.
    function test_RevertWhen_AnEntryIsMalformed() public {
        bytes[9] memory bodies = [
            // Its budgets end behind it.
            abi.encodePacked(uint8(0), TARGET, SELECTOR, uint8(1)),
            abi.encodePacked(uint8(0), TARGET, SELECTOR, uint8(2), hex"00"),
            abi.encodePacked(ANY_FUNCTION, TARGET, uint8(1)),
            // Its count, its value, its selector is not there, or not whole.
            abi.encodePacked(uint8(0), TARGET, SELECTOR),
            abi.encodePacked(VALUE, TARGET, SELECTOR, uint128(1)),
            abi.encodePacked(VALUE, TARGET, SELECTOR, uint120(1)),
            // A program without a function.
            abi.encodePacked(ANY_FUNCTION, TARGET, uint8(0), hex"00"),
            abi.encodePacked(ANY_FUNCTION, TARGET, uint8(0), FIVE),
            abi.encodePacked(uint8(0), TARGET, SELECTOR, uint8(0), MALFORMED)
        ];
        for (uint256 i; i < bodies.length; ++i) {
            bytes memory entry = Policies.entry(bodies[i]);
            _assertMalformed(_op(_policy(entry), _data("")));
            _assertMalformed(_op(_entries(entry, Policies.anything()), _data("")));
            _assertAllowed(_op(_entries(entry, Policies.anything()), OTHER, 0, _data("")));
            _assertAllowed(_op(_entries(Policies.anything(), entry), _data("")));
        }
        bytes memory transfer = Policies.entry(abi.encodePacked(TRANSFER, TARGET, uint8(0), hex"00"));
        _assertMalformed(_op(_policy(transfer), ""));
    }

    function test_RevertWhen_ADenyEntryHasValueOrBudgets() public {
        bytes[] memory budgets = Policies.list(Policies.budget(Policies.CALLS, "calls", 9));
        bytes[2] memory bodies = [
            abi.encodePacked(DENY, TARGET, SELECTOR, uint8(1), hex"00"),
            abi.encodePacked(DENY | VALUE, TARGET, SELECTOR, uint128(1), uint8(0))
        ];
        for (uint256 i; i < bodies.length; ++i) {
            bytes[] memory entries = Policies.list(Policies.entry(bodies[i]), Policies.anything());
            bytes memory policy = Policies.policy(SIGNER, budgets, entries);
            _assertMalformed(_op(policy, _data("")));
            _assertMalformed(_op(policy, _data(abi.encode(1))));
            _assertCharged(_op(policy, OTHER, 0, _data("")), 0);
        }
    }

    /// @dev An entry is read from its own first byte on: what its selector lacks it does not take from the next.
    function test_RevertWhen_AnEntryEndsInsideItsSelector() public {
        bytes memory short = Policies.entry(abi.encodePacked(uint8(0), TARGET, bytes2(SELECTOR)));
        // The next one's length is what is missing.
        bytes memory next = abi.encodePacked(hex"5678", uint8(ANY_TARGET | ANY_FUNCTION), new bytes(0x5677));
        _assertMalformed(_op(_entries(short, next), _data("")));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Failure, IPolicyErrors} from "../../../contracts/interfaces/IPolicyErrors.sol";
import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {IPolicyJudge} from "../../utils/IPolicyJudge.sol";
import {Policies} from "../../utils/Policies.sol";
import {PolicyTestBase} from "./PolicyTestBase.sol";

/// @notice The header of a policy, what is always read, and what comes before the calls.
contract PolicyHeaderTest is PolicyTestBase {
    address private constant PAYMASTER = address(uint160(0x9a));

    function _header(bytes1 flags, bytes memory optional) private pure returns (IPolicyJudge.Case memory) {
        bytes[] memory entries = Policies.list(Policies.permission(TARGET, SELECTOR, "", ""));
        return _op(Policies.policy(flags, SIGNER, optional, Policies.list(), entries), _data(""));
    }

    function _withEntry(bytes memory entry) private pure returns (IPolicyJudge.Case memory) {
        return _op(
            abi.encodePacked(hex"0105", SIGNER, hex"0002", Policies.permission(TARGET, SELECTOR, "", ""), entry),
            _data("")
        );
    }

    function _refused(address paymaster) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, paymaster);
    }

    function _tooDear(uint256 fee, uint256 cap) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.FeeAboveCap.selector, fee, cap);
    }

    /* VERSION, FLAGS, SIGNER */

    function test_Version_IsOne() public {
        IPolicyJudge.Case memory c = _header(0x05, "");
        for (uint256 version; version < 256; ++version) {
            c.policy[0] = bytes1(uint8(version));
            if (version == 1) _assertAllowed(c);
            else _assertMalformed(c);
        }
    }

    /// @dev Each with the fields it asks for; and without them none of those that ask for some.
    function test_Flags() public {
        for (uint256 flags; flags < 256; ++flags) {
            bytes memory optional;
            if (flags & 3 == 2) optional = abi.encodePacked(PAYMASTER);
            if (flags & 12 == 8) optional = abi.encodePacked(optional, uint128(1));
            if (flags & 16 != 0) optional = abi.encodePacked(optional, bytes16(0));
            IPolicyJudge.Case memory c = _header(bytes1(uint8(flags)), optional);
            if (flags > 31 || flags & 3 == 3 || flags & 12 == 12) _assertMalformed(c);
            else _assertAllowed(c);
            if (optional.length != 0) _assertMalformed(_header(bytes1(uint8(flags)), ""));
        }
    }

    function testFuzz_Signer(address signer) public {
        bytes memory policy =
            Policies.policy(signer, Policies.list(), Policies.list(Policies.permission(TARGET, SELECTOR, "", "")));
        if (signer == address(0)) return _assertMalformed(_op(policy, _data("")));
        _assertAllowed(_op(policy, _data("")));
        assertEq(engine.signerOf(policy), signer);
    }

    function test_RevertWhen_TheSignerIsZero() public {
        bytes[] memory entries = Policies.list(Policies.anything());
        _assertMalformed(_op(Policies.policy(address(0), Policies.list(), entries), _data("")));
    }

    function testFuzz_Salt_ChangesNothing(bytes16 salt) public {
        _assertAllowed(_header(0x15, abi.encodePacked(salt)));
        // It stands last.
        IPolicyJudge.Case memory c = _header(0x1a, abi.encodePacked(PAYMASTER, uint128(7), salt));
        (c.paymaster, c.fee) = (PAYMASTER, 7);
        _assertAllowed(c);
        c.fee = 8;
        _assertAnswer(c, _tooDear(8, 7));
    }

    /* WHO PAYS, AND HOW MUCH */

    function testFuzz_Paymaster(address paymaster, address other) public {
        vm.assume(paymaster != address(0) && other != address(0) && paymaster != other);
        IPolicyJudge.Case memory none = _header(0x04, "");
        IPolicyJudge.Case memory any = _header(0x05, "");
        IPolicyJudge.Case memory one = _header(0x06, abi.encodePacked(paymaster));
        _assertAllowed(none);
        _assertAllowed(any);
        _assertAllowed(one);
        (none.paymaster, any.paymaster, one.paymaster) = (paymaster, paymaster, paymaster);
        _assertAnswer(none, _refused(paymaster));
        _assertAllowed(any);
        _assertAllowed(one);
        one.paymaster = other;
        _assertAnswer(one, _refused(other));
        for (uint256 i; i < 160; i += 53) {
            one.paymaster = address(uint160(paymaster) ^ uint160(1 << i));
            if (one.paymaster != address(0)) _assertAnswer(one, _refused(one.paymaster));
        }
    }

    function test_RevertWhen_ThePaymasterIsZero() public {
        _assertMalformed(_header(0x06, abi.encodePacked(address(0))));
    }

    function testFuzz_Fee_IsAtMost(uint128 max) public {
        max = uint128(bound(max, 1, type(uint128).max));
        IPolicyJudge.Case memory c = _header(0x08, abi.encodePacked(max));
        c.fee = max - 1;
        _assertAllowed(c);
        c.fee = max;
        _assertAllowed(c);
        c.fee = uint256(max) + 1;
        _assertAnswer(c, _tooDear(c.fee, max));
        c.fee = type(uint256).max;
        _assertAnswer(c, _tooDear(c.fee, max));
    }

    function test_Fee_NoneOrAny() public {
        IPolicyJudge.Case memory none = _header(0x00, "");
        _assertAllowed(none);
        none.fee = 1;
        _assertAnswer(none, _tooDear(1, 0));
        IPolicyJudge.Case memory zero = _header(0x08, abi.encodePacked(uint128(0)));
        _assertAllowed(zero);
        zero.fee = 1;
        _assertAnswer(zero, _tooDear(1, 0));
        IPolicyJudge.Case memory any = _header(0x04, "");
        any.fee = type(uint256).max;
        _assertAllowed(any);
    }

    /// @dev Malformed, paymaster, fee, calls, budgets.
    function test_TheOrderOfRefusals() public {
        bytes[] memory budgets = Policies.list(Policies.budget(Policies.FEES, "fees", 0));
        bytes[] memory entries = Policies.list(Policies.permission(TARGET, SELECTOR, "", ""));
        IPolicyJudge.Case memory c =
            _op(Policies.policy(0x28, SIGNER, abi.encodePacked(uint128(1)), budgets, entries), "");
        (c.paymaster, c.fee, c.periods) = (PAYMASTER, 2, hex"00");
        _assertMalformed(c);
        c.policy[1] = 0x08;
        _assertAnswer(c, _refused(PAYMASTER));
        c.paymaster = address(0);
        _assertAnswer(c, _tooDear(2, 1));
        c.fee = 1;
        _assertAnswer(c, _notPermitted(0, TARGET, 0));
        c.calls[0].data = _data(hex"00");
        _assertFails(c, Failure.NOT_CANONICAL, 0);
        c.calls[0].data = _data("");
        _assertAnswer(c, _exceeded("fees", 1, 0));
        c.fee = 0;
        _assertAnswer(c, abi.encodeWithSelector(IPolicyErrors.PeriodsMismatch.selector, 0, 0));
        c.periods = "";
        _assertCharged(c, 0);
    }

    /* TO THE LAST BYTE */

    /// @dev A policy with all there is, cut short anywhere, or longer.
    function test_RevertWhen_CutShort() public {
        bytes[] memory budgets =
            Policies.list(Policies.budget(Policies.SUM, "sum", 1), Policies.budget(Policies.CALLS, "calls", 1, 0, 9));
        bytes[] memory entries = Policies.list(
            Policies.deny(TARGET, SELECTOR, Policies.skip(1)),
            Policies.permission(TARGET, SELECTOR, hex"01", Policies.sum(0)),
            Policies.plainTransfer(TARGET, 1, "")
        );
        bytes memory optional = abi.encodePacked(PAYMASTER, uint128(1), bytes16("salt"));
        bytes memory policy = Policies.policy(0x1a, SIGNER, optional, budgets, entries);
        IPolicyJudge.Case memory c = _op(policy, TARGET, 1, "");
        c.periods = new bytes(4);
        _assertCharged(c, 0, 0);
        for (uint256 length; length < policy.length; ++length) {
            c.policy = new bytes(length);
            for (uint256 i; i < length; ++i) {
                c.policy[i] = policy[i];
            }
            _assertMalformed(c);
        }
        c.policy = abi.encodePacked(policy, uint8(0));
        _assertMalformed(c);
        c.policy = abi.encodePacked(policy, new bytes(32));
        _assertMalformed(c);
    }

    /* PERMISSIONS */

    function test_PermissionCount_IsOneTo255() public {
        bytes memory header = abi.encodePacked(hex"0105", SIGNER, uint8(0));
        _assertMalformed(_op(abi.encodePacked(header, uint8(0)), _data("")));
        bytes memory entry = Policies.permission(TARGET, SELECTOR, "", hex"400005");
        bytes memory entries;
        for (uint256 i; i < 254; ++i) {
            entries = abi.encodePacked(entries, entry);
        }
        bytes memory last = Policies.permission(TARGET, SELECTOR, "", hex"400006");
        bytes memory policy = abi.encodePacked(header, uint8(255), entries, last);
        _assertAllowed(_op(policy, _data(abi.encode(5))));
        _assertAllowed(_op(policy, _data(abi.encode(6))));
        _assertAnswer(_op(policy, _data(abi.encode(7))), _ruleFailed(0, 254, Failure.WORD_NOT_ALLOWED, FIRST));
        // More or fewer than are counted.
        _assertMalformed(_op(abi.encodePacked(header, uint8(254), entries, last), _data(abi.encode(5))));
        _assertMalformed(_op(abi.encodePacked(header, uint8(255), entries), _data(abi.encode(5))));
        _assertMalformed(_op(abi.encodePacked(header, uint8(0), entries, last), _data(abi.encode(5))));
    }

    /// @dev Also when the walk over entries that are not there would meet nothing but zeros.
    function test_RevertWhen_ThereIsNoPermission() public {
        vm.expectRevert(IPolicyErrors.PolicyMalformed.selector);
        engine.signerOf{gas: 1_000_000}(abi.encodePacked(hex"0105", SIGNER, hex"0000"));
    }

    /// @dev Also those of entries that no call is about, and whatever else they are.
    function test_PermissionFlags_AreAlwaysRead() public {
        for (uint256 flags; flags < 256; ++flags) {
            IPolicyJudge.Case memory c = _withEntry(Policies.entry(abi.encodePacked(uint8(flags), new bytes(40))));
            // A deny entry behind another would never be asked.
            if (flags > 31 || flags & 12 == 12 || flags & 1 != 0) _assertMalformed(c);
            else _assertAllowed(c);
        }
    }

    function test_PermissionFlags_OfDenyEntries() public {
        bytes memory allow = Policies.permission(TARGET, SELECTOR, "", "");
        for (uint256 flags = 1; flags < 256; flags += 2) {
            bytes memory deny = Policies.entry(abi.encodePacked(uint8(flags), new bytes(40)));
            // About any target's function 0, any target's every function, or any target's transfers: not this call, or this call.
            bool isAsked = flags & 2 != 0 && flags & 12 == 8;
            IPolicyJudge.Case memory c =
                _op(Policies.policy(SIGNER, Policies.list(), Policies.list(deny, allow)), _data(""));
            if (flags > 31 || flags & 12 == 12 || isAsked) _assertMalformed(c);
            else _assertAllowed(c);
        }
    }

    function test_DenyEntries_StandFirst() public {
        bytes memory deny = Policies.deny(SIGNER, SELECTOR, "");
        bytes memory allow = Policies.permission(TARGET, SELECTOR, "", "");
        _assertAllowed(_op(Policies.policy(SIGNER, Policies.list(), Policies.list(deny, deny, allow)), _data("")));
        _assertMalformed(_op(Policies.policy(SIGNER, Policies.list(), Policies.list(allow, deny)), _data("")));
        _assertMalformed(_op(Policies.policy(SIGNER, Policies.list(), Policies.list(deny, allow, deny)), _data("")));
        _assertMalformed(_op(Policies.policy(SIGNER, Policies.list(), Policies.list(allow, allow, deny)), _data("")));
    }

    function testFuzz_PermissionLengths_FillThePolicy(uint16 length) public {
        bytes memory body = abi.encodePacked(uint8(0), SIGNER, SELECTOR, uint8(0));
        bytes memory entry = abi.encodePacked(length, body);
        if (length == body.length) _assertAllowed(_withEntry(entry));
        else _assertMalformed(_withEntry(entry));
    }

    function test_PermissionLengths_AroundTheEnd() public {
        testFuzz_PermissionLengths_FillThePolicy(0);
        testFuzz_PermissionLengths_FillThePolicy(25);
        testFuzz_PermissionLengths_FillThePolicy(26);
        testFuzz_PermissionLengths_FillThePolicy(27);
        testFuzz_PermissionLengths_FillThePolicy(type(uint16).max);
    }
}

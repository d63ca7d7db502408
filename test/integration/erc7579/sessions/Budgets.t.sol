// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {IPolicyErrors} from "../../../../contracts/interfaces/IPolicyErrors.sol";
import {Policies} from "../../../utils/Policies.sol";
import {IEntryPoint07} from "../../../utils/Peers7579.sol";
import {Session, Sessions} from "../../../utils/Sessions.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice Budgets for life and per period, counted in the validation of real ops.
abstract contract BudgetsTest is SessionOps {
    using Sessions for Session;
    using Sessions for Session[];

    bytes16 private constant ID = "spending";
    uint48 private constant START = 1_799_999_000;
    uint32 private constant PERIOD = 1_000;

    function _budgeted(bytes memory budget) private view returns (Session memory) {
        bytes memory rules = abi.encodePacked(Policies.eq(spender), Policies.sum(0));
        return _policySession(
            Policies.policy(
                key.addr,
                Policies.list(budget),
                Policies.list(Policies.permission(address(token), token.approve.selector, "", rules))
            )
        );
    }

    function _forLife(uint128 cap) private view returns (Session memory) {
        return _budgeted(Policies.budget(Policies.SUM, ID, cap));
    }

    function _perPeriod(uint128 cap) private view returns (Session memory) {
        return _budgeted(Policies.budget(Policies.SUM, ID, cap, START, PERIOD));
    }

    function _spent(uint8 kind, uint48 start, uint32 period, uint32 index) private view returns (uint256) {
        return validator.spentOf(keccak256(abi.encodePacked(kind, ID, start, period, index)), address(account));
    }

    function _exceeded(uint256 wanted, uint256 left) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.BudgetExceeded.selector, ID, wanted, left);
    }

    /* FOR LIFE */

    function test_ABudgetForLifeIsUsedUp() public {
        Session memory session = _forLife(100);
        _assertRuns(_opUnder(session, _approve(spender, 60)));
        _assertSessionRefused(_opUnder(session, _approve(spender, 41)), _exceeded(41, 40));
        _assertSessionRefused(_opUnder(session, _batch(_approveCall(40), _approveCall(1))), _exceeded(41, 40));
        _assertRuns(_opUnder(session, _batch(_approveCall(39), _approveCall(1))));
        _assertSessionRefused(_opUnder(session, _approve(spender, 1)), _exceeded(1, 0));
        assertEq(_spent(Policies.SUM, 0, 0, 0), 100);
    }

    function testFuzz_ABatchAddsUp(uint128 a, uint128 b) public {
        PackedUserOperation memory op = _opUnder(_forLife(type(uint128).max), _batch(_approveCall(a), _approveCall(b)));
        uint256 sum = uint256(a) + b;
        if (sum <= type(uint128).max) _assertRuns(op);
        else _assertSessionRefused(op, _exceeded(sum, type(uint128).max));
    }

    /// @dev All ops of a bundle are validated before the first runs: together they must not overrun the cap.
    function test_ABundleCannotOverrunABudget() public {
        Session memory session = _forLife(100);
        _makeLive(session);
        PackedUserOperation[] memory ops = new PackedUserOperation[](3);
        for (uint16 lane; lane < 3; ++lane) {
            ops[lane] = _signed(_op(address(validator), lane, _approve(spender, 40)), session);
        }
        vm.expectRevert(
            abi.encodeWithSelector(
                IEntryPoint07.FailedOpWithRevert.selector, 2, "AA23 reverted", kit.passedOn(_exceeded(40, 20))
            )
        );
        vm.prank(bundler, bundler);
        entryPoint.handleOps(ops, bundler);
        assertEq(_spent(Policies.SUM, 0, 0, 0), 0, "a bundle that was refused has counted");

        assembly ("memory-safe") {
            mstore(ops, 2)
        }
        vm.prank(bundler, bundler);
        entryPoint.handleOps(ops, bundler);
        assertEq(_spent(Policies.SUM, 0, 0, 0), 80);
    }

    /// @dev Another key, another cap, another tree: the same budget.
    function test_ABudgetOutlivesItsSession() public {
        _assertRuns(_opUnder(_forLife(100), _approve(spender, 60)));
        _revoke(_forLife(100));
        key = makeAccount("rotated key");
        _assertSessionRefused(_opUnder(_forLife(90), _approve(spender, 31)), _exceeded(31, 30));
        _assertRuns(_opUnder(_forLife(90), _approve(spender, 30)));
    }

    /// @dev A wrong signature leaves nothing behind: the bundle that holds it reverts.
    function test_AWrongSignatureCountsNothing() public {
        Session memory session = _forLife(100);
        PackedUserOperation memory op = _opUnder(session, _approve(spender, 60));
        op.signature = session.nativeWire(_direct(), _signature(stranger.key, op));
        _assertSignatureRefused(op);
        assertEq(_spent(Policies.SUM, 0, 0, 0), 0);
    }

    function test_AFailedExecutionIsCounted() public {
        vm.mockCallRevert(address(token), abi.encodeWithSelector(token.approve.selector), "closed");
        _assertFails(_opUnder(_forLife(100), _approve(spender, 60)));
        assertEq(_spent(Policies.SUM, 0, 0, 0), 60);
    }

    /* PER PERIOD */

    function _periodOp(Session memory session, uint32 index, bytes memory callData)
        private
        returns (PackedUserOperation memory op)
    {
        _makeLive(session);
        op = _sessionOp(callData);
        op.signature = session.periodWire(_direct(), _list(index), _signature(key.key, op));
    }

    function _list(uint32 index) private pure returns (uint32[] memory periods) {
        periods = new uint32[](1);
        periods[0] = index;
    }

    /// @dev The first and the last second of a period, and those beside them.
    function test_EachPeriodHasItsOwnBudgetAndWindow() public {
        Session memory session = _perPeriod(100);
        for (uint32 index = 1; index < 3; ++index) {
            uint48 first = START + index * PERIOD;
            vm.warp(first - 1);
            _assertEntryPointRefuses(_periodOp(session, index, _approve(spender, 10)), "AA22 expired or not due");
            vm.warp(first + 1);
            _assertRuns(_periodOp(session, index, _approve(spender, 60)));
            vm.warp(first + PERIOD - 1);
            _assertSessionRefused(_periodOp(session, index, _approve(spender, 41)), _exceeded(41, 40));
            _assertRuns(_periodOp(session, index, _approve(spender, 40)));
            vm.warp(first + PERIOD);
            _assertEntryPointRefuses(_periodOp(session, index + 9, _approve(spender, 1)), "AA22 expired or not due");
            assertEq(_spent(Policies.SUM | 0x80, START, PERIOD, index), 100);
        }
    }

    function test_APeriodInATree() public {
        vm.warp(START + PERIOD + 1);
        Session[] memory sessions = _treeAround(_perPeriod(100), 3, 7);
        _makeLive(sessions);
        PackedUserOperation memory op = _sessionOp(_approve(spender, 60));
        op.signature = sessions[3].periodWire(sessions.nativeProof(3), _list(1), _signature(key.key, op));
        _assertRuns(op);
        assertEq(_spent(Policies.SUM | 0x80, START, PERIOD, 1), 60);
    }

    function testFuzz_TheWindowIsCutToThePeriod(uint32 index, uint48 validUntil, uint48 validAfter) public {
        Session memory session = _perPeriod(100);
        (session.validUntil, session.validAfter) = (validUntil % 2 ** 47, validAfter % 2 ** 47);
        (uint256 first, uint256 last) = (START + uint256(index) * PERIOD, START + (uint256(index) + 1) * PERIOD - 1);
        uint256 begin = session.validAfter > first ? session.validAfter : first;
        uint256 end = session.validUntil != 0 && session.validUntil < last ? session.validUntil : last;
        assertEq(_validate(_periodOp(session, index, _approve(spender, 1))), begin << 208 | end << 160);
    }

    function test_RevertWhen_ThePeriodIsNotNamed() public {
        _assertSessionRefused(
            _opUnder(_perPeriod(100), _approve(spender, 1)),
            abi.encodeWithSelector(IPolicyErrors.PeriodsMismatch.selector, 0, 1)
        );
    }

    function testFuzz_RevertWhen_APeriodTooManyIsNamed(uint32 index, uint8 count) public {
        uint32[] memory periods = new uint32[](bound(count, 2, 255));
        periods[0] = 1;
        periods[1] = index;
        Session memory session = _perPeriod(100);
        _makeLive(session);
        PackedUserOperation memory op = _sessionOp(_approve(spender, 1));
        op.signature = session.periodWire(_direct(), periods, _signature(key.key, op));
        _assertSessionRefused(op, abi.encodeWithSelector(IPolicyErrors.PeriodsMismatch.selector, periods.length, 1));
    }

    function test_RevertWhen_ThePeriodIsOutOfRange() public {
        Session memory session = _budgeted(Policies.budget(Policies.SUM, ID, 100, START, type(uint32).max));
        _assertSessionRefused(
            _periodOp(session, 32_768, _approve(spender, 1)),
            abi.encodeWithSelector(IPolicyErrors.PeriodOutOfRange.selector)
        );
    }

    /// @dev To the EntryPoint a window that ends in second 0 has no end: an ended session would begin again, for ever.
    function testFuzz_RevertWhen_ThePeriodWouldTakeTheSessionsEnd(uint256 time) public {
        Session memory session = _budgeted(Policies.budget(Policies.SUM, ID, 100, 0, 1));
        (session.validUntil, session.validAfter) = (START + 1 days, START);
        vm.warp(bound(time, START + 1, START + 10 * 365 days));
        _assertSessionRefused(
            _periodOp(session, 0, _approve(spender, 1)), abi.encodeWithSelector(IPolicyErrors.PeriodOutOfRange.selector)
        );
        if (block.timestamp <= session.validUntil) return;
        PackedUserOperation memory op = _periodOp(session, uint32(block.timestamp), _approve(spender, 1));
        _assertEntryPointRefuses(op, "AA22 expired or not due");
    }
}

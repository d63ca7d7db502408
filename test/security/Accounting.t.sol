// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IModuleErrors} from "../../contracts/interfaces/IModuleErrors.sol";
import {IPolicyErrors} from "../../contracts/interfaces/IPolicyErrors.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {ActingModule} from "../mocks/AnsweringModules.sol";
import {AnsweringToken, FeeToken} from "../mocks/OddTokens.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Arena, Call, Op} from "./Arena.sol";

/// @notice Budgets that should be used up, and tokens that do not do what they say.
abstract contract AccountingAttacks is Arena {
    using Sessions for Session;

    bytes16 private constant ID = "spending";

    function _sums(bytes4 selector, uint128 cap) private view returns (Session memory) {
        bytes memory rules = abi.encodePacked(Policies.eq(shop), Policies.sum(0));
        return _policyOf(
            Policies.list(Policies.budget(Policies.SUM, ID, cap)), Policies.list(_entry(address(coin), selector, rules))
        );
    }

    function _counter(uint8 kind) private view returns (uint256) {
        bytes32 counter = keccak256(abi.encodePacked(kind, ID, uint48(0), uint32(0), uint32(0)));
        return guard.spentOf(counter, victim);
    }

    function _spend(uint256 amount) private {
        vm.prank(shop);
        assertTrue(coin.transferFrom(victim, shop, amount));
    }

    /// @dev Counted is what an approval says, not what the allowance then was: it may have been spent in between.
    /// @custom:hole SEC-087-live-allowance
    /// @custom:hole SEC-080-memory-not-storage
    function test_RevertWhen_WhatWasApprovedIsSpentInBetween() public {
        Session memory session = _sums(coin.approve.selector, 100);
        _expectRuns(_under(session, _approveCall(shop, 60)));
        _spend(60);
        assertEq(coin.allowance(victim, shop), 0);
        _expectRefused(_under(session, _approveCall(shop, 60)), _exceeded(ID, 60, 40));
        // Nor is an approval taken back by one of zero.
        _expectRuns(_under(session, _approveCall(shop, 0)));
        _expectRefused(_under(session, _two(_approveCall(shop, 0), _approveCall(shop, 41))), _exceeded(ID, 41, 40));
        _expectRuns(_under(session, _approveCall(shop, 40)));
        _spend(40);
        _expectRefused(_under(session, _approveCall(shop, 1)), _exceeded(ID, 1, 0));
        assertEq(coin.balanceOf(shop), 100);
    }

    /// @dev An op that is refused, by a wrong signature or after budgets were charged, has counted nothing.
    /// @custom:hole SEC-088-counted-too-early
    function test_ARefusedOpCountsNothing() public {
        Session memory session = _sums(coin.approve.selector, 100);
        _live(session);
        Op memory op = _opOf(_approveCall(shop, 60));
        _expectWrongSignature(_by(op, session, _alone(), thief));
        assertEq(_counter(Policies.SUM), 0);

        // The first of a bundle is good, the second refused: the whole bundle is undone.
        Op[] memory ops = new Op[](2);
        ops[0] = _by(_opOf(_approveCall(shop, 60)), session);
        ops[1] = _opOf(_approveCall(shop, 41));
        ops[1].lane = 1;
        ops[1] = _by(ops[1], session);
        assertEq(_refusalOf(ops), _refusal(1, _exceeded(ID, 41, 40)));
        assertEq(_counter(Policies.SUM), 0);
        _expectRuns(_under(session, _approveCall(shop, 100)));
        assertEq(_counter(Policies.SUM), 100);
    }

    /// @dev Every op of a bundle is validated before the first one runs: what the first will spend is counted already.
    /// @custom:hole SEC-085-bundle-overruns
    function test_RevertWhen_ABundleTogetherIsTooMuch() public {
        Session memory session = _sums(coin.transfer.selector, 100);
        _live(session);
        Op[] memory ops = new Op[](3);
        for (uint16 lane; lane < 3; ++lane) {
            ops[lane] = _opOf(_transferCall(shop, 40));
            ops[lane].lane = lane;
            ops[lane] = _by(ops[lane], session);
        }
        assertEq(_refusalOf(ops), _refusal(2, _exceeded(ID, 40, 20)));
        assertEq(coin.balanceOf(shop), 0);
        assembly ("memory-safe") {
            mstore(ops, 2)
        }
        bool[] memory ran = _included(ops);
        assertTrue(ran[0] && ran[1]);
        assertEq(coin.balanceOf(shop), 80);
    }

    /// @dev What fails in execution was counted in validation, and stays counted.
    /// @custom:hole SEC-086-failed-execution
    function test_AFailedExecutionIsCounted() public {
        Session memory session = _sums(coin.transfer.selector, type(uint128).max);
        _expectFails(_under(session, _transferCall(shop, WEALTH + 1)));
        assertEq(_counter(Policies.SUM), WEALTH + 1);
        assertEq(coin.balanceOf(shop), 0);
    }

    /// @dev Ops that fail cost fees all the same: a budget of fees ends them, and what they cost stays within it.
    /// @custom:hole SEC-097-failing-ops-burn-fees
    /// @custom:hole SEC-096-gas-price
    function test_RevertWhen_FailingOpsBurnTheFees() public {
        bytes memory rules = abi.encodePacked(Policies.eq(shop), Policies.skip(1));
        bytes[] memory entries = Policies.list(_entry(address(coin), coin.transfer.selector, rules));
        Session memory session = _policyOf(Policies.list(Policies.budget(Policies.FEES, ID, 0.01 ether)), entries);
        uint256 wealth = _deposit() + victim.balance;
        _expectFails(_under(session, _transferCall(shop, WEALTH + 1)));
        uint256 fee = _counter(Policies.FEES);
        assertGt(fee, 0);
        uint256 count = 0.01 ether / fee;
        for (uint256 i = 1; i < count; ++i) {
            _expectFails(_under(session, _transferCall(shop, WEALTH + 1)));
        }
        _expectRefused(_under(session, _transferCall(shop, WEALTH + 1)), _exceeded(ID, fee, 0.01 ether - count * fee));
        assertLe(wealth - _deposit() - victim.balance, 0.01 ether);

        // A cap on the op itself: the dearest that it allows runs, one wei less does not pay for it.
        for (uint256 cap = fee - 1; cap <= fee; ++cap) {
            bytes memory capped =
                Policies.policy(0x09, leaked.addr, abi.encodePacked(uint128(cap)), Policies.list(), entries);
            Op memory op = _under(_policy(capped), _transferCall(shop, 1));
            if (cap == fee) _expectRuns(op);
            else _expectRefused(op, abi.encodeWithSelector(IPolicyErrors.FeeAboveCap.selector, fee, cap));
        }
    }

    /// @dev An approval is the token's, and outlives the session that made it; what it can cost was capped when it was made.
    /// @custom:hole SEC-089-outstanding-allowance
    function test_AnApprovalOutlivesItsSessionButNotItsCap() public {
        _expectRuns(_under(_approval(), _approveCall(shop, CAP)));
        _victimTells(abi.encodeWithSignature("revokeSession(bytes32)", SessionId.wrap(_approval().id())));
        assertEq(coin.allowance(victim, shop), CAP);
        _expectRefused(_by(_opOf(_approveCall(shop, CAP)), _approval()), _dead(_approval()));

        _spend(CAP);
        vm.prank(shop);
        vm.expectRevert();
        coin.transferFrom(victim, shop, 1);
        // The owner takes what is left back, whatever became of the session.
        _ownerDoes(_approveCall(shop, 0));
        assertEq(coin.balanceOf(victim), WEALTH - CAP);
    }

    /// @dev Nothing that a token answers changes what is allowed, and no token can keep a session alive.
    /// @custom:hole SEC-090-odd-tokens
    function test_WhateverATokenAnswersItsSessionEnds() public {
        for (uint8 manner; manner < 3; ++manner) {
            AnsweringToken odd = new AnsweringToken(AnsweringToken.Manner(manner));
            Session memory session = Session(0, 0, approving, abi.encode(leaked.addr, odd, shop, CAP));
            _expectRuns(_under(session, _to(address(odd), abi.encodeCall(odd.approve, (shop, 7)))));
            assertEq(odd.allowance(victim, shop), 7);
            _expectRefused(
                _under(session, _to(address(odd), abi.encodeCall(odd.approve, (shop, CAP + 1)))),
                abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, CAP + 1, CAP)
            );
            Op memory toZero = _under(session, _to(address(odd), abi.encodeCall(odd.approve, (shop, 0))));
            if (manner == uint8(AnsweringToken.Manner.RefusingZero)) _expectFails(toZero);
            else _expectRuns(toZero);

            _victimTells(abi.encodeWithSignature("revokeSession(bytes32)", session.id()));
            _expectRefused(
                _by(_opOf(_to(address(odd), abi.encodeCall(odd.approve, (shop, 7)))), session), _dead(session)
            );
        }
    }

    /// @dev Caps and budgets are of what is asked for, never of what arrives.
    /// @custom:hole SEC-091-fee-on-transfer
    function test_ABudgetCountsWhatWasAskedFor() public {
        FeeToken fee = new FeeToken();
        fee.mint(victim, WEALTH);
        bytes memory rules = abi.encodePacked(Policies.eq(shop), Policies.sum(0));
        Session memory session = _policyOf(
            Policies.list(Policies.budget(Policies.SUM, ID, 100)),
            Policies.list(_entry(address(fee), fee.transfer.selector, rules))
        );
        _expectRuns(_under(session, _to(address(fee), abi.encodeCall(fee.transfer, (shop, 60)))));
        assertEq(fee.balanceOf(shop), 54);
        _expectRefused(
            _under(session, _to(address(fee), abi.encodeCall(fee.transfer, (shop, 46)))), _exceeded(ID, 46, 40)
        );
        _expectRuns(_under(session, _to(address(fee), abi.encodeCall(fee.transfer, (shop, 40)))));
        assertEq(fee.balanceOf(victim), WEALTH - 100);
    }

    /// @dev A module that acts while it is asked, instead of judging: it writes, creates, pays or calls back.
    /// @custom:hole SEC-093-reentrant-module
    function test_RevertWhen_AModuleActs() public {
        ActingModule acting = new ActingModule{value: 1 ether}(leaked.addr);
        Session memory session = Session(0, 0, address(acting), "");
        Op memory op = _under(session, _approveCall(shop, 1));
        for (uint8 act = 1; act < 6; ++act) {
            acting.setAct(ActingModule.Act(act));
            (bool answered,) = _ask(op);
            assertFalse(answered, "a module acted");
            _expectNever(op);
            assertEq(acting.writes(), 0);
        }
        assertEq(address(acting).balance, 1 ether);
        acting.setAct(ActingModule.Act.None);
        _expectRuns(op);
    }

    /// @dev The last second of a period and the first of the next: no second belongs to both, and none to neither.
    /// @custom:hole SEC-094-period-edges
    function test_EachSecondBelongsToOnePeriod() public {
        (uint48 start, uint32 length) = (uint48(block.timestamp - 10), 100);
        bytes memory rules = abi.encodePacked(Policies.eq(shop), Policies.sum(0));
        Session memory session = _policyOf(
            Policies.list(Policies.budget(Policies.SUM, ID, 100, start, length)),
            Policies.list(_entry(address(coin), coin.approve.selector, rules))
        );
        _live(session);
        for (uint32 index; index < 3; ++index) {
            uint256 first = start + index * length;
            uint256 last = first + length - 1;
            assertEq(_answer(_periodOp(session, index)), last << 160 | first << 208);
            vm.warp(last);
            _expectEntryPointSays(_periodOp(session, index + 1), "AA22 expired or not due");
            _expectRuns(_periodOp(session, index));
            vm.warp(last + 2);
            _expectEntryPointSays(_periodOp(session, index), "AA22 expired or not due");
        }
    }

    function _periodOp(Session memory session, uint32 index) private view returns (Op memory op) {
        op = _opOf(_approveCall(shop, 20));
        uint32[] memory periods = new uint32[](1);
        periods[0] = index;
        op.wire = session.periodWire(_alone(), periods, _personal(leaked, _hashOf(op)));
    }
}

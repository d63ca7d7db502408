// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {stdError} from "forge-std/StdError.sol";

import {Failure, IPolicyErrors} from "../../contracts/interfaces/IPolicyErrors.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {Base} from "../Base.t.sol";
import {AgreeingPaymaster} from "../mocks/IntegrationPaymaster.sol";
import {IBiconomyAccount, IEntryPoint06, ISessionKeyManager} from "../utils/Peers.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";

/// @notice Sessions whose data is a policy, through the real EntryPoint and the real account.
contract PolicyTest is Base {
    using Sessions for Session;
    using Sessions for Session[];

    bytes16 private constant ID = "spending";
    uint48 private constant START = 1_799_999_000;
    uint32 private constant PERIOD = 1_000;

    /// @dev The op that was prepared last, and its session.
    function _run(bytes memory policy, bytes memory callData) private returns (UserOperation memory) {
        return _run(policy, _op(callData));
    }

    function _run(bytes memory policy, UserOperation memory op) private returns (UserOperation memory) {
        Session memory session = _policySession(policy);
        _grant(session);
        return _signed(op, session, _direct());
    }

    function _policySession(bytes memory policy) private view returns (Session memory) {
        return Session(0, 0, address(policyModule), policy);
    }

    function _permission(bytes memory refs, bytes memory amount) private view returns (bytes memory) {
        return Policies.permission(
            address(token), token.approve.selector, refs, abi.encodePacked(Policies.eq(spender), amount)
        );
    }

    function _approvePolicy() private view returns (bytes memory) {
        return Policies.policy(key.addr, Policies.list(), Policies.list(_permission("", Policies.lte(MAX_AMOUNT))));
    }

    /* RULES */

    function testFuzz_RunsWhen_EveryRuleHolds(uint256 amount) public {
        amount = bound(amount, 0, MAX_AMOUNT);
        _assertRuns(_run(_approvePolicy(), _approve(spender, amount)));
        assertEq(token.allowance(address(account), spender), amount);
    }

    function testFuzz_RevertWhen_TheAmountIsAboveTheRule(uint256 amount) public {
        amount = bound(amount, MAX_AMOUNT + 1, type(uint256).max);
        _assertRefused(_run(_approvePolicy(), _approve(spender, amount)), _ruleFailed(0, Failure.WORD_NOT_ALLOWED, 36));
    }

    function testFuzz_RevertWhen_TheSpenderIsAnother(address other) public {
        vm.assume(other != spender);
        _assertRefused(_run(_approvePolicy(), _approve(other, 1)), _ruleFailed(0, Failure.WORD_NOT_ALLOWED, 4));
    }

    function testFuzz_RevertWhen_TheSpenderIsNotTheAccountItself(address other) public {
        vm.assume(other != address(account));
        bytes memory program = abi.encodePacked(Policies.account(), Policies.skip(1));
        bytes memory entry = Policies.permission(address(token), token.approve.selector, "", program);
        bytes memory policy = Policies.policy(key.addr, Policies.list(), Policies.list(entry));
        _assertRefused(_run(policy, _approve(other, 1)), _ruleFailed(0, Failure.WORD_NOT_ALLOWED, 4));
        _assertRuns(_run(policy, _approve(address(account), 1)));
    }

    function testFuzz_RevertWhen_TheSpenderIsDirty(uint96 dirt) public {
        vm.assume(dirt != 0);
        bytes memory data =
            abi.encodeWithSelector(token.approve.selector, uint256(dirt) << 160 | uint160(spender), uint256(1));
        _assertRefused(_run(_approvePolicy(), _execute(address(token), 0, data)), _ruleFailed(0, Failure.DIRTY_WORD, 4));
    }

    function testFuzz_RevertWhen_BytesFollowTheArguments(bytes memory tail) public {
        vm.assume(tail.length != 0);
        bytes memory data = abi.encodePacked(abi.encodeCall(token.approve, (spender, 1)), tail);
        _assertRefused(
            _run(_approvePolicy(), _execute(address(token), 0, data)), _ruleFailed(0, Failure.NOT_CANONICAL, 0)
        );
    }

    function testFuzz_RevertWhen_TheFunctionIsAnother(bytes4 selector) public {
        vm.assume(selector != token.approve.selector);
        bytes memory data = abi.encodeWithSelector(selector, spender, 1);
        _assertRefused(
            _run(_approvePolicy(), _execute(address(token), 0, data)), _notPermitted(0, address(token), selector)
        );
    }

    function test_RevertWhen_TheCallCarriesValue() public {
        bytes memory data = abi.encodeCall(token.approve, (spender, 1));
        _assertRefused(
            _run(_approvePolicy(), _execute(address(token), 1, data)), _ruleFailed(0, Failure.VALUE_ABOVE_MAX, 0)
        );
    }

    function test_RevertWhen_ACallIsSmuggledIntoABatch() public {
        bytes memory approve = abi.encodeCall(token.approve, (spender, 1));
        bytes memory theft = abi.encodeCall(token.transfer, (stranger.addr, 1));
        _assertRefused(
            _run(_approvePolicy(), _batch(address(token), approve, address(token), theft)),
            _notPermitted(1, address(token), token.transfer.selector)
        );
    }

    function test_DenyWinsOverAnything() public {
        bytes[] memory entries = Policies.list(
            Policies.deny(address(token), token.transfer.selector, Policies.skip(2)), Policies.anything()
        );
        bytes memory policy = Policies.policy(key.addr, Policies.list(), entries);
        _assertRuns(_run(policy, _approve(spender, 1)));
        _assertRefused(
            _run(policy, _transfer(recipient, 1)), abi.encodeWithSelector(IPolicyErrors.CallDenied.selector, 0, 0)
        );
        // Calldata in another shape may say the same to the target.
        bytes memory longer = abi.encodePacked(abi.encodeCall(token.transfer, (recipient, 1)), uint256(0));
        _assertRefused(
            _run(policy, _execute(address(token), 0, longer)),
            abi.encodeWithSelector(IPolicyErrors.CallDenied.selector, 0, 0)
        );
    }

    /// @dev Old tokens drop dirty bits, so a word beside the one that is denied would mean the same to them.
    function testFuzz_DirtyWord_LiftsNoDenyEntry(uint96 dirt) public {
        bytes memory program = abi.encodePacked(Policies.eq(recipient), Policies.skip(1));
        bytes[] memory entries =
            Policies.list(Policies.deny(address(token), token.transfer.selector, program), Policies.anything());
        bytes memory policy = Policies.policy(key.addr, Policies.list(), entries);
        bytes memory data =
            abi.encodeWithSelector(token.transfer.selector, uint256(dirt) << 160 | uint160(recipient), uint256(1));
        _assertRefused(
            _run(policy, _execute(address(token), 0, data)),
            abi.encodeWithSelector(IPolicyErrors.CallDenied.selector, 0, 0)
        );
        _assertRuns(_run(policy, _transfer(stranger.addr, 1)));
    }

    /// @dev From each of these a session key could take the account over, whatever its policy says.
    function test_RevertWhen_AnyTargetIsTheAccountsOwnSide() public {
        bytes memory policy = Policies.policy(key.addr, Policies.list(), Policies.list(Policies.anything()));
        address[5] memory forbidden =
            [address(account), address(registry), address(policyModule), address(ENTRY_POINT), ecdsaModule];
        for (uint256 i; i < forbidden.length; ++i) {
            bytes memory data = abi.encodeWithSignature("transferOwnership(address)", key.addr);
            _assertRefused(
                _run(policy, _execute(forbidden[i], 0, data)),
                abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, forbidden[i])
            );
        }
    }

    function testFuzz_PlainTransfer_UpToItsValue(uint256 value) public {
        value = bound(value, 0, 2 ether);
        bytes[] memory entries = Policies.list(Policies.plainTransfer(recipient, 1 ether, ""));
        bytes memory policy = Policies.policy(key.addr, Policies.list(), entries);
        UserOperation memory op = _run(policy, _execute(recipient, value, ""));
        if (value <= 1 ether) _assertRuns(op);
        else _assertRefused(op, _ruleFailed(0, Failure.VALUE_ABOVE_MAX, 0));
    }

    function testFuzz_RevertWhen_PlainTransferHasData(bytes memory data) public {
        vm.assume(data.length != 0);
        bytes[] memory entries = Policies.list(Policies.plainTransfer(recipient, 1 ether, ""));
        bytes memory policy = Policies.policy(key.addr, Policies.list(), entries);
        bytes4 selector = bytes4(data);
        _assertRefused(_run(policy, _execute(recipient, 0, data)), _notPermitted(0, recipient, selector));
    }

    /* THE POLICY ITSELF */

    /// @dev Cut anywhere, or with bytes behind its end, a policy allows nothing.
    function testFuzz_RevertWhen_ThePolicyIsCutOrLonger(uint256 length, bytes memory tail) public {
        bytes memory policy = _approvePolicy();
        length = bound(length, 0, policy.length);
        if (length == policy.length) vm.assume(tail.length != 0);
        else tail = "";
        bytes memory changed = new bytes(length);
        for (uint256 i; i < length; ++i) {
            changed[i] = policy[i];
        }
        _assertRefused(
            _run(abi.encodePacked(changed, tail), _approve(spender, 1)),
            abi.encodeWithSelector(IPolicyErrors.PolicyMalformed.selector)
        );
    }

    function test_RevertWhen_ThereIsNoPermission() public {
        _assertRefused(
            _run(Policies.policy(key.addr, Policies.list(), Policies.list()), _approve(spender, 1)),
            abi.encodeWithSelector(IPolicyErrors.PolicyMalformed.selector)
        );
    }

    function testFuzz_RevertWhen_AnItemIsUnknown(uint8 item) public {
        vm.assume((item == 0 || item > 6) && item & 0x70 != 0x40 || item & 0x7f > 0x4a && item & 0x70 == 0x40);
        bytes memory permission = Policies.permission(
            address(token), token.approve.selector, "", abi.encodePacked(item, uint8(31), uint256(0), Policies.skip(1))
        );
        _assertRefused(
            _run(Policies.policy(key.addr, Policies.list(), Policies.list(permission)), _approve(spender, 1)),
            abi.encodeWithSelector(IPolicyErrors.PolicyMalformed.selector)
        );
    }

    /* FEES AND PAYMASTERS */

    function test_Fee_Triplet() public {
        UserOperation memory op = _op(_approve(spender, 1));
        uint256 fee = (op.callGasLimit + op.verificationGasLimit + op.preVerificationGas) * op.maxFeePerGas;
        bytes[] memory entries = Policies.list(_permission("", Policies.lte(MAX_AMOUNT)));
        for (uint256 cap = fee - 1; cap <= fee + 1; ++cap) {
            bytes memory policy =
                Policies.policy(0x09, key.addr, abi.encodePacked(uint128(cap)), Policies.list(), entries);
            op = _run(policy, _approve(spender, 1));
            if (cap < fee) _assertRefused(op, abi.encodeWithSelector(IPolicyErrors.FeeAboveCap.selector, fee, cap));
            else _assertRuns(op);
        }
    }

    /// @dev A fee that wrapped round would be below any cap. The EntryPoint takes no such op either.
    function testFuzz_RevertWhen_TheFeeExceedsAWord(uint256 price) public {
        bytes[] memory entries = Policies.list(_permission("", Policies.lte(MAX_AMOUNT)));
        bytes memory policy = Policies.policy(0x09, key.addr, abi.encodePacked(uint128(1)), Policies.list(), entries);
        UserOperation memory op = _op(_approve(spender, 1));
        uint256 gas = op.callGasLimit + op.verificationGasLimit + op.preVerificationGas;
        op.maxFeePerGas = bound(price, type(uint256).max / gas + 1, type(uint256).max);
        op = _run(policy, op);
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        vm.prank(address(account));
        vm.expectRevert(stdError.arithmeticError, address(registry));
        registry.validateUserOp(op, hash);
        vm.expectRevert("AA94 gas values overflow");
        this.handle(op);
    }

    /// @dev The cap is on what the account pays.
    function test_Fee_OfAPaymasterIsNotCapped() public {
        address paymaster = address(new AgreeingPaymaster());
        ENTRY_POINT.depositTo{value: 1 ether}(paymaster);
        bytes[] memory entries = Policies.list(_permission("", Policies.lte(MAX_AMOUNT)));
        bytes memory policy = Policies.policy(0x09, key.addr, abi.encodePacked(uint128(0)), Policies.list(), entries);
        UserOperation memory op = _op(_approve(spender, 1));
        op.paymasterAndData = abi.encodePacked(paymaster);
        _assertRuns(_run(policy, op));
    }

    function test_RunsWhen_ThePolicyNamesNoPaymasterAndNoneIsUsed() public {
        bytes[] memory entries = Policies.list(_permission("", Policies.lte(MAX_AMOUNT)));
        _assertRuns(_run(Policies.policy(0x04, key.addr, "", Policies.list(), entries), _approve(spender, 1)));
    }

    function test_RevertWhen_ThePolicyNamesNoPaymaster() public {
        bytes[] memory entries = Policies.list(_permission("", Policies.lte(MAX_AMOUNT)));
        bytes memory policy = Policies.policy(0x04, key.addr, "", Policies.list(), entries);
        UserOperation memory op = _op(_approve(spender, 1));
        op.paymasterAndData = abi.encodePacked(makeAddr("paymaster"));
        op = _run(policy, op);
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        vm.prank(address(account));
        vm.expectRevert(abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, makeAddr("paymaster")));
        registry.validateUserOp(op, hash);
    }

    /// @dev To EntryPoint v0.6 a zero paymaster is none: it charges the account, which a cap on fees is about.
    function testFuzz_RevertWhen_ThePaymasterIsZero(bytes memory data, bool anyone) public {
        bytes[] memory entries = Policies.list(_permission("", Policies.lte(MAX_AMOUNT)));
        bytes memory cap = abi.encodePacked(uint128(1));
        bytes memory policy =
            Policies.policy(anyone ? bytes1(0x09) : bytes1(0x08), key.addr, cap, Policies.list(), entries);
        UserOperation memory op = _op(_approve(spender, 1));
        op.paymasterAndData = abi.encodePacked(address(0), data);
        _assertRefused(
            _run(policy, op), abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, address(0))
        );
    }

    /* BUDGETS */

    function _budgeted(uint128 cap) private view returns (bytes memory) {
        return Policies.policy(
            key.addr,
            Policies.list(Policies.budget(Policies.SUM, ID, cap)),
            Policies.list(_permission("", Policies.sum(0)))
        );
    }

    function _spent(uint8 kind, uint48 start, uint32 period, uint32 index) private view returns (uint256) {
        return registry.spentOf(keccak256(abi.encodePacked(kind, ID, start, period, index)), address(account));
    }

    /// @dev All ops of a bundle are validated before the first runs: together they must not overrun the cap.
    function test_Bundle_CannotOverrunABudget() public {
        Session memory session = _policySession(_budgeted(100));
        _grant(session);
        UserOperation[] memory ops = new UserOperation[](3);
        for (uint192 lane; lane < 3; ++lane) {
            ops[lane] = _op(_approve(spender, 40));
            ops[lane].nonce = ENTRY_POINT.getNonce(address(account), lane);
            ops[lane] = _signed(ops[lane], session, _direct());
        }
        vm.prank(bundler, bundler);
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 2, "AA23 reverted (or OOG)"));
        ENTRY_POINT.handleOps(ops, bundler);
        assertEq(_spent(Policies.SUM, 0, 0, 0), 0, "a bundle that was refused has counted");

        assembly {
            mstore(ops, 2)
        }
        vm.prank(bundler, bundler);
        ENTRY_POINT.handleOps(ops, bundler);
        assertEq(_spent(Policies.SUM, 0, 0, 0), 80);
    }

    function test_Budget_IsSharedAndSurvivesRotation() public {
        _assertRuns(_run(_budgeted(100), _approve(spender, 60)));

        // Another key, another cap: the same budget.
        key = makeAccount("rotated key");
        _assertRefused(
            _run(_budgeted(90), _approve(spender, 31)),
            abi.encodeWithSelector(IPolicyErrors.BudgetExceeded.selector, ID, 31, 30)
        );
        _assertRuns(_run(_budgeted(90), _approve(spender, 30)));
        _assertRefused(
            _run(_budgeted(50), _approve(spender, 1)),
            abi.encodeWithSelector(IPolicyErrors.BudgetExceeded.selector, ID, 1, 0)
        );
        assertEq(_spent(Policies.SUM, 0, 0, 0), 90);
    }

    function testFuzz_Batch_AddsUp(uint128 a, uint128 b) public {
        bytes memory first = abi.encodeCall(token.approve, (spender, a));
        bytes memory second = abi.encodeCall(token.approve, (spender, b));
        uint256 sum = uint256(a) + b;
        UserOperation memory op =
            _run(_budgeted(type(uint128).max), _batch(address(token), first, address(token), second));
        if (sum <= type(uint128).max) {
            _assertRuns(op);
        } else {
            _assertRefused(
                op, abi.encodeWithSelector(IPolicyErrors.BudgetExceeded.selector, ID, sum, type(uint128).max)
            );
        }
    }

    function test_FailedExecutionIsCounted() public {
        bytes memory policy = Policies.policy(
            key.addr,
            Policies.list(Policies.budget(Policies.SUM, ID, type(uint128).max)),
            Policies.list(
                Policies.permission(
                    address(token),
                    token.transfer.selector,
                    "",
                    abi.encodePacked(Policies.eq(recipient), Policies.sum(0))
                )
            )
        );
        // More than the account has.
        _handle(_run(policy, _transfer(recipient, 1e30)));
        assertEq(token.balanceOf(recipient), 0);
        assertEq(_spent(Policies.SUM, 0, 0, 0), 1e30);
    }

    function test_CallsAndValueAndFees_AreCounted() public {
        bytes[] memory budgets = Policies.list(
            Policies.budget(Policies.CALLS, ID, 2),
            Policies.budget(Policies.NATIVE_VALUE, ID, 10),
            Policies.budget(Policies.FEES, ID, 1 ether)
        );
        bytes[] memory entries = Policies.list(Policies.plainTransfer(recipient, 10, hex"0001"));
        bytes memory policy = Policies.policy(key.addr, budgets, entries);
        UserOperation memory op = _run(policy, _execute(recipient, 7, ""));
        uint256 fee = (op.callGasLimit + op.verificationGasLimit + op.preVerificationGas) * op.maxFeePerGas;
        _assertRuns(op);
        assertEq(_spent(Policies.CALLS, 0, 0, 0), 1);
        assertEq(_spent(Policies.NATIVE_VALUE, 0, 0, 0), 7);
        assertEq(_spent(Policies.FEES, 0, 0, 0), fee);
        _assertRefused(
            _run(policy, _execute(recipient, 4, "")),
            abi.encodeWithSelector(IPolicyErrors.BudgetExceeded.selector, ID, 4, 3)
        );
        _assertRuns(_run(policy, _execute(recipient, 3, "")));
        _assertRefused(
            _run(policy, _execute(recipient, 0, "")),
            abi.encodeWithSelector(IPolicyErrors.BudgetExceeded.selector, ID, 1, 0)
        );
    }

    /* PERIODS */

    function _perPeriod() private view returns (bytes memory) {
        return Policies.policy(
            key.addr,
            Policies.list(Policies.budget(Policies.SUM, ID, 100, START, PERIOD)),
            Policies.list(_permission("", Policies.sum(0)))
        );
    }

    function _runIn(uint32 index, uint256 amount) private returns (UserOperation memory) {
        return _runIn(index, amount, _policySession(_perPeriod()));
    }

    function _runIn(uint32 index, uint256 amount, Session memory s) private returns (UserOperation memory op) {
        _grant(s);
        op = _op(_approve(spender, amount));
        bytes memory wire = abi.encodePacked(
            uint8(2), uint8(0), uint8(1), s.validUntil, s.validAfter, s.module, s.sessionKeyData, index, _sign(key, op)
        );
        op.signature = abi.encode(wire, registry);
    }

    function test_Period_EachHasItsOwnBudget_AndItsOwnWindow() public {
        // The first and the last second of a period, and those beside them.
        for (uint32 index = 1; index < 3; ++index) {
            uint48 first = START + index * PERIOD;
            uint48 last = first + PERIOD - 1;

            vm.warp(first - 1);
            _assertOutOfWindow(_runIn(index, 10));
            vm.warp(first);
            _assertRuns(_runIn(index, 60));
            vm.warp(last);
            _assertRefused(_runIn(index, 41), abi.encodeWithSelector(IPolicyErrors.BudgetExceeded.selector, ID, 41, 40));
            _assertRuns(_runIn(index, 40));
            assertEq(_spent(Policies.SUM | 0x80, START, PERIOD, index), 100);
            vm.warp(last + 1);
            _assertOutOfWindow(_runIn(index + 9, 1));
        }
    }

    function test_RevertWhen_ThePeriodIsNotNamed() public {
        _assertRefused(
            _run(_perPeriod(), _approve(spender, 1)),
            abi.encodeWithSelector(IPolicyErrors.PeriodsMismatch.selector, 0, 1)
        );
    }

    function test_RevertWhen_ThePeriodIsOutOfRange() public {
        bytes memory policy = Policies.policy(
            key.addr,
            Policies.list(Policies.budget(Policies.SUM, ID, 100, START, type(uint32).max)),
            Policies.list(_permission("", Policies.sum(0)))
        );
        _assertRefused(
            _runIn(32_768, 1, _policySession(policy)), abi.encodeWithSelector(IPolicyErrors.PeriodOutOfRange.selector)
        );
    }

    /// @dev To the EntryPoint a window that ends in second 0 has no end: an ended session would begin again, for ever.
    function testFuzz_RevertWhen_ThePeriodWouldTakeTheSessionsEnd(uint256 time, bool isFee) public {
        uint8 kind = isFee ? Policies.FEES : Policies.SUM;
        bytes[] memory budgets = Policies.list(Policies.budget(kind, ID, 1 ether, 0, 1));
        bytes memory rule = isFee ? Policies.lte(1) : Policies.sum(0);
        Session memory s = _policySession(Policies.policy(key.addr, budgets, Policies.list(_permission("", rule))));
        (s.validUntil, s.validAfter) = (START + 1 days, START);
        vm.warp(bound(time, START, START + 10 * 365 days));
        _assertRefused(_runIn(0, 1, s), abi.encodeWithSelector(IPolicyErrors.PeriodOutOfRange.selector));
        UserOperation memory op = _runIn(uint32(block.timestamp), 1, s);
        if (block.timestamp > s.validUntil) _assertOutOfWindow(op);
        else _assertRuns(op);
    }

    /* ISOLATION */

    /// @dev Nobody but the account, as an op's sender, counts against its budgets.
    function test_RevertWhen_AStrangerAsks() public {
        UserOperation memory op = _run(_budgeted(100), _approve(spender, 60));
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        vm.prank(stranger.addr);
        vm.expectRevert(
            abi.encodeWithSelector(ISessionValidation.CallerNotSender.selector, stranger.addr, address(account))
        );
        registry.validateUserOp(op, hash);
        assertEq(_spent(Policies.SUM, 0, 0, 0), 0);
    }

    /* UNDER BICONOMY'S OWN MANAGER */

    function _underManager(bytes memory policy, bytes memory callData) private returns (UserOperation memory op) {
        address manager = _deployBiconomy("SessionKeyManagerModule", "SessionKeyManager", "");
        _enable(manager);
        Session memory session = _policySession(policy);
        vm.prank(address(account));
        ISessionKeyManager(manager).setMerkleRoot(session.id());
        op = _op(callData);
        op.signature = abi.encode(session.biconomyWire(_direct(), _sign(key, op)), manager);
    }

    function test_UnderBiconomysManager() public {
        _assertRuns(_underManager(_approvePolicy(), _approve(spender, MAX_AMOUNT)));
        UserOperation memory op = _underManager(_approvePolicy(), _approve(spender, MAX_AMOUNT + 1));
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA23 reverted (or OOG)"));
        this.handle(op);
        op = _underManager(_budgeted(100), _approve(spender, 1));
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA23 reverted (or OOG)"));
        this.handle(op);
    }

    /* HELPERS */

    function _batch(address a, bytes memory dataA, address b, bytes memory dataB) private pure returns (bytes memory) {
        address[] memory targets = new address[](2);
        (targets[0], targets[1]) = (a, b);
        bytes[] memory datas = new bytes[](2);
        (datas[0], datas[1]) = (dataA, dataB);
        return abi.encodeCall(IBiconomyAccount.executeBatch, (targets, new uint256[](2), datas));
    }

    function _ruleFailed(uint256 permission, Failure failure, uint256 offset) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.RuleFailed.selector, 0, permission, failure, offset);
    }

    function _notPermitted(uint256 call, address target, bytes4 selector) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.CallNotPermitted.selector, call, target, selector);
    }

    function _assertOutOfWindow(UserOperation memory op) private {
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA22 expired or not due"));
        this.handle(op);
    }
}

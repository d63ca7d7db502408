// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {Base} from "../Base.t.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {IBiconomyAccount} from "../utils/Peers.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";

/// @notice The invariants of budgets, `test/invariant/README.md`. The test plays everybody: each `play…` is a move.
contract BudgetsInvariant is Base {
    using Sessions for Session;

    uint48 private constant START = 1_799_900_000;
    uint32 private constant DAY = 86_400;
    uint128 private constant HIGH_CAP = 500;
    uint128 private constant LOW_CAP = 300;
    uint128 private constant DAILY_CAP = 100;
    bytes16 private constant SHARED = "shared";
    bytes16 private constant DAILY = "daily";

    uint256 private constant HIGH = 0;
    uint256 private constant LOW = 1;
    uint256 private constant ROTATED = 2;
    uint256 private constant PER_DAY = 3;
    uint256 private constant COUNT = 4;

    IBiconomyAccount[2] private accounts;
    Session[COUNT] private sessions;

    /// @dev What was counted, by this test's own book.
    mapping(bytes32 key => mapping(address account => uint256)) private counted;
    mapping(address account => uint256) private total;
    bytes32[] private keys;
    mapping(bytes32 key => uint256) private capOf;

    uint256 private taken;
    uint256 private reverted;
    uint256 private refused;

    function setUp() public override {
        super.setUp();
        vm.warp(START);
        accounts[0] = account;
        accounts[1] = IBiconomyAccount(address(_createAccount(makeAddr("other owner"))));
        vm.prank(address(accounts[1]));
        accounts[1].enableModule(address(registry));
        // The first account can pay a part of what its sessions allow; the second nothing: all its calls fail.
        token.burnFrom(address(accounts[0]), token.balanceOf(address(accounts[0])) - 400);

        sessions[HIGH] = _session("", Policies.budget(Policies.SUM, SHARED, HIGH_CAP));
        sessions[LOW] = _session("", Policies.budget(Policies.SUM, SHARED, LOW_CAP));
        sessions[ROTATED] = _session("rotated", Policies.budget(Policies.SUM, SHARED, HIGH_CAP));
        sessions[PER_DAY] = _session("", Policies.budget(Policies.SUM, DAILY, DAILY_CAP, START, DAY));
        for (uint256 a; a < 2; ++a) {
            for (uint256 s; s < COUNT; ++s) {
                _grantAs(a, s);
            }
        }
        _note(_lifeKey(), HIGH_CAP);

        bytes4[] memory moves = new bytes4[](7);
        moves[0] = this.playOp.selector;
        moves[1] = this.playBundle.selector;
        moves[2] = this.playTime.selector;
        moves[3] = this.playRevokeAllAndGrantAnew.selector;
        moves[4] = this.playStranger.selector;
        moves[5] = this.playWrongPeriod.selector;
        moves[6] = this.playOp.selector;
        targetSelector(FuzzSelector(address(this), moves));
        targetContract(address(this));
    }

    /* MOVES */

    function playOp(uint256 a, uint256 s, uint256 amount) external {
        (a, s, amount) = (a % 2, s % COUNT, amount % 130);
        UserOperation[] memory ops = new UserOperation[](1);
        ops[0] = _transferOp(a, s, amount, 0, _today());
        bool fits = _count(a, s, amount);
        bool took = _tryHandle(ops);
        assertEq(took, fits, "taken unless it exceeds its cap");
        if (!took) _uncount(a, s, amount);
    }

    /// @dev Several ops, all validated before the first runs.
    function playBundle(uint256 a, uint256 s, uint256 amount) external {
        (a, s, amount) = (a % 2, s % COUNT, amount % 130);
        UserOperation[] memory ops = new UserOperation[](3);
        bool fits = true;
        uint256 done;
        for (; done < 3 && fits; ++done) {
            fits = _count(a, s, amount);
        }
        for (uint192 i; i < 3; ++i) {
            ops[i] = _transferOp(a, s, amount, i, _today());
        }
        bool took = _tryHandle(ops);
        assertEq(took, fits, "taken unless together they exceed the cap");
        if (took) return;
        for (; done != 0; --done) {
            _uncount(a, s, amount);
        }
    }

    function playTime(uint256 by) external {
        vm.warp(block.timestamp + by % (2 * DAY));
    }

    /// @dev New grants do not refill what was used up.
    function playRevokeAllAndGrantAnew(uint256 a) external {
        a = a % 2;
        vm.prank(address(accounts[a]));
        registry.revokeAllSessions();
        for (uint256 s; s < COUNT; ++s) {
            _grantAs(a, s);
        }
    }

    function playStranger(uint256 a, uint256 s, uint256 amount) external {
        (a, s, amount) = (a % 2, s % COUNT, amount % 130);
        UserOperation memory op = _transferOp(a, s, amount, 0, _today());
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        vm.prank(stranger.addr);
        vm.expectRevert(abi.encodeWithSelector(ISessionValidation.CallerNotSender.selector, stranger.addr, op.sender));
        registry.validateUserOp(op, hash);
    }

    /// @dev Yesterday's budget, or tomorrow's.
    function playWrongPeriod(uint256 a, uint32 period) external {
        a = a % 2;
        if (period == _today()) period = period + 1;
        UserOperation[] memory ops = new UserOperation[](1);
        ops[0] = _transferOp(a, PER_DAY, 1, 0, period);
        assertFalse(_tryHandle(ops), "an op in another period was taken");
    }

    /* INVARIANTS */

    /// @dev In one function: each would be played for by itself.
    function invariant_CountersHoldWhatWasTakenAndBoundWhatMoved() public view {
        for (uint256 i; i < keys.length; ++i) {
            for (uint256 a; a < 2; ++a) {
                uint256 spent = registry.spentOf(keys[i], address(accounts[a]));
                assertEq(spent, counted[keys[i]][address(accounts[a])], "the counter is not what was taken");
                assertLe(spent, capOf[keys[i]], "the counter is above the highest cap");
            }
        }
        assertLe(token.balanceOf(recipient), total[address(accounts[0])], "more moved than was counted");
    }

    /// @dev Enough moves in a row that each kind of end was met: otherwise nothing above means anything.
    function test_EveryEndIsMet() public {
        for (uint256 i; i < 40; ++i) {
            this.playOp(i, i / 2, 10 + i);
            this.playBundle(i, i / 3, 5 + i);
            if (i % 5 == 0) this.playTime(30_000);
            if (i % 7 == 0) this.playRevokeAllAndGrantAnew(i);
            this.playStranger(i, i, i);
            this.playWrongPeriod(i, uint32(i));
        }
        invariant_CountersHoldWhatWasTakenAndBoundWhatMoved();
        assertGt(taken, 10, "taken");
        assertGt(reverted, 3, "reverted");
        assertGt(refused, 10, "refused");
        assertGt(keys.length, 2, "periods");
    }

    /// @dev Of the registry's storage a validation reads two slots and its counter, all of the account, and writes the counter.
    function testFuzz_ValidationTouchesTheAccountsStorageOnly(uint256 a, uint256 s, uint256 amount) public {
        (a, s, amount) = (a % 2, s % COUNT, 1 + amount % 90);
        address who = address(accounts[a]);
        UserOperation memory op = _transferOp(a, s, amount, 0, _today());
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        vm.record();
        vm.prank(who);
        registry.validateUserOp(op, hash);
        (bytes32[] memory reads, bytes32[] memory writes) = vm.accesses(address(registry));

        bytes32 status = _slot(who, keccak256(abi.encode(sessions[s].leaf(), uint256(0))));
        bytes32 epoch = _slot(who, bytes32(uint256(1)));
        bytes32 counter = _slot(who, keccak256(abi.encode(s == PER_DAY ? _dayKey(_today()) : _lifeKey(), uint256(2))));
        for (uint256 i; i < reads.length; ++i) {
            assertTrue(reads[i] == status || reads[i] == epoch || reads[i] == counter, "read elsewhere");
        }
        assertEq(writes.length, 1, "writes");
        assertEq(writes[0], counter, "wrote elsewhere");
    }

    /* HELPERS */

    function _session(bytes16 salt, bytes memory budget) private view returns (Session memory) {
        bytes memory rules = abi.encodePacked(Policies.eq(recipient), Policies.sum(0));
        bytes[] memory entries = Policies.list(Policies.permission(address(token), token.transfer.selector, "", rules));
        bytes1 flags = salt == "" ? bytes1(hex"05") : bytes1(hex"15");
        bytes memory optional = salt == "" ? bytes("") : abi.encodePacked(salt);
        bytes memory policy = Policies.policy(flags, key.addr, optional, Policies.list(budget), entries);
        return Session(0, 0, address(policyModule), policy);
    }

    function _grantAs(uint256 a, uint256 s) private {
        vm.prank(address(accounts[a]));
        registry.grantSessions(SessionNode.wrap(sessions[s].leaf()), "");
    }

    /// @dev In a lane of its own, signed.
    function _transferOp(uint256 a, uint256 s, uint256 amount, uint192 lane, uint32 period)
        private
        view
        returns (UserOperation memory op)
    {
        Session memory session = sessions[s];
        op = _op(_transfer(recipient, amount));
        op.sender = address(accounts[a]);
        op.nonce = ENTRY_POINT.getNonce(op.sender, lane);
        bytes memory head = s == PER_DAY ? abi.encodePacked(uint8(2), uint8(0), uint8(1)) : bytes(hex"0100");
        bytes memory periods = s == PER_DAY ? abi.encodePacked(period) : bytes("");
        bytes memory body = abi.encodePacked(session.validUntil, session.validAfter, session.module);
        op.signature = abi.encode(
            abi.encodePacked(head, body, session.sessionKeyData, periods, _sign(key, op)), address(registry)
        );
    }

    function _tryHandle(UserOperation[] memory ops) private returns (bool took) {
        uint256 before = token.balanceOf(recipient);
        vm.prank(bundler, bundler);
        try ENTRY_POINT.handleOps(ops, bundler) {
            took = true;
            taken += ops.length;
            if (token.balanceOf(recipient) == before) reverted += ops.length;
        } catch {
            ++refused;
        }
    }

    /// @return fits Whether the session's cap leaves room for it.
    function _count(uint256 a, uint256 s, uint256 amount) private returns (bool fits) {
        bytes32 counter = s == PER_DAY ? _dayKey(_today()) : _lifeKey();
        if (s == PER_DAY) _note(counter, DAILY_CAP);
        uint256 cap = s == PER_DAY ? DAILY_CAP : s == LOW ? LOW_CAP : HIGH_CAP;
        address who = address(accounts[a]);
        // What counts nothing exceeds nothing, even where another session has counted past this one's cap.
        fits = amount == 0 || counted[counter][who] + amount <= cap;
        counted[counter][who] += amount;
        total[who] += amount;
    }

    function _uncount(uint256 a, uint256 s, uint256 amount) private {
        bytes32 counter = s == PER_DAY ? _dayKey(_today()) : _lifeKey();
        counted[counter][address(accounts[a])] -= amount;
        total[address(accounts[a])] -= amount;
    }

    function _note(bytes32 counter, uint256 cap) private {
        if (capOf[counter] != 0) return;
        capOf[counter] = cap;
        keys.push(counter);
    }

    function _today() private view returns (uint32) {
        return uint32((block.timestamp - START) / DAY);
    }

    function _lifeKey() private pure returns (bytes32) {
        return keccak256(abi.encodePacked(Policies.SUM, SHARED, uint48(0), uint32(0), uint32(0)));
    }

    function _dayKey(uint32 day) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(Policies.SUM | 0x80, DAILY, START, DAY, day));
    }

    function _slot(address who, bytes32 base) private pure returns (bytes32) {
        return keccak256(abi.encode(who, base));
    }
}

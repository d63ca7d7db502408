// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {Base} from "../Base.t.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";

/// @notice Gas of whole `handleOps` transactions under policies, on one Biconomy Smart Account v2: direct sessions, with counters
/// that have counted before.
contract PolicyBench is Base {
    using Sessions for Session;

    uint256 private constant AMOUNT = 5e18;
    uint48 private constant START = 1_799_999_000;

    function setUp() public override {
        super.setUp();
        vm.deal(bundler, 1);
        _handle(_signedByOwner(_op(_approve(spender, 1))));
    }

    function test_OneEntry() public {
        _measure("one entry, two rules", Policies.list(), Policies.list(_entry("", Policies.lte(MAX_AMOUNT))), "");
    }

    function test_FiveEntries() public {
        bytes[] memory entries = new bytes[](5);
        for (uint160 i; i < 4; ++i) {
            entries[i] = Policies.permission(address(i + 1), token.approve.selector, "", Policies.eq(spender));
        }
        entries[4] = _entry("", Policies.lte(MAX_AMOUNT));
        _measure("five entries, the last fits", Policies.list(), entries, "");
    }

    function test_LifetimeBudget() public {
        bytes[] memory budgets = Policies.list(Policies.budget(Policies.SUM, "life", type(uint128).max));
        _measure("one budget for life", budgets, Policies.list(_entry("", Policies.lteAndSum(MAX_AMOUNT, 0))), "");
    }

    function test_PeriodBudget() public {
        bytes[] memory budgets = Policies.list(Policies.budget(Policies.SUM, "day", type(uint128).max, START, 86_400));
        bytes[] memory entries = Policies.list(_entry("", Policies.lteAndSum(MAX_AMOUNT, 0)));
        _measure("one budget per period", budgets, entries, abi.encodePacked(uint32(0)));
    }

    function _entry(bytes memory refs, bytes memory amountRules) private view returns (bytes memory) {
        bytes memory rules = abi.encodePacked(Policies.eq(spender), amountRules);
        return Policies.permission(address(token), token.approve.selector, refs, rules);
    }

    function _measure(string memory policy, bytes[] memory budgets, bytes[] memory entries, bytes memory periods)
        private
    {
        string memory journey = string.concat("approve, ", policy);
        Session memory session = Session(0, 0, address(policyModule), Policies.policy(key.addr, budgets, entries));
        _grantRoot(session.leaf());
        _handle(_signedWith(_op(_approve(spender, 1)), session, periods));

        _assertRuns(_signedByOwner(_op(_approve(spender, AMOUNT))));
        vm.snapshotGasLastCall("policy", string.concat("Biconomy v2|v0.6|", journey, "|owner"));
        _handle(_signedByOwner(_op(_approve(spender, 1))));
        _assertRuns(_signedWith(_op(_approve(spender, AMOUNT)), session, periods));
        vm.snapshotGasLastCall("policy", string.concat("Biconomy v2|v0.6|", journey, "|latchkey (policy)"));
    }

    /// @dev On the wire that names periods, if there are any.
    function _signedWith(UserOperation memory op, Session memory session, bytes memory periods)
        private
        view
        returns (UserOperation memory)
    {
        bytes memory signature = _sign(key, op);
        bytes memory head = periods.length == 0
            ? abi.encodePacked(uint8(1), uint8(0))
            : abi.encodePacked(uint8(2), uint8(0), uint8(periods.length / 4));
        bytes memory wire = abi.encodePacked(
            head, session.validUntil, session.validAfter, session.module, session.sessionKeyData, periods, signature
        );
        op.signature = abi.encode(wire, registry);
        return op;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Arena, IGuard, Op} from "./Arena.sol";

/// @notice A session of any target reaches what is not the account's yet.
abstract contract WildcardAttacks is Arena {
    using Sessions for Session;

    function _theft() private view returns (Op memory) {
        return _opOf(_transferCall(thief.addr, WEALTH));
    }

    /// @dev What the account says to a registry before it has one is kept: a grant made there by a session of any target is live when
    /// the registry is taken up, though that session has long ended. Starting anew there, before anything is granted, undoes it.
    /// @custom:hole SEC-077-incomplete-cleanup
    function test_WhatWasGrantedBeforehandEndsWhenTheAccountStartsAnew() public {
        Session memory wildcard = _policyOf(Policies.anything());
        IGuard later = _laterGuard();
        bytes memory grant =
            abi.encodeCall(ISessionRegistry.grantSessions, (SessionNode.wrap(wildcard.leaf()), "nobody is to know"));
        _expectRuns(_under(wildcard, _to(address(later), grant)));
        _victimTells(abi.encodeCall(ISessionRegistry.revokeAllSessions, ()));
        _expectRefused(_by(_theft(), wildcard), _notGranted(wildcard));

        _takeUp(later);
        uint256 before = vm.snapshotState();
        _expectRuns(_by(_theft(), wildcard));
        assertEq(coin.balanceOf(thief.addr), WEALTH);

        vm.revertToState(before);
        _victimTells(abi.encodeCall(ISessionRegistry.revokeAllSessions, ()));
        _expectRefused(_by(_theft(), wildcard), _notGranted(wildcard));
        _live(_approval());
        _expectRuns(_by(_opOf(_approveCall(shop, 1)), _approval()));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {NexusKit} from "../../../utils/accounts/NexusKit.sol";
import {DelegatedOpenZeppelinKit} from "../../../utils/accounts/DelegatedKits.sol";
import {OnDelegatedNexus, OnV07, OnV08} from "../../../utils/accounts/Accounts.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice What is alone a key's that delegated itself (EIP-7702): it may do so anew.
abstract contract DelegationTest is OnDelegatedNexus, SessionOps {
    /// @dev As the kit made it.
    function _delegateTo(address implementation) private {
        uint256 delegated = uint256(keccak256(abi.encode("delegated", address(kit), uint256(0))));
        assertEq(vm.addr(delegated), address(account));
        vm.signAndAttachDelegation(implementation, delegated);
    }

    /// @dev Under other code no session runs, and the validator hears nothing of it: under the first code they all run again, until they
    /// are revoked.
    function test_DelegatingElsewhereAndBackRevokesNothing() public {
        address elsewhere = new DelegatedOpenZeppelinKit(entryPoint).implementation();
        _makeLive(_approveSession());
        _assertRuns(_use(_approveSession()));

        _delegateTo(elsewhere);
        assertTrue(validator.isInitialized(address(account)));
        _assertNeverRuns(_use(_approveSession()));

        _delegateTo(NexusKit(address(kit)).implementation());
        _assertRuns(_use(_approveSession()));
        _revokeAll();
        _assertSessionRefused(_use(_approveSession()), _notGranted(_approveSession()));
    }
}

contract DelegationOnV07Test is DelegationTest, OnV07 {}

contract DelegationOnV08Test is DelegationTest, OnV08 {}

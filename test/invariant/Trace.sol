// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm, VmSafe} from "forge-std/Vm.sol";

/// @notice One call that an account really made while an op of its ran.
struct Ran {
    /// @dev Which op of the bundle.
    uint256 op;
    address account;
    address target;
    uint256 value;
    bytes data;
}

/// @notice Reads from the EVM's own record of a bundle what ran, and what was written where.
library Trace {
    /// @dev The calls that accounts made in the execution of their ops. An EntryPoint validates all ops of a bundle first, and then
    /// calls itself once for each.
    /// @param accounts The account of each op.
    function ran(Vm.AccountAccess[] memory accesses, address entryPoint, address[] memory accounts)
        internal
        pure
        returns (Ran[] memory calls)
    {
        calls = new Ran[](accesses.length);
        uint256 count;
        uint256 ops;
        address implementation;
        for (uint256 i; i < accesses.length; ++i) {
            Vm.AccountAccess memory access = accesses[i];
            bool called = access.kind == VmSafe.AccountAccessKind.Call;
            if (called && access.account == entryPoint && access.accessor == entryPoint) ++ops;
            bool delegated = access.kind == VmSafe.AccountAccessKind.DelegateCall;
            // All accounts are proxies of one implementation, which runs before anything else does.
            if (delegated && implementation == address(0) && access.accessor == accounts[0]) {
                implementation = access.account;
            }
            if (ops == 0 || access.accessor != accounts[ops - 1]) continue;
            if (!_acts(access.kind) || (delegated && access.account == implementation)) continue;
            calls[count++] = Ran(ops - 1, access.accessor, access.account, access.value, access.data);
        }
        assembly ("memory-safe") {
            mstore(calls, count)
        }
    }

    /// @dev Where something was written and not undone: contract and slot.
    function written(Vm.AccountAccess[] memory accesses)
        internal
        pure
        returns (address[] memory at, bytes32[] memory slots)
    {
        uint256 count;
        for (uint256 i; i < accesses.length; ++i) {
            count += accesses[i].storageAccesses.length;
        }
        (at, slots) = (new address[](count), new bytes32[](count));
        count = 0;
        for (uint256 i; i < accesses.length; ++i) {
            Vm.StorageAccess[] memory touched = accesses[i].storageAccesses;
            for (uint256 k; k < touched.length; ++k) {
                if (!touched[k].isWrite || touched[k].reverted || touched[k].previousValue == touched[k].newValue) {
                    continue;
                }
                (at[count], slots[count]) = (touched[k].account, touched[k].slot);
                ++count;
            }
        }
        assembly ("memory-safe") {
            mstore(at, count)
            mstore(slots, count)
        }
    }

    /// @dev Static calls and looks at code or balance change nothing.
    function _acts(VmSafe.AccountAccessKind kind) private pure returns (bool) {
        return kind == VmSafe.AccountAccessKind.Call || kind == VmSafe.AccountAccessKind.DelegateCall
            || kind == VmSafe.AccountAccessKind.CallCode || kind == VmSafe.AccountAccessKind.Create
            || kind == VmSafe.AccountAccessKind.SelfDestruct;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// @title IBudgetLedger
/// @notice What sessions have counted against their budgets.
interface IBudgetLedger {
    /// @notice What was counted against a budget.
    /// @dev A counter has no cap of its own: each session compares with the cap in its own policy. Sessions that name the same
    /// budget share the counter, and it outlives them: a rotated key carries on where the old one stood.
    /// @param key The budget in one of its periods:
    /// `keccak256(abi.encodePacked(uint8 kind, bytes16 id, uint48 start, uint32 period, uint32 index))`.
    /// @param account The account.
    /// @return spent Calls, wei or units of the argument, as the kind says.
    function spentOf(bytes32 key, address account) external view returns (uint256 spent);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title OpGas
/// @notice Gas limits of an owner's op. They are generous: the op's price of gas is zero, so the account pays nothing, and whoever
/// broadcasts gets back what is left of the transaction's.
library OpGas {
    /// @notice What validating the op may take.
    function verification(bytes memory callData) internal pure returns (uint256) {
        return 600_000 + 10 * callData.length;
    }

    /// @notice What running it may take: 8 gas a byte for the event, the rest for copying through proxies; and slots to write.
    /// @param callData The op's.
    /// @param calls How many calls it makes.
    /// @param words How many 32-byte words are written to storage at most.
    function execution(bytes memory callData, uint256 calls, uint256 words) internal pure returns (uint256) {
        return 200_000 + 30 * callData.length + 150_000 * calls + 30_000 * words;
    }

    /// @notice What `handleOps` is to be called with. Without it forge would send what the simulation used and a third more, and the
    /// EntryPoint refuses a transaction that could not pay for the op's limits (AA95).
    function transaction(uint256 verificationGas, uint256 callGas, bytes memory callData)
        internal
        pure
        returns (uint256)
    {
        // An EntryPoint passes on 63 of 64 parts; 40 a byte is the most that calldata costs (EIP-7623).
        return (verificationGas + callGas) * 64 / 63 + 250_000 + 40 * callData.length;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Leaves the memory as code that ran before may leave it: scratch space and all that lies behind the free memory
/// pointer hold junk. Assembly that relies on zeros there gives itself away.
abstract contract DirtyMemory {
    /// @dev Every byte is set: a word that should have been zeroed differs in each of them.
    modifier dirty() {
        assembly ("memory-safe") {
            let free := mload(0x40)
            for { let end := add(free, 0x2000) } lt(free, end) { free := add(free, 0x20) } { mstore(free, not(0)) }
            mstore(0x00, not(0))
            mstore(0x20, not(0))
        }
        _;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Each way to look at another address, or to call it.
contract AddressAccess {
    error Refused();

    function sizeOf(address target) external view returns (uint256) {
        return target.code.length;
    }

    function hashOf(address target) external view returns (bytes32) {
        return target.codehash;
    }

    function copyOf(address target) external view returns (bytes32 start) {
        assembly ("memory-safe") {
            extcodecopy(target, 0, 0, 32)
            start := mload(0)
        }
    }

    function isMissing(address target) external view returns (bool) {
        return target.code.length == 0;
    }

    function callTo(address target, uint256 value, bytes calldata data) external {
        (bool success,) = target.call{value: value}(data);
        if (!success) revert Refused();
    }

    function staticCallTo(address target) external view {
        (bool success,) = target.staticcall("");
        if (!success) revert Refused();
    }

    function delegateCallTo(address target, bytes calldata data) external {
        (bool success,) = target.delegatecall(data);
        if (!success) revert Refused();
    }
}

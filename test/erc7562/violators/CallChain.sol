// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Ways to put a call deeper, where a checker might lose sight of it.
contract CallChain {
    error Refused();

    function pass(address target, bytes calldata data) external {
        (bool success,) = target.call(data);
        if (!success) revert Refused();
    }

    function passByDelegation(address target, bytes calldata data) external {
        (bool success,) = target.delegatecall(data);
        if (!success) revert Refused();
    }

    /// @notice Lets the call be made, has it reverted, and goes on.
    function passAndForget(address target, bytes calldata data) external {
        (bool success,) = address(this).call(abi.encodeCall(this.passAndRefuse, (target, data)));
        if (success) revert Refused();
    }

    function passAndRefuse(address target, bytes calldata data) external {
        (bool success,) = target.call(data);
        if (success) revert Refused();
        revert Refused();
    }

    /// @notice Caps the gas of a call that needs more, and goes on.
    function starve(address target, uint256 gasLimit, bytes calldata data) external {
        (bool success,) = target.call{gas: gasLimit}(data);
        if (success) revert Refused();
    }

    function feed(address target, uint256 gasLimit, bytes calldata data) external {
        (bool success,) = target.call{gas: gasLimit}(data);
        if (!success) revert Refused();
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Judges ops by policies. The engine and the reference both do, so one test can ask both.
interface IPolicyJudge {
    struct CallOfCase {
        address to;
        uint256 value;
        bytes data;
    }

    struct Case {
        bytes policy;
        address account;
        CallOfCase[] calls;
        uint256 fee;
        address paymaster;
        bytes periods;
    }

    /// @dev The policy allows the case, and this is what each budget was charged.
    error Allowed(uint256[] charges);

    /// @notice Always reverts, so that no case finds the counters of another.
    function judge(Case calldata c) external;

    /// @return answers What `judge` reverts with, for each case.
    function judgeAll(Case[] calldata cases) external returns (bytes[] memory answers);
}

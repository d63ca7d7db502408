// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReferencePolicy} from "../reference/ReferencePolicy.sol";
import {IPolicyJudge} from "../utils/IPolicyJudge.sol";

/// @notice Opens the reference, many cases at a time.
contract ReferenceHarness is IPolicyJudge {
    /// @inheritdoc IPolicyJudge
    function judgeAll(Case[] calldata cases) external view returns (bytes[] memory answers) {
        answers = new bytes[](cases.length);
        for (uint256 i; i < cases.length; ++i) {
            try this.judge(cases[i]) {}
            catch (bytes memory reason) {
                answers[i] = reason;
            }
        }
    }

    /// @notice The answers that are as right where a program is malformed and the calldata not canonical.
    function judgeAllStrictly(Case[] calldata cases) external view returns (bytes[] memory answers) {
        answers = new bytes[](cases.length);
        for (uint256 i; i < cases.length; ++i) {
            try this.judgeStrictly(cases[i]) {}
            catch (bytes memory reason) {
                answers[i] = reason;
            }
        }
    }

    /// @inheritdoc IPolicyJudge
    function judge(Case calldata c) external pure {
        revert Allowed(ReferencePolicy.judge(c, false));
    }

    function judgeStrictly(Case calldata c) external pure {
        revert Allowed(ReferencePolicy.judge(c, true));
    }
}

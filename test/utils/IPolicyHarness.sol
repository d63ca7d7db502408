// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBudgetLedger} from "../../contracts/interfaces/IBudgetLedger.sol";
import {IPolicyJudge} from "./IPolicyJudge.sol";

/// @notice What only the engine can be asked, beside its answers.
interface IPolicyHarness is IPolicyJudge, IBudgetLedger {
    /// @notice Judges an op of a session with a window, and it stays counted.
    /// @param head The session's window and module, as it stands in a wire.
    function charge(Case calldata c, uint256 head) external returns (uint48 validUntil, uint48 validAfter);

    /// @notice Whether the entry that lets the first call through names no target.
    function isAnyTarget(Case calldata c) external view returns (bool anyTarget);

    function signerOf(bytes calldata policy) external view returns (address);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {Failure, IPolicyErrors} from "../../../contracts/interfaces/IPolicyErrors.sol";
import {IPolicyHarness} from "../../utils/IPolicyHarness.sol";
import {IPolicyJudge} from "../../utils/IPolicyJudge.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {Policies} from "../../utils/Policies.sol";

/// @notice Asks the engine and the reference, which must answer the same.
abstract contract PolicyTestBase is Test, LatchkeyDeployer {
    address internal constant SIGNER = address(uint160(0x51));
    address internal constant ACCOUNT = address(uint160(0xacc));
    address internal constant TARGET = address(uint160(0x7a));
    bytes4 internal constant SELECTOR = 0x12345678;
    /// @dev Of the calldata: the first word behind the selector.
    uint256 internal constant FIRST = 4;

    IPolicyHarness internal engine = IPolicyHarness(_deployMock("PolicyHarness", "PolicyHarness"));
    IPolicyJudge private yardstick = IPolicyJudge(_deployMock("ReferenceHarness", "ReferenceHarness"));

    /* OPS */

    /// @dev One call without value, which costs nothing.
    function _op(bytes memory policy, bytes memory data) internal pure returns (IPolicyJudge.Case memory) {
        return _op(policy, TARGET, 0, data);
    }

    function _op(bytes memory policy, address to, uint256 value, bytes memory data)
        internal
        pure
        returns (IPolicyJudge.Case memory c)
    {
        (c.policy, c.account) = (policy, ACCOUNT);
        c.calls = new IPolicyJudge.CallOfCase[](1);
        c.calls[0] = IPolicyJudge.CallOfCase(to, value, data);
    }

    /// @dev The same op with a second call.
    function _and(IPolicyJudge.Case memory c, address to, uint256 value, bytes memory data)
        internal
        pure
        returns (IPolicyJudge.Case memory)
    {
        IPolicyJudge.CallOfCase[] memory calls = new IPolicyJudge.CallOfCase[](c.calls.length + 1);
        for (uint256 i; i < c.calls.length; ++i) {
            calls[i] = c.calls[i];
        }
        calls[c.calls.length] = IPolicyJudge.CallOfCase(to, value, data);
        c.calls = calls;
        return c;
    }

    /// @dev Any paymaster, any fee, no budgets.
    function _policy(bytes memory entry) internal pure returns (bytes memory) {
        return Policies.policy(SIGNER, Policies.list(), Policies.list(entry));
    }

    /// @dev `SELECTOR` of `TARGET`.
    function _programPolicy(bytes memory program) internal pure returns (bytes memory) {
        return _policy(Policies.permission(TARGET, SELECTOR, "", program));
    }

    function _data(bytes memory args) internal pure returns (bytes memory) {
        return abi.encodePacked(SELECTOR, args);
    }

    /* ANSWERS */

    /// @dev The engine has a block's gas, so that a walk without an end fails soon.
    function _assertAnswer(IPolicyJudge.Case memory c, bytes memory answer) internal {
        _assertAnswerTo(abi.encodeCall(IPolicyJudge.judge, (c)), answer);
    }

    /// @param question A call of `judge`, be it one that no encoder writes.
    function _assertAnswerTo(bytes memory question, bytes memory answer) internal {
        (, bytes memory said) = address(engine).call{gas: 30_000_000}(question);
        assertEq(said, answer, "the engine");
        (, said) = address(yardstick).call(question);
        assertEq(said, answer, "the reference");
    }

    /// @dev By a policy without budgets.
    function _assertAllowed(IPolicyJudge.Case memory c) internal {
        _assertCharged(c, new uint256[](0));
    }

    function _assertCharged(IPolicyJudge.Case memory c, uint256[] memory charges) internal {
        _assertAnswer(c, abi.encodeWithSelector(IPolicyJudge.Allowed.selector, charges));
    }

    function _assertCharged(IPolicyJudge.Case memory c, uint256 amount) internal {
        uint256[] memory charges = new uint256[](1);
        charges[0] = amount;
        _assertCharged(c, charges);
    }

    function _assertCharged(IPolicyJudge.Case memory c, uint256 first, uint256 second) internal {
        uint256[] memory charges = new uint256[](2);
        (charges[0], charges[1]) = (first, second);
        _assertCharged(c, charges);
    }

    function _assertMalformed(IPolicyJudge.Case memory c) internal {
        _assertAnswer(c, abi.encodeWithSelector(IPolicyErrors.PolicyMalformed.selector));
    }

    /// @dev By the only entry, for the only call.
    function _assertFails(IPolicyJudge.Case memory c, Failure failure, uint256 offset) internal {
        _assertAnswer(c, _ruleFailed(0, 0, failure, offset));
    }

    function _ruleFailed(uint256 call, uint256 permission, Failure failure, uint256 offset)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IPolicyErrors.RuleFailed.selector, call, permission, failure, offset);
    }

    function _denied(uint256 call, uint256 permission) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.CallDenied.selector, call, permission);
    }

    function _notPermitted(uint256 call, address target, bytes4 selector) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.CallNotPermitted.selector, call, target, selector);
    }

    function _exceeded(bytes16 id, uint256 wanted, uint256 left) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.BudgetExceeded.selector, id, wanted, left);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {Answers} from "../../utils/Answers.sol";
import {IPolicyJudge} from "../../utils/IPolicyJudge.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";

/// @notice The engine and the reference answer as the TypeScript package does. `test/vectors/generatePolicies.ts` says what the file
/// holds.
contract PolicyVectorsTest is Test, LatchkeyDeployer, Answers {
    struct CallVector {
        address to;
        uint256 value;
        bytes data;
    }

    struct PolicyVector {
        bytes policy;
        address account;
        CallVector[] calls;
        uint256 fee;
        address paymaster;
        bytes periods;
        string answer;
    }

    string private constant POLICY_VECTOR =
        "PolicyVector(bytes policy,address account,CallVector[] calls,uint256 fee,address paymaster,bytes periods,string answer)CallVector(address to,uint256 value,bytes data)";

    uint256 private constant LEAST_VECTORS = 1_000;

    function test_Engine() public {
        _assertAnswers(_deployMock("PolicyHarness", "PolicyHarness"));
    }

    function test_Reference() public {
        _assertAnswers(_deployMock("ReferenceHarness", "ReferenceHarness"));
    }

    function _assertAnswers(address judge) private {
        // All of it is one call, and takes more gas than a block has.
        vm.pauseGasMetering();
        string memory json = vm.readFile("test/vectors/policies.json");
        PolicyVector[] memory vectors =
            abi.decode(vm.parseJsonTypeArray(json, ".cases", POLICY_VECTOR), (PolicyVector[]));
        assertEq(vm.parseJsonUint(json, ".count"), vectors.length);
        assertGe(vectors.length, LEAST_VECTORS);
        for (uint256 i; i < vectors.length; ++i) {
            (, bytes memory answer) = judge.call(abi.encodeCall(IPolicyJudge.judge, (_case(vectors[i]))));
            assertEq(_toText(answer), vectors[i].answer, vm.toString(i));
        }
    }

    function _case(PolicyVector memory v) private pure returns (IPolicyJudge.Case memory c) {
        (c.policy, c.account, c.fee, c.paymaster, c.periods) = (v.policy, v.account, v.fee, v.paymaster, v.periods);
        c.calls = new IPolicyJudge.CallOfCase[](v.calls.length);
        for (uint256 i; i < c.calls.length; ++i) {
            c.calls[i] = IPolicyJudge.CallOfCase(v.calls[i].to, v.calls[i].value, v.calls[i].data);
        }
    }
}

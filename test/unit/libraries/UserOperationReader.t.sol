// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {Test} from "forge-std/Test.sol";

import {OpenUserOperationReader} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";

contract UserOperationReaderTest is Test, LatchkeyDeployer {
    OpenUserOperationReader private reader =
        OpenUserOperationReader(_deployMock("OpenLibraries", "OpenUserOperationReader"));

    function testFuzz_InitCode(UserOperation memory op) public view {
        assertEq(reader.initCodeOf(op), op.initCode);
    }

    function testFuzz_CallData(UserOperation memory op) public view {
        assertEq(reader.callDataOf(op), op.callData);
    }

    function testFuzz_PaymasterAndData(UserOperation memory op) public view {
        assertEq(reader.paymasterAndDataOf(op), op.paymasterAndData);
    }

    function testFuzz_Signature(UserOperation memory op) public view {
        assertEq(reader.signatureOf(op), op.signature);
    }

    function test_EmptyOp() public view {
        UserOperation memory op;
        assertEq(reader.initCodeOf(op), "");
        assertEq(reader.callDataOf(op), "");
        assertEq(reader.paymasterAndDataOf(op), "");
        assertEq(reader.signatureOf(op), "");
    }
}

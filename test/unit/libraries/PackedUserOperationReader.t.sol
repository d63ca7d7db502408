// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {Test, stdError} from "forge-std/Test.sol";

import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {OpenPackedUserOperationReader} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";

contract PackedUserOperationReaderTest is Test, LatchkeyDeployer {
    OpenPackedUserOperationReader private reader =
        OpenPackedUserOperationReader(_deployMock("OpenLibraries", "OpenPackedUserOperationReader"));

    function testFuzz_Fields(PackedUserOperation memory op) public view {
        assertEq(reader.initCodeOf(op), op.initCode);
        assertEq(reader.callDataOf(op), op.callData);
        assertEq(reader.paymasterAndDataOf(op), op.paymasterAndData);
        assertEq(reader.signatureOf(op), op.signature);
    }

    function test_EmptyOp() public view {
        PackedUserOperation memory op;
        assertEq(reader.initCodeOf(op), "");
        assertEq(reader.callDataOf(op), "");
        assertEq(reader.paymasterAndDataOf(op), "");
        assertEq(reader.signatureOf(op), "");
        assertEq(reader.maxCostOf(op), 0);
        assertEq(reader.paymasterOf(op), address(0));
    }

    /// @dev As the EntryPoint reads them: verification gas above call gas, priority fee above the most per gas.
    function testFuzz_MaxCost(uint120 verification, uint120 callGas, uint120 fixedGas, uint120 price, uint128 priority)
        public
        view
    {
        PackedUserOperation memory op;
        op.accountGasLimits = bytes32(abi.encodePacked(uint128(verification), uint128(callGas)));
        op.preVerificationGas = fixedGas;
        op.gasFees = bytes32(abi.encodePacked(priority, uint128(price)));
        uint256 gas = uint256(verification) + callGas + fixedGas;
        assertEq(reader.maxCostOf(op), gas * price);
    }

    /// @dev A sum or a product that wrapped round would pass for a cheap op.
    function testFuzz_RevertWhen_TheMaxCostOverflows(uint256 fixedGas, uint128 price) public {
        PackedUserOperation memory op;
        op.accountGasLimits = bytes32(abi.encodePacked(uint128(1), uint128(1)));
        op.preVerificationGas = bound(fixedGas, 1 << 250, type(uint256).max);
        op.gasFees = bytes32(uint256(bound(price, 1 << 7, type(uint128).max)));
        vm.expectRevert(stdError.arithmeticError);
        reader.maxCostOf(op);
    }

    function testFuzz_AnOpWithAPaymasterCostsTheAccountNothing(PackedUserOperation memory op) public view {
        vm.assume(op.paymasterAndData.length != 0);
        assertEq(reader.maxCostOf(op), 0);
    }

    function testFuzz_Paymaster(address paymaster, bytes memory data) public view {
        vm.assume(paymaster != address(0));
        PackedUserOperation memory op;
        op.paymasterAndData = abi.encodePacked(paymaster, data);
        assertEq(reader.paymasterOf(op), paymaster);
    }

    function testFuzz_AShortPaymasterIsPadded(bytes19 start, uint256 length) public view {
        PackedUserOperation memory op;
        start |= bytes1(0x01);
        bytes memory paymaster = abi.encodePacked(start);
        length = bound(length, 1, 19);
        assembly ("memory-safe") {
            mstore(paymaster, length)
        }
        op.paymasterAndData = paymaster;
        assertEq(reader.paymasterOf(op), address(bytes20(paymaster)));
    }

    /// @dev To the EntryPoint it is none, and the account pays.
    function testFuzz_RevertWhen_ThePaymasterIsZero(bytes memory data) public {
        PackedUserOperation memory op;
        op.paymasterAndData = abi.encodePacked(address(0), data);
        vm.expectRevert(abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, address(0)));
        reader.paymasterOf(op);
    }
}

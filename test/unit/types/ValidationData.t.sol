// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {
    ValidationData as EntryPointData,
    _packValidationData,
    _parseValidationData
} from "@account-abstraction/contracts/core/Helpers.sol";
import {Test} from "forge-std/Test.sol";

import {ValidationData, toValidationData} from "../../../contracts/types/ValidationData.sol";

contract ValidationDataTest is Test {
    function testFuzz_Fields(bool signatureFailed, uint48 validUntil, uint48 validAfter) public pure {
        uint256 data = ValidationData.unwrap(toValidationData(signatureFailed, validUntil, validAfter));
        assertEq(uint48(data >> 160), validUntil);
        assertEq(uint48(data >> 208), validAfter);
        // Aggregator smuggling: anything but 0 and 1 would be an address that the EntryPoint asks instead.
        assertEq(uint160(data), signatureFailed ? 1 : 0);
    }

    function testFuzz_EntryPointReadsTheSame(bool signatureFailed, uint48 validUntil, uint48 validAfter) public pure {
        uint256 data = ValidationData.unwrap(toValidationData(signatureFailed, validUntil, validAfter));
        assertEq(data, _packValidationData(signatureFailed, validUntil, validAfter));

        EntryPointData memory read = _parseValidationData(data);
        assertEq(read.aggregator, signatureFailed ? address(1) : address(0));
        assertEq(read.validAfter, validAfter);
        assertEq(read.validUntil, validUntil == 0 ? type(uint48).max : validUntil);
    }

    function test_EndlessSuccess_IsZero() public pure {
        assertEq(ValidationData.unwrap(toValidationData(false, 0, 0)), 0);
    }

    function test_EndlessFailure_IsOne() public pure {
        assertEq(ValidationData.unwrap(toValidationData(true, 0, 0)), 1);
    }
}

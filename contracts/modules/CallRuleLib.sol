// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {IModuleErrors} from "../interfaces/IModuleErrors.sol";
import {CalldataLib} from "../libraries/CalldataLib.sol";

/// @title CallRuleLib
/// @notice The checks that modules for one function of one contract are made of.
library CallRuleLib {
    using CalldataLib for bytes;

    /// @notice Reverts unless a call goes to one contract, without value, to one function with a fixed number of static
    /// arguments. Exact length: bytes after the arguments would reach the target unjudged, and missing ones would read as zero.
    /// @param allowedTarget The contract, as a word of `sessionKeyData`: one with dirty upper bits matches nothing.
    function requireCall(
        address target,
        uint256 allowedTarget,
        uint256 value,
        bytes calldata data,
        bytes4 allowedSelector,
        uint256 argumentCount
    ) internal pure {
        if (uint160(target) != allowedTarget) {
            if (allowedTarget >> 160 != 0) revert IModuleErrors.SessionKeyDataInvalid();
            revert IModuleErrors.TargetNotAllowed(target, address(uint160(allowedTarget)));
        }
        if (value != 0) revert IModuleErrors.ValueNotAllowed(value);
        // `increaseAllowance`, `burnFrom` and the like take arguments of the same shape.
        if (data.length < 4) revert IModuleErrors.SelectorNotAllowed(bytes4(data), allowedSelector);
        bytes4 selector = bytes4(bytes32(data.wordAt(0)));
        if (selector != allowedSelector) revert IModuleErrors.SelectorNotAllowed(selector, allowedSelector);
        uint256 expected = 4 + argumentCount * 32;
        if (data.length != expected) revert IModuleErrors.CalldataLengthNotAllowed(data.length, expected);
    }

    /// @notice Reverts unless an argument is one value, all 256 bits of it: old tokens drop dirty upper bits of an address.
    /// @param offset Where the argument's word begins, from the selector on.
    /// @param allowed The value, as a word of `sessionKeyData`.
    function requireArgument(bytes calldata data, uint256 offset, uint256 allowed) internal pure {
        uint256 word = data.wordAt(offset);
        if (word != allowed) {
            revert IModuleErrors.ArgumentNotAllowed((offset - 4) / 32, bytes32(word), bytes32(allowed));
        }
    }

    /// @notice The signer, in the first word of `sessionKeyData`, which the caller has checked to be long enough.
    function signerIn(bytes calldata sessionKeyData) internal pure returns (address) {
        uint256 word = sessionKeyData.wordAt(0);
        // Zero is what a failed recovery yields.
        if (word == 0 || word >> 160 != 0) revert IModuleErrors.SessionKeyDataInvalid();
        return address(uint160(word));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// @title IModuleErrors
/// @notice Why a session validation module refuses a call.
interface IModuleErrors {
    /// @notice The session's data is not as long as the module's layout, names no signer, or has dirty bits beside an address.
    error SessionKeyDataInvalid();

    /// @notice The call goes to another contract.
    /// @param target Where it goes.
    /// @param allowed Where it may go.
    error TargetNotAllowed(address target, address allowed);

    /// @notice The call carries native value.
    /// @param value How much, wei.
    error ValueNotAllowed(uint256 value);

    /// @notice The calldata is not the length that the function's arguments take.
    /// @param length Its length in bytes.
    /// @param expected The length allowed.
    error CalldataLengthNotAllowed(uint256 length, uint256 expected);

    /// @notice The call is of another function.
    /// @param selector The call's selector.
    /// @param allowed The selector allowed.
    error SelectorNotAllowed(bytes4 selector, bytes4 allowed);

    /// @notice An argument is not the one value allowed.
    /// @param index Which argument, from zero.
    /// @param word Its word as it stands in the calldata: an address with dirty upper bits shows them.
    /// @param allowed The word allowed.
    error ArgumentNotAllowed(uint256 index, bytes32 word, bytes32 allowed);

    /// @notice An amount is above the session's cap.
    /// @param amount The amount, in the token's smallest unit.
    /// @param maxAmount The cap, inclusive.
    error AmountAboveCap(uint256 amount, uint256 maxAmount);
}

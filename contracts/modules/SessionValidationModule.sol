// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {IModuleErrors} from "../interfaces/IModuleErrors.sol";
import {ISessionValidation} from "../interfaces/ISessionValidation.sol";
import {ISessionValidationModule} from "../interfaces/ISessionValidationModule.sol";
import {BiconomyExecutionLib} from "../libraries/BiconomyExecutionLib.sol";
import {CalldataLib} from "../libraries/CalldataLib.sol";
import {SessionSignatureLib} from "../libraries/SessionSignatureLib.sol";

/// @title SessionValidationModule
/// @notice What all modules share: both questions are answered by one judgement of one call.
///
/// @dev A module of this kind is stateless and immutable. It inherits this and writes `_signerOf`.
abstract contract SessionValidationModule is ISessionValidationModule, IModuleErrors {
    using BiconomyExecutionLib for bytes;
    using CalldataLib for bytes;

    /// @inheritdoc ISessionValidationModule
    function validateSessionParams(
        address destinationContract,
        uint256 callValue,
        bytes calldata funcCallData,
        bytes calldata sessionKeyData,
        bytes calldata
    ) external view override returns (address) {
        return _signerOf(destinationContract, callValue, funcCallData, sessionKeyData);
    }

    /// @inheritdoc ISessionValidationModule
    function validateSessionUserOp(
        UserOperation calldata op,
        bytes32 userOpHash,
        bytes calldata sessionKeyData,
        bytes calldata sessionKeySignature
    ) external view override returns (bool) {
        (uint256 count, uint256 cursor) = op.callData.begin();
        address signer;
        uint256 index;
        do {
            address target;
            uint256 value;
            bytes calldata data;
            (target, value, data, cursor) = op.callData.next(count, index, cursor);
            // Every call is judged; all are allowed to the one key that the session's data names.
            signer = _signerOf(target, value, data, sessionKeyData);
            unchecked {
                ++index; // Bounded by the length of the calldata.
            }
        } while (index < count);

        return SessionSignatureLib.isSignedBy(signer, userOpHash, sessionKeySignature);
    }

    /// @dev Judges one call; reverts unless `sessionKeyData` allows it whole.
    /// @param target Contract that the account is going to call.
    /// @param value Native value of the call, wei.
    /// @param data Calldata of the call.
    /// @param sessionKeyData What the session allows.
    /// @return signer The session key, never zero. It depends on `sessionKeyData` alone.
    function _signerOf(address target, uint256 value, bytes calldata data, bytes calldata sessionKeyData)
        internal
        view
        virtual
        returns (address signer);

    /// @dev Reverts unless a call goes to one contract, without value, to one function with a fixed number of static
    /// arguments. Exact length: bytes after the arguments would reach the target unjudged, and missing ones would read as zero.
    /// @param allowedTarget The contract, as a word of `sessionKeyData`: one with dirty upper bits matches nothing.
    function _requireCall(
        address target,
        uint256 allowedTarget,
        uint256 value,
        bytes calldata data,
        bytes4 allowedSelector,
        uint256 argumentCount
    ) internal pure {
        if (uint160(target) != allowedTarget) {
            if (allowedTarget >> 160 != 0) revert SessionKeyDataInvalid();
            revert TargetNotAllowed(target, address(uint160(allowedTarget)));
        }
        if (value != 0) revert ValueNotAllowed(value);
        // `increaseAllowance`, `burnFrom` and the like take arguments of the same shape.
        if (data.length < 4) revert SelectorNotAllowed(bytes4(data), allowedSelector);
        bytes4 selector = bytes4(bytes32(data.wordAt(0)));
        if (selector != allowedSelector) revert SelectorNotAllowed(selector, allowedSelector);
        uint256 expected = 4 + argumentCount * 32;
        if (data.length != expected) revert CalldataLengthNotAllowed(data.length, expected);
    }

    /// @dev Reverts unless an argument is one value, all 256 bits of it: old tokens drop dirty upper bits of an address.
    /// @param offset Where the argument's word begins, from the selector on.
    /// @param allowed The value, as a word of `sessionKeyData`.
    function _requireArgument(bytes calldata data, uint256 offset, uint256 allowed) internal pure {
        uint256 word = data.wordAt(offset);
        if (word != allowed) revert ArgumentNotAllowed((offset - 4) / 32, bytes32(word), bytes32(allowed));
    }

    /// @dev The signer, in the first word of `sessionKeyData`, which the caller has checked to be long enough.
    function _signerIn(bytes calldata sessionKeyData) internal pure returns (address) {
        uint256 word = sessionKeyData.wordAt(0);
        // Zero is what a failed recovery yields.
        if (word == 0 || word >> 160 != 0) revert SessionKeyDataInvalid();
        return address(uint160(word));
    }
}

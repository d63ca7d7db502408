// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {IModuleErrors} from "../interfaces/IModuleErrors.sol";
import {ISessionValidationModule} from "../interfaces/ISessionValidationModule.sol";
import {BiconomyExecutionLib} from "../libraries/BiconomyExecutionLib.sol";
import {SessionSignatureLib} from "../libraries/SessionSignatureLib.sol";

/// @title SessionValidationModule
/// @notice What all modules share: both questions are answered by one judgement of one call.
///
/// @dev A module of this kind is stateless and immutable. It inherits this and writes `_signerOf`.
abstract contract SessionValidationModule is ISessionValidationModule, IModuleErrors {
    using BiconomyExecutionLib for bytes;

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
}

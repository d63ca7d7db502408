// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {ISessionValidation} from "../interfaces/ISessionValidation.sol";
import {SessionHead} from "../types/SessionHead.sol";
import {SessionId} from "../types/SessionId.sol";
import {CalldataLib} from "./CalldataLib.sol";

/// @title NativeWireLib
/// @notice Reads the native wire: `0x01 ‖ uint8 proofLength ‖ uint48 validUntil ‖ uint48 validAfter ‖ address module ‖
/// sessionKeyData ‖ bytes32[proofLength] proof ‖ bytes65 signature`.
///
/// @dev The length of `sessionKeyData` follows from the total, so no two byte strings say the same, and the fields from
/// `validUntil` to `sessionKeyData` are the preimage of the session's id as they stand.
library NativeWireLib {
    using CalldataLib for bytes;

    /// @notice First byte of the wire.
    uint8 internal constant VERSION = 1;

    /// @dev Where the preimage of the session's id begins: after the version and the length of the proof.
    uint256 private constant PREIMAGE = 2;

    /// @dev `validUntil`, `validAfter` and `module`.
    uint256 private constant HEAD_LENGTH = 32;

    uint256 private constant SIGNATURE_LENGTH = 65;

    /// @notice Splits the wire. Reverts with `WireMalformed` when it is too short for the proof it announces.
    /// @param wire The module signature; its first byte is `VERSION`.
    /// @return id The session's id.
    /// @return head Its window and module.
    /// @return sessionKeyData What the session allows.
    /// @return proof The session's proof.
    /// @return signature 65 bytes.
    function decode(bytes calldata wire)
        internal
        pure
        returns (
            SessionId id,
            SessionHead head,
            bytes calldata sessionKeyData,
            bytes32[] calldata proof,
            bytes calldata signature
        )
    {
        unchecked {
            uint256 proofLength = (wire.wordAt(0) >> 240) & 0xff;
            uint256 fixedLength = PREIMAGE + HEAD_LENGTH + proofLength * 32 + SIGNATURE_LENGTH;
            if (wire.length < fixedLength) revert ISessionValidation.WireMalformed();

            uint256 dataLength = wire.length - fixedLength;
            uint256 proofOffset = PREIMAGE + HEAD_LENGTH + dataLength;

            id = SessionId.wrap(wire.partAt(PREIMAGE, HEAD_LENGTH + dataLength).hash());
            head = SessionHead.wrap(wire.wordAt(PREIMAGE));
            sessionKeyData = wire.partAt(PREIMAGE + HEAD_LENGTH, dataLength);
            proof = wire.wordsAt(proofOffset, proofLength);
            signature = wire.partAt(proofOffset + proofLength * 32, SIGNATURE_LENGTH);
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {ISessionValidation} from "../interfaces/ISessionValidation.sol";
import {SessionHead} from "../types/SessionHead.sol";
import {SessionId} from "../types/SessionId.sol";
import {CalldataLib} from "./CalldataLib.sol";

/// @title NativeWireLib
/// @notice Reads the native wire: `0x01 ‖ uint8 proofLength ‖ uint48 validUntil ‖ uint48 validAfter ‖ address module ‖
/// sessionKeyData ‖ bytes32[proofLength] proof ‖ bytes65 signature`; and the one that names periods:
/// `0x02 ‖ uint8 proofLength ‖ uint8 periodCount ‖ … proof ‖ uint32[periodCount] periods ‖ bytes65 signature`.
///
/// @dev The length of `sessionKeyData` follows from the total, so no two byte strings say the same, and the fields from
/// `validUntil` to `sessionKeyData` are the preimage of the session's id as they stand.
library NativeWireLib {
    using CalldataLib for bytes;

    /// @notice First byte of the wire.
    uint8 internal constant VERSION = 1;

    /// @notice First byte of the wire that names periods.
    uint8 internal constant VERSION_WITH_PERIODS = 2;

    /// @dev Where the preimage of the session's id begins: after the version and the length of the proof, and with periods one
    /// byte later, after their number.
    uint256 private constant PREIMAGE = 2;

    uint256 private constant PERIOD_LENGTH = 4;

    /// @dev `validUntil`, `validAfter` and `module`.
    uint256 private constant HEAD_LENGTH = 32;

    uint256 private constant SIGNATURE_LENGTH = 65;

    /// @notice Splits the wire. Reverts with `WireMalformed` when it is too short for what it announces.
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
        return _split(wire, PREIMAGE, 0);
    }

    /// @notice Splits the wire that names periods. Reverts like `decode`, and when it names none: version 1 says that.
    /// @param wire The module signature; its first byte is `VERSION_WITH_PERIODS`.
    function decodeWithPeriods(bytes calldata wire)
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
        uint256 periodCount = _periodCount(wire);
        if (periodCount == 0) revert ISessionValidation.WireMalformed();
        return _split(wire, PREIMAGE + 1, periodCount * PERIOD_LENGTH);
    }

    /// @notice The periods that a wire names, 4 bytes each. Call it on a wire that was split before.
    /// @param wire The module signature, of any version.
    /// @return periods Empty unless the wire's first byte is `VERSION_WITH_PERIODS`.
    function periodsOf(bytes calldata wire) internal pure returns (bytes calldata periods) {
        if (wire.wordAt(0) >> 248 != VERSION_WITH_PERIODS) return wire.partAt(0, 0);
        unchecked {
            uint256 length = _periodCount(wire) * PERIOD_LENGTH;
            return wire.partAt(wire.length - SIGNATURE_LENGTH - length, length);
        }
    }

    function _periodCount(bytes calldata wire) private pure returns (uint256) {
        return (wire.wordAt(0) >> 232) & 0xff;
    }

    /// @param preimage Where the preimage of the id begins.
    /// @param periodsLength How many bytes stand between proof and signature.
    function _split(bytes calldata wire, uint256 preimage, uint256 periodsLength)
        private
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
            uint256 fixedLength = preimage + HEAD_LENGTH + proofLength * 32 + periodsLength + SIGNATURE_LENGTH;
            if (wire.length < fixedLength) revert ISessionValidation.WireMalformed();

            uint256 dataLength = wire.length - fixedLength;
            uint256 proofOffset = preimage + HEAD_LENGTH + dataLength;

            id = SessionId.wrap(wire.partAt(preimage, HEAD_LENGTH + dataLength).hash());
            head = SessionHead.wrap(wire.wordAt(preimage));
            sessionKeyData = wire.partAt(preimage + HEAD_LENGTH, dataLength);
            proof = wire.wordsAt(proofOffset, proofLength);
            signature = wire.partAt(wire.length - SIGNATURE_LENGTH, SIGNATURE_LENGTH);
        }
    }
}

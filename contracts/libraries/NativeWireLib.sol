// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {ISessionValidation} from "../interfaces/ISessionValidation.sol";
import {SessionHead} from "../types/SessionHead.sol";
import {SessionId} from "../types/SessionId.sol";
import {SessionNode} from "../types/SessionNode.sol";
import {CalldataLib} from "./CalldataLib.sol";
import {SessionTreeLib} from "./SessionTreeLib.sol";

/// @title NativeWireLib
/// @notice Reads the native wire, in one of three versions:
/// - `0x01 ‖ uint8 proofLength ‖ session ‖ bytes32[proofLength] proof ‖ bytes65 signature`, for secp256k1 keys;
/// - `0x02 ‖ uint8 proofLength ‖ uint8 periodCount ‖ session ‖ proof ‖ uint32[periodCount] periods ‖ bytes65 signature`, the same with
///   periods;
/// - `0x04 ‖ uint8 proofLength ‖ uint8 periodCount ‖ uint16 signatureLength ‖ session ‖ proof ‖ periods ‖ signature`, for other keys;
/// where `session` is `uint48 validUntil ‖ uint48 validAfter ‖ address module ‖ sessionKeyData`.
///
/// @dev The length of `sessionKeyData` follows from the total, so no two byte strings say the same, and `session` is the preimage
/// of the session's id as it stands.
library NativeWireLib {
    using CalldataLib for bytes;

    /// @notice First byte of the wire.
    uint8 internal constant VERSION = 1;

    /// @notice First byte of the wire that names periods.
    uint8 internal constant VERSION_WITH_PERIODS = 2;

    /// @notice First byte of the wire that says how long its signature is.
    uint8 internal constant VERSION_ANY_SIGNATURE = 4;

    /// @dev Where the session begins: behind the version and the lengths.
    uint256 private constant SESSION = 2;
    uint256 private constant SESSION_WITH_PERIODS = 3;
    uint256 private constant SESSION_ANY_SIGNATURE = 5;

    uint256 private constant PERIOD_LENGTH = 4;

    /// @dev `validUntil`, `validAfter` and `module`.
    uint256 private constant HEAD_LENGTH = 32;

    /// @dev Of secp256k1 keys.
    uint256 private constant SIGNATURE_LENGTH = 65;

    /// @notice Splits the wire. Reverts with `WireMalformed` when it is too short for what it announces.
    /// @param wire The wire; its first byte is `VERSION`.
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
            uint256 fixedLength = SESSION + HEAD_LENGTH + SIGNATURE_LENGTH + proofLength * 32;
            if (wire.length < fixedLength) revert ISessionValidation.WireMalformed();
            uint256 dataLength = wire.length - fixedLength;

            id = SessionId.wrap(wire.partAt(SESSION, HEAD_LENGTH + dataLength).hash());
            head = SessionHead.wrap(wire.wordAt(SESSION));
            sessionKeyData = wire.partAt(SESSION + HEAD_LENGTH, dataLength);
            proof = wire.wordsAt(SESSION + HEAD_LENGTH + dataLength, proofLength);
            signature = wire.partAt(wire.length - SIGNATURE_LENGTH, SIGNATURE_LENGTH);
        }
    }

    /// @notice Splits the wire of any version. Reverts with `WireVersionUnknown`, like `decode`, and when an older version says the
    /// same.
    /// @param wire The wire.
    function decodeAny(bytes calldata wire)
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
        // Of an empty wire this is some other byte; each version refuses what is too short.
        uint256 version = wire.wordAt(0) >> 248;
        if (version == VERSION) return _split(wire, SESSION, 0, SIGNATURE_LENGTH);

        uint256 periodCount = _periodCount(wire);
        if (version == VERSION_WITH_PERIODS) {
            if (periodCount == 0) revert ISessionValidation.WireMalformed();
            return _split(wire, SESSION_WITH_PERIODS, periodCount * PERIOD_LENGTH, SIGNATURE_LENGTH);
        }
        if (version != VERSION_ANY_SIGNATURE) revert ISessionValidation.WireVersionUnknown(uint8(version));
        uint256 signatureLength = _signatureLength(wire);
        if (signatureLength == SIGNATURE_LENGTH) revert ISessionValidation.WireMalformed();
        return _split(wire, SESSION_ANY_SIGNATURE, periodCount * PERIOD_LENGTH, signatureLength);
    }

    /// @notice The root that a wire's proof leads to. Reverts like `decodeAny`.
    /// @param wire The wire.
    function rootOf(bytes calldata wire) internal pure returns (SessionNode) {
        (SessionId id,,, bytes32[] calldata proof,) = decodeAny(wire);
        return SessionTreeLib.rootOf(id.toLeaf(), proof);
    }

    /// @notice The periods that a wire names, 4 bytes each. Call it on a wire that was split before.
    /// @param wire The wire, of any version.
    /// @return periods Empty for `VERSION`.
    function periodsOf(bytes calldata wire) internal pure returns (bytes calldata periods) {
        uint256 version = wire.wordAt(0) >> 248;
        if (version != VERSION_WITH_PERIODS && version != VERSION_ANY_SIGNATURE) return wire.partAt(0, 0);
        unchecked {
            uint256 length = _periodCount(wire) * PERIOD_LENGTH;
            uint256 signatureLength = version == VERSION_WITH_PERIODS ? SIGNATURE_LENGTH : _signatureLength(wire);
            return wire.partAt(wire.length - signatureLength - length, length);
        }
    }

    function _periodCount(bytes calldata wire) private pure returns (uint256) {
        return (wire.wordAt(0) >> 232) & 0xff;
    }

    function _signatureLength(bytes calldata wire) private pure returns (uint256) {
        return (wire.wordAt(0) >> 216) & 0xffff;
    }

    /// @param session Where the session begins.
    /// @param periodsLength How many bytes stand between proof and signature.
    function _split(bytes calldata wire, uint256 session, uint256 periodsLength, uint256 signatureLength)
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
            uint256 fixedLength = session + HEAD_LENGTH + proofLength * 32 + periodsLength + signatureLength;
            if (wire.length < fixedLength) revert ISessionValidation.WireMalformed();

            uint256 dataLength = wire.length - fixedLength;
            uint256 proofOffset = session + HEAD_LENGTH + dataLength;

            id = SessionId.wrap(wire.partAt(session, HEAD_LENGTH + dataLength).hash());
            head = SessionHead.wrap(wire.wordAt(session));
            sessionKeyData = wire.partAt(session + HEAD_LENGTH, dataLength);
            proof = wire.wordsAt(proofOffset, proofLength);
            signature = wire.partAt(wire.length - signatureLength, signatureLength);
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {ISessionValidation} from "../interfaces/ISessionValidation.sol";
import {SessionHead} from "../types/SessionHead.sol";
import {SessionId} from "../types/SessionId.sol";
import {CalldataLib} from "./CalldataLib.sol";

/// @title BiconomyWireLib
/// @notice Reads Biconomy's wire: `abi.encode(uint48 validUntil, uint48 validAfter, address module, bytes sessionKeyData,
/// bytes32[] proof, bytes signature)`, canonical encoding only.
library BiconomyWireLib {
    using CalldataLib for bytes;

    /// @notice First byte of the wire: the top of the word that holds `validUntil`.
    uint8 internal constant VERSION = 0;

    /// @dev The three static fields and the three offsets.
    uint256 private constant HEAD_LENGTH = 192;

    uint256 private constant SIGNATURE_LENGTH = 65;

    /// @notice Splits the wire. Reverts with `WireMalformed` unless every offset, length and the total are the canonical ones.
    /// @param wire The module signature.
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
            // Three lengths follow the head; below this nothing of the rest can be read.
            if (wire.length < HEAD_LENGTH + 3 * 32) revert ISessionValidation.WireMalformed();

            uint256 validUntil = wire.wordAt(0);
            uint256 validAfter = wire.wordAt(32);
            uint256 module = wire.wordAt(64);

            uint256 dataLength = wire.wordAt(HEAD_LENGTH);
            // Keeps the sums below from wrapping round.
            if (dataLength > wire.length) revert ISessionValidation.WireMalformed();
            uint256 proofOffset = HEAD_LENGTH + 32 + CalldataLib.padded(dataLength);
            if (proofOffset + 32 > wire.length) revert ISessionValidation.WireMalformed();

            uint256 proofLength = wire.wordAt(proofOffset);
            if (proofLength > wire.length) revert ISessionValidation.WireMalformed();
            uint256 signatureOffset = proofOffset + 32 + proofLength * 32;

            // The total is compared before the signature's length is read, so that the read is within bounds.
            if (
                wire.length != signatureOffset + 32 + CalldataLib.padded(SIGNATURE_LENGTH)
                    || wire.wordAt(signatureOffset) != SIGNATURE_LENGTH || wire.wordAt(96) != HEAD_LENGTH
                    || wire.wordAt(128) != proofOffset || wire.wordAt(160) != signatureOffset
                    // Dirty bits above a field would be dropped from the id: two byte strings for one session.
                    || (validUntil | validAfter) >> 48 != 0 || module >> 160 != 0
            ) revert ISessionValidation.WireMalformed();

            head = SessionHead.wrap((validUntil << 208) | (validAfter << 160) | module);
            sessionKeyData = wire.partAt(HEAD_LENGTH + 32, dataLength);
            proof = wire.wordsAt(proofOffset + 32, proofLength);
            signature = wire.partAt(signatureOffset + 32, SIGNATURE_LENGTH);
            id = SessionId.wrap(keccak256(abi.encodePacked(head, sessionKeyData)));
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {ISessionValidation} from "../interfaces/ISessionValidation.sol";
import {CalldataLib} from "./CalldataLib.sol";

/// @title GrantWireLib
/// @notice Reads the wire that brings a signed grant along: `0x03 ‖ uint8 chainProofLength ‖ uint16 sessionsLength ‖ uint16
/// grantSignatureLength ‖ bytes32[chainProofLength] chainProof ‖ sessions ‖ grantSignature ‖ wire`, where `wire` is a native wire of
/// another version.
/// @dev The grant is of the root that the session's own proof leads to, in the account's current epoch: neither stands in the wire.
library GrantWireLib {
    using CalldataLib for bytes;

    /// @notice First byte of the wire.
    uint8 internal constant VERSION = 3;

    /// @dev Version and lengths.
    uint256 private constant HEAD_LENGTH = 6;

    /// @notice The wire of another version that the grant comes with: the rest. Reverts with `WireMalformed` when the wire is too
    /// short for what it announces; the other parts are read from a wire for which this did not revert.
    /// @param wire The wire; its first byte is `VERSION`.
    /// @return session The wire inside it.
    function sessionOf(bytes calldata wire) internal pure returns (bytes calldata session) {
        unchecked {
            uint256 at = _signatureAt(wire) + _signatureLength(wire);
            if (wire.length < at) revert ISessionValidation.WireMalformed();
            return wire.partAt(at, wire.length - at);
        }
    }

    /// @notice Siblings from this chain's grant up to the root that was signed for many chains; empty when this chain's grant was
    /// signed by itself.
    /// @param wire The wire.
    function chainProofOf(bytes calldata wire) internal pure returns (bytes32[] calldata) {
        return wire.wordsAt(HEAD_LENGTH, _chainProofLength(wire));
    }

    /// @notice What the grant publishes.
    /// @param wire The wire.
    function sessionsOf(bytes calldata wire) internal pure returns (bytes calldata) {
        return wire.partAt(_sessionsAt(wire), _sessionsLength(wire));
    }

    /// @notice The account's signature over the grant (ERC-1271).
    /// @param wire The wire.
    function grantSignatureOf(bytes calldata wire) internal pure returns (bytes calldata) {
        return wire.partAt(_signatureAt(wire), _signatureLength(wire));
    }

    function _chainProofLength(bytes calldata wire) private pure returns (uint256) {
        return (wire.wordAt(0) >> 240) & 0xff;
    }

    function _sessionsLength(bytes calldata wire) private pure returns (uint256) {
        return (wire.wordAt(0) >> 224) & 0xffff;
    }

    function _signatureLength(bytes calldata wire) private pure returns (uint256) {
        return (wire.wordAt(0) >> 208) & 0xffff;
    }

    function _sessionsAt(bytes calldata wire) private pure returns (uint256) {
        return HEAD_LENGTH + _chainProofLength(wire) * 32;
    }

    function _signatureAt(bytes calldata wire) private pure returns (uint256) {
        return _sessionsAt(wire) + _sessionsLength(wire);
    }
}

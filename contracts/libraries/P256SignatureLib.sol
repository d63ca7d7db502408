// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {P256} from "solady/utils/P256.sol";
import {WebAuthn} from "solady/utils/WebAuthn.sol";

import {CalldataLib} from "./CalldataLib.sol";

/// @title P256SignatureLib
/// @notice Checks the signature of a P-256 session key over an op: `uint8 scheme ‖ bytes32 x ‖ bytes32 y ‖ rest`.
///
/// @dev The signer that a session names is the hash of scheme and public key, so that a key can sign in no other way than the
/// session says, and no such signer is an Ethereum address that somebody has the key of.
///
/// Verified by the precompile at 0x100 (EIP-7951, RIP-7212) where there is one, else by solady's verifier contract; on a chain
/// with neither no signature is right.
library P256SignatureLib {
    using CalldataLib for bytes;

    /// @notice As WebCrypto signs: SHA-256 of the 32 bytes of the op's hash; `rest` is `bytes32 r ‖ bytes32 s`.
    uint256 internal constant RAW = 1;

    /// @notice A WebAuthn assertion whose challenge is the op's hash, user present; `rest` is solady's compact encoding.
    uint256 internal constant WEBAUTHN = 2;

    /// @notice The same, user verified.
    uint256 internal constant WEBAUTHN_VERIFIED = 3;

    /// @dev Scheme and public key.
    uint256 private constant HEAD_LENGTH = 65;

    uint256 private constant RAW_LENGTH = HEAD_LENGTH + 64;

    /// @notice Whether a signature over an op's hash is a signer's.
    /// @param signer Last 20 bytes of `keccak256(uint8 scheme ‖ bytes32 x ‖ bytes32 y)`.
    /// @param userOpHash The op's hash.
    /// @param signature The signature; `s` in the lower half of the order.
    /// @return True when it is.
    function isSignedBy(address signer, bytes32 userOpHash, bytes calldata signature) internal view returns (bool) {
        if (signature.length < HEAD_LENGTH) return false;
        // The key is the sender's to choose: without this comparison any key would do.
        if (address(uint160(uint256(signature.partAt(0, HEAD_LENGTH).hash()))) != signer) return false;

        uint256 scheme = signature.wordAt(0) >> 248;
        bytes32 x = bytes32(signature.wordAt(1));
        bytes32 y = bytes32(signature.wordAt(33));
        if (scheme == RAW) {
            if (signature.length != RAW_LENGTH) return false;
            return P256.verifySignature(
                sha256(abi.encodePacked(userOpHash)),
                bytes32(signature.wordAt(HEAD_LENGTH)),
                bytes32(signature.wordAt(HEAD_LENGTH + 32)),
                x,
                y
            );
        }
        if (scheme != WEBAUTHN && scheme != WEBAUTHN_VERIFIED) return false;
        return WebAuthn.verify(
            abi.encodePacked(userOpHash),
            scheme == WEBAUTHN_VERIFIED,
            WebAuthn.tryDecodeAuthCompactCalldata(signature.partAt(HEAD_LENGTH, signature.length - HEAD_LENGTH)),
            x,
            y
        );
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {CommonBase} from "forge-std/Base.sol";

/// @notice Keys on P-256, and what browsers and authenticators sign with them, written plainly from the documents.
abstract contract P256Keys is CommonBase {
    uint256 internal constant P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551;

    uint8 internal constant RAW = 1;
    uint8 internal constant WEBAUTHN = 2;
    uint8 internal constant WEBAUTHN_VERIFIED = 3;

    /// @dev Flags of an authenticator.
    bytes1 internal constant PRESENT = 0x01;
    bytes1 internal constant VERIFIED = 0x05;

    /// @dev Scheme and public key, as they stand before a signature.
    function _p256Head(uint8 scheme, uint256 key) internal pure returns (bytes memory) {
        (uint256 x, uint256 y) = vm.publicKeyP256(key);
        return abi.encodePacked(scheme, x, y);
    }

    /// @dev What a session names as its signer.
    function _p256Signer(uint8 scheme, uint256 key) internal pure returns (address) {
        return address(uint160(uint256(keccak256(_p256Head(scheme, key)))));
    }

    /// @dev `s` in the lower half of the order.
    function _p256Sign(uint256 key, bytes32 digest) internal pure returns (bytes32 r, bytes32 s) {
        (r, s) = vm.signP256(key, digest);
        if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
    }

    /// @dev As WebCrypto signs.
    function _rawSignature(uint256 key, bytes32 hash) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = _p256Sign(key, sha256(abi.encodePacked(hash)));
        return abi.encodePacked(_p256Head(RAW, key), r, s);
    }

    /// @dev An assertion over a hash, as an authenticator makes it.
    function _webAuthnSignature(uint8 scheme, uint256 key, bytes32 hash, bytes1 flags)
        internal
        pure
        returns (bytes memory)
    {
        string memory challenge = Base64.encodeURL(abi.encodePacked(hash));
        return _assertion(
            scheme,
            key,
            _authenticatorData(flags),
            string.concat(
                '{"type":"webauthn.get","challenge":"',
                challenge,
                '","origin":"https://dapp.example","crossOrigin":false}'
            )
        );
    }

    function _authenticatorData(bytes1 flags) internal pure returns (bytes memory) {
        return abi.encodePacked(sha256("dapp.example"), flags, uint32(7));
    }

    /// @dev The type stands at byte 1 and the challenge at byte 23, where browsers write them.
    function _assertion(uint8 scheme, uint256 key, bytes memory authenticatorData, string memory clientData)
        internal
        pure
        returns (bytes memory)
    {
        (bytes32 r, bytes32 s) = _p256Sign(key, sha256(abi.encodePacked(authenticatorData, sha256(bytes(clientData)))));
        return abi.encodePacked(
            _p256Head(scheme, key),
            uint16(authenticatorData.length),
            authenticatorData,
            clientData,
            uint16(23),
            uint16(1),
            r,
            s
        );
    }
}

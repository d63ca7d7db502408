// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {ECDSA} from "solady/utils/ECDSA.sol";

import {CalldataLib} from "./CalldataLib.sol";
import {P256SignatureLib} from "./P256SignatureLib.sol";

/// @title SessionSignatureLib
/// @notice Checks a session key's signature over an op.
library SessionSignatureLib {
    using CalldataLib for bytes;

    /// @dev Half the order of secp256k1. Above it stands the mirror image of a signature, valid too for a bare `ecrecover`.
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @notice Whether a signature over an op's hash is a signer's.
    /// @param signer The session key. Never valid for the zero address: `ecrecover` answers zero for a bad signature.
    /// @param userOpHash The op's hash, signed as `personal_sign` does (EIP-191).
    /// @param signature 65 bytes: `r ‖ s ‖ v`, `s` in the lower half of the order (EIP-2). Of any other length: what
    /// `P256SignatureLib` reads.
    /// @return True when it is.
    function isSignedBy(address signer, bytes32 userOpHash, bytes calldata signature) internal view returns (bool) {
        if (signature.length != 65) return P256SignatureLib.isSignedBy(signer, userOpHash, signature);
        uint256 s = signature.wordAt(32);
        if (s > HALF_ORDER) return false;

        address recovered = ECDSA.tryRecover(
            ECDSA.toEthSignedMessageHash(userOpHash),
            uint8(signature.wordAt(64) >> 248),
            bytes32(signature.wordAt(0)),
            bytes32(s)
        );
        return recovered == signer && recovered != address(0);
    }
}

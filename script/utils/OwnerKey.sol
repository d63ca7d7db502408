// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {VmSafe} from "forge-std/Vm.sol";

import {Env} from "./Env.sol";

/// @title OwnerKey
/// @notice Signs as the owner of an account: with `OWNER_KEY`, or with the one wallet that forge was given.
library OwnerKey {
    VmSafe private constant VM = VmSafe(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    string private constant EXPECTED =
        "the owner's private key, 0x and 32 bytes in hex; unset: the wallet that forge was given signs";

    /// @notice Nobody can sign. Set `OWNER_KEY`, give forge the owner's wallet with `--account` or `--private-key`, or set
    /// `CALLDATA_ONLY=true`.
    /// @param expected What `OWNER_KEY` is to hold.
    error OwnerKeyMissing(string expected);

    /// @notice The owner's signature, `r ‖ s ‖ v`.
    /// @param digest What is signed.
    function sign(bytes32 digest) internal view returns (bytes memory) {
        uint256 key = Env.secretKey("OWNER_KEY", EXPECTED);
        if (key != 0) {
            (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
            return abi.encodePacked(r, s, v);
        }
        try VM.sign(digest) returns (uint8 v, bytes32 r, bytes32 s) {
            return abi.encodePacked(r, s, v);
        } catch {
            revert OwnerKeyMissing(EXPECTED);
        }
    }
}

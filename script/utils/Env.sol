// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {VmSafe} from "forge-std/Vm.sol";

/// @title Env
/// @notice Reads what a script is told through environment variables. Nothing is guessed from what cannot be read, and an empty
/// variable is one that is not set.
library Env {
    VmSafe private constant VM = VmSafe(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    /// @dev Private keys are below it.
    uint256 private constant SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    /// @notice A variable that the script needs is not set.
    /// @param name The variable.
    /// @param expected What it is to hold.
    error EnvironmentMissing(string name, string expected);

    /// @notice A variable does not hold what it must.
    /// @param name The variable.
    /// @param value What it holds.
    /// @param expected What it is to hold.
    error EnvironmentInvalid(string name, string value, string expected);

    /// @notice A variable that holds a secret does not hold what it must: the error does not show it.
    /// @param name The variable.
    /// @param expected What it is to hold.
    error EnvironmentSecretInvalid(string name, string expected);

    /// @notice Whether a variable is set.
    function isSet(string memory name) internal view returns (bool) {
        return bytes(text(name)).length != 0;
    }

    /// @notice A variable as it stands, without white space around it; empty when it is not set.
    function text(string memory name) internal view returns (string memory) {
        return VM.trim(VM.envOr(name, string("")));
    }

    /// @notice An address that must be set, and not be zero.
    function requireAddress(string memory name, string memory expected) internal view returns (address) {
        if (!isSet(name)) revert EnvironmentMissing(name, expected);
        return addressOr(name, address(0), expected);
    }

    /// @notice An address, not zero, or `otherwise` when it is not set.
    function addressOr(string memory name, address otherwise, string memory expected) internal view returns (address) {
        string memory value = text(name);
        if (bytes(value).length == 0) return otherwise;
        if (bytes(value).length != 42) revert EnvironmentInvalid(name, value, expected);
        try VM.parseAddress(value) returns (address parsed) {
            if (parsed != address(0)) return parsed;
        } catch {}
        revert EnvironmentInvalid(name, value, expected);
    }

    /// @notice 32 bytes, or zero when they are not set.
    function hash(string memory name, string memory expected) internal view returns (bytes32) {
        string memory value = text(name);
        return bytes(value).length == 0 ? bytes32(0) : _toHash(name, value, value, expected);
    }

    /// @notice A list of 32 bytes each, with commas between them; empty when it is not set.
    function hashes(string memory name, string memory expected) internal view returns (bytes32[] memory list) {
        string memory value = text(name);
        if (bytes(value).length == 0) return list;
        string[] memory parts = VM.split(value, ",");
        list = new bytes32[](parts.length);
        for (uint256 i; i < parts.length; ++i) {
            list[i] = _toHash(name, VM.trim(parts[i]), value, expected);
        }
    }

    /// @notice Bytes, or none when they are not set.
    function byteString(string memory name, string memory expected) internal view returns (bytes memory) {
        string memory value = text(name);
        if (bytes(value).length == 0) return "";
        // forge would read digits without the prefix as well: what was meant as text must not pass for bytes.
        if (_startsWithPrefix(value)) {
            try VM.parseBytes(value) returns (bytes memory parsed) {
                return parsed;
            } catch {}
        }
        revert EnvironmentInvalid(name, value, expected);
    }

    /// @notice `true` or `false`, which is also what a variable stands for that is not set.
    function flag(string memory name) internal view returns (bool) {
        string memory value = text(name);
        bytes32 hashed = keccak256(bytes(value));
        if (hashed == keccak256("true")) return true;
        if (bytes(value).length == 0 || hashed == keccak256("false")) return false;
        revert EnvironmentInvalid(name, value, "true or false");
    }

    /// @notice A private key; zero when it is not set.
    /// @dev Read by `envUint` alone: forge prints what goes through other cheat codes when a script fails, and keeps this to itself.
    function secretKey(string memory name, string memory expected) internal view returns (uint256) {
        if (bytes(VM.envOr(name, string(""))).length == 0) return 0;
        try VM.envUint(name) returns (uint256 key) {
            if (key != 0 && key < SECP256K1_ORDER) return key;
        } catch {}
        revert EnvironmentSecretInvalid(name, expected);
    }

    function _toHash(string memory name, string memory part, string memory value, string memory expected)
        private
        pure
        returns (bytes32)
    {
        // forge would fill up what is too short.
        if (bytes(part).length == 66 && _startsWithPrefix(part)) {
            try VM.parseBytes32(part) returns (bytes32 parsed) {
                return parsed;
            } catch {}
        }
        revert EnvironmentInvalid(name, value, expected);
    }

    function _startsWithPrefix(string memory value) private pure returns (bool) {
        bytes memory raw = bytes(value);
        return raw.length >= 2 && raw[0] == "0" && raw[1] == "x";
    }
}

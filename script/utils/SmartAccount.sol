// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7579ModuleConfig, MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {IBiconomyAccount} from "../../contracts/interfaces/IBiconomyAccount.sol";
import {EntryPoints} from "../../contracts/libraries/EntryPoints.sol";
import {Env} from "./Env.sol";

/// @notice The families of accounts, by how their calls, nonces and signatures are written.
enum Family {
    BICONOMY,
    KERNEL,
    NEXUS,
    OPENZEPPELIN,
    SAFE
}

/// @notice A smart account, and what is known of it.
struct SmartAccount {
    address at;
    Family family;
    address entryPoint;
}

using SmartAccountLib for SmartAccount global;

/// @title SmartAccountLib
/// @notice Finds out what an account is, from the chain and from the environment.
library SmartAccountLib {
    string internal constant ACCOUNT_EXPECTED = "the smart account: an address with code on this chain";
    string private constant FAMILY_EXPECTED =
        "biconomy, kernel, nexus, openzeppelin or safe; unset: the account says it";
    string private constant ENTRY_POINT_EXPECTED =
        "the account's EntryPoint: an address with code on this chain; unset: the account says it";

    /// @notice There is no code at the account's address: deploy the account first, with its first op.
    error AccountMissing(address account);

    /// @notice The account says neither that it is a Biconomy Smart Account v2 nor of which ERC-7579 family it is: set `FAMILY`.
    /// @param account The account.
    /// @param accountId What it answers to `accountId()`; empty for nothing.
    error FamilyUnknown(address account, string accountId);

    /// @notice The account's EntryPoint is not on this chain.
    error EntryPointMissing(address entryPoint);

    /// @notice The account of `ACCOUNT`, `FAMILY` and `ENTRY_POINT`.
    function fromEnvironment() internal view returns (SmartAccount memory account) {
        account.at = Env.requireAddress("ACCOUNT", ACCOUNT_EXPECTED);
        if (account.at.code.length == 0) revert AccountMissing(account.at);
        string memory family = Env.text("FAMILY");
        account.family = bytes(family).length == 0 ? _readFamily(account.at) : _toFamily(family);
        account.entryPoint = Env.addressOr("ENTRY_POINT", _readEntryPoint(account), ENTRY_POINT_EXPECTED);
        if (account.entryPoint.code.length == 0) revert EntryPointMissing(account.entryPoint);
    }

    /// @notice Whether the account has enabled a module, or on ERC-7579 installed a validator.
    function hasModule(SmartAccount memory account, address module) internal view returns (bool) {
        if (account.family == Family.BICONOMY) return IBiconomyAccount(account.at).isModuleEnabled(module);
        return IERC7579ModuleConfig(account.at).isModuleInstalled(MODULE_TYPE_VALIDATOR, module, "");
    }

    function _readFamily(address account) private view returns (Family) {
        (bool answered, bytes memory answer) = account.staticcall(abi.encodeWithSignature("accountId()"));
        string memory id = answered && answer.length >= 64 ? abi.decode(answer, (string)) : "";
        if (_startsWith(id, "biconomy.nexus.")) return Family.NEXUS;
        if (_startsWith(id, "kernel.")) return Family.KERNEL;
        if (_startsWith(id, "@openzeppelin/")) return Family.OPENZEPPELIN;
        if (_startsWith(id, "rhinestone.safe7579.")) return Family.SAFE;
        // It has no `accountId`, and is the only family on EntryPoint v0.6.
        if (bytes(id).length == 0 && _addressIn(account, "entryPoint()") == EntryPoints.V06) return Family.BICONOMY;
        revert FamilyUnknown(account, id);
    }

    function _toFamily(string memory family) private pure returns (Family) {
        bytes32 name = keccak256(bytes(family));
        if (name == keccak256("biconomy")) return Family.BICONOMY;
        if (name == keccak256("kernel")) return Family.KERNEL;
        if (name == keccak256("nexus")) return Family.NEXUS;
        if (name == keccak256("openzeppelin")) return Family.OPENZEPPELIN;
        if (name == keccak256("safe")) return Family.SAFE;
        revert Env.EnvironmentInvalid("FAMILY", family, FAMILY_EXPECTED);
    }

    function _readEntryPoint(SmartAccount memory account) private view returns (address entryPoint) {
        entryPoint = _addressIn(account.at, "entryPoint()");
        // Kernel's spelling.
        if (entryPoint == address(0)) entryPoint = _addressIn(account.at, "entrypoint()");
        if (entryPoint == address(0)) {
            entryPoint = account.family == Family.BICONOMY ? EntryPoints.V06 : EntryPoints.V07;
        }
    }

    /// @dev What a getter answers; zero for nothing, or for what is no address.
    function _addressIn(address account, string memory getter) private view returns (address) {
        (bool answered, bytes memory answer) = account.staticcall(abi.encodeWithSignature(getter));
        if (!answered || answer.length != 32) return address(0);
        uint256 word = abi.decode(answer, (uint256));
        return word > type(uint160).max ? address(0) : address(uint160(word));
    }

    function _startsWith(string memory text, string memory prefix) private pure returns (bool) {
        bytes memory whole = bytes(text);
        bytes memory start = bytes(prefix);
        if (whole.length < start.length) return false;
        for (uint256 i; i < start.length; ++i) {
            if (whole[i] != start[i]) return false;
        }
        return true;
    }
}

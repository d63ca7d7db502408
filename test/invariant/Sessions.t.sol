// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {ECDSAOwnerValidator} from "../mocks/ECDSAOwnerValidator.sol";
import {BiconomyArena} from "../security/BiconomyArena.sol";
import {ERC7579Arena} from "../security/ERC7579Arena.sol";
import {Call, Op} from "../security/Arena.sol";
import {IBiconomyAccount} from "../utils/Peers.sol";
import {IERC7579Account} from "../utils/Peers7579.sol";
import {OnNexus, OnOpenZeppelin, OnV07, OnV08} from "../utils/accounts/Accounts.sol";
import {SessionsInvariant} from "./SessionsInvariant.sol";

interface IBiconomyModules {
    function disableModule(address previous, address module) external;
    function getOwner(address smartAccount) external view returns (address);
}

contract BiconomySessionsInvariant is BiconomyArena, SessionsInvariant {
    function setUp() public override(BiconomyArena, SessionsInvariant) {
        BiconomyArena.setUp();
        SessionsInvariant.setUp();
    }

    function _enter(address who, Account memory whose) internal override {
        (account, victim, owner) = (IBiconomyAccount(who), who, whose);
    }

    function _newAccount(Account memory whose) internal override returns (address created) {
        created = address(_createAccount(whose.addr));
        vm.prank(created);
        IBiconomyAccount(created).enableModule(address(registry));
    }

    function _encoded(Op memory op) internal view override returns (bytes memory) {
        return abi.encode(_toUserOp(op));
    }

    function _bundleOf(bytes[] memory userOps) internal view override returns (bytes memory) {
        UserOperation[] memory ops = new UserOperation[](userOps.length);
        for (uint256 i; i < ops.length; ++i) {
            ops[i] = abi.decode(userOps[i], (UserOperation));
        }
        return abi.encodeCall(ENTRY_POINT.handleOps, (ops, bundler));
    }

    function _ownerModule() internal view override returns (address) {
        return ecdsaModule;
    }

    function _ownerOf(address who) internal view override returns (address) {
        return IBiconomyModules(ecdsaModule).getOwner(who);
    }

    /// @dev The registry was enabled last, so it stands first in the account's list.
    function _reinstall() internal override {
        address first = address(1);
        _ownerDoes(Call(victim, 0, abi.encodeCall(IBiconomyModules.disableModule, (first, address(registry)))));
        assertFalse(_hasModule(address(registry)));
        _ownerDoes(Call(victim, 0, abi.encodeCall(IBiconomyAccount.enableModule, (address(registry)))));
    }

    function _reinstallEndsEpoch() internal pure override returns (bool) {
        return false;
    }
}

abstract contract ERC7579SessionsInvariant is ERC7579Arena, SessionsInvariant {
    function setUp() public override(ERC7579Arena, SessionsInvariant) {
        ERC7579Arena.setUp();
        SessionsInvariant.setUp();
    }

    function _enter(address who, Account memory whose) internal override {
        (account, victim, owner) = (IERC7579Account(who), who, whose);
    }

    function _newAccount(Account memory whose) internal override returns (address created) {
        (address before, Account memory beforeOwner) = (victim, owner);
        created = address(_createAccount(whose.addr));
        _enter(created, whose);
        _install(address(validator), "");
        _enter(before, beforeOwner);
    }

    function _encoded(Op memory op) internal view override returns (bytes memory) {
        return abi.encode(_toUserOp(op));
    }

    function _bundleOf(bytes[] memory userOps) internal view override returns (bytes memory) {
        PackedUserOperation[] memory ops = new PackedUserOperation[](userOps.length);
        for (uint256 i; i < ops.length; ++i) {
            ops[i] = abi.decode(userOps[i], (PackedUserOperation));
        }
        return abi.encodeCall(entryPoint.handleOps, (ops, bundler));
    }

    function _ownerModule() internal view override returns (address) {
        return address(kit.ownerValidator());
    }

    function _ownerOf(address who) internal view override returns (address) {
        return ECDSAOwnerValidator(_ownerModule()).ownerOf(who);
    }

    function _reinstall() internal override {
        _uninstall(address(validator), "");
        assertFalse(_hasModule(address(validator)));
        _install(address(validator), "");
    }

    function _reinstallEndsEpoch() internal pure override returns (bool) {
        return true;
    }
}

contract NexusOnV07SessionsInvariant is OnNexus, OnV07, ERC7579SessionsInvariant {}

contract OpenZeppelinOnV08SessionsInvariant is OnOpenZeppelin, OnV08, ERC7579SessionsInvariant {}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {ECDSAOwnerValidator} from "../mocks/ECDSAOwnerValidator.sol";
import {BiconomyArena} from "../security/BiconomyArena.sol";
import {ERC7579Arena} from "../security/ERC7579Arena.sol";
import {Call, Op} from "../security/Arena.sol";
import {IBiconomyAccount} from "../utils/Peers.sol";
import {IERC7579Account} from "../utils/Peers7579.sol";
import {OnNexus, OnOpenZeppelin, OnV07, OnV08} from "../utils/accounts/Accounts.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {SessionsInvariant} from "./SessionsInvariant.sol";

interface IBiconomyModules {
    function disableModule(address previous, address module) external;
    function getOwner(address smartAccount) external view returns (address);
}

contract BiconomySessionsInvariant is BiconomyArena, SessionsInvariant {
    using Sessions for Session;
    using Sessions for Session[];

    /// @dev Moves of `playRoot`.
    uint8 private constant SET = 0;
    uint8 private constant CLEAR = 1;
    uint8 private constant REVOKE = 15;

    /// @dev One more than the epoch in which an account has set the root of Biconomy's tree; zero when it is not set.
    uint256[2] private setIn;

    /// @dev Whether an account has revoked that root by name.
    bool[2] private rootDead;

    uint256 private takenOnBiconomyWire;

    function setUp() public override(BiconomyArena, SessionsInvariant) {
        BiconomyArena.setUp();
        SessionsInvariant.setUp();
        bytes4[] memory moves = new bytes4[](3);
        (moves[0], moves[1], moves[2]) =
        (this.playRoot.selector, this.playBiconomyWire.selector, this.playBiconomyWire.selector);
        targetSelector(FuzzSelector(address(this), moves));
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

    /* BICONOMY'S TREE */

    /// @dev The owner sets the root of Biconomy's tree, with the same sessions, clears it, or, seldom, revokes it by name.
    function playRoot(uint256 a, uint8 what) public {
        a = a % 2;
        bytes32 root = _list().biconomyRoot();
        if (what % 16 == REVOKE) {
            vm.prank(accounts[a]);
            registry.revokeGrant(SessionNode.wrap(root));
            (setIn[a], rootDead[a]) = (0, true);
        } else if (what % 2 == CLEAR) {
            vm.prank(accounts[a]);
            registry.setMerkleRoot(0);
            setIn[a] = 0;
        } else {
            if (rootDead[a]) vm.expectRevert(abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root));
            else setIn[a] = book.epoch(accounts[a]) + 1;
            vm.prank(accounts[a]);
            registry.setMerkleRoot(root);
        }
    }

    /// @dev An op on Biconomy's wire: taken while the root is set, by what was not revoked by name on either wire.
    function playBiconomyWire(uint256 a, uint256 s, uint256 seed) public {
        (a, s) = (a % 2, s % COUNT);
        bool set = setIn[a] == book.epoch(accounts[a]) + 1;
        assertEq(
            registry.getSessionKeys(accounts[a]).merkleRoot, set ? _list().biconomyRoot() : bytes32(0), "another root"
        );

        _be(a);
        Call[] memory calls = new Call[](1);
        calls[0] = _goodCall(s, seed);
        Op memory op = _opOf(calls[0]);
        op.wire = sessions[s].biconomyWire(_list().biconomyProof(s), _personal(leaked, _hashOf(op)));
        // The wire names no period.
        bool right =
            set && s != DAILY && !book.isDead(victim, leaves[s]) && _inWindow(s) && _permits(s, victim, calls[0]);
        Charge[] memory charges = _chargesOf(s, calls);
        right = _count(victim, charges) && right;
        assertEq(_send(_list(_encoded(op))), right, "taken on Biconomy's wire unless it is not allowed");
        if (!right) _uncount(victim, charges);
        else ++takenOnBiconomyWire;
    }

    /// @dev Each way to revoke, and then Biconomy's wire, before and after the old root is set once more.
    function test_EveryRevocationOnBiconomysWire() public {
        for (uint256 what = 8; what <= 16; ++what) {
            uint256 snapshot = vm.snapshotState();
            this.playRoot(0, SET);
            this.playBiconomyWire(0, SPEND, 1);
            assertEq(takenOnBiconomyWire, 1);
            if (what == 16) this.playRoot(0, REVOKE);
            else this.playOwner(0, SPEND, what);
            this.playBiconomyWire(0, SPEND, 1);
            this.playRoot(0, SET);
            this.playBiconomyWire(0, SPEND, 1);
            this.playRoot(0, CLEAR);
            this.playBiconomyWire(0, SPEND, 1);
            // Revoking all clears the root, until somebody sets it again; by name is for good; a native grant is another tree.
            assertEq(takenOnBiconomyWire, what == 15 ? 3 : what < 12 ? 2 : 1);
            vm.revertToStateAndDelete(snapshot);
        }
    }

    function _list() private view returns (Session[] memory list) {
        list = new Session[](COUNT);
        for (uint256 s; s < COUNT; ++s) {
            list[s] = sessions[s];
        }
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

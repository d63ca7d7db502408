// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {Base} from "../Base.t.sol";
import {ISessionKeyManager} from "../utils/Peers.sol";
import {Session, Sessions} from "../utils/Sessions.sol";

/// @notice Gas of whole `handleOps` transactions on one Biconomy Smart Account v2: the same call, signed by the owner, by a
/// session key under Biconomy's own session modules, and by a session key under Latchkey.
///
/// @dev Run with `npm run bench`, which isolates every call into a transaction of its own and makes the table. Nonces,
/// balances and allowances are warm: none is written for the first time in a measured op.
contract BiconomyBench is Base {
    using Sessions for Session;
    using Sessions for Session[];

    uint256 private constant TREE = 16;
    uint256 private constant AMOUNT = 5e18;

    /// @dev Biconomy's own session modules.
    address private sessionKeyManager;
    address private erc20SessionValidationModule;

    function setUp() public override {
        super.setUp();
        sessionKeyManager = _deployBiconomy("SessionKeyManagerModule", "SessionKeyManager", "");
        erc20SessionValidationModule = _deployBiconomy("ERC20SessionValidationModule", "");
        _enable(sessionKeyManager);

        token.mint(recipient, 1);
        vm.deal(bundler, 1);
        _handle(_signedByOwner(_op(_approve(spender, 1))));
    }

    function test_Owner() public {
        _measure("transfer, direct", "owner", _signedByOwner(_op(_transfer(recipient, AMOUNT))));
        _measure("transfer, tree of 16", "owner", _signedByOwner(_op(_transfer(recipient, AMOUNT))));
        _measure("approve, direct", "owner", _signedByOwner(_op(_approve(spender, AMOUNT))));
        _measure("approve, tree of 16", "owner", _signedByOwner(_op(_approve(spender, AMOUNT))));
    }

    function test_Latchkey() public {
        _grantNative("transfer, direct", _transferSession(), 1, _transfer(recipient, AMOUNT));
        _grantNative("transfer, tree of 16", _transferSession(), TREE, _transfer(recipient, AMOUNT));
        _grantNative("approve, direct", _approveSession(), 1, _approve(spender, AMOUNT));
        _grantNative("approve, tree of 16", _approveSession(), TREE, _approve(spender, AMOUNT));
    }

    function test_LatchkeyOnBiconomyWire() public {
        _setRoot("transfer, direct", _transferSession(), 1, _transfer(recipient, AMOUNT));
        _setRoot("transfer, tree of 16", _transferSession(), TREE, _transfer(recipient, AMOUNT));
        _setRoot("approve, direct", _approveSession(), 1, _approve(spender, AMOUNT));
        _setRoot("approve, tree of 16", _approveSession(), TREE, _approve(spender, AMOUNT));
    }

    function test_Biconomy() public {
        _setBiconomyRoot("transfer, direct", _transferSession(), 1, _transfer(recipient, AMOUNT));
        _setBiconomyRoot("transfer, tree of 16", _transferSession(), TREE, _transfer(recipient, AMOUNT));
        _setBiconomyRoot("approve, direct", _approveSession(), 1, _approve(spender, AMOUNT));
        _setBiconomyRoot("approve, tree of 16", _approveSession(), TREE, _approve(spender, AMOUNT));
    }

    function _grantNative(string memory journey, Session memory session, uint256 count, bytes memory callData) private {
        Session[] memory sessions = _treeAround(session, count / 2, count);
        _grantRoot(sessions.nativeRoot());
        _measure(journey, "latchkey", _signed(_op(callData), session, sessions.nativeProof(count / 2)));
    }

    function _setRoot(string memory journey, Session memory session, uint256 count, bytes memory callData) private {
        Session[] memory sessions = _treeAround(session, count / 2, count);
        vm.prank(address(account));
        registry.setMerkleRoot(sessions.biconomyRoot());
        _measure(
            journey,
            "latchkey (Biconomy wire)",
            _signedBiconomy(_op(callData), session, sessions.biconomyProof(count / 2))
        );
    }

    /// @dev Biconomy's module takes the same four fields and looks at no selector, so it also serves as its approve session.
    function _setBiconomyRoot(string memory journey, Session memory session, uint256 count, bytes memory callData)
        private
    {
        session.module = erc20SessionValidationModule;
        Session[] memory sessions = _treeAround(session, count / 2, count);
        vm.prank(address(account));
        ISessionKeyManager(sessionKeyManager).setMerkleRoot(sessions.biconomyRoot());

        UserOperation memory op = _op(callData);
        bytes memory wire = session.biconomyWire(sessions.biconomyProof(count / 2), _sign(key, op));
        op.signature = abi.encode(wire, sessionKeyManager);
        _measure(journey, "SessionKeyManager + ERC20SessionValidationModule", op);
    }

    function _measure(string memory journey, string memory who, UserOperation memory op) private {
        _assertRuns(op);
        vm.snapshotGasLastCall("biconomy", string.concat("Biconomy v2|v0.6|", journey, "|", who));
    }
}

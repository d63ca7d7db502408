// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {Base7579Sessions} from "../Base7579Sessions.t.sol";
import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {OnNexus, OnV07} from "../utils/accounts/Accounts.sol";
import {Session, Sessions} from "../utils/Sessions.sol";

/// @notice Gas of whole `handleOps` transactions on Nexus: the same call, signed by the owner, and by a session key under Latchkey.
///
/// @dev Run with `npm run bench`, which isolates every call into a transaction of its own and makes the table. Nonces,
/// balances and allowances are warm: none is written for the first time in a measured op. The session has a time window, a
/// pinned spender and a capped amount.
contract NexusBench is OnNexus, OnV07, Base7579Sessions {
    using Sessions for Session;
    using Sessions for Session[];

    uint256 private constant TREE = 16;
    uint256 private constant AMOUNT = 5e18;
    uint48 private constant UNTIL = 1_900_000_000;

    function setUp() public override {
        super.setUp();
        vm.deal(bundler, 1);
        _handle(_ownerOp(_approve(spender, 1)));
        // The nonce of the session's lane is warm too.
        Session memory session = _approveSession();
        _grant(session);
        _handle(_signed(_sessionOp(_approve(spender, 2)), session));
    }

    function test_Owner() public {
        _measure("approve, direct", "owner", _ownerOp(_approve(spender, AMOUNT)));
        _measure("approve, tree of 16", "owner", _ownerOp(_approve(spender, AMOUNT)));
    }

    function test_Policy() public {
        _use("approve, direct", "latchkey (policy)", _approvePolicySession(), 1);
        _use("approve, tree of 16", "latchkey (policy)", _approvePolicySession(), TREE);
    }

    function test_Module() public {
        _use("approve, direct", "latchkey", _approveSession(), 1);
        _use("approve, tree of 16", "latchkey", _approveSession(), TREE);
    }

    function test_GrantOne() public {
        _measureCall("grant", _grantCall(1));
    }

    function test_GrantThousand() public {
        _measureCall("grant 1,000 sessions", _grantCall(1_000));
    }

    function test_Revoke() public {
        SessionId id = SessionId.wrap(_approveSession().id());
        _measureCall("revoke", abi.encodeCall(ISessionRegistry.revokeSession, (id)));
    }

    function _use(string memory journey, string memory who, Session memory session, uint256 count) private {
        session.validUntil = UNTIL;
        Session[] memory sessions = _treeAround(session, count / 2, count);
        _grantRoot(sessions.nativeRoot());
        _measure(journey, who, _signed(_sessionOp(_approve(spender, AMOUNT)), session, sessions.nativeProof(count / 2)));
    }

    function _grantCall(uint256 count) private view returns (bytes memory) {
        Session[] memory sessions = _treeAround(_approvePolicySession(), 0, count);
        return abi.encodeCall(ISessionRegistry.grantSessions, (SessionNode.wrap(sessions.nativeRoot()), ""));
    }

    /// @dev A whole op of the owner that calls the validator.
    function _measureCall(string memory journey, bytes memory validatorCall) private {
        _measure(journey, "latchkey", _ownerOp(kit.encodeSingle(address(validator), 0, validatorCall)));
    }

    function _measure(string memory journey, string memory who, PackedUserOperation memory op) private {
        _assertRuns(op);
        vm.snapshotGasLastCall("nexus", string.concat("Nexus 1.0.0|v0.7|", journey, "|", who));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {SessionId} from "../../../contracts/types/SessionId.sol";
import {SessionNode} from "../../../contracts/types/SessionNode.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

/// @notice A stranger who knows all about an account changes nothing of the account's.
contract StrangersTest is RegistryBase {
    using Sessions for Session;
    using Sessions for Session[];

    /// @dev The account's tree, and a session of it that is dead.
    Session[] private sessions;
    Session private deadSession;
    Session private deadGrant;

    function setUp() public {
        Session[] memory list = _sessions("sessions", 3);
        for (uint256 i; i < list.length; ++i) {
            sessions.push(list[i]);
        }
        deadSession = list[2];
        deadGrant = _session("dead grant");

        _revokeAll();
        _grant(list.nativeRoot());
        _grant(list[0].leaf());
        _setMerkleRoot(list.biconomyRoot());
        _revoke(deadSession);
        _revokeGrant(deadGrant.leaf());
    }

    function testFuzz_GrantSessions(address stranger, bytes32 root, bytes memory published)
        public
        asStranger(stranger)
    {
        vm.assume(root != 0);
        registry.grantSessions(SessionNode.wrap(root), published);
        registry.grantSessions(SessionNode.wrap(_list().nativeRoot()), published);
        registry.grantSessions(SessionNode.wrap(deadSession.leaf()), published);
        registry.grantSessions(SessionNode.wrap(deadGrant.leaf()), published);
    }

    function testFuzz_RevokeSession(address stranger, bytes32 id) public asStranger(stranger) {
        registry.revokeSession(_id(id));
        registry.revokeSession(_id(sessions[0].id()));
    }

    function testFuzz_RevokeSessions(address stranger, SessionId[] memory ids) public asStranger(stranger) {
        vm.assume(ids.length != 0);
        ids[0] = _id(sessions[0].id());
        registry.revokeSessions(ids);
    }

    function testFuzz_RevokeGrant(address stranger, bytes32 root) public asStranger(stranger) {
        vm.assume(root != 0);
        registry.revokeGrant(SessionNode.wrap(root));
        registry.revokeGrant(SessionNode.wrap(_list().nativeRoot()));
        registry.revokeGrant(SessionNode.wrap(sessions[0].leaf()));
    }

    function testFuzz_RevokeAllSessions(address stranger) public asStranger(stranger) {
        registry.revokeAllSessions();
    }

    function testFuzz_SetMerkleRoot(address stranger, bytes32 merkleRoot) public asStranger(stranger) {
        registry.setMerkleRoot(merkleRoot);
    }

    /// @dev Nor may a stranger ask in the account's name, with a hash of their choice.
    function testFuzz_RevertWhen_ValidateUserOp(address stranger, bytes32 hash) public asStranger(stranger) {
        UserOperation memory op;
        op.sender = account;
        op.signature = abi.encode(sessions[0].nativeWire(_direct(), new bytes(65)), registry);
        vm.expectRevert(abi.encodeWithSelector(ISessionValidation.CallerNotSender.selector, stranger, account));
        registry.validateUserOp(op, hash);
    }

    modifier asStranger(address stranger) {
        vm.assume(stranger != account);
        vm.startPrank(stranger);
        _;
        vm.stopPrank();
        _assertUntouched();
    }

    function _assertUntouched() private {
        Session[] memory list = _list();
        assertEq(registry.epochOf(account), 1);
        assertEq(registry.getSessionKeys(account).merkleRoot, list.biconomyRoot());
        assertEq(_status(list.nativeRoot()), 2);
        assertEq(_status(list[0].leaf()), 2);
        assertEq(_status(deadSession.leaf()), DEAD);
        assertEq(_status(deadGrant.leaf()), DEAD);

        _assertLive(list[0], _direct());
        _assertLive(list[0], list.nativeProof(0));
        _assertLive(list[1], list.nativeProof(1));
        _assertBiconomyLive(list[1], list.biconomyProof(1));
        _assertSessionDead(list[2], list.nativeProof(2));
        _assertBiconomySessionDead(list[2], list.biconomyProof(2));
        _assertSessionDead(deadGrant, _direct());
    }

    function _list() private view returns (Session[] memory) {
        return sessions;
    }
}

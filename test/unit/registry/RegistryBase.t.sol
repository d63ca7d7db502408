// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {Test} from "forge-std/Test.sol";

import {IBiconomySessionRegistry} from "../../../contracts/interfaces/IBiconomySessionRegistry.sol";
import {ISessionRegistry} from "../../../contracts/interfaces/ISessionRegistry.sol";
import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {SessionId} from "../../../contracts/types/SessionId.sol";
import {SessionNode} from "../../../contracts/types/SessionNode.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {TreeBuilder} from "../../utils/TreeBuilder.sol";

/// @notice A registry and two accounts. Whether a session is live is always asked twice: of `isSessionLive`, and of validation.
abstract contract RegistryBase is Test, LatchkeyDeployer {
    using Sessions for Session;
    using Sessions for Session[];

    uint256 internal constant DEAD = type(uint256).max;
    uint256 internal constant LARGEST_TREE = 20;

    IBiconomySessionRegistry internal registry = _deployRegistry([address(0), address(0), address(0)]);
    address internal account = makeAddr("account");
    address internal other = makeAddr("other account");

    /* WRITING */

    function _grant(bytes32 root) internal {
        vm.prank(account);
        registry.grantSessions(SessionNode.wrap(root), "");
    }

    function _revoke(Session memory session) internal {
        vm.prank(account);
        registry.revokeSession(_id(session.id()));
    }

    function _revokeGrant(bytes32 root) internal {
        vm.prank(account);
        registry.revokeGrant(SessionNode.wrap(root));
    }

    function _revokeAll() internal {
        vm.prank(account);
        registry.revokeAllSessions();
    }

    function _setMerkleRoot(bytes32 root) internal {
        vm.prank(account);
        registry.setMerkleRoot(root);
    }

    /* READING */

    function _status(bytes32 node) internal view returns (uint256) {
        return registry.statusOf(SessionNode.wrap(node), account);
    }

    function _assertLive(Session memory session, bytes32[] memory proof) internal {
        assertTrue(registry.isSessionLive(account, _id(session.id()), proof));
        assertEq(_nativeVerdict(session, proof), _reachedTheCalls());
    }

    function _assertNotGranted(Session memory session, bytes32[] memory proof) internal {
        _assertNotLive(session, proof, _notGranted(session.id(), _rootOf(session.leaf(), proof)));
    }

    function _assertSessionDead(Session memory session, bytes32[] memory proof) internal {
        _assertNotLive(session, proof, _sessionDead(session));
    }

    function _assertGrantDead(Session memory session, bytes32[] memory proof) internal {
        bytes32 root = _rootOf(session.leaf(), proof);
        _assertNotLive(session, proof, abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root));
    }

    function _assertBiconomyLive(Session memory session, bytes32[] memory proof) internal {
        assertEq(_biconomyVerdict(session, proof), _reachedTheCalls());
    }

    function _assertBiconomyNotGranted(Session memory session, bytes32[] memory proof) internal {
        assertEq(_biconomyVerdict(session, proof), _notGranted(session.id(), _rootOf(session.id(), proof)));
    }

    function _assertBiconomySessionDead(Session memory session, bytes32[] memory proof) internal {
        assertEq(_biconomyVerdict(session, proof), _sessionDead(session));
    }

    function _assertNotLive(Session memory session, bytes32[] memory proof, bytes memory reason) internal {
        assertFalse(registry.isSessionLive(account, _id(session.id()), proof));
        assertEq(_nativeVerdict(session, proof), reason);
    }

    function _nativeVerdict(Session memory session, bytes32[] memory proof) internal returns (bytes memory) {
        return _verdict(session.nativeWire(proof, new bytes(65)));
    }

    function _biconomyVerdict(Session memory session, bytes32[] memory proof) internal returns (bytes memory) {
        return _verdict(session.biconomyWire(proof, new bytes(65)));
    }

    function _verdict(bytes memory wire) private returns (bytes memory) {
        return _verdictOnSignature(abi.encode(wire, registry));
    }

    /// @dev Why validation refuses an op without calls: what comes first is whether the session is live.
    function _verdictOnSignature(bytes memory signature) internal returns (bytes memory reason) {
        UserOperation memory op;
        op.sender = account;
        op.signature = signature;
        bool valid;
        vm.prank(account);
        (valid, reason) = address(registry).call(abi.encodeCall(registry.validateUserOp, (op, 0)));
        assertFalse(valid);
    }

    function _reachedTheCalls() internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionValidation.AccountFunctionNotAllowed.selector, bytes4(0));
    }

    function _notGranted(bytes32 id, bytes32 root) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.SessionNotGranted.selector, id, root);
    }

    function _sessionDead(Session memory session) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.SessionDead.selector, session.id());
    }

    function _rootOf(bytes32 node, bytes32[] memory proof) internal pure returns (bytes32) {
        for (uint256 i; i < proof.length; ++i) {
            node = TreeBuilder.hashPair(node, proof[i]);
        }
        return node;
    }

    /* SESSIONS */

    /// @dev `count` sessions, all of them within the caps, other ones for other seeds.
    function _sessions(bytes32 seed, uint256 count) internal pure returns (Session[] memory sessions) {
        sessions = new Session[](count);
        for (uint256 i; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            sessions[i] = Session({
                validUntil: uint48(random >> 160) >> 1,
                validAfter: uint48(random >> 208) >> 1,
                module: address(uint160(random)),
                sessionKeyData: abi.encode(seed, i, random)
            });
        }
    }

    function _session(bytes32 seed) internal pure returns (Session memory) {
        return _sessions(seed, 1)[0];
    }

    function _id(bytes32 id) internal pure returns (SessionId) {
        return SessionId.wrap(id);
    }

    function _direct() internal pure returns (bytes32[] memory) {
        return new bytes32[](0);
    }
}

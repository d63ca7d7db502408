// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {TreeBuilder} from "../utils/TreeBuilder.sol";
import {Journey} from "./Journey.t.sol";

/// @notice One of the two ways a session reaches the registry: the kind of tree it is granted in and the bytes it is
/// presented in. Tests written against it run once per wire.
abstract contract Wire is Journey {
    using Sessions for Session;

    /// @dev The first byte of the wire.
    uint8 internal immutable VERSION;

    constructor(uint8 version) {
        VERSION = version;
    }

    /// @dev What a session is in the wire's trees.
    function _leafOf(Session memory session) internal pure virtual returns (bytes32);

    /// @dev The call by which an account makes a root live.
    function _rootCall(bytes32 root) internal view virtual returns (bytes memory);

    function _wireOf(Session memory session, bytes32[] memory proof, bytes memory signature)
        internal
        pure
        virtual
        returns (bytes memory);

    /* TREES */

    function _leaves(Session[] memory sessions) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](sessions.length);
        for (uint256 i; i < leaves.length; ++i) {
            leaves[i] = _leafOf(sessions[i]);
        }
    }

    function _rootOf(Session[] memory sessions) internal pure returns (bytes32) {
        return TreeBuilder.root(_leaves(sessions));
    }

    function _proofOf(Session[] memory sessions, uint256 index) internal pure returns (bytes32[] memory) {
        return TreeBuilder.proof(_leaves(sessions), index);
    }

    /// @dev The node that a proof leads to, whatever the proof holds.
    function _nodeAbove(bytes32 leaf, bytes32[] memory proof) internal pure returns (bytes32 node) {
        node = leaf;
        for (uint256 i; i < proof.length; ++i) {
            node = TreeBuilder.hashPair(node, proof[i]);
        }
    }

    function _makeLive(bytes32 root) internal {
        vm.prank(address(account));
        (bool done,) = address(registry).call(_rootCall(root));
        assertTrue(done, "the root was not accepted");
    }

    function _makeLive(Session memory session) internal {
        _makeLive(_leafOf(session));
    }

    function _makeLive(Session[] memory sessions) internal {
        _makeLive(_rootOf(sessions));
    }

    function _revoke(Session memory session) internal {
        vm.prank(address(account));
        registry.revokeSession(SessionId.wrap(session.id()));
    }

    /* OPS */

    /// @dev The op, presenting a session as a tree of one.
    function _signedAs(UserOperation memory op, Session memory session) internal view returns (UserOperation memory) {
        return _signedAs(op, session, _direct());
    }

    function _signedAs(UserOperation memory op, Session memory session, bytes32[] memory proof)
        internal
        view
        returns (UserOperation memory)
    {
        return _carrying(op, _wireOf(session, proof, _sign(key, op)));
    }

    /// @dev The op, with a module signature given as bytes.
    function _carrying(UserOperation memory op, bytes memory wire) internal view returns (UserOperation memory) {
        op.signature = abi.encode(wire, address(registry));
        return op;
    }

    /// @dev Makes one session live, and an op that runs a call by it.
    function _opUnder(Session memory session, bytes memory callData) internal returns (UserOperation memory) {
        _makeLive(session);
        return _signedAs(_op(callData), session);
    }
}

abstract contract NativeWire is Wire {
    using Sessions for Session;

    constructor() Wire(1) {}

    function _leafOf(Session memory session) internal pure override returns (bytes32) {
        return session.leaf();
    }

    function _rootCall(bytes32 root) internal view override returns (bytes memory) {
        return abi.encodeCall(registry.grantSessions, (SessionNode.wrap(root), ""));
    }

    function _wireOf(Session memory session, bytes32[] memory proof, bytes memory signature)
        internal
        pure
        override
        returns (bytes memory)
    {
        return session.nativeWire(proof, signature);
    }
}

abstract contract BiconomyWire is Wire {
    using Sessions for Session;

    constructor() Wire(0) {}

    function _leafOf(Session memory session) internal pure override returns (bytes32) {
        return session.id();
    }

    function _rootCall(bytes32 root) internal view override returns (bytes memory) {
        return abi.encodeCall(registry.setMerkleRoot, (root));
    }

    function _wireOf(Session memory session, bytes32[] memory proof, bytes memory signature)
        internal
        pure
        override
        returns (bytes memory)
    {
        return session.biconomyWire(proof, signature);
    }
}

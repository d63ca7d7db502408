// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {TreeBuilder} from "../utils/TreeBuilder.sol";
import {Arena, Op} from "./Arena.sol";

/// @notice Proofs of what was never granted.
abstract contract TreeAttacks is Arena {
    using Sessions for Session;
    using Sessions for Session[];

    uint256 private constant BLOCK_NUMBER_FLAGS = (1 << 255) | (1 << 207);

    function _session(uint256 i) private view returns (Session memory) {
        return Session(0, 0, approving, abi.encode(leaked.addr, coin, shop, i));
    }

    function _sessions(uint256 from, uint256 count) private view returns (Session[] memory sessions) {
        sessions = new Session[](count);
        for (uint256 i; i < count; ++i) {
            sessions[i] = _session(from + i);
        }
    }

    function _node(bytes32 node) private pure returns (bytes32[] memory proof) {
        proof = new bytes32[](1);
        proof[0] = node;
    }

    /// @dev The 64 bytes of an inner node as a session: its module would be half of a hash, its data the other.
    /// @custom:hole SEC-067-node-as-leaf
    function test_RevertWhen_ANodeIsPresentedAsASession() public {
        for (uint256 from; from < 400; from += 4) {
            Session[] memory sessions = _sessions(from, 4);
            (bytes32 a, bytes32 b) = (sessions[0].leaf(), sessions[1].leaf());
            (bytes32 left, bytes32 right) = a < b ? (a, b) : (b, a);
            // Readable: both bounds of the window are in range.
            if (uint256(left) & BLOCK_NUMBER_FLAGS != 0) continue;
            uint256 word = uint256(left);
            Session memory node =
                Session(uint48(word >> 208), uint48(word >> 160), address(uint160(word)), abi.encode(right));
            assertEq(node.id(), TreeBuilder.hashPair(a, b), "its id is the node");

            _live(sessions);
            bytes32[] memory rest = _node(TreeBuilder.hashPair(sessions[2].leaf(), sessions[3].leaf()));
            _expectRefused(_by(_opOf(_approveCall(shop, 0)), node, rest), _notGranted(node, rest));
            // A root that is the node itself.
            _live(TreeBuilder.hashPair(a, b));
            _expectRefused(_by(_opOf(_approveCall(shop, 0)), node), _notGranted(node));
            return;
        }
        assertTrue(false, "no readable node");
    }

    /// @dev A session whose data is another's leaf, id or root says nothing about that one.
    /// @custom:hole SEC-067-node-as-leaf
    function test_RevertWhen_ASessionHidesAnother() public {
        Session memory hidden = Session(0, 0, transferring, abi.encode(leaked.addr, coin, thief.addr, WEALTH));
        bytes32[3] memory inside = [hidden.leaf(), hidden.id(), keccak256(abi.encode(hidden.leaf()))];
        for (uint256 i; i < inside.length; ++i) {
            Session memory outer = Session(0, 0, approving, abi.encode(inside[i]));
            _live(outer);
            bytes32 head = bytes32(abi.encodePacked(outer.validUntil, outer.validAfter, outer.module));
            bytes32[] memory proof = _node(head);
            _expectRefused(_by(_opOf(_transferCall(thief.addr, WEALTH)), hidden, proof), _notGranted(hidden, proof));
            _expectRefused(_by(_opOf(_transferCall(thief.addr, WEALTH)), hidden), _notGranted(hidden));
        }
    }

    /// @dev Zero is no root: not granted, not reached, not revoked.
    /// @custom:hole SEC-069-empty-root
    function test_RevertWhen_TheRootIsZero() public {
        vm.prank(victim);
        vm.expectRevert(ISessionRegistry.RootZero.selector);
        guard.grantSessions(SessionNode.wrap(0), "");
        vm.prank(victim);
        vm.expectRevert(ISessionRegistry.RootZero.selector);
        guard.revokeGrant(SessionNode.wrap(0));
        assertEq(guard.statusOf(SessionNode.wrap(0), victim), 0);

        _expectRefused(_by(_opOf(_approveCall(shop, 1)), _approval()), _notGranted(_approval()));
        bytes32[] memory zeros = new bytes32[](2);
        _expectRefused(_by(_opOf(_approveCall(shop, 1)), _approval(), zeros), _notGranted(_approval(), zeros));
        // A tree with zeros for what is missing holds its session, and nothing for a zero.
        _live(TreeBuilder.hashPair(TreeBuilder.hashPair(_approval().leaf(), 0), 0));
        _expectRuns(_by(_opOf(_approveCall(shop, 1)), _approval(), zeros));
        _expectRefused(_by(_opOf(_approveCall(shop, 1)), _payment(), zeros), _notGranted(_payment(), zeros));
    }

    /// @dev Each leaf by its own proof and by no other's, in trees of one to nine, with a leaf twice.
    /// @custom:hole SEC-073-tree-mismatch
    function test_EachLeafRunsByItsOwnProofAlone() public {
        for (uint256 count = 1; count < 10; count = count < 5 ? count + 1 : count + 4) {
            Session[] memory sessions = _sessions(100 * count, count);
            if (count == 9) sessions[8] = sessions[3];
            _live(sessions);
            for (uint256 i; i < count; ++i) {
                Op memory op = _opOf(_approveCall(shop, 100 * count));
                _expectRuns(_by(op, sessions[i], sessions.nativeProof(i)));
                for (uint256 k; k < count; ++k) {
                    bytes32[] memory others = sessions.nativeProof(k);
                    bool same = keccak256(abi.encode(others)) == keccak256(abi.encode(sessions.nativeProof(i)));
                    if (same || (count == 9 && (i == 3 || i == 8) && (k == 3 || k == 8))) continue;
                    _expectRefused(
                        _by(_opOf(_approveCall(shop, 1)), sessions[i], others), _notGranted(sessions[i], others)
                    );
                }
            }
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {AgreeingModule} from "../mocks/IntegrationModules.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {TreeBuilder} from "../utils/TreeBuilder.sol";
import {BiconomyWire, NativeWire, Wire} from "./Wires.t.sol";

/// @notice What a tree makes live, and that nothing beside it can be made to look like a part of it.
abstract contract Trees is Wire {
    using Sessions for Session;

    /// @dev Bit 47 of both bounds in a session's first word.
    uint256 private constant BLOCK_NUMBER_FLAGS = (1 << 255) | (1 << 207);

    /// @dev Sessions of one key, each for a token id of its own.
    function _mints(uint256 from, uint256 count) internal view returns (Session[] memory sessions) {
        sessions = new Session[](count);
        for (uint256 i; i < count; ++i) {
            sessions[i] = Session(0, 0, address(mintModule), abi.encode(key.addr, recipient, from + i));
        }
    }

    function _mintOp(uint256 tokenId) internal view returns (UserOperation memory) {
        return _op(_single(_mintCall(tokenId)));
    }

    function _notGranted(Session memory session, bytes32[] memory proof) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ISessionRegistry.SessionNotGranted.selector, session.id(), _nodeAbove(_leafOf(session), proof)
        );
    }

    function _assertNotGranted(uint256 tokenId, Session memory session, bytes32[] memory proof) internal {
        _assertRefused(_signedAs(_mintOp(tokenId), session, proof), _notGranted(session, proof));
    }

    function _nodes(bytes32 a) internal pure returns (bytes32[] memory nodes) {
        nodes = new bytes32[](1);
        nodes[0] = a;
    }

    /// @dev `proof` without `skip` of its first nodes and `drop` of its last, and `last` behind the rest unless it is zero.
    function _remade(bytes32[] memory proof, uint256 skip, uint256 drop, bytes32 last)
        internal
        pure
        returns (bytes32[] memory nodes)
    {
        uint256 kept = proof.length - skip - drop;
        nodes = new bytes32[](last == 0 ? kept : kept + 1);
        for (uint256 i; i < kept; ++i) {
            nodes[i] = proof[skip + i];
        }
        if (last != 0) nodes[kept] = last;
    }

    /* SIZES */

    function _assertEveryLeafRuns(uint256 count) private {
        Session[] memory sessions = _mints(1_000 * count, count);
        _makeLive(sessions);
        for (uint256 i; i < count; ++i) {
            _assertRuns(_signedAs(_mintOp(1_000 * count + i), sessions[i], _proofOf(sessions, i)));
            assertEq(nft.balanceOf(recipient, 1_000 * count + i), 1);
        }
    }

    function test_EveryLeafRunsInTreesOfOneToFive() public {
        for (uint256 count = 1; count < 6; ++count) {
            _assertEveryLeafRuns(count);
        }
    }

    /// @dev One more than a power of two: its last leaf goes up unchanged to the level below the root.
    function test_EveryLeafRunsInTreesAroundPowersOfTwo() public {
        for (uint256 count = 8; count < 33; count *= 2) {
            _assertEveryLeafRuns(count - 1);
            _assertEveryLeafRuns(count);
            _assertEveryLeafRuns(count + 1);
        }
    }

    function testFuzz_AnyLeafRunsInAnyTree(uint256 index, uint256 count) public {
        count = bound(count, 1, 64);
        index = bound(index, 0, count - 1);
        Session[] memory sessions = _mints(0, count);
        _makeLive(sessions);
        _assertRuns(_signedAs(_mintOp(index), sessions[index], _proofOf(sessions, index)));
    }

    function test_ALeafThatIsThereTwiceRunsFromBothPlaces() public {
        Session[] memory sessions = _mints(0, 5);
        sessions[4] = sessions[1];
        _makeLive(sessions);
        _assertRuns(_signedAs(_mintOp(1), sessions[1], _proofOf(sessions, 1)));
        _assertRuns(_signedAs(_mintOp(1), sessions[4], _proofOf(sessions, 4)));
    }

    /* WRONG PROOFS */

    function test_RevertWhen_TheProofIsOfAnotherSession() public {
        Session[] memory sessions = _mints(0, 8);
        _makeLive(sessions);
        for (uint256 i; i < 8; ++i) {
            for (uint256 j; j < 8; ++j) {
                if (i != j) _assertNotGranted(i, sessions[i], _proofOf(sessions, j));
            }
        }
    }

    function test_RevertWhen_TheProofIsOfAnotherTree() public {
        Session[] memory sessions = _mints(0, 8);
        Session[] memory others = _mints(100, 8);
        others[3] = sessions[3];
        _makeLive(sessions);
        _assertNotGranted(3, sessions[3], _proofOf(others, 3));
    }

    function test_RevertWhen_TheTreeIsAnother() public {
        _makeLive(_mints(0, 8));
        Session[] memory others = _mints(100, 8);
        _assertNotGranted(103, others[3], _proofOf(others, 3));
    }

    function test_RevertWhen_TheProofIsCutShort() public {
        Session[] memory sessions = _mints(0, 8);
        _makeLive(sessions);
        bytes32[] memory proof = _proofOf(sessions, 3);
        for (uint256 dropped = 1; dropped <= proof.length; ++dropped) {
            _assertNotGranted(3, sessions[3], _remade(proof, 0, dropped, 0));
            _assertNotGranted(3, sessions[3], _remade(proof, dropped, 0, 0));
        }
    }

    function test_RevertWhen_TheProofGoesOn() public {
        Session[] memory sessions = _mints(0, 8);
        _makeLive(sessions);
        bytes32[] memory proof = _proofOf(sessions, 3);
        _assertNotGranted(3, sessions[3], _remade(proof, 0, 0, _rootOf(sessions)));
        _assertNotGranted(3, sessions[3], _remade(proof, 0, 0, bytes32(uint256(1))));
        _assertNotGranted(3, sessions[3], _remade(proof, 0, 0, proof[2]));
        bytes32[] memory zeroAtTheEnd = new bytes32[](4);
        (zeroAtTheEnd[0], zeroAtTheEnd[1], zeroAtTheEnd[2]) = (proof[0], proof[1], proof[2]);
        _assertNotGranted(3, sessions[3], zeroAtTheEnd);
    }

    function test_RevertWhen_TheProofIsOutOfOrder() public {
        Session[] memory sessions = _mints(0, 8);
        _makeLive(sessions);
        bytes32[] memory proof = _proofOf(sessions, 3);
        (proof[0], proof[2]) = (proof[2], proof[0]);
        _assertNotGranted(3, sessions[3], proof);
    }

    function testFuzz_RevertWhen_TheProofIsMadeUp(bytes32[] memory proof) public {
        vm.assume(proof.length != 0 && proof.length <= 32);
        _makeLive(_mints(0, 8));
        _assertNotGranted(3, _mints(3, 1)[0], proof);
    }

    /* NODES AND SESSIONS */

    /// @dev The session whose 64 bytes are those of an inner node.
    function _asSession(bytes32 left, bytes32 right) internal pure returns (Session memory) {
        uint256 word = uint256(left);
        return Session(uint48(word >> 208), uint48(word >> 160), address(uint160(word)), abi.encode(right));
    }

    /// @dev Four sessions whose first inner node reads as a session with its window in range.
    function _readableTree() private view returns (Session[] memory sessions, Session memory node) {
        for (uint256 from;; from += 4) {
            sessions = _mints(from, 4);
            (bytes32 a, bytes32 b) = (_leafOf(sessions[0]), _leafOf(sessions[1]));
            (bytes32 left, bytes32 right) = a < b ? (a, b) : (b, a);
            if (uint256(left) & BLOCK_NUMBER_FLAGS == 0) return (sessions, _asSession(left, right));
        }
    }

    function _assertNodeRefused(Session memory node, bytes32[] memory proof) internal virtual;

    function test_RevertWhen_AnInnerNodeIsPresentedAsASession() public {
        (Session[] memory sessions, Session memory node) = _readableTree();
        _makeLive(sessions);
        bytes32 sibling = TreeBuilder.hashPair(_leafOf(sessions[2]), _leafOf(sessions[3]));
        _assertNodeRefused(node, _nodes(sibling));
    }

    function test_RevertWhen_TheRootIsPresentedAsASession() public {
        (Session[] memory sessions, Session memory node) = _readableTree();
        Session[] memory two = new Session[](2);
        (two[0], two[1]) = (sessions[0], sessions[1]);
        _makeLive(two);
        _assertNodeRefused(node, _direct());
    }

    /* OTHER SESSIONS */

    /// @dev Whatever byte of a session is another, it is another session (no field is left out of the hash).
    function testFuzz_RevertWhen_AByteOfTheSessionIsAnother(uint256 index, uint8 mask, uint256 count) public {
        vm.assume(mask != 0);
        count = bound(count, 1, 5);
        Session[] memory sessions = _mints(0, count);
        (sessions[0].validUntil, sessions[0].validAfter) = (1_900_000_000, 1_700_000_000);
        _makeLive(sessions);
        bytes32[] memory proof = _proofOf(sessions, 0);

        bytes memory preimage = abi.encodePacked(
            sessions[0].validUntil, sessions[0].validAfter, sessions[0].module, sessions[0].sessionKeyData
        );
        _assertRuns(_signedAs(_mintOp(0), sessions[0], proof));
        Session memory changed = this.sessionIn(_flipped(preimage, bound(index, 0, preimage.length - 1), mask));
        bytes memory reason = changed.validUntil >= 2 ** 47 || changed.validAfter >= 2 ** 47
            ? abi.encodeWithSelector(ISessionRegistry.WindowOutOfRange.selector, changed.validUntil, changed.validAfter)
            : _notGranted(changed, proof);
        _assertRefused(_signedAs(_mintOp(0), changed, proof), reason);
    }

    function test_RevertWhen_AFieldOfTheSessionIsAnother() public {
        Session memory session = _mints(0, 1)[0];
        (session.validUntil, session.validAfter) = (1_900_000_000, 1_700_000_000);
        _makeLive(session);
        Session memory changed = _copyOf(session);
        changed.validUntil = 0;
        _assertNotGranted(0, changed, _direct());
        changed = _copyOf(session);
        changed.validUntil += 1;
        _assertNotGranted(0, changed, _direct());
        changed = _copyOf(session);
        changed.validAfter = 0;
        _assertNotGranted(0, changed, _direct());
        changed = _copyOf(session);
        (changed.validUntil, changed.validAfter) = (session.validAfter, session.validUntil);
        _assertNotGranted(0, changed, _direct());
        changed = _copyOf(session);
        changed.module = address(approveModule);
        _assertNotGranted(0, changed, _direct());
        changed = _copyOf(session);
        changed.sessionKeyData = abi.encode(stranger.addr, recipient, 0);
        _assertNotGranted(0, changed, _direct());
        changed = _copyOf(session);
        changed.sessionKeyData = abi.encode(key.addr, stranger.addr, 0);
        _assertNotGranted(0, changed, _direct());
        changed = _copyOf(session);
        changed.sessionKeyData = abi.encode(key.addr, recipient, 1);
        _assertNotGranted(0, changed, _direct());
        changed = _copyOf(session);
        changed.sessionKeyData = bytes.concat(session.sessionKeyData, hex"00");
        _assertNotGranted(0, changed, _direct());
    }

    function _copyOf(Session memory session) private pure returns (Session memory) {
        return Session(session.validUntil, session.validAfter, session.module, session.sessionKeyData);
    }

    /// @dev External, to slice.
    function sessionIn(bytes calldata preimage) external pure returns (Session memory) {
        return Session(
            uint48(bytes6(preimage[:6])),
            uint48(bytes6(preimage[6:12])),
            address(bytes20(preimage[12:32])),
            preimage[32:]
        );
    }

    /* OTHER BYTES */

    /// @dev An op of a session in the middle of a tree, and where in its signature something stands that is not padding.
    function _runnable() internal returns (UserOperation memory op, uint256 wireLength) {
        Session[] memory sessions = _mints(0, 5);
        _makeLive(sessions);
        op = _signedAs(_mintOp(1), sessions[1], _proofOf(sessions, 1));
        wireLength = _wireOf(sessions[1], _proofOf(sessions, 1), new bytes(65)).length - _paddingLength();
    }

    /// @dev How many bytes of padding the wire ends with.
    function _paddingLength() internal pure virtual returns (uint256);

    function test_NeverRunsWhen_AnyBitOfTheSignatureIsFlipped() public {
        (UserOperation memory op, uint256 wireLength) = _runnable();
        bytes memory signature = op.signature;
        // The three words around the wire, then the wire.
        for (uint256 i; i < 96 + wireLength; ++i) {
            for (uint256 bit; bit < 8; ++bit) {
                op.signature = _flipped(signature, i, uint8(1 << bit));
                _assertNeverRuns(op);
            }
        }
        op.signature = signature;
        _assertRuns(op);
    }

    function testFuzz_NeverRunsWhen_AnyByteOfTheSignatureIsAnother(uint256 index, uint8 mask) public {
        vm.assume(mask != 0);
        (UserOperation memory op, uint256 wireLength) = _runnable();
        op.signature = _flipped(op.signature, bound(index, 0, 95 + wireLength), mask);
        _assertNeverRuns(op);
    }

    function testFuzz_NeverRunsWhen_TwoBytesOfTheSignatureAreOthers(uint256 i, uint256 j, uint8 mask, uint8 mask2)
        public
    {
        (UserOperation memory op, uint256 wireLength) = _runnable();
        (i, j) = (bound(i, 0, 95 + wireLength), bound(j, 0, 95 + wireLength));
        vm.assume(mask != 0 && mask2 != 0 && i != j);
        op.signature = _flipped(_flipped(op.signature, i, mask), j, mask2);
        _assertNeverRuns(op);
    }

    /// @dev Behind what is read, ABI encoding fills up to whole words. Nothing reads the filling, so that what runs is the
    /// same whatever it holds.
    function testFuzz_RunsAllTheSameWhen_ThePaddingIsAnother(bytes32 padding) public {
        (UserOperation memory op, uint256 wireLength) = _runnable();
        bytes memory signature = op.signature;
        for (uint256 i = 96 + wireLength; i < signature.length; ++i) {
            signature[i] = padding[i % 32];
        }
        _assertRuns(op);
        assertEq(nft.balanceOf(recipient, 1), 1);
    }

    /// @dev A session can also be used by whoever holds its key's signature for another of its trees: which proof is shown
    /// is not signed, and need not be.
    function test_RunsWhen_TheProofIsExchangedForAnotherThatHolds() public {
        Session[] memory sessions = _mints(0, 5);
        sessions[4] = sessions[1];
        _makeLive(sessions);
        UserOperation memory op = _mintOp(1);
        bytes memory signature = _sign(key, op);
        _assertRuns(_carrying(op, _wireOf(sessions[1], _proofOf(sessions, 4), signature)));
    }
}

contract NativeTrees is Trees, NativeWire {
    using Sessions for Session;
    using Sessions for Session[];

    function _paddingLength() internal pure override returns (uint256) {
        return 0;
    }

    /// @dev The node's bytes do hash to the node; as a session they are hashed once more.
    function _assertNodeRefused(Session memory node, bytes32[] memory proof) internal override {
        _assertNotGranted(0, node, proof);
    }

    /// @dev In a Biconomy tree 64 bytes are a session and an inner node at once. Here a session can hold what it likes.
    function _assertHiddenRefused(bytes32 hiddenNode, Session memory hidden) private {
        Session memory visible = Session(0, 0, address(mintModule), abi.encode(hiddenNode));
        bytes32 head = bytes32(uint256(uint160(address(mintModule))));
        assertEq(TreeBuilder.hashPair(head, hiddenNode), visible.id(), "the node is not the visible session's id");

        _makeLive(visible);
        _assertNotGranted(7, hidden, _nodes(head));

        Session[] memory sessions = _mints(0, 5);
        sessions[2] = visible;
        _makeLive(sessions);
        bytes32[] memory above = sessions.nativeProof(2);
        bytes32[] memory proof = new bytes32[](above.length + 1);
        proof[0] = head;
        for (uint256 i; i < above.length; ++i) {
            proof[i + 1] = above[i];
        }
        _assertNotGranted(7, hidden, proof);
    }

    function test_RevertWhen_ASessionHidesTheLeafOfAnother() public {
        Session memory hidden = _mints(7, 1)[0];
        _assertHiddenRefused(hidden.leaf(), hidden);
    }

    function test_RevertWhen_ASessionHidesTheIdOfAnother() public {
        Session memory hidden = _mints(7, 1)[0];
        _assertHiddenRefused(hidden.id(), hidden);
    }

    function test_RevertWhen_ASessionHidesTheRootOfATree() public {
        Session[] memory hidden = _mints(7, 1);
        _assertHiddenRefused(hidden.nativeRoot(), hidden[0]);
    }

    /* THE OTHER KIND OF TREE */

    function test_RevertWhen_TheTreeIsBiconomys() public {
        Session[] memory sessions = _mints(0, 5);
        vm.prank(address(account));
        registry.setMerkleRoot(sessions.biconomyRoot());
        _assertNotGranted(1, sessions[1], sessions.biconomyProof(1));
        _assertNotGranted(1, sessions[1], sessions.nativeProof(1));
    }

    function test_RevertWhen_ABiconomyRootIsGranted() public {
        Session[] memory sessions = _mints(0, 5);
        _makeLive(sessions.biconomyRoot());
        _assertNotGranted(1, sessions[1], sessions.biconomyProof(1));
        _makeLive(sessions[0].id());
        _assertNotGranted(0, sessions[0], _direct());
    }

    function test_RevertWhen_ANativeRootIsSetAsBiconomys() public {
        Session[] memory sessions = _mints(0, 5);
        vm.prank(address(account));
        registry.setMerkleRoot(sessions.nativeRoot());
        _assertNotGranted(1, sessions[1], sessions.nativeProof(1));
    }

    /* THE LENGTH OF THE PROOF */

    /// @dev One byte says where the session's data ends and its proof begins; each reading is another session.
    function testFuzz_NeverRunsWhen_TheBoundaryOfTheProofIsMoved(uint8 proofLength) public {
        (UserOperation memory op,) = _runnable();
        vm.assume(proofLength != uint8(op.signature[97]));
        op.signature[97] = bytes1(proofLength);
        _assertNeverRuns(op);
    }

    function test_RevertWhen_TheProofIsReadAsData() public {
        Session memory session = _mints(0, 1)[0];
        Session memory longer = Session(0, 0, session.module, session.sessionKeyData);
        bytes32 node = keccak256("node");
        _makeLive(_nodeAbove(session.leaf(), _nodes(node)));
        longer.sessionKeyData = bytes.concat(session.sessionKeyData, node);

        _assertRuns(_signedAs(_mintOp(0), session, _nodes(node)));
        _assertNotGranted(0, longer, _direct());
    }
}

contract BiconomyTrees is Trees, BiconomyWire {
    using Sessions for Session;
    using Sessions for Session[];

    /// @dev Of the signature's three words.
    function _paddingLength() internal pure override returns (uint256) {
        return 31;
    }

    /// @dev Here the node is a session (why native trees hash twice), and what stops it is that nobody can choose a node's
    /// bits so that they name a module with code.
    function _assertNodeRefused(Session memory node, bytes32[] memory proof) internal override {
        _assertRefused(
            _signedAs(_mintOp(0), node, proof),
            abi.encodeWithSelector(ISessionValidation.ModuleAnswerInvalid.selector, node.module)
        );
    }

    /* THE OTHER KIND OF TREE */

    function test_RevertWhen_TheTreeIsNative() public {
        Session[] memory sessions = _mints(0, 5);
        vm.prank(address(account));
        registry.grantSessions(SessionNode.wrap(sessions.nativeRoot()), "");
        _assertNotGranted(1, sessions[1], sessions.nativeProof(1));
        _assertNotGranted(1, sessions[1], sessions.biconomyProof(1));
    }

    function test_RevertWhen_ANativeRootIsSet() public {
        Session[] memory sessions = _mints(0, 5);
        _makeLive(sessions.nativeRoot());
        _assertNotGranted(1, sessions[1], sessions.nativeProof(1));
        _makeLive(sessions[0].leaf());
        _assertNotGranted(0, sessions[0], _direct());
    }

    function test_RevertWhen_ABiconomyRootIsGranted() public {
        Session[] memory sessions = _mints(0, 5);
        vm.prank(address(account));
        registry.grantSessions(SessionNode.wrap(sessions.biconomyRoot()), "");
        _assertNotGranted(1, sessions[1], sessions.biconomyProof(1));
    }

    /// @dev The filling behind the session's data is not in its hash and not in what its module sees.
    function testFuzz_RunsAllTheSameWhen_ThePaddingOfTheDataIsAnother(uint8 filling) public {
        Session memory session =
            Session(0, 0, address(new AgreeingModule()), bytes.concat(abi.encode(key.addr), hex"01"));
        _makeLive(session);
        UserOperation memory op = _mintOp(0);
        bytes memory wire = session.biconomyWire(_direct(), _sign(key, op));
        wire[192 + 32 + 63] = bytes1(filling);
        _assertRuns(_carrying(op, wire));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {Test} from "forge-std/Test.sol";

import {IBiconomySessionRegistry} from "../../contracts/interfaces/IBiconomySessionRegistry.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {SessionHead} from "../../contracts/types/SessionHead.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {DecodedWire, OpenBiconomyWireLib, OpenNativeWireLib, OpenSessionTreeLib} from "../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../utils/LatchkeyDeployer.sol";
import {Session, Sessions} from "../utils/Sessions.sol";

/// @notice What the TypeScript package writes, the contracts read. `test/vectors/generate.ts` says what the file holds.
contract VectorsTest is Test, LatchkeyDeployer {
    using Sessions for Session;
    using Sessions for Session[];

    struct SessionVector {
        uint48 validUntil;
        uint48 validAfter;
        address module;
        bytes sessionKeyData;
        bytes packed;
        bytes32 id;
        bytes32 leaf;
        bytes encoded;
    }

    struct TreeVector {
        uint256 size;
        bytes32 nativeRoot;
        bytes32 biconomyRoot;
    }

    struct ProofVector {
        uint256 size;
        uint256 index;
        bytes32[] native;
        bytes32[] biconomy;
    }

    struct SignatureVector {
        uint256 size;
        uint256 index;
        bytes signature;
        address registry;
        bytes native;
        bytes biconomy;
        bytes account;
    }

    string private constant SESSION_VECTOR =
        "SessionVector(uint48 validUntil,uint48 validAfter,address module,bytes sessionKeyData,bytes packed,bytes32 id,bytes32 leaf,bytes encoded)";
    string private constant TREE_VECTOR = "TreeVector(uint256 size,bytes32 nativeRoot,bytes32 biconomyRoot)";
    string private constant PROOF_VECTOR =
        "ProofVector(uint256 size,uint256 index,bytes32[] native,bytes32[] biconomy)";
    string private constant SIGNATURE_VECTOR =
        "SignatureVector(uint256 size,uint256 index,bytes signature,address registry,bytes native,bytes biconomy,bytes account)";

    uint256 private constant LEAST_VECTORS = 200;

    OpenNativeWireLib private nativeWire = OpenNativeWireLib(_deployMock("OpenLibraries", "OpenNativeWireLib"));
    OpenBiconomyWireLib private biconomyWire = OpenBiconomyWireLib(_deployMock("OpenLibraries", "OpenBiconomyWireLib"));
    OpenSessionTreeLib private tree = OpenSessionTreeLib(_deployMock("OpenLibraries", "OpenSessionTreeLib"));
    IBiconomySessionRegistry private registry = _deployRegistry([address(0), address(0), address(0)]);

    string private json = vm.readFile("test/vectors/sessions.json");

    function test_Counts() public view {
        uint256 count =
            _sessionVectors().length + _treeVectors().length + _proofVectors().length + _signatureVectors().length;
        assertEq(vm.parseJsonUint(json, ".count"), count);
        assertGe(count, LEAST_VECTORS);
    }

    function test_Sessions() public view {
        SessionVector[] memory vectors = _sessionVectors();
        for (uint256 i; i < vectors.length; ++i) {
            SessionVector memory v = vectors[i];
            assertEq(v.packed, abi.encodePacked(v.validUntil, v.validAfter, v.module, v.sessionKeyData));
            assertEq(v.id, keccak256(v.packed));
            assertEq(v.leaf, SessionNode.unwrap(SessionId.wrap(v.id).toLeaf()));
            assertEq(v.id, SessionNode.unwrap(SessionId.wrap(v.id).toBiconomyLeaf()));
            assertEq(v.encoded, _encoded(v));

            SessionHead head = SessionHead.wrap(uint256(bytes32(v.packed)));
            assertEq(head.validUntil(), v.validUntil);
            assertEq(head.validAfter(), v.validAfter);
            assertEq(head.module(), v.module);
            assertTrue(head.hasWindowInSeconds());
        }
    }

    /// @dev Each session alone, in both wires, as the contracts name it.
    function test_Sessions_InAWire() public view {
        SessionVector[] memory vectors = _sessionVectors();
        for (uint256 i; i < vectors.length; ++i) {
            Session memory session = _session(vectors[i]);
            assertEq(nativeWire.decode(session.nativeWire(new bytes32[](0), new bytes(65))).id, vectors[i].id);
            assertEq(biconomyWire.decode(session.biconomyWire(new bytes32[](0), new bytes(65))).id, vectors[i].id);
        }
    }

    function test_Trees() public view {
        SessionVector[] memory vectors = _sessionVectors();
        TreeVector[] memory trees = _treeVectors();
        for (uint256 i; i < trees.length; ++i) {
            Session[] memory sessions = _first(vectors, trees[i].size);
            assertEq(trees[i].nativeRoot, sessions.nativeRoot());
            assertEq(trees[i].biconomyRoot, sessions.biconomyRoot());
        }
    }

    function test_Proofs() public view {
        SessionVector[] memory sessions = _sessionVectors();
        TreeVector[] memory trees = _treeVectors();
        ProofVector[] memory vectors = _proofVectors();
        for (uint256 i; i < vectors.length; ++i) {
            ProofVector memory v = vectors[i];
            TreeVector memory grown = _treeOf(trees, v.size);
            assertEq(tree.rootOf(sessions[v.index].leaf, v.native), grown.nativeRoot);
            assertEq(tree.rootOf(sessions[v.index].id, v.biconomy), grown.biconomyRoot);
            assertEq(v.native, _first(sessions, v.size).nativeProof(v.index));
            assertEq(v.biconomy, _first(sessions, v.size).biconomyProof(v.index));
        }
    }

    function test_Signatures() public view {
        SessionVector[] memory sessions = _sessionVectors();
        TreeVector[] memory trees = _treeVectors();
        SignatureVector[] memory vectors = _signatureVectors();
        for (uint256 i; i < vectors.length; ++i) {
            SignatureVector memory v = vectors[i];
            SessionVector memory session = sessions[v.index];
            TreeVector memory grown = _treeOf(trees, v.size);

            DecodedWire memory decoded = nativeWire.decode(v.native);
            _assertDecoded(decoded, session, v.signature);
            assertEq(tree.rootOf(session.leaf, decoded.proof), grown.nativeRoot);
            assertEq(v.native, _session(session).nativeWire(decoded.proof, v.signature));

            decoded = biconomyWire.decode(v.biconomy);
            _assertDecoded(decoded, session, v.signature);
            assertEq(tree.rootOf(session.id, decoded.proof), grown.biconomyRoot);
            assertEq(v.biconomy, _session(session).biconomyWire(decoded.proof, v.signature));

            assertEq(v.account, abi.encode(v.native, v.registry));
        }
    }

    /// @dev A registry at the vector's address finds the session live, and stops at the op's calls, of which there are none.
    function test_Signatures_InTheRegistry() public {
        TreeVector[] memory trees = _treeVectors();
        SignatureVector[] memory vectors = _signatureVectors();
        for (uint256 i; i < vectors.length; ++i) {
            SignatureVector memory v = vectors[i];
            vm.etch(v.registry, address(registry).code);
            TreeVector memory grown = _treeOf(trees, v.size);
            IBiconomySessionRegistry(v.registry).grantSessions(SessionNode.wrap(grown.nativeRoot), "");
            IBiconomySessionRegistry(v.registry).setMerkleRoot(grown.biconomyRoot);
            _expectLive(v.registry, v.account);
            _expectLive(v.registry, abi.encode(v.biconomy, v.registry));
        }
    }

    function _expectLive(address at, bytes memory signature) private {
        UserOperation memory op;
        op.sender = address(this);
        op.signature = signature;
        vm.expectRevert(abi.encodeWithSelector(ISessionValidation.AccountFunctionNotAllowed.selector, bytes4(0)), at);
        IBiconomySessionRegistry(at).validateUserOp(op, 0);
    }

    function _assertDecoded(DecodedWire memory decoded, SessionVector memory session, bytes memory signature)
        private
        pure
    {
        assertEq(decoded.id, session.id);
        assertEq(bytes32(decoded.head), bytes32(session.packed));
        assertEq(decoded.sessionKeyData, session.sessionKeyData);
        assertEq(decoded.signature, signature);
    }

    /* READING */

    function _sessionVectors() private view returns (SessionVector[] memory vectors) {
        vectors = abi.decode(vm.parseJsonTypeArray(json, ".sessions.items", SESSION_VECTOR), (SessionVector[]));
        assertEq(vm.parseJsonUint(json, ".sessions.count"), vectors.length);
    }

    function _treeVectors() private view returns (TreeVector[] memory vectors) {
        vectors = abi.decode(vm.parseJsonTypeArray(json, ".trees.items", TREE_VECTOR), (TreeVector[]));
        assertEq(vm.parseJsonUint(json, ".trees.count"), vectors.length);
    }

    function _proofVectors() private view returns (ProofVector[] memory vectors) {
        vectors = abi.decode(vm.parseJsonTypeArray(json, ".proofs.items", PROOF_VECTOR), (ProofVector[]));
        assertEq(vm.parseJsonUint(json, ".proofs.count"), vectors.length);
    }

    function _signatureVectors() private view returns (SignatureVector[] memory vectors) {
        vectors = abi.decode(vm.parseJsonTypeArray(json, ".signatures.items", SIGNATURE_VECTOR), (SignatureVector[]));
        assertEq(vm.parseJsonUint(json, ".signatures.count"), vectors.length);
    }

    function _treeOf(TreeVector[] memory vectors, uint256 size) private pure returns (TreeVector memory) {
        for (uint256 i; i < vectors.length; ++i) {
            if (vectors[i].size == size) return vectors[i];
        }
        revert("a size without a tree");
    }

    function _first(SessionVector[] memory vectors, uint256 count) private pure returns (Session[] memory sessions) {
        sessions = new Session[](count);
        for (uint256 i; i < count; ++i) {
            sessions[i] = _session(vectors[i]);
        }
    }

    function _session(SessionVector memory v) private pure returns (Session memory) {
        return Session(v.validUntil, v.validAfter, v.module, v.sessionKeyData);
    }

    /// @dev What a grant of this session alone emits: version, head, length and data.
    function _encoded(SessionVector memory v) private pure returns (bytes memory) {
        return abi.encodePacked(
            uint8(1), v.validUntil, v.validAfter, v.module, uint16(v.sessionKeyData.length), v.sessionKeyData
        );
    }
}

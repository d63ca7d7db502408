// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {DecodedWire, OpenGrantWireLib, OpenNativeWireLib, OpenSessionTreeLib} from "../mocks/OpenLibraries.sol";
import {Grant, Grants} from "../utils/Grants.sol";
import {LatchkeyDeployer} from "../utils/LatchkeyDeployer.sol";

/// @notice Wires and grants that TypeScript wrote (`test/vectors/wires.json`), as the contracts read them.
contract WireVectorsTest is Test, LatchkeyDeployer {
    struct WireVector {
        bytes32 id;
        bytes periods;
        bytes32[] proof;
        bytes32 root;
        bytes sessionKeyData;
        bytes signature;
        address signer;
        bytes wire;
    }

    struct GrantVector {
        address account;
        uint256 chainId;
        uint256 epoch;
        address registry;
        bytes32 root;
        bytes sessions;
        bytes32[] chainProof;
        bytes32 digest;
        bytes32 multichainDigest;
        bytes32 multichainRoot;
        bytes nativeSignature;
        bytes signature;
        bytes wire;
    }

    string private constant WIRE_VECTOR =
        "WireVector(bytes32 id,bytes periods,bytes32[] proof,bytes32 root,bytes sessionKeyData,bytes signature,address signer,bytes wire)";
    string private constant GRANT_VECTOR =
        "GrantVector(address account,uint256 chainId,uint256 epoch,address registry,bytes32 root,bytes sessions,bytes32[] chainProof,bytes32 digest,bytes32 multichainDigest,bytes32 multichainRoot,bytes nativeSignature,bytes signature,bytes wire)";

    OpenNativeWireLib private nativeWire = OpenNativeWireLib(_deployMock("OpenLibraries", "OpenNativeWireLib"));
    OpenGrantWireLib private grantWire = OpenGrantWireLib(_deployMock("OpenLibraries", "OpenGrantWireLib"));
    OpenSessionTreeLib private tree = OpenSessionTreeLib(_deployMock("OpenLibraries", "OpenSessionTreeLib"));

    string private json = vm.readFile("test/vectors/wires.json");

    function test_Wires() public view {
        WireVector[] memory vectors = abi.decode(vm.parseJsonTypeArray(json, ".wires", WIRE_VECTOR), (WireVector[]));
        assertGe(vectors.length, 60);
        for (uint256 i; i < vectors.length; ++i) {
            WireVector memory v = vectors[i];
            DecodedWire memory decoded = nativeWire.decodeAny(v.wire);
            assertEq(decoded.id, v.id);
            assertEq(decoded.sessionKeyData, v.sessionKeyData);
            assertEq(decoded.proof, v.proof);
            assertEq(decoded.signature, v.signature);
            assertEq(nativeWire.periodsOf(v.wire), v.periods);
            assertEq(nativeWire.rootOf(v.wire), v.root);
            if (v.signer != address(0)) assertEq(address(uint160(uint256(_hash65(v.signature)))), v.signer);
        }
    }

    function test_Grants() public view {
        GrantVector[] memory vectors = abi.decode(vm.parseJsonTypeArray(json, ".grants", GRANT_VECTOR), (GrantVector[]));
        assertGe(vectors.length, 20);
        for (uint256 i; i < vectors.length; ++i) {
            GrantVector memory v = vectors[i];
            Grant memory grant = Grant(v.account, v.root, v.sessions, v.epoch);
            assertEq(Grants.digest(grant, v.chainId, v.registry), v.digest);
            assertEq(tree.rootOf(Grants.leaf(v.digest), v.chainProof), v.multichainRoot);
            assertEq(Grants.multichainDigest(v.multichainRoot), v.multichainDigest);

            (bytes32[] memory chainProof, bytes memory sessions, bytes memory signature, bytes memory session) =
                grantWire.read(v.wire);
            assertEq(chainProof, v.chainProof);
            assertEq(sessions, v.sessions);
            assertEq(signature, v.signature);
            assertEq(session, v.nativeSignature);
            assertEq(Grants.wire(v.chainProof, v.sessions, v.signature, v.nativeSignature), v.wire);
        }
    }

    /// @dev Of scheme and public key.
    function _hash65(bytes memory signature) private pure returns (bytes32) {
        bytes memory head = new bytes(65);
        for (uint256 i; i < 65; ++i) {
            head[i] = signature[i];
        }
        return keccak256(head);
    }
}

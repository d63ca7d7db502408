// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {NativeWireLib} from "../../../contracts/libraries/NativeWireLib.sol";
import {SessionHead} from "../../../contracts/types/SessionHead.sol";
import {DecodedWire, OpenNativeWireLib} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {BytesEditor} from "../BytesEditor.sol";

contract NativeWireLibTest is Test, LatchkeyDeployer {
    using BytesEditor for bytes;
    using Sessions for Session;

    /// @dev Version, length of the proof, window, module and signature.
    uint256 private constant SHORTEST = 1 + 1 + 6 + 6 + 20 + 65;

    OpenNativeWireLib private lib = OpenNativeWireLib(_deployMock("OpenLibraries", "OpenNativeWireLib"));

    function test_Version() public pure {
        assertEq(NativeWireLib.VERSION, 1);
    }

    function testFuzz_Decode_GivesBackWhatWasEncoded(
        Session memory session,
        bytes32 seed,
        uint256 proofLength,
        bytes32[2] memory rs,
        uint8 v
    ) public view {
        bytes32[] memory proof = _proof(seed, bound(proofLength, 0, 255));
        bytes memory signature = abi.encodePacked(rs, v);
        _assertDecoded(lib.decode(session.nativeWire(proof, signature)), session, proof, signature);
    }

    function testFuzz_Decode_ShortestWire(uint48 validUntil, uint48 validAfter, address module, bytes32[2] memory rs)
        public
        view
    {
        Session memory session = Session(validUntil, validAfter, module, "");
        bytes memory signature = abi.encodePacked(rs, uint8(27));
        bytes memory wire = session.nativeWire(new bytes32[](0), signature);
        assertEq(wire.length, SHORTEST);
        _assertDecoded(lib.decode(wire), session, new bytes32[](0), signature);
    }

    /// @dev Second encodings: what the fields say makes up every byte of the wire, so no two wires say the same.
    function testFuzz_Decode_LosesNoByte(bytes memory tail, uint8 proofLength) public view {
        proofLength = uint8(bound(proofLength, 0, 4));
        bytes memory wire = abi.encodePacked(
            uint8(1), proofLength, tail, new bytes(SHORTEST + proofLength * 32), keccak256(tail), tail
        );
        DecodedWire memory decoded = lib.decode(wire);
        assertEq(_session(decoded).nativeWire(decoded.proof, decoded.signature), wire);
    }

    function testFuzz_RevertWhen_TooShortForItsProof(bytes memory tail, uint8 proofLength, uint256 length) public {
        bytes memory wire =
            abi.encodePacked(uint8(1), proofLength, tail, new bytes(SHORTEST + uint256(proofLength) * 32));
        wire.shorten(bound(length, 0, SHORTEST + uint256(proofLength) * 32 - 1));
        _expectMalformed(wire);
    }

    function testFuzz_LengthAroundTheShortest(uint8 proofLength) public {
        uint256 shortest = SHORTEST + uint256(proofLength) * 32;
        bytes memory wire = abi.encodePacked(uint8(1), proofLength, new bytes(shortest));
        wire.shorten(shortest + 1);
        assertEq(lib.decode(wire).sessionKeyData.length, 1);
        wire.shorten(shortest);
        assertEq(lib.decode(wire).sessionKeyData.length, 0);
        wire.shorten(shortest - 1);
        _expectMalformed(wire);
    }

    function test_RevertWhen_Empty() public {
        _expectMalformed("");
    }

    /// @dev Every truncation: what is too short is refused, and what is not names another session.
    function testFuzz_Truncated_NamesNoOther(Session memory session, bytes32 seed, uint256 proofLength, uint256 length)
        public
    {
        bytes32[] memory proof = _proof(seed, bound(proofLength, 0, 8));
        bytes memory wire = session.nativeWire(proof, new bytes(65));
        length = bound(length, 0, wire.length - 1);
        wire.shorten(length);
        if (length < SHORTEST + proof.length * 32) _expectMalformed(wire);
        else assertNotEq(lib.decode(wire).id, session.id());
    }

    /// @dev Trailing bytes move every field behind the data, and so the data itself.
    function testFuzz_Appended_NamesNoOther(Session memory session, bytes32 seed, uint8 proofLength, bytes memory more)
        public
        view
    {
        vm.assume(more.length != 0);
        bytes32[] memory proof = _proof(seed, bound(proofLength, 0, 8));
        bytes memory wire = abi.encodePacked(session.nativeWire(proof, new bytes(65)), more);
        assertNotEq(lib.decode(wire).id, session.id());
    }

    /// @dev Bytes that move between the data and the proof.
    function testFuzz_OtherProofLength_NamesNoOther(
        Session memory session,
        bytes32 seed,
        uint8 proofLength,
        uint8 other
    ) public view {
        bytes32[] memory proof = _proof(seed, bound(proofLength, 0, 8));
        bytes memory wire = session.nativeWire(proof, new bytes(65));
        other = uint8(bound(other, 0, (wire.length - SHORTEST) / 32));
        vm.assume(other != proof.length);
        wire[1] = bytes1(other);
        assertNotEq(lib.decode(wire).id, session.id());
    }

    /// @dev Each bit of the window, the module and the data is under the id, and none of the proof and the signature is.
    function testFuzz_BitFlipped_NamesNoOther(Session memory session, bytes32 seed, uint8 proofLength, uint256 bit)
        public
        view
    {
        bytes32[] memory proof = _proof(seed, bound(proofLength, 0, 8));
        bytes memory wire = session.nativeWire(proof, new bytes(65));
        bit = bound(bit, 2 * 8, wire.length * 8 - 1);
        wire[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        bool ofTheSession = bit / 8 < 34 + session.sessionKeyData.length;
        assertEq(lib.decode(wire).id != session.id(), ofTheSession);
    }

    function _assertDecoded(
        DecodedWire memory decoded,
        Session memory session,
        bytes32[] memory proof,
        bytes memory signature
    ) private pure {
        assertEq(decoded.id, session.id());
        assertEq(SessionHead.wrap(decoded.head).validUntil(), session.validUntil);
        assertEq(SessionHead.wrap(decoded.head).validAfter(), session.validAfter);
        assertEq(SessionHead.wrap(decoded.head).module(), session.module);
        assertEq(decoded.sessionKeyData, session.sessionKeyData);
        assertEq(decoded.proof, proof);
        assertEq(decoded.signature, signature);
    }

    function _expectMalformed(bytes memory wire) private {
        vm.expectRevert(ISessionValidation.WireMalformed.selector, address(lib));
        lib.decode(wire);
    }

    function _session(DecodedWire memory decoded) private pure returns (Session memory) {
        SessionHead head = SessionHead.wrap(decoded.head);
        return Session(head.validUntil(), head.validAfter(), head.module(), decoded.sessionKeyData);
    }

    function _proof(bytes32 seed, uint256 length) private pure returns (bytes32[] memory proof) {
        proof = new bytes32[](length);
        for (uint256 i; i < length; ++i) {
            proof[i] = keccak256(abi.encode(seed, i));
        }
    }
}

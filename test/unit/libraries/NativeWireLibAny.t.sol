// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {NativeWireLib} from "../../../contracts/libraries/NativeWireLib.sol";
import {SessionHead} from "../../../contracts/types/SessionHead.sol";
import {DecodedWire, OpenNativeWireLib} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {TreeBuilder} from "../../utils/TreeBuilder.sol";
import {BytesEditor} from "../BytesEditor.sol";

/// @notice The versions of the native wire that name periods or the length of their signature.
contract NativeWireLibAnyTest is Test, LatchkeyDeployer {
    using BytesEditor for bytes;
    using Sessions for Session;

    OpenNativeWireLib private lib = OpenNativeWireLib(_deployMock("OpenLibraries", "OpenNativeWireLib"));

    function test_Versions() public pure {
        assertEq(NativeWireLib.VERSION_WITH_PERIODS, 2);
        assertEq(NativeWireLib.VERSION_ANY_SIGNATURE, 4);
    }

    /* WHAT IS READ */

    function testFuzz_Ordinary(Session memory session, bytes32 seed, uint8 proofLength, bytes32[2] memory rs, uint8 v)
        public
        view
    {
        bytes32[] memory proof = _words(seed, proofLength % 9);
        bytes memory signature = abi.encodePacked(rs, v);
        bytes memory wire = session.nativeWire(proof, signature);
        _assertDecoded(wire, session, proof, new uint32[](0), signature);
        assertEq(keccak256(abi.encode(lib.decode(wire))), keccak256(abi.encode(lib.decodeAny(wire))));
    }

    function testFuzz_WithPeriods(
        Session memory session,
        bytes32 seed,
        uint8 proofLength,
        uint8 periodCount,
        bytes32[2] memory rs
    ) public view {
        bytes32[] memory proof = _words(seed, proofLength % 9);
        uint32[] memory periods = _periods(seed, bound(periodCount, 1, 255));
        bytes memory signature = abi.encodePacked(rs, uint8(27));
        _assertDecoded(session.periodWire(proof, periods, signature), session, proof, periods, signature);
    }

    function testFuzz_AnySignature(
        Session memory session,
        bytes32 seed,
        uint8 proofLength,
        uint8 periodCount,
        bytes memory signature
    ) public view {
        vm.assume(signature.length != 65);
        bytes32[] memory proof = _words(seed, proofLength % 9);
        uint32[] memory periods = _periods(seed, periodCount);
        _assertDecoded(session.anySignatureWire(proof, periods, signature), session, proof, periods, signature);
    }

    /// @dev Second encodings: what is read makes up every byte of the wire.
    function testFuzz_LosesNoByte(bytes memory wire, uint8 version, uint8 proofLength, uint8 periodCount, uint8 length)
        public
        view
    {
        bytes memory lengths = version % 2 == 0
            ? abi.encodePacked(uint8(2), proofLength % 3, uint8(bound(periodCount, 1, 5)))
            : abi.encodePacked(uint8(4), proofLength % 3, periodCount % 5, uint16(length == 65 ? 66 : length));
        wire = abi.encodePacked(lengths, wire, new bytes(500), keccak256(wire));
        DecodedWire memory decoded = lib.decodeAny(wire);
        Session memory session = _session(decoded);
        bytes memory periods = lib.periodsOf(wire);
        bytes memory body = abi.encodePacked(
            session.validUntil, session.validAfter, session.module, session.sessionKeyData, decoded.proof
        );
        assertEq(bytes.concat(lengths, body, periods, decoded.signature), wire);
    }

    /* WHAT IS REFUSED */

    function testFuzz_RevertWhen_VersionIsUnknown(uint8 version, bytes memory rest) public {
        vm.assume(version == 0 || version == 3 || version > 4);
        bytes memory wire = abi.encodePacked(version, rest);
        vm.expectRevert(abi.encodeWithSelector(ISessionValidation.WireVersionUnknown.selector, version));
        lib.decodeAny(wire);
        vm.expectRevert(abi.encodeWithSelector(ISessionValidation.WireVersionUnknown.selector, version));
        lib.rootOf(wire);
    }

    function testFuzz_RevertWhen_AWireWithPeriodsHasNone(Session memory session, bytes32 seed, uint8 proofLength)
        public
    {
        _expectMalformed(session.periodWire(_words(seed, proofLength % 9), new uint32[](0), new bytes(65)));
    }

    function testFuzz_RevertWhen_AnOrdinarySignatureSaysItsLength(
        Session memory session,
        bytes32 seed,
        uint8 proofLength,
        uint8 periodCount,
        bytes32[2] memory rs
    ) public {
        bytes memory signature = abi.encodePacked(rs, uint8(27));
        _expectMalformed(
            session.anySignatureWire(_words(seed, proofLength % 9), _periods(seed, periodCount), signature)
        );
    }

    function testFuzz_RevertWhen_TooShort(
        uint8 version,
        uint8 proofLength,
        uint8 periodCount,
        uint16 signatureLength,
        uint256 length
    ) public {
        if (signatureLength == 65) signatureLength = 64;
        if (version % 2 == 0 && periodCount == 0) periodCount = 1;
        bytes memory lengths = version % 2 == 0
            ? abi.encodePacked(uint8(2), proofLength, periodCount)
            : abi.encodePacked(uint8(4), proofLength, periodCount, signatureLength);
        uint256 whole = lengths.length + 32 + uint256(proofLength) * 32 + uint256(periodCount) * 4
            + (version % 2 == 0 ? 65 : signatureLength);
        bytes memory wire = abi.encodePacked(lengths, new bytes(whole));
        wire.shorten(whole);
        assertEq(lib.decodeAny(wire).sessionKeyData, "");
        wire.shorten(bound(length, lengths.length, whole - 1));
        _expectMalformed(wire);
    }

    /// @dev Every truncation, extension and other length of a part names another session, or none.
    function testFuzz_OtherLengths_NameNoOther(
        Session memory session,
        bytes32 seed,
        uint8 version,
        uint8 which,
        uint8 other
    ) public view {
        bytes memory wire = version % 2 == 0
            ? session.periodWire(_words(seed, 2), _periods(seed, 2), new bytes(65))
            : session.anySignatureWire(_words(seed, 2), _periods(seed, 2), new bytes(129));
        uint256 place = which % (version % 2 == 0 ? 2 : 3);
        place = place == 2 ? 4 : place + 1;
        vm.assume(uint8(wire[place]) != other);
        wire[place] = bytes1(other);
        try lib.decodeAny(wire) returns (DecodedWire memory decoded) {
            assertNotEq(decoded.id, session.id());
        } catch {}
    }

    /// @dev Versions 1 and 2 of the same bytes are two sessions: the session begins at another byte.
    function testFuzz_AnotherVersion_NamesNoOther(Session memory session, bytes32 seed, uint8 version) public view {
        bytes memory wire = session.nativeWire(_words(seed, 2), new bytes(65));
        wire[0] = version % 2 == 0 ? bytes1(0x02) : bytes1(0x04);
        try lib.decodeAny(wire) returns (DecodedWire memory decoded) {
            assertNotEq(decoded.id, session.id());
        } catch {}
    }

    /* HELPERS */

    function _assertDecoded(
        bytes memory wire,
        Session memory session,
        bytes32[] memory proof,
        uint32[] memory periods,
        bytes memory signature
    ) private view {
        DecodedWire memory decoded = lib.decodeAny(wire);
        assertEq(decoded.id, session.id());
        assertEq(keccak256(abi.encode(_session(decoded))), keccak256(abi.encode(session)));
        assertEq(decoded.proof, proof);
        assertEq(decoded.signature, signature);
        bytes32 node = session.leaf();
        for (uint256 i; i < proof.length; ++i) {
            node = TreeBuilder.hashPair(node, proof[i]);
        }
        assertEq(lib.rootOf(wire), node);

        bytes memory packed = lib.periodsOf(wire);
        assertEq(packed.length, periods.length * 4);
        for (uint256 i; i < periods.length; ++i) {
            uint256 at = i * 4;
            assertEq(
                uint32(bytes4(abi.encodePacked(packed[at], packed[at + 1], packed[at + 2], packed[at + 3]))), periods[i]
            );
        }
    }

    function _expectMalformed(bytes memory wire) private {
        vm.expectRevert(ISessionValidation.WireMalformed.selector, address(lib));
        lib.decodeAny(wire);
    }

    function _session(DecodedWire memory decoded) private pure returns (Session memory) {
        SessionHead head = SessionHead.wrap(decoded.head);
        return Session(head.validUntil(), head.validAfter(), head.module(), decoded.sessionKeyData);
    }

    function _words(bytes32 seed, uint256 count) private pure returns (bytes32[] memory words) {
        words = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            words[i] = keccak256(abi.encode(seed, i));
        }
    }

    function _periods(bytes32 seed, uint256 count) private pure returns (uint32[] memory periods) {
        periods = new uint32[](count);
        for (uint256 i; i < count; ++i) {
            periods[i] = uint32(uint256(keccak256(abi.encode(seed, "period", i))));
        }
    }
}

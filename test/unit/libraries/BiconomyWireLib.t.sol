// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {BiconomyWireLib} from "../../../contracts/libraries/BiconomyWireLib.sol";
import {SessionHead} from "../../../contracts/types/SessionHead.sol";
import {DecodedWire, OpenBiconomyWireLib} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {BytesEditor} from "../BytesEditor.sol";

contract BiconomyWireLibTest is Test, LatchkeyDeployer {
    using BytesEditor for bytes;
    using Sessions for Session;

    /// @dev Where the head of the wire keeps its fields.
    uint256 private constant VALID_UNTIL = 0;
    uint256 private constant VALID_AFTER = 32;
    uint256 private constant MODULE = 64;
    uint256 private constant DATA_OFFSET = 96;
    uint256 private constant PROOF_OFFSET = 128;
    uint256 private constant SIGNATURE_OFFSET = 160;
    uint256 private constant DATA_LENGTH = 192;

    OpenBiconomyWireLib private lib = OpenBiconomyWireLib(_deployMock("OpenLibraries", "OpenBiconomyWireLib"));

    /// @dev External, so that a refusal of solc's decoder can be caught.
    function abiDecode(bytes calldata wire)
        external
        pure
        returns (Session memory session, bytes32[] memory proof, bytes memory signature)
    {
        (session.validUntil, session.validAfter, session.module, session.sessionKeyData, proof, signature) =
            abi.decode(wire, (uint48, uint48, address, bytes, bytes32[], bytes));
    }

    /* WHAT IS ACCEPTED */

    function testFuzz_Version_IsTheFirstByte(Session memory session) public pure {
        assertEq(uint8(session.biconomyWire(new bytes32[](0), "")[0]), BiconomyWireLib.VERSION);
    }

    function testFuzz_Decode_GivesBackWhatWasEncoded(
        Session memory session,
        bytes32 seed,
        uint256 proofLength,
        bytes32[2] memory rs,
        uint8 v
    ) public view {
        bytes32[] memory proof = _proof(seed, bound(proofLength, 0, 40));
        bytes memory signature = abi.encodePacked(rs, v);
        DecodedWire memory decoded = lib.decode(session.biconomyWire(proof, signature));
        assertEq(decoded.id, session.id());
        assertEq(SessionHead.wrap(decoded.head).validUntil(), session.validUntil);
        assertEq(SessionHead.wrap(decoded.head).validAfter(), session.validAfter);
        assertEq(SessionHead.wrap(decoded.head).module(), session.module);
        assertEq(decoded.sessionKeyData, session.sessionKeyData);
        assertEq(decoded.proof, proof);
        assertEq(decoded.signature, signature);
    }

    /// @dev Bytes that pad a value up to whole words are the only ones without a say; like the proof and the signature they
    /// are not signed, and they change nothing that is.
    function testFuzz_Decode_DoesNotReadThePadding(Session memory session, bytes32 dirt) public view {
        bytes memory clean = session.biconomyWire(new bytes32[](0), new bytes(65));
        bytes memory wire = clean.copy();
        uint256 dataEnd = 224 + session.sessionKeyData.length;
        for (uint256 i = dataEnd; i < 224 + _padded(session.sessionKeyData.length); ++i) {
            wire[i] = dirt[i % 32];
        }
        for (uint256 i = wire.length - 31; i < wire.length; ++i) {
            wire[i] = dirt[i % 32];
        }
        assertEq(keccak256(abi.encode(lib.decode(wire))), keccak256(abi.encode(lib.decode(clean))));
    }

    /* WHAT IS REFUSED */

    function testFuzz_RevertWhen_Truncated(Session memory session, bytes32 seed, uint256 proofLength, uint256 length)
        public
    {
        bytes memory wire = _wire(session, seed, proofLength);
        wire.shorten(bound(length, 0, wire.length - 1));
        _expectMalformed(wire);
    }

    function test_RevertWhen_TruncatedAnywhere() public {
        bytes memory wire = _wire(Session(0, 0, address(this), new bytes(33)), 0, 2);
        while (wire.length != 0) {
            wire.shorten(wire.length - 1);
            _expectMalformed(wire);
        }
    }

    function testFuzz_RevertWhen_BytesFollow(
        Session memory session,
        bytes32 seed,
        uint256 proofLength,
        bytes memory more
    ) public {
        vm.assume(more.length != 0);
        bytes memory wire = _wire(session, seed, proofLength);
        _expectMalformed(abi.encodePacked(wire, more));
        _expectMalformed(abi.encodePacked(wire, bytes32(0)));
        _expectMalformed(abi.encodePacked(wire, bytes1(0)));
    }

    function testFuzz_RevertWhen_AnOffsetIsNotCanonical(
        Session memory session,
        bytes32 seed,
        uint256 proofLength,
        uint256 which,
        uint256 offset
    ) public {
        bytes memory wire = _wire(session, seed, proofLength);
        uint256 place = _offsetPlace(which);
        vm.assume(offset != wire.wordAt(place));
        wire.setWord(place, offset);
        _expectMalformed(wire);
    }

    /// @dev Within bounds too: decoders follow such an offset to a decoy, or to a value that another field holds as well.
    function testFuzz_RevertWhen_AnOffsetPointsElsewhereInTheWire(
        Session memory session,
        bytes32 seed,
        uint256 proofLength,
        uint256 which,
        uint256 offset
    ) public {
        bytes memory wire = _wire(session, seed, proofLength);
        uint256 place = _offsetPlace(which);
        offset = bound(offset, 0, wire.length / 32) * 32;
        vm.assume(offset != wire.wordAt(place));
        wire.setWord(place, offset);
        _expectMalformed(wire);
    }

    /// @dev Two encodings of one session: the values stand in another order, and every offset is right.
    function testFuzz_RevertWhen_ValuesStandInAnotherOrder(uint48 validUntil, uint48 validAfter, address module)
        public
    {
        bytes memory wire = abi.encodePacked(
            abi.encode(validUntil, validAfter, module, 192 + 160, 192 + 128, 192),
            abi.encode(65, bytes32(0), bytes32(0), bytes32(0)),
            abi.encode(0),
            abi.encode(0)
        );
        (Session memory session, bytes32[] memory proof, bytes memory signature) = this.abiDecode(wire);
        assertEq(wire.length, session.biconomyWire(proof, signature).length);
        _expectMalformed(wire);
    }

    function testFuzz_RevertWhen_ABoundIsDirty(Session memory session, bytes32 seed, uint8 bit, bool upper) public {
        bytes memory wire = _wire(session, seed, 3);
        uint256 place = upper ? VALID_UNTIL : VALID_AFTER;
        wire.setWord(place, wire.wordAt(place) | 1 << bound(bit, 48, 255));
        _expectMalformed(wire);
    }

    function testFuzz_RevertWhen_TheModuleIsDirty(Session memory session, bytes32 seed, uint8 bit) public {
        bytes memory wire = _wire(session, seed, 3);
        wire.setWord(MODULE, wire.wordAt(MODULE) | 1 << bound(bit, 160, 255));
        _expectMalformed(wire);
    }

    function testFuzz_RevertWhen_ALengthIsAnother(
        Session memory session,
        bytes32 seed,
        uint256 proofLength,
        uint256 which,
        uint256 length,
        bool near
    ) public {
        bytes memory wire = _wire(session, seed, proofLength);
        uint256 place = _lengthPlace(wire, which);
        uint256 right = wire.wordAt(place);
        if (near) length = bound(length, 0, wire.length + 64);
        vm.assume(length != right);
        // Other data that is padded to as many words is another session, and no malformed wire.
        if (place == DATA_LENGTH) vm.assume(length > wire.length || _padded(length) != _padded(right));
        wire.setWord(place, length);
        _expectMalformed(wire);
    }

    /// @dev Wrap-around: lengths whose sum or product with what precedes them comes out right modulo 2^256.
    function testFuzz_RevertWhen_ALengthWrapsRound(
        Session memory session,
        bytes32 seed,
        uint256 proofLength,
        uint8 less
    ) public {
        bytes memory wire = _wire(session, seed, proofLength);
        for (uint256 which; which < 3; ++which) {
            uint256 place = _lengthPlace(wire, which);
            uint256 right = wire.wordAt(place);
            uint256[11] memory lengths = [
                type(uint256).max - less,
                type(uint256).max,
                type(uint256).max - 30,
                type(uint256).max - 31,
                1 << 255,
                (1 << 255) + right,
                (1 << 251) + right,
                (1 << 251) * 7 + right,
                (1 << 254) + right,
                type(uint256).max - DATA_LENGTH,
                type(uint256).max - wire.length + right
            ];
            for (uint256 i; i < lengths.length; ++i) {
                wire.setWord(place, lengths[i]);
                _expectMalformed(wire);
            }
            wire.setWord(place, right);
        }
        assertEq(lib.decode(wire).id, session.id());
    }

    /// @dev Of no data the largest lengths are padded to the right one.
    function test_RevertWhen_ALengthWrapsRound_OfNoData() public {
        testFuzz_RevertWhen_ALengthWrapsRound(Session(0, 0, address(this), ""), 0, 2, 3);
    }

    /// @dev Data that ends before it begins, where the offset of the proof is the proof's length.
    function test_RevertWhen_TheProofStandsInTheHead() public {
        bytes memory wire = new bytes(4256 + 128);
        wire.setWord(DATA_OFFSET, 192);
        wire.setWord(PROOF_OFFSET, 128);
        wire.setWord(SIGNATURE_OFFSET, 4256);
        wire.setWord(DATA_LENGTH, type(uint256).max - 95);
        wire.setWord(4256, 65);
        _expectMalformed(wire);
    }

    function testFuzz_RevertWhen_SignatureIsNot65Bytes(Session memory session, bytes32 seed, uint256 length) public {
        length = bound(length, 0, 200);
        vm.assume(length != 65);
        _expectMalformed(session.biconomyWire(_proof(seed, 2), new bytes(length)));
    }

    function test_RevertWhen_SignatureIsAround65Bytes() public {
        Session memory session = Session(0, 0, address(this), "");
        _expectMalformed(session.biconomyWire(new bytes32[](0), new bytes(64)));
        assertEq(lib.decode(session.biconomyWire(new bytes32[](0), new bytes(65))).signature.length, 65);
        _expectMalformed(session.biconomyWire(new bytes32[](0), new bytes(66)));
    }

    /// @dev Never a panic, never another error.
    function testFuzz_RevertWhen_Random(bytes memory wire) public {
        _expectMalformed(wire);
    }

    /* AGAINST SOLC'S DECODER */

    /// @dev One word of a right wire is replaced: it is refused, or solc reads the same from it.
    function testFuzz_OneWordReplaced(
        Session memory session,
        bytes32 seed,
        uint256 proofLength,
        uint256 place,
        uint256 word
    ) public view {
        bytes memory wire = _wire(session, seed, proofLength);
        place = bound(place, 0, wire.length / 32 - 1) * 32;
        uint256 right = wire.wordAt(place);
        uint256 elsewhere = (word % (wire.length / 32)) * 32;
        uint256[8] memory words = [
            0, word, word % 512, right ^ (1 << (word % 256)), right ^ 1, right ^ 32, elsewhere, wire.wordAt(elsewhere)
        ];
        for (uint256 i; i < words.length; ++i) {
            bytes memory mutated = wire.copy();
            mutated.setWord(place, words[i]);
            _assertRefusedOrAgreed(mutated);
        }
    }

    function _assertRefusedOrAgreed(bytes memory wire) private view {
        (bool accepted, bytes memory answer) = address(lib).staticcall(abi.encodeCall(lib.decode, (wire)));
        if (!accepted) {
            assertEq(answer, abi.encodePacked(ISessionValidation.WireMalformed.selector));
            return;
        }
        DecodedWire memory decoded = abi.decode(answer, (DecodedWire));
        (Session memory session, bytes32[] memory proof, bytes memory signature) = this.abiDecode(wire);
        assertEq(decoded.id, session.id());
        assertEq(
            decoded.head, uint256(bytes32(abi.encodePacked(session.validUntil, session.validAfter, session.module)))
        );
        assertEq(decoded.sessionKeyData, session.sessionKeyData);
        assertEq(decoded.proof, proof);
        assertEq(decoded.signature, signature);
    }

    /* HELPERS */

    function _expectMalformed(bytes memory wire) private {
        vm.expectRevert(ISessionValidation.WireMalformed.selector, address(lib));
        lib.decode(wire);
    }

    function _wire(Session memory session, bytes32 seed, uint256 proofLength) private pure returns (bytes memory) {
        bytes memory signature = abi.encodePacked(seed, keccak256(abi.encode(seed)), uint8(27));
        return session.biconomyWire(_proof(seed, bound(proofLength, 0, 6)), signature);
    }

    function _proof(bytes32 seed, uint256 length) private pure returns (bytes32[] memory proof) {
        proof = new bytes32[](length);
        for (uint256 i; i < length; ++i) {
            proof[i] = keccak256(abi.encode(seed, i));
        }
    }

    function _offsetPlace(uint256 which) private pure returns (uint256) {
        return [DATA_OFFSET, PROOF_OFFSET, SIGNATURE_OFFSET][which % 3];
    }

    function _lengthPlace(bytes memory wire, uint256 which) private pure returns (uint256) {
        return [wire.wordAt(DATA_OFFSET), wire.wordAt(PROOF_OFFSET), wire.wordAt(SIGNATURE_OFFSET)][which % 3];
    }

    function _padded(uint256 length) private pure returns (uint256) {
        return (length + 31) / 32 * 32;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {GrantWireLib} from "../../../contracts/libraries/GrantWireLib.sol";
import {OpenGrantWireLib} from "../../mocks/OpenLibraries.sol";
import {Grants} from "../../utils/Grants.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {BytesEditor} from "../BytesEditor.sol";

contract GrantWireLibTest is Test, LatchkeyDeployer {
    using BytesEditor for bytes;

    OpenGrantWireLib private lib = OpenGrantWireLib(_deployMock("OpenLibraries", "OpenGrantWireLib"));

    function test_Version() public pure {
        assertEq(GrantWireLib.VERSION, 3);
    }

    function testFuzz_GivesBackWhatWasEncoded(
        bytes32[] memory proof,
        bytes memory sessions,
        bytes memory signature,
        bytes memory session
    ) public view {
        vm.assume(proof.length < 256);
        (bytes32[] memory readProof, bytes memory readSessions, bytes memory readSignature, bytes memory readSession) =
            lib.read(Grants.wire(proof, sessions, signature, session));
        assertEq(readProof, proof);
        assertEq(readSessions, sessions);
        assertEq(readSignature, signature);
        assertEq(readSession, session);
    }

    /// @dev Second encodings: what is read makes up every byte of the wire.
    function testFuzz_LosesNoByte(uint8 proofLength, uint16 sessionsLength, uint16 signatureLength, bytes memory tail)
        public
        view
    {
        bytes memory wire = abi.encodePacked(
            uint8(3),
            proofLength % 4,
            sessionsLength % 300,
            signatureLength % 300,
            tail,
            new bytes(uint256(proofLength % 4) * 32 + sessionsLength % 300 + signatureLength % 300),
            keccak256(tail)
        );
        (bytes32[] memory proof, bytes memory sessions, bytes memory signature, bytes memory session) = lib.read(wire);
        assertEq(Grants.wire(proof, sessions, signature, session), wire);
    }

    function testFuzz_RevertWhen_TooShortForWhatItAnnounces(
        uint8 proofLength,
        uint16 sessionsLength,
        uint16 signatureLength,
        uint256 length
    ) public {
        uint256 whole = 6 + uint256(proofLength) * 32 + sessionsLength + signatureLength;
        bytes memory wire =
            abi.encodePacked(uint8(3), proofLength, sessionsLength, signatureLength, new bytes(whole - 6));
        (,,, bytes memory session) = lib.read(wire);
        assertEq(session, "");
        // Cut inside the lengths too: the rest of them reads as what follows in the calldata, which is zeros here.
        wire.shorten(bound(length, 0, whole - 1));
        vm.expectRevert(ISessionValidation.WireMalformed.selector);
        lib.read(wire);
    }

    function test_RevertWhen_CutInsideItsLengths() public {
        bytes memory wire = new bytes(6);
        wire[0] = 0x03;
        lib.read(wire);
        for (uint256 length; length < 6; ++length) {
            wire.shorten(length);
            vm.expectRevert(ISessionValidation.WireMalformed.selector);
            lib.read(wire);
        }
    }
}

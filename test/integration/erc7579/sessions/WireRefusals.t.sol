// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {Session, Sessions} from "../../../utils/Sessions.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice Who may ask the validator, and every wire that it cannot read.
abstract contract WireRefusals is SessionOps {
    using Sessions for Session;

    /// @dev Version, length of the proof, window, module, signature.
    uint256 private constant SHORTEST = 2 + 32 + 65;

    function _goodOp() internal view returns (PackedUserOperation memory) {
        return _sessionOp(_approve(spender, 1));
    }

    function _goodWire() private returns (bytes memory) {
        _makeLive(_approveSession());
        return _signed(_goodOp(), _approveSession()).signature;
    }

    function _assertWireMalformed(bytes memory wire) private {
        _assertSessionRefused(
            _carrying(_goodOp(), wire), abi.encodeWithSelector(ISessionValidation.WireMalformed.selector)
        );
    }

    /// @dev The session that a wire of version 1 without a proof says, read plainly.
    function _sessionIn(bytes memory wire) private view returns (Session memory session) {
        (bytes32 head, bytes memory data) = this.splitWire(wire);
        session = Session(uint48(bytes6(head)), uint48(bytes6(head << 48)), address(uint160(uint256(head))), data);
    }

    /// @dev External, to slice.
    function splitWire(bytes calldata wire) external pure returns (bytes32 head, bytes memory sessionKeyData) {
        return (bytes32(wire[2:34]), wire[34:wire.length - 65]);
    }

    /* THE CALLER */

    function _assertCallerRefused(address caller) private {
        PackedUserOperation memory op = _opUnder(_approveSession(), _approve(spender, 1));
        bytes32 hash = entryPoint.getUserOpHash(op);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(ISessionValidation.CallerNotSender.selector, caller, account));
        validator.validateUserOp(op, hash);
    }

    function test_RevertWhen_TheEntryPointAsks() public {
        _assertCallerRefused(address(entryPoint));
    }

    function testFuzz_RevertWhen_AnyoneButTheSenderAsks(address caller) public {
        vm.assume(caller != address(account));
        _assertCallerRefused(caller);
    }

    /* VERSIONS */

    function testFuzz_RevertWhen_TheWireVersionIsUnknown(uint8 version) public {
        vm.assume(version == 0 || version > 4);
        bytes memory wire = _goodWire();
        wire[0] = bytes1(version);
        _assertSessionRefused(
            _carrying(_goodOp(), wire), abi.encodeWithSelector(ISessionValidation.WireVersionUnknown.selector, version)
        );
    }

    /// @dev The bytes of one version as another: each says its lengths at other places.
    function test_NeverRunsWhen_TheWireIsReadAsAnotherVersion() public {
        bytes memory wire = _goodWire();
        for (uint8 version; version < 6; ++version) {
            if (version == 1) continue;
            wire[0] = bytes1(version);
            _assertNeverRuns(_carrying(_goodOp(), wire));
        }
    }

    /// @dev Behind it stands nothing, which reads as zeros.
    function test_RevertWhen_TheWireIsEmpty() public {
        _assertSessionRefused(
            _carrying(_goodOp(), ""), abi.encodeWithSelector(ISessionValidation.WireVersionUnknown.selector, uint8(0))
        );
    }

    /// @dev Two wires for one session: without periods there is a shorter one.
    function test_RevertWhen_AWireWithPeriodsNamesNone() public {
        _makeLive(_approvePolicySession());
        PackedUserOperation memory op = _goodOp();
        _assertWireMalformed(_approvePolicySession().periodWire(_direct(), new uint32[](0), _signature(key.key, op)));
    }

    /// @dev Only a policy counts by period: to any other module a period would be a word that nobody reads.
    function testFuzz_RevertWhen_ASessionOfAModuleNamesPeriods(uint32 period, bool otherKey) public {
        _makeLive(_approveSession());
        uint32[] memory periods = new uint32[](1);
        periods[0] = period;
        bytes memory signature = _signature(key.key, _goodOp());
        _assertWireMalformed(
            otherKey
                ? _approveSession().anySignatureWire(_direct(), periods, bytes.concat(signature, hex"00"))
                : _approveSession().periodWire(_direct(), periods, signature)
        );
    }

    /// @dev Two wires for one session: 65 bytes are a secp256k1 key's, which has a shorter one.
    function test_RevertWhen_AWireForOtherKeysHoldsAnOrdinarySignature() public {
        _makeLive(_approveSession());
        _assertWireMalformed(
            _approveSession().anySignatureWire(_direct(), new uint32[](0), _signature(key.key, _goodOp()))
        );
    }

    /// @dev An ordinary signature with a byte more or less is none.
    function testFuzz_RefusesAnOrdinarySignatureOfAnotherLength(uint256 length) public {
        length = bound(length, 0, 96);
        vm.assume(length != 65);
        _makeLive(_approveSession());
        PackedUserOperation memory op = _goodOp();
        bytes memory signature = _head(bytes.concat(_signature(key.key, op), new bytes(31)), length);
        op.signature = _approveSession().anySignatureWire(_direct(), new uint32[](0), signature);
        _assertSessionSignatureRefused(op);
    }

    /// @dev A grant inside a grant: the second would be nobody's business.
    function test_RevertWhen_AGrantHoldsAGrant() public {
        bytes memory inner = abi.encodePacked(hex"030000000000", _goodWire());
        _assertSessionRefused(
            _carrying(_goodOp(), abi.encodePacked(hex"030000000000", inner)),
            abi.encodeWithSelector(ISessionValidation.WireVersionUnknown.selector, uint8(3))
        );
    }

    /* LENGTHS */

    function testFuzz_RevertWhen_TheWireIsTooShortForASession(uint256 length, uint8 version) public {
        version = uint8(bound(version, 1, 2));
        bytes memory wire = _head(_goodWire(), bound(length, 1, SHORTEST - 1));
        wire[0] = bytes1(version);
        // A wire with periods names one here.
        if (wire.length > 2) wire[2] = 0x01;
        if (version == 1 || wire.length > 2) _assertWireMalformed(wire);
        else _assertNeverRuns(_carrying(_goodOp(), wire));
    }

    /// @dev A longer cut leaves a wire of another session.
    function testFuzz_RevertWhen_TheWireIsCutShort(uint256 length) public {
        bytes memory wire = _goodWire();
        wire = _head(wire, bound(length, SHORTEST, wire.length - 1));
        _assertSessionRefused(_carrying(_goodOp(), wire), _notGranted(_sessionIn(wire)));
    }

    function testFuzz_RevertWhen_BytesFollowTheWire(bytes memory tail) public {
        vm.assume(tail.length != 0);
        bytes memory wire = bytes.concat(_goodWire(), tail);
        vm.assume(wire.length <= SHORTEST + 4_096);
        _assertSessionRefused(_carrying(_goodOp(), wire), _notGranted(_sessionIn(wire)));
    }

    function testFuzz_RevertWhen_TheWireIsTooShortForItsProof(uint8 proofLength) public {
        bytes memory wire = _goodWire();
        // The session's data could pass for four nodes.
        wire[1] = bytes1(uint8(bound(proofLength, 5, 255)));
        _assertWireMalformed(wire);
    }

    function testFuzz_RevertWhen_AWireForOtherKeysIsTooShort(uint16 signatureLength, uint8 proofLength) public {
        _makeLive(_approveSession());
        bytes memory wire = _approveSession().anySignatureWire(_direct(), new uint32[](0), new bytes(64));
        // Of 260 bytes that follow the head these two would take more.
        (wire[3], wire[4]) = (bytes1(uint8(bound(signatureLength, 1, 254))), 0xff);
        wire[1] = bytes1(proofLength);
        _assertWireMalformed(wire);
    }

    function testFuzz_RevertWhen_AGrantIsTooShort(uint8 chainProof, uint16 sessions, uint16 signature, uint256 length)
        public
    {
        uint256 whole = 6 + uint256(chainProof) * 32 + sessions + signature;
        bytes memory wire = abi.encodePacked(uint8(3), chainProof, sessions, signature, new bytes(64));
        length = bound(length, 1, wire.length);
        vm.assume(length < whole);
        _assertWireMalformed(_head(wire, length));
    }

    /* ANYTHING ELSE */

    /// @dev Each byte of the wire says something, and none of it twice.
    function testFuzz_NeverRunsWhen_AByteOfTheWireIsAnother(uint256 index, uint8 mask) public {
        vm.assume(mask != 0);
        bytes memory wire = _goodWire();
        wire[bound(index, 0, wire.length - 1)] ^= bytes1(mask);
        _assertNeverRuns(_carrying(_goodOp(), wire));
    }

    function testFuzz_NeverRunsWhen_TheWireIsAnything(uint8 version, bytes memory rest) public {
        _makeLive(_approveSession());
        _assertNeverRuns(_carrying(_goodOp(), abi.encodePacked(version % 6, rest)));
    }
}

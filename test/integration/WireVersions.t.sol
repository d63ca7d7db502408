// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Journey} from "./Journey.t.sol";

/// @notice The caps of a session hold on the wires with periods and with any signature too. `Refusals.t.sol` tests the shortest wire.
contract WireVersionsTest is Journey {
    using Sessions for Session;

    /// @dev It is refused before the policy is read.
    function _session(uint256 length) private view returns (Session memory) {
        return Session(0, 0, address(policyModule), new bytes(length));
    }

    function _assertRefusedOnEach(Session memory session, uint256 proofLength, bytes memory reason) private {
        bytes32[] memory proof = new bytes32[](proofLength);
        uint32[] memory periods = new uint32[](1);
        _assertRefusedOn(session.periodWire(proof, periods, new bytes(65)), reason);
        _assertRefusedOn(session.anySignatureWire(proof, periods, new bytes(64)), reason);
    }

    function _assertRefusedOn(bytes memory wire, bytes memory reason) private {
        UserOperation memory op = _op(_single(_mintCall()));
        op.signature = abi.encode(wire, address(registry));
        _assertRefused(op, reason);
    }

    function testFuzz_RevertWhen_TheSessionKeyDataIsTooLong(uint256 length) public {
        length = bound(length, 4_097, 8_000);
        bytes memory reason = abi.encodeWithSelector(ISessionRegistry.SessionKeyDataTooLong.selector, length);
        _assertRefusedOnEach(_session(length), 0, reason);
    }

    function testFuzz_RevertWhen_TheProofIsTooLong(uint256 length) public {
        length = bound(length, 33, 255);
        _assertRefusedOnEach(
            _session(32), length, abi.encodeWithSelector(ISessionRegistry.ProofTooLong.selector, length)
        );
    }

    function testFuzz_RevertWhen_TheWindowIsInBlocks(uint48 validUntil, uint48 validAfter) public {
        uint48 blocks = 1 << 47;
        Session memory session = _session(32);
        (session.validUntil, session.validAfter) = (validUntil | blocks, validAfter | blocks);
        bytes memory reason =
            abi.encodeWithSelector(ISessionRegistry.WindowOutOfRange.selector, session.validUntil, session.validAfter);
        _assertRefusedOnEach(session, 0, reason);
    }
}

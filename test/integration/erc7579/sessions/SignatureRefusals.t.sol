// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

import {Session, Sessions} from "../../../utils/Sessions.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice Every signature that is not the session key's over the op, every time that is not the session's, and that a session key
/// signs nothing else.
abstract contract SignatureRefusals is SessionOps {
    using Sessions for Session;

    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    uint48 private constant WINDOW_LIMIT = 2 ** 47;
    uint48 private constant EDGE = 1_800_001_000;

    function _assertWrongSignature(bytes memory signature) private {
        _makeLive(_approveSession());
        PackedUserOperation memory op = _sessionOp(_approve(spender, 1));
        _assertSessionSignatureRefused(_carrying(op, _approveSession().nativeWire(_direct(), signature)));
    }

    function _rightSignature() private view returns (bytes32 r, bytes32 s, uint8 v) {
        bytes memory signature = _signature(key.key, _sessionOp(_approve(spender, 1)));
        return (bytes32(_wordOf(signature, 0)), bytes32(_wordOf(signature, 32)), uint8(signature[64]));
    }

    /* SIGNATURES */

    function test_RefusesTheSignatureOfAnyoneElse() public {
        PackedUserOperation memory op = _sessionOp(_approve(spender, 1));
        _assertWrongSignature(_signature(stranger.key, op));
        _assertWrongSignature(_signature(owner.key, op));
    }

    function test_RefusesASignatureOfAnotherOp() public {
        _assertWrongSignature(_signature(key.key, _sessionOp(_approve(spender, 2))));
    }

    function test_RefusesASignatureOfTheBareHash() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key.key, entryPoint.getUserOpHash(_sessionOp(_approve(spender, 1))));
        _assertWrongSignature(abi.encodePacked(r, s, v));
    }

    /// @dev A bare `ecrecover` takes the mirror image of every signature (malleability).
    function test_RefusesAMirroredSignature() public {
        (bytes32 r, bytes32 s, uint8 v) = _rightSignature();
        _assertWrongSignature(abi.encodePacked(r, CURVE_ORDER - uint256(s), uint8(55 - v)));
    }

    function testFuzz_RefusesAnyOtherRecoveryByte(uint8 other) public {
        (bytes32 r, bytes32 s, uint8 v) = _rightSignature();
        vm.assume(v != other);
        _assertWrongSignature(abi.encodePacked(r, s, other));
    }

    function testFuzz_RefusesAnySignatureButTheRightOne(bytes32 r, bytes32 s, uint8 v) public {
        _assertWrongSignature(abi.encodePacked(r, s, v));
    }

    function test_RefusesASignatureOfZeros() public {
        _assertWrongSignature(new bytes(65));
    }

    /// @dev The op is under its hash, and the hash is what the key has signed.
    function test_RefusesAnOpChangedAfterSigning() public {
        PackedUserOperation memory op = _opUnder(_approveSession(), _approve(spender, 1));
        bytes memory wire = op.signature;
        op.callData = _approve(spender, 2);
        _assertSessionSignatureRefused(op);
        op = _carrying(_sessionOp(_approve(spender, 1)), wire);
        op.gasFees = _pack(1 gwei, 2 gwei);
        _assertSessionSignatureRefused(op);
        op = _carrying(_sessionOp(_approve(spender, 1)), wire);
        op.accountGasLimits = _pack(3_000_000, 1_000_001);
        _assertSessionSignatureRefused(op);
        op = _carrying(_sessionOp(_approve(spender, 1)), wire);
        op.preVerificationGas += 1;
        _assertSessionSignatureRefused(op);
        _assertRuns(_carrying(_sessionOp(_approve(spender, 1)), wire));
    }

    function test_RefusesAnOpSentAgain() public {
        PackedUserOperation memory op = _opUnder(_approveSession(), _approve(spender, 1));
        _assertRuns(op);
        _assertEntryPointRefuses(op, "AA25 invalid account nonce");
    }

    /* THE WINDOW */

    function testFuzz_AWrongSignatureKeepsTheWindow(uint48 validUntil, uint48 validAfter) public {
        Session memory session = _approveSession();
        (session.validUntil, session.validAfter) = (validUntil % WINDOW_LIMIT, validAfter % WINDOW_LIMIT);
        PackedUserOperation memory right = _opUnder(session, _approve(spender, 1));
        uint256 window = (uint256(session.validUntil) << 160) | (uint256(session.validAfter) << 208);
        assertEq(_validate(right), window);
        bytes memory wrong = session.nativeWire(_direct(), _signature(stranger.key, right));
        assertEq(_validate(_carrying(right, wrong)), window | 1);
    }

    /// @dev Both bounds are inclusive, but that EntryPoint v0.8 waits for the second after `validAfter`.
    function _assertWindow(uint48 validUntil, uint48 validAfter, uint256 time, bool runs) private {
        vm.warp(time);
        Session memory session = _approveSession();
        (session.validUntil, session.validAfter) = (validUntil, validAfter);
        PackedUserOperation memory op = _opUnder(session, _approve(spender, 1));
        if (runs) _assertRuns(op);
        else _assertEntryPointRefuses(op, "AA22 expired or not due");
    }

    function test_RefusesWhen_TheSessionIsNotYetDue() public {
        _assertWindow(0, EDGE, EDGE - 1, false);
        _assertWindow(0, EDGE, EDGE, entryPoint == ENTRY_POINT_V07);
        _assertWindow(0, EDGE, EDGE + 1, true);
    }

    function test_RefusesWhen_TheSessionHasExpired() public {
        _assertWindow(EDGE, 0, EDGE - 1, true);
        _assertWindow(EDGE, 0, EDGE, true);
        _assertWindow(EDGE, 0, EDGE + 1, false);
    }

    function test_RefusesAtAnyTimeWhen_TheWindowIsInverted() public {
        for (uint256 i; i < 5; ++i) {
            _assertWindow(EDGE - 1, EDGE + 1, EDGE - 2 + i, false);
        }
    }

    /* IN THE ACCOUNT'S NAME */

    /// @dev A permit, an order, or a grant: whatever the hash and the bytes.
    function testFuzz_ASessionKeyNeverSignsInTheAccountsName(bytes32 hash, bytes memory anything) public {
        _makeLive(_approveSession());
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key.key, kit.erc1271Hash(address(account), hash));
        bytes memory signature = abi.encodePacked(r, s, v);
        _assertNotAccountsSignature(hash, signature);
        _assertNotAccountsSignature(hash, _approveSession().nativeWire(_direct(), signature));
        _assertNotAccountsSignature(hash, anything);
    }

    /// @dev Not even the hash of an op that the session may run.
    function test_AnOpsSignatureDoesNotSignInTheAccountsName() public {
        PackedUserOperation memory op = _opUnder(_approveSession(), _approve(spender, 1));
        _assertNotAccountsSignature(entryPoint.getUserOpHash(op), op.signature);
    }

    function test_TheOwnersSignatureIsNoneThroughTheValidator() public {
        bytes32 hash = keccak256("hash");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(owner.key, kit.erc1271Hash(address(account), hash));
        _assertNotAccountsSignature(hash, abi.encodePacked(r, s, v));
    }

    function _assertNotAccountsSignature(bytes32 hash, bytes memory signature) private {
        vm.prank(address(account));
        assertEq(validator.isValidSignatureWithSender(address(this), hash, signature), bytes4(0xffffffff));
        try account.isValidSignature(hash, kit.erc1271Wrap(address(validator), signature)) returns (bytes4 answer) {
            assertNotEq(answer, IERC1271.isValidSignature.selector);
        } catch {}
        assertNotEq(_bareAnswer(hash, signature), IERC1271.isValidSignature.selector);
    }

    /// @dev Without the name of a validator before it.
    function _bareAnswer(bytes32 hash, bytes memory signature) private view returns (bytes4) {
        try account.isValidSignature(hash, signature) returns (bytes4 answer) {
            return answer;
        } catch {
            return 0;
        }
    }
}

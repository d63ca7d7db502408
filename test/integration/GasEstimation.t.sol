// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IEntryPoint} from "@account-abstraction/contracts/interfaces/IEntryPoint.sol";
import {IStakeManager} from "@account-abstraction/contracts/interfaces/IStakeManager.sol";
import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {Session} from "../utils/Sessions.sol";
import {BiconomyWire, NativeWire, Wire} from "./Wires.t.sol";

/// @notice A client asks a bundler for gas before its key has signed. Validation must then take the road it will take in
/// earnest, and must say when the op may be included.
abstract contract GasEstimation is Wire {
    /// @dev Five in a hundred.
    uint256 private constant TOLERANCE = 0.05e18;

    uint48 private constant VALID_UNTIL = 1_900_000_000;
    uint48 private constant VALID_AFTER = 1_700_000_000;
    uint256 private constant WINDOW = (uint256(VALID_UNTIL) << 160) | (uint256(VALID_AFTER) << 208);

    function _session() private view returns (Session memory session) {
        session = _mintSession();
        (session.validUntil, session.validAfter) = (VALID_UNTIL, VALID_AFTER);
    }

    /// @dev What clients put in the signature's place: a signature of something else, viem's, Biconomy's, and patterns.
    function _dummies() private view returns (bytes[5] memory) {
        return [
            _sign(stranger, _op("something else")),
            hex"fffffffffffffffffffffffffffffff0000000000000000000000000000000007aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1c",
            hex"73c3ac716c487ca34bb858247b5ccf1dc354fbaabdd089af3b2ac8e78ba85a4959a2d76250325bd67c11771c31fccda87c33ceec17cc0de912690521bb95ffcb1b",
            abi.encodePacked(uint256(1), uint256(1), uint8(28)),
            new bytes(65)
        ];
    }

    function _assertDummiesCostAsMuch(bytes memory callData, Session[] memory sessions, uint256 index) private {
        _makeLive(sessions);
        UserOperation memory op = _op(callData);
        op = _carrying(op, _wireOf(sessions[index], _proofOf(sessions, index), _sign(key, op)));
        uint256 right = _gasOf(op, WINDOW);
        uint256 rightInEarnest = _simulated(op, false);

        for (uint256 i; i < 5; ++i) {
            op = _carrying(op, _wireOf(sessions[index], _proofOf(sessions, index), _dummies()[i]));
            assertApproxEqRel(_gasOf(op, WINDOW | 1), right, TOLERANCE, "validation costs otherwise");
            uint256 inEarnest = _simulated(op, true);
            assertApproxEqRel(inEarnest, rightInEarnest, TOLERANCE, "simulateValidation says otherwise");
        }
    }

    /// @dev The gas of the registry alone, asked a second time so that all it touches is warm.
    function _gasOf(UserOperation memory op, uint256 expected) private returns (uint256) {
        _validate(op);
        assertEq(_validate(op), expected);
        return vm.lastCallGas().gasTotalUsed;
    }

    /// @dev What the EntryPoint tells a bundler that estimates.
    function _simulated(UserOperation memory op, bool signatureFails) private returns (uint256 gas) {
        try IEntryPoint(address(ENTRY_POINT)).simulateValidation(op) {
            assertTrue(false, "simulateValidation always reverts");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IEntryPoint.ValidationResult.selector);
            IEntryPoint.ReturnInfo memory info = this.infoIn(reason);
            assertEq(info.sigFailed, signatureFails);
            assertEq(info.validUntil, VALID_UNTIL);
            assertEq(info.validAfter, VALID_AFTER);
            return info.preOpGas - op.preVerificationGas;
        }
    }

    /// @dev External, to slice.
    function infoIn(bytes calldata reason) external pure returns (IEntryPoint.ReturnInfo memory info) {
        (info,,,) = abi.decode(
            reason[4:],
            (IEntryPoint.ReturnInfo, IStakeManager.StakeInfo, IStakeManager.StakeInfo, IStakeManager.StakeInfo)
        );
    }

    function test_ADummySignatureCostsAsMuchAsARightOne() public {
        _assertDummiesCostAsMuch(_single(_mintCall()), _treeAround(_session(), 0, 1), 0);
    }

    function test_ADummySignatureCostsAsMuchInATree() public {
        _assertDummiesCostAsMuch(_single(_mintCall()), _treeAround(_session(), 5, 16), 5);
    }

    function test_ADummySignatureCostsAsMuchForABatch() public {
        _assertDummiesCostAsMuch(_batch(_callsAround(_mintCall(), 0, 5, _mintCall())), _treeAround(_session(), 0, 1), 0);
    }
}

contract NativeGasEstimation is GasEstimation, NativeWire {}

contract BiconomyGasEstimation is GasEstimation, BiconomyWire {}

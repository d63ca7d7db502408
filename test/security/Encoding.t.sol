// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Failure} from "../../contracts/interfaces/IPolicyErrors.sol";
import {IModuleErrors} from "../../contracts/interfaces/IModuleErrors.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {Ledger, TruncatingToken} from "../mocks/OddTokens.sol";
import {IEntryPoint07} from "../utils/Peers7579.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Arena, Call, Op} from "./Arena.sol";

/// @notice Bytes that say one thing to whoever judges and another to whoever acts.
abstract contract EncodingAttacks is Arena {
    using Sessions for Session;
    using Sessions for Session[];

    bytes private constant GOOD = "what may be written";
    bytes private constant BAD = "what may never be!!";

    /// @dev A rule on a dynamic argument: what it looks at is where the target will look, decoys or not.
    /// @custom:hole SEC-019-fixed-position-of-dynamic-argument
    function test_RevertWhen_ADecoyStandsWhereAnArgumentUsuallyIs() public {
        Ledger ledger = new Ledger();
        bytes memory program = abi.encodePacked(uint8(0x03), keccak256(GOOD));
        Session memory session = _policyOf(_entry(address(ledger), ledger.write.selector, program));

        _expectRuns(_under(session, _to(address(ledger), abi.encodeCall(ledger.write, (GOOD)))));
        _expectRefused(
            _under(session, _to(address(ledger), abi.encodeCall(ledger.write, (BAD)))),
            _ruleFailed(Failure.HASH_DIFFERS, 36)
        );
        // The good argument at the usual place, the bad one where the offset leads.
        bytes memory decoy =
            abi.encodeWithSelector(ledger.write.selector, 0x60, GOOD.length, bytes32(GOOD), BAD.length, bytes32(BAD));
        _expectRefused(_under(session, _to(address(ledger), decoy)), _ruleFailed(Failure.NOT_CANONICAL, 0));
        // The other way round: what the rule holds for stands behind.
        decoy =
            abi.encodeWithSelector(ledger.write.selector, 0x20, GOOD.length, bytes32(GOOD), BAD.length, bytes32(BAD));
        _expectRefused(_under(session, _to(address(ledger), decoy)), _ruleFailed(Failure.NOT_CANONICAL, 0));
        assertEq(ledger.stored(), keccak256(GOOD));
    }

    /// @dev Behind the real EntryPoint: the op's own call data stands elsewhere than a reader at a fixed place would look.
    /// @custom:hole SEC-011-two-encodings
    /// @custom:hole SEC-028-op-fields-by-offset
    function test_RevertWhen_TheBundleHidesAnOpsCallData() public {
        _live(_payment());
        Op memory decoy = _by(_opOf(_transferCall(shop, 1)), _payment());
        bytes32 before = _state();

        // Signed for the decoy: another allowed call is not what was signed, a forbidden one is not allowed.
        bytes memory reason = _refusalOf(_hidden(decoy, _single(_transferCall(shop, 2))));
        assertEq(reason, abi.encodeWithSelector(IEntryPoint07.FailedOp.selector, 0, "AA24 signature error"));
        reason = _refusalOf(_hidden(decoy, _single(_approveCall(thief.addr, WEALTH))));
        assertEq(
            reason,
            _refusal(
                0,
                abi.encodeWithSelector(
                    IModuleErrors.SelectorNotAllowed.selector, coin.approve.selector, coin.transfer.selector
                )
            )
        );
        // Signed for what is hidden: it is judged all the same.
        Op memory theft = _by(_opOf(_transferCall(thief.addr, WEALTH)), _payment());
        decoy.wire = theft.wire;
        reason = _refusalOf(_hidden(decoy, theft.callData));
        assertEq(
            reason,
            _refusal(
                0,
                abi.encodeWithSelector(
                    IModuleErrors.ArgumentNotAllowed.selector, 0, uint256(uint160(thief.addr)), uint256(uint160(shop))
                )
            )
        );
        assertEq(_state(), before);
        _expectRuns(_by(_opOf(_transferCall(shop, 1)), _payment()));
    }

    /// @dev A bundle of one op, whose call data is not where it stands but at the end.
    function _hidden(Op memory op, bytes memory callData) private view returns (bytes memory data) {
        // The op begins behind selector, two words of the head, the count, and its offset; call data is its fourth field.
        uint256 opStart = 132;
        (, data) = _bundleCall(_one(op));
        data = bytes.concat(
            _withWord(data, opStart + 96, data.length - opStart),
            abi.encodePacked(callData.length, callData, new bytes((32 - callData.length % 32) % 32))
        );
    }

    function _refusalOf(bytes memory data) private returns (bytes memory) {
        Op memory none;
        (address entryPoint,) = _bundleCall(_one(none));
        return _refusalOf(entryPoint, data);
    }

    /// @dev To a token that drops the upper bits of an address, all of these name the thief.
    /// @custom:hole SEC-024-dirty-bits
    function testFuzz_RevertWhen_DirtyBitsLiftARule(uint96 dirt) public {
        vm.assume(dirt != 0);
        TruncatingToken old = new TruncatingToken();
        uint256 dirty = uint256(dirt) << 160 | uint160(thief.addr);
        Call memory call = _to(address(old), abi.encodeWithSelector(coin.approve.selector, dirty, WEALTH));

        // Anyone but the thief; one of a list; above an address; denied by name.
        bytes memory rest = Policies.skip(1);
        bytes memory notThief = abi.encodePacked(uint8(0x41), Policies.ADDRESS, thief.addr, rest);
        bytes memory above = abi.encodePacked(uint8(0x44), Policies.ADDRESS, thief.addr, rest);
        bytes memory denied = abi.encodePacked(Policies.eq(thief.addr), rest);
        _expectRefused(
            _under(_policyOf(_entry(address(old), coin.approve.selector, notThief)), call),
            _ruleFailed(Failure.DIRTY_WORD, 4)
        );
        _expectRefused(
            _under(_policyOf(_entry(address(old), coin.approve.selector, above)), call),
            _ruleFailed(Failure.DIRTY_WORD, 4)
        );
        bytes[] memory entries =
            Policies.list(Policies.deny(address(old), coin.approve.selector, denied), Policies.anything());
        _expectRefused(
            _under(_policyOf(Policies.list(), entries), call),
            abi.encodeWithSignature("CallDenied(uint256,uint256)", 0, 0)
        );
        // Nor does dirt make the shop of another session out of somebody else.
        uint256 dirtyShop = uint256(dirt) << 160 | uint160(shop);
        _expectRefused(
            _under(
                Session(0, 0, approving, abi.encode(leaked.addr, old, shop, CAP)),
                _to(address(old), abi.encodeWithSelector(coin.approve.selector, dirtyShop, 1))
            ),
            abi.encodeWithSelector(IModuleErrors.ArgumentNotAllowed.selector, 0, dirtyShop, uint256(uint160(shop)))
        );
        assertEq(old.allowance(victim, thief.addr), 0);
    }

    /// @dev Bytes behind the arguments reach a target that looks for them there, and cost gas.
    /// @custom:hole SEC-025-trailing-bytes
    function test_RevertWhen_BytesFollowTheArguments() public {
        bytes memory right = abi.encodeCall(coin.approve, (shop, 1));
        bytes[3] memory tails = [bytes(hex"00"), abi.encodePacked(thief.addr), new bytes(1_024)];
        for (uint256 i; i < tails.length; ++i) {
            Call memory call = _to(address(coin), bytes.concat(right, tails[i]));
            _expectRefused(
                _under(_approval(), call),
                abi.encodeWithSelector(IModuleErrors.CalldataLengthNotAllowed.selector, 68 + tails[i].length, 68)
            );
            _expectRefused(_under(_policyOf(_approvalEntry()), call), _ruleFailed(Failure.NOT_CANONICAL, 0));

            Op memory op = _opOf(_approveCall(shop, 1));
            op.callData = bytes.concat(op.callData, tails[i]);
            _live(_approval());
            _expectRefused(_by(op, _approval()), abi.encodeWithSelector(ISessionValidation.ExecutionMalformed.selector));
        }
    }

    /// @dev The length of the data is nowhere signed: bytes that were a proof become data, and name another session.
    /// @custom:hole SEC-030-packed-ambiguity
    function test_RevertWhen_TheBoundaryOfTheDataIsMoved() public {
        Session[] memory sessions = _around(_approval(), 0, 4);
        bytes32[] memory proof = sessions.nativeProof(0);
        _live(sessions);
        Op memory op = _by(_opOf(_approveCall(shop, 1)), sessions[0], proof);
        _expectRuns(op);

        Session memory longer = _copyOf(sessions[0]);
        longer.sessionKeyData = abi.encodePacked(longer.sessionKeyData, proof[0]);
        bytes32[] memory shorter = new bytes32[](1);
        shorter[0] = proof[1];
        op = _by(_opOf(_approveCall(shop, 1)), longer, shorter);
        assertEq(op.wire.length, 2 + 32 + 128 + 64 + 65, "the bytes are the same but for one");
        _expectRefused(op, _notGranted(longer, shorter));

        Session memory cut = _copyOf(sessions[0]);
        cut.sessionKeyData = _cut(cut.sessionKeyData, 96);
        bytes32[] memory more = new bytes32[](3);
        (more[0], more[1], more[2]) = (bytes32(CAP), proof[0], proof[1]);
        _expectRefused(_by(_opOf(_approveCall(shop, 1)), cut, more), _notGranted(cut, more));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStakeManager} from "@account-abstraction/contracts/interfaces/IStakeManager.sol";
import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {IBiconomySessionRegistry} from "../../contracts/interfaces/IBiconomySessionRegistry.sol";
import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {AgreeingModule, EchoingModule, SplittingModule} from "../mocks/IntegrationModules.sol";
import {AgreeingPaymaster} from "../mocks/IntegrationPaymaster.sol";
import {IBiconomyAccount, IBiconomyFactory} from "../utils/Peers.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Call, Journey} from "./Journey.t.sol";
import {BiconomyWire, NativeWire, Wire} from "./Wires.t.sol";

/// @notice Every reason for which the registry itself refuses an op, on either wire.
abstract contract Refusals is Wire {
    using Sessions for Session;

    /// @dev Bit 47: from there on a bound counts blocks.
    uint48 private constant WINDOW_LIMIT = 2 ** 47;

    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    AgreeingModule private immutable AGREEING = new AgreeingModule();
    EchoingModule private immutable ECHOING = new EchoingModule();
    SplittingModule private immutable SPLITTING = new SplittingModule();

    /// @dev A session whose module allows everything, so that what is refused is refused by the registry alone.
    function _agreed() internal view returns (Session memory) {
        return Session(0, 0, address(AGREEING), abi.encode(key.addr, "anything goes"));
    }

    function _agreedOp(bytes memory callData) internal returns (UserOperation memory) {
        return _opUnder(_agreed(), callData);
    }

    function _goodWire(UserOperation memory op) internal returns (bytes memory) {
        _makeLive(_mintSession());
        return _wireOf(_mintSession(), _direct(), _sign(key, op));
    }

    function _goodOp() internal view returns (UserOperation memory) {
        return _op(_single(_mintCall()));
    }

    /* THE CALLER */

    function _assertCallerRefused(address caller) private {
        UserOperation memory op = _opUnder(_mintSession(), _single(_mintCall()));
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        vm.prank(caller);
        vm.expectRevert(
            abi.encodeWithSelector(ISessionValidation.CallerNotSender.selector, caller, account), address(registry)
        );
        registry.validateUserOp(op, hash);
    }

    function test_RevertWhen_AStrangerAsks() public {
        _assertCallerRefused(stranger.addr);
    }

    function test_RevertWhen_TheOwnerAsks() public {
        _assertCallerRefused(owner.addr);
    }

    /// @dev The EntryPoint asks the account, never a module: whoever comes from there was let in by nobody.
    function test_RevertWhen_TheEntryPointAsks() public {
        _assertCallerRefused(address(ENTRY_POINT));
    }

    function testFuzz_RevertWhen_AnyoneElseAsks(address caller) public {
        vm.assume(caller != address(account));
        _assertCallerRefused(caller);
    }

    /* THE ACCOUNT'S SIGNATURE */

    function _assertAccountSignatureRefused(bytes memory signature) private {
        UserOperation memory op = _goodOp();
        op.signature = signature;
        _assertRefused(op, abi.encodeWithSelector(IBiconomySessionRegistry.AccountSignatureMalformed.selector));
    }

    function test_RevertWhen_TheAccountSignatureIsEmpty() public {
        _assertAccountSignatureRefused("");
    }

    function test_RevertWhen_TheAccountSignatureIsShort() public {
        bytes memory signature = abi.encode(_goodWire(_goodOp()), address(registry));
        for (uint256 length = 1; length < 96; ++length) {
            _assertAccountSignatureRefused(_head(signature, length));
        }
    }

    /// @dev The account's own decoder takes it, so nothing else stands in its way.
    function test_RevertWhen_TheAccountSignatureHasATail() public {
        bytes memory signature = abi.encode(_goodWire(_goodOp()), address(registry));
        _assertAccountSignatureRefused(bytes.concat(signature, new bytes(32)));
    }

    function test_RevertWhen_TheAccountSignatureIsNotPadded() public {
        bytes memory wire = bytes.concat(_goodWire(_goodOp()), hex"00");
        _assertAccountSignatureRefused(_head(abi.encode(wire, address(registry)), 96 + wire.length));
    }

    /// @dev A second wire at another offset: the account follows the pointer, a reader at a fixed place would not.
    function test_RevertWhen_TheAccountSignaturePointsElsewhere() public {
        bytes memory wire = _goodWire(_goodOp());
        bytes memory decoy = abi.encode(wire, address(registry));
        bytes memory moved = abi.encodePacked(
            uint256(decoy.length), uint256(uint160(address(registry))), this.tailOf(decoy, 64), this.tailOf(decoy, 64)
        );
        _assertAccountSignatureRefused(moved);
    }

    /// @dev Reaches the registry only when it is asked past the account, which sends each op to the module it names.
    function test_RevertWhen_TheAccountSignatureNamesAnotherModule() public {
        UserOperation memory op = _goodOp();
        op.signature = abi.encode(_goodWire(op), stranger.addr);
        _assertRefused(op, abi.encodeWithSelector(IBiconomySessionRegistry.AccountSignatureMalformed.selector));
    }

    function testFuzz_RevertWhen_TheAccountSignatureLiesAboutItsLength(uint256 length) public {
        bytes memory wire = _goodWire(_goodOp());
        uint256 padded = (wire.length + 31) / 32;
        // Lengths that pad to the same total are other wires, not other shells.
        vm.assume(length > type(uint256).max - 31 || (length + 31) / 32 != padded);
        bytes memory signature = abi.encode(wire, address(registry));
        assembly ("memory-safe") {
            mstore(add(signature, 0x60), length)
        }
        _assertAccountSignatureRefused(signature);
    }

    /// @dev Lengths whose padding wraps round to nothing, so that the total would seem right.
    function test_RevertWhen_TheAccountSignatureSaysItIsEndless() public {
        _makeLive(_mintSession());
        for (uint256 i; i < 31; ++i) {
            _assertAccountSignatureRefused(abi.encode(64, address(registry), type(uint256).max - i));
        }
    }

    /// @dev External, to slice.
    function tailOf(bytes calldata data, uint256 from) external pure returns (bytes memory) {
        return data[from:];
    }

    /* THE WIRE */

    /// @dev A session key that uses up every nonce the owner is about to use would keep its own revocation out.
    function testFuzz_RevertWhen_TheNonceIsTheOwners(uint192 lane) public {
        lane |= 1 << 191;
        UserOperation memory op = _goodOp();
        op.nonce = ENTRY_POINT.getNonce(address(account), lane);
        _assertRefused(
            _carrying(op, _goodWire(op)), abi.encodeWithSelector(ISessionValidation.NonceReserved.selector, op.nonce)
        );
    }

    function testFuzz_RunsWhen_TheNonceIsInAnyOtherLane(uint192 lane) public {
        lane &= (1 << 191) - 1;
        UserOperation memory op = _goodOp();
        op.nonce = ENTRY_POINT.getNonce(address(account), lane);
        _assertRuns(_carrying(op, _goodWire(op)));
    }

    function testFuzz_RevertWhen_TheWireVersionIsUnknown(uint8 version) public {
        version = uint8(bound(version, 5, 255));
        UserOperation memory op = _goodOp();
        bytes memory wire = _goodWire(op);
        wire[0] = bytes1(version);
        _assertRefused(
            _carrying(op, wire), abi.encodeWithSelector(ISessionValidation.WireVersionUnknown.selector, version)
        );
    }

    function test_RevertWhen_TheWireIsEmpty() public {
        _assertWireMalformed("");
    }

    function test_RevertWhen_TheWireIsItsVersionAlone() public {
        _assertWireMalformed(abi.encodePacked(VERSION));
    }

    function _assertWireMalformed(bytes memory wire) internal {
        _assertRefused(_carrying(_goodOp(), wire), abi.encodeWithSelector(ISessionValidation.WireMalformed.selector));
    }

    /* THE SESSION */

    function _notGranted(Session memory session, bytes32[] memory proof) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ISessionRegistry.SessionNotGranted.selector, session.id(), _nodeAbove(_leafOf(session), proof)
        );
    }

    function _dead(Session memory session) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.SessionDead.selector, session.id());
    }

    function test_RevertGiven_NothingWasGranted() public {
        _assertRefused(_signedAs(_goodOp(), _mintSession()), _notGranted(_mintSession(), _direct()));
    }

    function test_RevertGiven_AnotherSessionWasGranted() public {
        _makeLive(_approveSession());
        _assertRefused(_signedAs(_goodOp(), _mintSession()), _notGranted(_mintSession(), _direct()));
    }

    function test_RevertGiven_TheSessionIsDead() public {
        _makeLive(_mintSession());
        _revoke(_mintSession());
        _assertRefused(_signedAs(_goodOp(), _mintSession()), _dead(_mintSession()));
    }

    function test_RevertGiven_TheSessionIsDeadInATree() public {
        Session[] memory sessions = _treeAround(_mintSession(), 2, 5);
        _makeLive(sessions);
        _revoke(_mintSession());
        _assertRefused(_signedAs(_goodOp(), sessions[2], _proofOf(sessions, 2)), _dead(_mintSession()));
    }

    function test_RevertGiven_TheSessionIsDeadInAnEarlierEpoch() public {
        _makeLive(_mintSession());
        _revoke(_mintSession());
        vm.prank(address(account));
        registry.revokeAllSessions();

        Session[] memory sessions = _treeAround(_mintSession(), 2, 5);
        _makeLive(sessions);
        _assertRefused(_signedAs(_goodOp(), sessions[2], _proofOf(sessions, 2)), _dead(_mintSession()));
    }

    /* CAPS */

    function test_RevertWhen_TheWindowIsOutOfRange() public {
        for (uint256 i; i < 4; ++i) {
            uint48 edge = i < 3 ? WINDOW_LIMIT + uint48(i) : type(uint48).max;
            _assertWindowRefused(edge, 0);
            _assertWindowRefused(0, edge);
            _assertWindowRefused(edge, edge);
        }
    }

    function _assertWindowRefused(uint48 validUntil, uint48 validAfter) private {
        Session memory session = _mintSession();
        (session.validUntil, session.validAfter) = (validUntil, validAfter);
        _assertRefused(
            _opUnder(session, _single(_mintCall())),
            abi.encodeWithSelector(ISessionRegistry.WindowOutOfRange.selector, validUntil, validAfter)
        );
    }

    function test_RunsWhen_TheWindowEndsAtTheLastSecondInRange() public {
        Session memory session = _mintSession();
        session.validUntil = WINDOW_LIMIT - 1;
        _assertRuns(_opUnder(session, _single(_mintCall())));
    }

    function test_RunsWhen_TheWindowBeginsAtTheLastSecondInRange() public {
        Session memory session = _mintSession();
        session.validAfter = WINDOW_LIMIT - 1;
        UserOperation memory op = _opUnder(session, _single(_mintCall()));
        _assertEntryPointRefuses(op, "AA22 expired or not due");
        vm.warp(WINDOW_LIMIT - 1);
        _assertRuns(op);
    }

    function _agreedOfLength(uint256 length) private view returns (Session memory session) {
        session = _agreed();
        session.sessionKeyData = bytes.concat(abi.encode(key.addr), new bytes(length - 32));
    }

    function test_RunsWhen_TheSessionKeyDataIsAsLongAsAllowed() public {
        _assertRuns(_opUnder(_agreedOfLength(4_095), _single(_mintCall())));
        _assertRuns(_opUnder(_agreedOfLength(4_096), _single(_mintCall())));
    }

    function test_RevertWhen_TheSessionKeyDataIsTooLong() public {
        _assertRefused(
            _opUnder(_agreedOfLength(4_097), _single(_mintCall())),
            abi.encodeWithSelector(ISessionRegistry.SessionKeyDataTooLong.selector, 4_097)
        );
    }

    /// @dev An op whose session stands at the foot of `length` siblings.
    function _opWithProof(uint256 length) private returns (UserOperation memory) {
        bytes32[] memory proof = new bytes32[](length);
        for (uint256 i; i < length; ++i) {
            proof[i] = keccak256(abi.encode("sibling", i));
        }
        _makeLive(_nodeAbove(_leafOf(_mintSession()), proof));
        return _signedAs(_goodOp(), _mintSession(), proof);
    }

    function test_RunsWhen_TheProofIsAsLongAsAllowed() public {
        _assertRuns(_opWithProof(31));
        _assertRuns(_opWithProof(32));
    }

    function test_RevertWhen_TheProofIsTooLong() public {
        for (uint256 length = 33; length < 256; length += 37) {
            _assertRefused(_opWithProof(length), abi.encodeWithSelector(ISessionRegistry.ProofTooLong.selector, length));
        }
    }

    /* INITCODE AND PAYMASTER */

    /// @dev The EntryPoint stops at it before it asks anyone: an account with a live session is always there already.
    function test_RevertWhen_TheOpHasInitCode() public {
        _makeLive(_mintSession());
        UserOperation memory op = _goodOp();
        op.initCode = abi.encodePacked(
            factory, abi.encodeCall(IBiconomyFactory.deployCounterFactualAccount, (ecdsaModule, _setup(owner.addr), 0))
        );
        op = _signedAs(op, _mintSession());
        _assertValidationReverts(
            address(registry), op, abi.encodeWithSelector(ISessionValidation.InitCodeNotAllowed.selector)
        );
        _assertEntryPointRefuses(op, "AA10 sender already constructed");
    }

    function testFuzz_RevertWhen_TheOpHasAnyInitCode(bytes memory initCode) public {
        vm.assume(initCode.length != 0);
        _makeLive(_mintSession());
        UserOperation memory op = _goodOp();
        op.initCode = initCode;
        _assertValidationReverts(
            address(registry),
            _signedAs(op, _mintSession()),
            abi.encodeWithSelector(ISessionValidation.InitCodeNotAllowed.selector)
        );
    }

    function _paymaster() private returns (address paymaster) {
        paymaster = address(new AgreeingPaymaster());
        ENTRY_POINT.depositTo{value: 10 ether}(paymaster);
        vm.deal(paymaster, 1 ether);
        vm.prank(paymaster);
        IStakeManager(address(ENTRY_POINT)).addStake{value: 1 ether}(1 days);
    }

    /// @dev The paymaster is staked, funded and willing: for the owner it pays.
    function test_RunsWhen_TheOwnerUsesAPaymaster() public {
        address paymaster = _paymaster();
        uint256 deposit = ENTRY_POINT.balanceOf(address(account));
        UserOperation memory op = _goodOp();
        op.paymasterAndData = abi.encodePacked(paymaster);
        _assertRuns(_signedByOwner(op));
        assertLt(ENTRY_POINT.balanceOf(paymaster), 10 ether);
        assertEq(ENTRY_POINT.balanceOf(address(account)), deposit);
    }

    function test_RevertWhen_ASessionUsesAPaymaster() public {
        address paymaster = _paymaster();
        _makeLive(_mintSession());
        UserOperation memory op = _goodOp();
        op.paymasterAndData = abi.encodePacked(paymaster);
        _assertRefused(
            _signedAs(op, _mintSession()),
            abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, paymaster)
        );
    }

    function testFuzz_RevertWhen_ASessionUsesAPaymasterWithData(bytes memory data) public {
        address paymaster = _paymaster();
        _makeLive(_mintSession());
        UserOperation memory op = _goodOp();
        op.paymasterAndData = abi.encodePacked(paymaster, data);
        _assertRefused(
            _signedAs(op, _mintSession()),
            abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, paymaster)
        );
    }

    /// @dev Shorter than an address. The EntryPoint stops at it too, with an error of its own.
    function testFuzz_RevertWhen_ThePaymasterIsShort(uint256 length) public {
        length = bound(length, 1, 19);
        _makeLive(_mintSession());
        UserOperation memory op = _goodOp();
        op.paymasterAndData = _head(abi.encodePacked(stranger.addr), length);
        op = _signedAs(op, _mintSession());
        _assertValidationReverts(
            address(registry),
            op,
            abi.encodeWithSelector(
                ISessionValidation.PaymasterNotAllowed.selector, address(bytes20(op.paymasterAndData))
            )
        );
        vm.expectRevert("AA93 invalid paymasterAndData");
        this.handle(op);
    }

    /* THE ACCOUNT'S FUNCTION */

    function _assertFunctionRefused(bytes memory callData, bytes4 selector) private {
        _assertRefused(
            _agreedOp(callData), abi.encodeWithSelector(ISessionValidation.AccountFunctionNotAllowed.selector, selector)
        );
    }

    /// @dev Each would hand over the account, its modules, its code or its deposit, or is how another kind of account
    /// executes.
    function test_RevertWhen_TheFunctionIsAnotherOfTheAccounts() public {
        string[16] memory signatures = [
            "enableModule(address)",
            "disableModule(address,address)",
            "setupAndEnableModule(address,bytes)",
            "setFallbackHandler(address)",
            "updateImplementation(address)",
            "init(address,address,bytes)",
            "addDeposit()",
            "withdrawDepositTo(address,uint256)",
            "validateUserOp((address,uint256,bytes,bytes,uint256,uint256,uint256,uint256,uint256,bytes,bytes),bytes32,uint256)",
            "execTransactionFromModule(address,uint256,bytes,uint8)",
            "execBatchTransactionFromModule(address[],uint256[],bytes[],uint8[])",
            "executeCall(address,uint256,bytes)",
            "executeBatchCall(address[],uint256[],bytes[])",
            "executeBatch(address[],bytes[])",
            "execute(bytes32,bytes)",
            "executeUserOp((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes),bytes32)"
        ];
        for (uint256 i; i < signatures.length; ++i) {
            bytes4 selector = bytes4(keccak256(bytes(signatures[i])));
            bytes memory args = this.tailOf(_single(_mintCall()), 4);
            _assertFunctionRefused(abi.encodePacked(selector, abi.encode(stranger.addr, args)), selector);
            // Behind the same arguments as `execute`, so that the selector alone makes the difference.
            _assertFunctionRefused(abi.encodePacked(selector, args), selector);
        }
    }

    function testFuzz_RevertWhen_TheFunctionIsAnyOther(bytes4 selector, bool batched) public {
        vm.assume(
            selector != IBiconomyAccount.execute.selector && selector != IBiconomyAccount.execute_ncC.selector
                && selector != IBiconomyAccount.executeBatch.selector
                && selector != IBiconomyAccount.executeBatch_y6U.selector
        );
        bytes memory callData = batched ? _batch(_pair(_mintCall(), _mintCall())) : _single(_mintCall());
        _assertFunctionRefused(abi.encodePacked(selector, this.tailOf(callData, 4)), selector);
    }

    function test_RevertWhen_TheCallDataIsShorterThanASelector() public {
        _assertFunctionRefused("", 0);
        _assertFunctionRefused(hex"b6", hex"b6");
        _assertFunctionRefused(hex"b61d", hex"b61d");
        _assertFunctionRefused(hex"b61d27", hex"b61d27");
        // `execute_ncC` and `executeBatch_y6U` begin with zeros: cut short, they are not to be filled up.
        _assertFunctionRefused(hex"000018", hex"000018");
        _assertFunctionRefused(hex"0000", 0);
    }

    /* THE ENCODING OF THE CALLS */

    function _assertExecutionMalformed(bytes memory callData) private {
        _assertRefused(_agreedOp(callData), abi.encodeWithSelector(ISessionValidation.ExecutionMalformed.selector));
    }

    /// @dev `execute` and `execute_ncC` in turn, with one body.
    function _assertSingleMalformed(bytes memory body) private {
        _assertExecutionMalformed(abi.encodePacked(IBiconomyAccount.execute.selector, body));
        _assertExecutionMalformed(abi.encodePacked(IBiconomyAccount.execute_ncC.selector, body));
    }

    function _assertBatchMalformed(bytes memory body) private {
        _assertExecutionMalformed(abi.encodePacked(IBiconomyAccount.executeBatch.selector, body));
        _assertExecutionMalformed(abi.encodePacked(IBiconomyAccount.executeBatch_y6U.selector, body));
    }

    function _singleBody() private view returns (bytes memory) {
        return this.tailOf(_single(_mintCall()), 4);
    }

    function _batchBody() private view returns (bytes memory) {
        return this.tailOf(_batch(_callsAround(_approveCall(1), 1, 3, _mintCall())), 4);
    }

    function _withWord(bytes memory data, uint256 offset, uint256 word) private pure returns (bytes memory) {
        bytes memory changed = bytes.concat(data);
        assembly ("memory-safe") {
            mstore(add(add(changed, 0x20), offset), word)
        }
        return changed;
    }

    function _wordOf(bytes memory data, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), offset))
        }
    }

    function test_RevertWhen_ASingleCallIsCutShort() public {
        bytes memory body = _singleBody();
        for (uint256 length; length < body.length; length += 7) {
            _assertSingleMalformed(_head(body, length));
        }
    }

    function test_RevertWhen_ASingleCallHasATail() public {
        _assertSingleMalformed(bytes.concat(_singleBody(), hex"00"));
        _assertSingleMalformed(bytes.concat(_singleBody(), new bytes(32)));
    }

    /// @dev What stands at the usual place is judged, what the pointer leads to runs.
    function test_RevertWhen_ASingleCallHidesItsDataElsewhere() public {
        bytes memory hidden = abi.encodeCall(token.transfer, (stranger.addr, 1_000e18));
        bytes memory decoy = _singleBody();
        _assertSingleMalformed(bytes.concat(_withWord(decoy, 64, decoy.length), this.tailOf(abi.encode(hidden), 32)));
    }

    /// @dev The value's word as the length of the data.
    function test_RevertWhen_ASingleCallPointsIntoItsHead() public {
        _assertSingleMalformed(_withWord(_singleBody(), 64, 0x20));
        _assertSingleMalformed(_withWord(_singleBody(), 64, 0x40));
        _assertSingleMalformed(_withWord(_singleBody(), 64, 0));
    }

    function testFuzz_RevertWhen_ASingleCallHasAnyOtherOffset(uint256 offset) public {
        vm.assume(offset != 0x60);
        _assertSingleMalformed(_withWord(_singleBody(), 64, offset));
    }

    function testFuzz_RevertWhen_ASingleCallLiesAboutItsLength(uint256 length) public {
        // 97 to 128 bytes take as many words: those are other calls in the canonical encoding.
        vm.assume(length <= 96 || length > 128);
        _assertSingleMalformed(_withWord(_singleBody(), 96, length));
    }

    /// @dev Lengths whose padding wraps round to nothing, so that the call would seem to end where its calldata does.
    function test_RevertWhen_ASingleCallSaysItIsEndless() public {
        for (uint256 i; i < 31; ++i) {
            _assertSingleMalformed(abi.encode(address(nft), 0, 0x60, type(uint256).max - i));
        }
    }

    function testFuzz_RevertWhen_ATargetIsDirty(uint96 dirt) public {
        vm.assume(dirt != 0);
        bytes memory body = _singleBody();
        _assertSingleMalformed(_withWord(body, 0, _wordOf(body, 0) | (uint256(dirt) << 160)));
        body = _batchBody();
        for (uint256 i; i < 3; ++i) {
            _assertBatchMalformed(_withWord(body, 128 + i * 32, _wordOf(body, 128 + i * 32) | (uint256(dirt) << 160)));
        }
    }

    function test_RevertWhen_ABatchIsCutShort() public {
        bytes memory body = _batchBody();
        for (uint256 length; length < body.length; length += 13) {
            _assertBatchMalformed(_head(body, length));
        }
    }

    function test_RevertWhen_ABatchHasATail() public {
        _assertBatchMalformed(bytes.concat(_batchBody(), hex"00"));
        _assertBatchMalformed(bytes.concat(_batchBody(), new bytes(32)));
    }

    /// @dev A target paired with another call's value or data.
    function test_RevertWhen_TheListsOfABatchDiffer() public {
        for (uint256 i; i < 27; ++i) {
            (uint256 targets, uint256 values, uint256 datas) = (i % 3, i / 3 % 3, i / 9);
            if (targets == 0 || (targets == values && values == datas)) continue;
            _assertBatchMalformed(abi.encode(new address[](targets), new uint256[](values), new bytes[](datas)));
        }
    }

    function test_RevertWhen_TwoCallsOfABatchShareTheirData() public {
        bytes memory body = _batchBody();
        // The offsets in the list of datas stand after the head and the two lists before it.
        uint256 offsets = 96 + 2 * 128 + 32;
        uint256 first = _wordOf(body, offsets);
        _assertBatchMalformed(_withWord(body, offsets + 32, first));
        _assertBatchMalformed(_withWord(body, offsets, _wordOf(body, offsets + 32)));
    }

    function testFuzz_RevertWhen_APointerOfABatchIsMoved(uint256 which, uint256 word) public {
        which = bound(which, 0, 5);
        uint256 offset = which < 3 ? which * 32 : 96 + 2 * 128 + 32 + (which - 3) * 32;
        bytes memory body = _batchBody();
        vm.assume(word != _wordOf(body, offset));
        _assertBatchMalformed(_withWord(body, offset, word));
    }

    function testFuzz_RevertWhen_ABatchLiesAboutItsCount(uint256 count) public {
        vm.assume(count != 3 && count != 0);
        _assertBatchMalformed(_withWord(_batchBody(), 96, count));
    }

    /// @dev With every pointer where it belongs: the lists seem whole to whoever reads the first one's count alone.
    function testFuzz_RevertWhen_AnotherListLiesAboutItsCount(uint256 count, bool values) public {
        vm.assume(count != 3);
        _assertBatchMalformed(_withWord(_batchBody(), values ? 96 + 128 : 96 + 2 * 128, count));
    }

    /// @dev Counts so large that the lists they take seem no longer than those of three.
    function test_RevertWhen_ABatchSaysItIsEndless() public {
        uint256 count = (1 << 251) + 3;
        bytes memory body = _withWord(_withWord(_batchBody(), 96, count), 96 + 128, count);
        _assertBatchMalformed(_withWord(body, 96 + 2 * 128, count));
    }

    function test_RevertWhen_ABatchIsEmpty() public {
        Call[] memory none = new Call[](0);
        bytes memory reason = abi.encodeWithSelector(ISessionValidation.BatchEmpty.selector);
        _assertRefused(_agreedOp(_batch(none)), reason);
        _assertRefused(_agreedOp(_batchOptimized(none)), reason);
    }

    /* FORBIDDEN TARGETS */

    /// @dev Alone, and at each place among calls that are allowed.
    function _assertTargetForbidden(Call memory call) private {
        bytes memory reason = abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, call.target);
        _assertRefused(_agreedOp(_single(call)), reason);
        _assertRefused(_agreedOp(_singleOptimized(call)), reason);
        for (uint256 i; i < 3; ++i) {
            Call[] memory calls = _callsAround(call, i, 3, _mintCall());
            _assertRefused(_agreedOp(_batch(calls)), reason);
            _assertRefused(_agreedOp(_batchOptimized(calls)), reason);
        }
    }

    /// @dev A call is judged before the next one is looked for: what is named is the theft, not that the rest was cut off.
    function test_RevertWhen_AForbiddenCallIsAllThatIsLeftOfABatch() public {
        Call[] memory calls = new Call[](2);
        calls[0] = Call(address(account), 0, abi.encodeCall(IBiconomyAccount.enableModule, (stranger.addr)));
        bytes memory whole = _batch(calls);
        // Without the length of the second call's data.
        _assertRefused(
            _agreedOp(_head(whole, whole.length - 32)),
            abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, address(account))
        );
    }

    /// @dev The account lets itself do anything: one call and the session key has enabled a module of its own.
    function test_RevertWhen_TheTargetIsTheAccount() public {
        _assertTargetForbidden(
            Call(address(account), 0, abi.encodeCall(IBiconomyAccount.enableModule, (stranger.addr)))
        );
    }

    /// @dev The session key would grant itself sessions.
    function test_RevertWhen_TheTargetIsTheRegistry() public {
        _assertTargetForbidden(Call(address(registry), 0, _rootCall(keccak256("a root of the key's own"))));
    }

    function test_RevertWhen_TheTargetIsTheModule() public {
        _assertTargetForbidden(Call(address(AGREEING), 0, "change your mind"));
    }

    /// @dev The deposit is the account's money.
    function test_RevertWhen_TheTargetIsTheEntryPoint() public {
        _assertTargetForbidden(
            Call(address(ENTRY_POINT), 0, abi.encodeCall(ENTRY_POINT.withdrawTo, (payable(stranger.addr), 1 ether)))
        );
    }

    /// @dev To some accounts it stands for the account itself.
    function test_RevertWhen_TheTargetIsZero() public {
        _assertTargetForbidden(Call(address(0), 0, abi.encodeCall(IBiconomyAccount.enableModule, (stranger.addr))));
    }

    function testFuzz_RevertWhen_AForbiddenTargetIsCalledWithAnything(uint256 which, uint256 value, bytes memory data)
        public
    {
        address[4] memory targets = [address(account), address(registry), address(AGREEING), address(ENTRY_POINT)];
        address target = targets[which % 4];
        _assertRefused(
            _agreedOp(_single(Call(target, value, data))),
            abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, target)
        );
    }

    /// @dev So that the refusals above are of the target and of nothing else.
    function test_RunsWhen_TheModuleAgreesAndTheTargetIsNotForbidden() public {
        _assertRuns(_agreedOp(_single(_mintCall())));
        _assertRuns(_agreedOp(_batch(_pair(_mintCall(), _approveCall(1)))));
    }

    /* THE MODULE'S ANSWER */

    function _assertAnswerRefused(address module, bytes memory sessionKeyData) private {
        _assertRefused(
            _opUnder(Session(0, 0, module, sessionKeyData), _single(_mintCall())),
            abi.encodeWithSelector(ISessionValidation.ModuleAnswerInvalid.selector, module)
        );
    }

    function test_RevertWhen_TheModuleHasNoCode() public {
        _assertAnswerRefused(makeAddr("no code"), abi.encode(key.addr));
    }

    /// @dev The identity precompile sends the question back, SHA-256 a word that is no address.
    function test_RevertWhen_TheModuleIsAPrecompile() public {
        _assertAnswerRefused(address(2), abi.encode(key.addr));
        _assertAnswerRefused(address(4), abi.encode(key.addr));
    }

    function test_RevertWhen_TheModuleAnswersTooLittle() public {
        for (uint256 length; length < 32; ++length) {
            _assertAnswerRefused(address(ECHOING), _head(abi.encode(key.addr), length));
        }
    }

    function test_RevertWhen_TheModuleAnswersTooMuch() public {
        _assertAnswerRefused(address(ECHOING), abi.encodePacked(uint256(uint160(key.addr)), hex"00"));
        _assertAnswerRefused(address(ECHOING), abi.encode(key.addr, key.addr));
    }

    function testFuzz_RevertWhen_TheModuleAnswersADirtyAddress(uint96 dirt) public {
        vm.assume(dirt != 0);
        _assertAnswerRefused(address(ECHOING), abi.encode((uint256(dirt) << 160) | uint160(key.addr)));
    }

    function _assertSignerForbidden(address signer) private {
        bytes memory reason = abi.encodeWithSelector(ISessionValidation.SignerForbidden.selector, signer);
        Session memory session = Session(0, 0, address(ECHOING), abi.encode(signer));
        _assertRefused(_opUnder(session, _single(_mintCall())), reason);
        _assertRefused(_opUnder(session, _batch(_pair(_mintCall(), _mintCall()))), reason);
    }

    /// @dev Zero is what a failed recovery yields: any garbage would be its signature.
    function test_RevertWhen_TheSignerIsZero() public {
        _assertSignerForbidden(address(0));
    }

    function test_RevertWhen_TheSignerIsTheAccount() public {
        _assertSignerForbidden(address(account));
    }

    function test_RevertWhen_TheSignersDiffer() public {
        Session memory session = Session(0, 0, address(SPLITTING), abi.encode(address(nft), key.addr, stranger.addr));
        _assertRefused(
            _opUnder(session, _batch(_pair(_mintCall(), _approveCall(1)))),
            abi.encodeWithSelector(ISessionValidation.SignersDiffer.selector, key.addr, stranger.addr)
        );
        _assertRefused(
            _opUnder(session, _batch(_pair(_approveCall(1), _mintCall()))),
            abi.encodeWithSelector(ISessionValidation.SignersDiffer.selector, stranger.addr, key.addr)
        );
    }

    /// @dev Wherever it stands, also first: the last call's signer must not stand for all.
    function test_RevertWhen_OneSignerOfManyDiffers() public {
        Session memory session = Session(0, 0, address(SPLITTING), abi.encode(address(nft), key.addr, stranger.addr));
        for (uint256 i; i < 4; ++i) {
            _assertRefused(
                _opUnder(session, _batch(_callsAround(_approveCall(1), i, 4, _mintCall()))),
                i == 0
                    ? abi.encodeWithSelector(ISessionValidation.SignersDiffer.selector, stranger.addr, key.addr)
                    : abi.encodeWithSelector(ISessionValidation.SignersDiffer.selector, key.addr, stranger.addr)
            );
        }
    }

    /* THE SIGNATURE */

    function _assertWrongSignature(UserOperation memory op, bytes memory signature) private {
        _assertSignatureRefused(_carrying(op, _wireOf(_mintSession(), _direct(), signature)));
    }

    function _parts(bytes memory signature) private view returns (bytes32 r, bytes32 s, uint8 v) {
        r = bytes32(this.tailOf(signature, 0));
        s = bytes32(this.tailOf(signature, 32));
        v = uint8(signature[64]);
    }

    function test_RefusesTheSignatureOfAnyoneElse() public {
        _makeLive(_mintSession());
        _assertWrongSignature(_goodOp(), _sign(stranger, _goodOp()));
        _assertWrongSignature(_goodOp(), _sign(owner, _goodOp()));
    }

    function test_RefusesASignatureOfAnotherOp() public {
        _makeLive(_mintSession());
        _assertWrongSignature(_goodOp(), _sign(key, _opAfter(1, _single(_mintCall()))));
    }

    function test_RefusesASignatureOfTheBareHash() public {
        _makeLive(_mintSession());
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key.key, ENTRY_POINT.getUserOpHash(_goodOp()));
        _assertWrongSignature(_goodOp(), abi.encodePacked(r, s, v));
    }

    /// @dev A bare `ecrecover` takes the mirror image of every signature (malleability).
    function test_RefusesAMirroredSignature() public {
        _makeLive(_mintSession());
        (bytes32 r, bytes32 s, uint8 v) = _parts(_sign(key, _goodOp()));
        _assertWrongSignature(_goodOp(), abi.encodePacked(r, CURVE_ORDER - uint256(s), uint8(55 - v)));
    }

    function testFuzz_RefusesAnyOtherRecoveryByte(uint8 v) public {
        _makeLive(_mintSession());
        (bytes32 r, bytes32 s, uint8 right) = _parts(_sign(key, _goodOp()));
        vm.assume(v != right);
        _assertWrongSignature(_goodOp(), abi.encodePacked(r, s, v));
    }

    function testFuzz_RefusesAnySignatureButTheRightOne(bytes32 r, bytes32 s, uint8 v) public {
        _makeLive(_mintSession());
        _assertWrongSignature(_goodOp(), abi.encodePacked(r, s, v));
    }

    function test_RefusesASignatureOfZeros() public {
        _makeLive(_mintSession());
        _assertWrongSignature(_goodOp(), new bytes(65));
    }

    function testFuzz_AWrongSignatureKeepsTheWindow(uint48 validUntil, uint48 validAfter) public {
        validUntil = uint48(bound(validUntil, 0, WINDOW_LIMIT - 1));
        validAfter = uint48(bound(validAfter, 0, WINDOW_LIMIT - 1));
        Session memory session = _mintSession();
        (session.validUntil, session.validAfter) = (validUntil, validAfter);
        UserOperation memory right = _opUnder(session, _single(_mintCall()));
        uint256 window = (uint256(validUntil) << 160) | (uint256(validAfter) << 208);
        assertEq(_validate(right), window);
        assertEq(_validate(_carrying(_goodOp(), _wireOf(session, _direct(), _sign(stranger, right)))), window | 1);
    }

    /* THE WINDOW */

    /// @dev The real EntryPoint v0.6: both bounds inclusive.
    function _assertWindow(uint48 validUntil, uint48 validAfter, uint256 time, bool runs) private {
        Session memory session = _mintSession();
        (session.validUntil, session.validAfter) = (validUntil, validAfter);
        vm.warp(time);
        UserOperation memory op = _opUnder(session, _single(_mintCall()));
        if (runs) _assertRuns(op);
        else _assertEntryPointRefuses(op, "AA22 expired or not due");
    }

    function test_RefusesWhen_TheSessionIsNotYetDue() public {
        uint48 edge = 1_800_001_000;
        _assertWindow(0, edge, edge - 1, false);
        _assertWindow(0, edge, edge, true);
        _assertWindow(0, edge, edge + 1, true);
    }

    function test_RefusesWhen_TheSessionHasExpired() public {
        uint48 edge = 1_800_001_000;
        _assertWindow(edge, 0, edge - 1, true);
        _assertWindow(edge, 0, edge, true);
        _assertWindow(edge, 0, edge + 1, false);
    }

    function test_RunsInAWindowOfOneSecond() public {
        uint48 edge = 1_800_001_000;
        _assertWindow(edge, edge, edge - 1, false);
        _assertWindow(edge, edge, edge, true);
        _assertWindow(edge, edge, edge + 1, false);
    }

    function test_RefusesAtAnyTimeWhen_TheWindowIsInverted() public {
        uint48 edge = 1_800_001_000;
        for (uint256 i; i < 5; ++i) {
            _assertWindow(edge - 1, edge + 1, edge - 2 + i, false);
        }
    }

    /// @dev Zero means no bound, not the first second of all.
    function testFuzz_RunsAtAnyTimeWhen_TheWindowIsOpen(uint256 time) public {
        _assertWindow(0, 0, bound(time, 1, WINDOW_LIMIT), true);
    }

    /* AFTER SIGNING */

    /// @dev The op is under its hash, and the hash is what the key has signed.
    function testFuzz_NeverRunsWhen_TheCallsAreChangedAfterSigning(uint256 index, uint8 mask) public {
        vm.assume(mask != 0);
        UserOperation memory op = _agreedOp(_single(_mintCall()));
        op.callData = _flipped(op.callData, bound(index, 0, op.callData.length - 1), mask);
        _assertNeverRuns(op);
    }

    function test_RefusesAnOpWhoseGasIsChangedAfterSigning() public {
        UserOperation memory op = _opUnder(_mintSession(), _single(_mintCall()));
        op.maxFeePerGas += 1;
        _assertSignatureRefused(op);
        op.maxFeePerGas -= 1;
        op.callGasLimit += 1;
        _assertSignatureRefused(op);
        op.callGasLimit -= 1;
        op.preVerificationGas += 1;
        _assertSignatureRefused(op);
        op.preVerificationGas -= 1;
        op.verificationGasLimit += 1;
        _assertSignatureRefused(op);
        op.verificationGasLimit -= 1;
        _assertRuns(op);
    }
}

contract NativeWireRefusals is Refusals, NativeWire {
    using Sessions for Session;
    using Sessions for Session[];

    function _grantDead(bytes32 root) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root);
    }

    function _revokeGrant(bytes32 root) private {
        vm.prank(address(account));
        registry.revokeGrant(SessionNode.wrap(root));
    }

    function test_RevertWhen_TheWireIsCutShort() public {
        UserOperation memory op = _goodOp();
        bytes memory wire = _mintSession().nativeWire(_direct(), _sign(key, op));
        // Version, length of the proof, window and module, signature: without the session's data.
        for (uint256 length = 1; length < 2 + 32 + 65; ++length) {
            _assertWireMalformed(_head(wire, length));
        }
    }

    /// @dev A longer cut leaves a wire of another session.
    function testFuzz_RevertWhen_TheSessionKeyDataIsCutShort(uint256 length) public {
        UserOperation memory op = _goodOp();
        bytes memory wire = _goodWire(op);
        length = bound(length, 99, wire.length - 1);
        Session memory cut = _mintSession();
        cut.sessionKeyData = this.tailOf(_head(wire, length - 65), 34);
        _assertRefused(_carrying(op, _head(wire, length)), _notGranted(cut, _direct()));
    }

    /// @dev Only a policy counts by period: to any other module a period would be a word that nobody reads.
    function testFuzz_RevertWhen_ASessionOfAModuleNamesPeriods(uint32 period) public {
        _makeLive(_mintSession());
        Session memory s = _mintSession();
        UserOperation memory op = _goodOp();
        bytes memory wire = abi.encodePacked(
            uint8(2), uint8(0), uint8(1), s.validUntil, s.validAfter, s.module, s.sessionKeyData, period, _sign(key, op)
        );
        _assertWireMalformed(wire);
    }

    function testFuzz_RevertWhen_TheWireIsTooShortForItsProof(uint8 proofLength) public {
        UserOperation memory op = _goodOp();
        bytes memory wire = _goodWire(op);
        // 96 bytes of the session's data could pass for three nodes.
        proofLength = uint8(bound(proofLength, 4, 255));
        wire[1] = bytes1(proofLength);
        _assertWireMalformed(wire);
    }

    function test_RevertGiven_TheGrantIsDead() public {
        Session[] memory sessions = _treeAround(_mintSession(), 2, 5);
        _makeLive(sessions);
        _assertRuns(_signedAs(_goodOp(), sessions[2], _proofOf(sessions, 2)));
        _revokeGrant(sessions.nativeRoot());
        _assertRefused(_signedAs(_goodOp(), sessions[2], _proofOf(sessions, 2)), _grantDead(sessions.nativeRoot()));
    }

    function test_RevertGiven_TheGrantDiedInAnEarlierEpoch() public {
        Session[] memory sessions = _treeAround(_mintSession(), 2, 5);
        _revokeGrant(sessions.nativeRoot());
        vm.prank(address(account));
        registry.revokeAllSessions();
        _assertRefused(_signedAs(_goodOp(), sessions[2], _proofOf(sessions, 2)), _grantDead(sessions.nativeRoot()));
    }

    /// @dev The leaf of a direct session is its root: the session is dead, and everywhere.
    function test_RevertGiven_TheGrantOfADirectSessionIsDead() public {
        _makeLive(_mintSession());
        _revokeGrant(_mintSession().leaf());
        _assertRefused(_signedAs(_goodOp(), _mintSession()), _dead(_mintSession()));

        Session[] memory sessions = _treeAround(_mintSession(), 2, 5);
        _makeLive(sessions);
        _assertRefused(_signedAs(_goodOp(), sessions[2], _proofOf(sessions, 2)), _dead(_mintSession()));
    }

    /// @dev Both are said by one error each, and the narrower comes first.
    function test_RevertGiven_TheSessionAndItsGrantAreDead() public {
        Session[] memory sessions = _treeAround(_mintSession(), 2, 5);
        _makeLive(sessions);
        _revokeGrant(sessions.nativeRoot());
        _revoke(_mintSession());
        _assertRefused(_signedAs(_goodOp(), sessions[2], _proofOf(sessions, 2)), _dead(_mintSession()));
    }

    function test_RunsGiven_TheSessionIsInAnotherLiveGrant() public {
        Session[] memory sessions = _treeAround(_mintSession(), 2, 5);
        _makeLive(sessions);
        _makeLive(_mintSession());
        _revokeGrant(sessions.nativeRoot());
        _assertRuns(_signedAs(_goodOp(), _mintSession()));
    }

    function test_RevertGiven_AnEarlierEpoch() public {
        _makeLive(_mintSession());
        vm.prank(address(account));
        registry.revokeAllSessions();
        _assertRefused(_signedAs(_goodOp(), _mintSession()), _notGranted(_mintSession(), _direct()));
    }
}

contract BiconomyWireRefusals is Refusals, BiconomyWire {
    using Sessions for Session;
    using Sessions for Session[];

    function _assertWordRefused(uint256 offset, uint256 word) private {
        UserOperation memory op = _goodOp();
        bytes memory wire = _goodWire(op);
        assembly ("memory-safe") {
            mstore(add(add(wire, 0x20), offset), word)
        }
        _assertWireMalformed(wire);
    }

    function test_RevertWhen_TheWireIsCutShort() public {
        bytes memory wire = _goodWire(_goodOp());
        for (uint256 length = 1; length < wire.length; ++length) {
            _assertWireMalformed(_head(wire, length));
        }
    }

    function test_RevertWhen_TheWireHasATail() public {
        bytes memory wire = _goodWire(_goodOp());
        _assertWireMalformed(bytes.concat(wire, hex"00"));
        _assertWireMalformed(bytes.concat(wire, new bytes(32)));
    }

    /// @dev Bits above a field would be dropped from the id: two byte strings for one session. The topmost byte of all is
    /// the wire's version.
    function testFuzz_RevertWhen_AFieldIsDirty(uint256 field, uint256 dirt) public {
        field = bound(field, 0, 2);
        uint256 clean = field == 2 ? uint160(address(mintModule)) : 0;
        uint256 bits = field == 2 ? 160 : 48;
        dirt = bound(dirt, 1, (1 << (field == 0 ? 248 - bits : 256 - bits)) - 1);
        _assertWordRefused(field * 32, clean | (dirt << bits));
    }

    function testFuzz_RevertWhen_AnOffsetIsMoved(uint256 which, uint256 offset) public {
        uint256[3] memory right = [uint256(192), 192 + 32 + 96, 192 + 32 + 96 + 32];
        which = bound(which, 0, 2);
        vm.assume(offset != right[which]);
        _assertWordRefused(96 + which * 32, offset);
    }

    function testFuzz_RevertWhen_TheLengthOfTheDataIsFalse(uint256 length) public {
        // 65 to 96 bytes take as many words: those are other sessions in the canonical encoding.
        vm.assume(length <= 64 || length > 96);
        _assertWordRefused(192, length);
    }

    function testFuzz_RevertWhen_TheLengthOfTheProofIsFalse(uint256 length) public {
        vm.assume(length != 0);
        _assertWordRefused(192 + 32 + 96, length);
    }

    /// @dev Lengths that wrap round to nothing, so that every offset and the total would seem right.
    function test_RevertWhen_APartSaysItIsEndless() public {
        _assertWireMalformed(_endless(type(uint256).max, 0));
        _assertWireMalformed(_endless(type(uint256).max - 30, 0));
        _assertWireMalformed(_endless(0, 1 << 251));
        _assertWireMalformed(_endless(0, type(uint256).max << 251));
    }

    /// @dev The wire of a session without data or proof, with other lengths in their places.
    function _endless(uint256 dataLength, uint256 proofLength) private view returns (bytes memory) {
        return abi.encodePacked(abi.encode(0, 0, mintModule, 192, 224, 256, dataLength, proofLength, 65), new bytes(96));
    }

    function testFuzz_RevertWhen_TheSignatureIsOfAnotherLength(uint256 length) public {
        vm.assume(length != 65);
        _assertWordRefused(192 + 32 + 96 + 32, length);
    }

    function test_RevertWhen_TheSignatureIsCompact() public {
        UserOperation memory op = _goodOp();
        bytes memory signature = _sign(key, op);
        _makeLive(_mintSession());
        _assertWireMalformed(_mintSession().biconomyWire(_direct(), _head(signature, 64)));
        _assertWireMalformed(_mintSession().biconomyWire(_direct(), bytes.concat(signature, hex"00")));
    }

    /// @dev Zero stands for "no sessions", whatever is presented.
    function test_RevertGiven_TheRootWasCleared() public {
        _makeLive(_mintSession());
        _makeLive(bytes32(0));
        _assertRefused(_signedAs(_goodOp(), _mintSession()), _notGranted(_mintSession(), _direct()));
    }

    /// @dev Biconomy's meaning of `setMerkleRoot`: the last root is the only one.
    function test_RevertGiven_TheRootWasReplaced() public {
        _makeLive(_mintSession());
        _makeLive(_approveSession());
        _assertRefused(_signedAs(_goodOp(), _mintSession()), _notGranted(_mintSession(), _direct()));
    }

    function test_RevertGiven_AllWereRevoked() public {
        _makeLive(_mintSession());
        vm.prank(address(account));
        registry.revokeAllSessions();
        _assertRefused(_signedAs(_goodOp(), _mintSession()), _notGranted(_mintSession(), _direct()));
    }

    /// @dev Whoever names the root of the Biconomy tree means that tree.
    function test_RevertGiven_TheBiconomyRootWasRevokedAsAGrant() public {
        Session[] memory sessions = _treeAround(_mintSession(), 2, 5);
        _makeLive(sessions);
        vm.prank(address(account));
        registry.revokeGrant(SessionNode.wrap(sessions.biconomyRoot()));
        _assertRefused(
            _signedAs(_goodOp(), sessions[2], _proofOf(sessions, 2)),
            abi.encodeWithSelector(
                ISessionRegistry.SessionNotGranted.selector, sessions[2].id(), sessions.biconomyRoot()
            )
        );
    }
}

/// @notice Why the registry refuses to write, as ops of the account see it: included, and failed with the reason.
contract GrantRefusals is Journey {
    using Sessions for Session;

    function _assertRegistryFails(bytes memory data, bytes memory reason) private {
        _assertFailsWith(_signedByOwner(_op(_execute(address(registry), 0, data))), reason);
    }

    function test_RevertWhen_TheGrantedRootIsZero() public {
        _assertRegistryFails(
            abi.encodeCall(ISessionRegistry.grantSessions, (SessionNode.wrap(0), "")),
            abi.encodeWithSelector(ISessionRegistry.RootZero.selector)
        );
    }

    function test_RevertWhen_TheRevokedRootIsZero() public {
        _assertRegistryFails(
            abi.encodeCall(ISessionRegistry.revokeGrant, (SessionNode.wrap(0))),
            abi.encodeWithSelector(ISessionRegistry.RootZero.selector)
        );
    }

    function test_RevertWhen_NothingIsRevoked() public {
        _assertRegistryFails(
            abi.encodeCall(ISessionRegistry.revokeSessions, (new SessionId[](0))),
            abi.encodeWithSelector(ISessionRegistry.NothingToRevoke.selector)
        );
    }

    function test_RevertGiven_TheGrantIsDead() public {
        SessionNode root = SessionNode.wrap(keccak256("a root"));
        _registryDoes(abi.encodeCall(ISessionRegistry.grantSessions, (root, "")));
        _registryDoes(abi.encodeCall(ISessionRegistry.revokeGrant, (root)));
        _assertRegistryFails(
            abi.encodeCall(ISessionRegistry.grantSessions, (root, "")),
            abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root)
        );
    }

    /// @dev A client of Biconomy's own manager that still knows the root, or sends its op again, brings nothing back.
    function test_RevertGiven_TheBiconomyRootIsDead() public {
        bytes32 root = keccak256("a root");
        _registryDoes(abi.encodeCall(IBiconomySessionRegistry.setMerkleRoot, (root)));
        _registryDoes(abi.encodeCall(ISessionRegistry.revokeGrant, (SessionNode.wrap(root))));
        _assertRegistryFails(
            abi.encodeCall(IBiconomySessionRegistry.setMerkleRoot, (root)),
            abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root)
        );
    }

    function test_RevertGiven_TheDirectSessionIsDead() public {
        Session memory session = _mintSession();
        _registryDoes(abi.encodeCall(ISessionRegistry.revokeSession, (SessionId.wrap(session.id()))));
        _assertRegistryFails(
            abi.encodeCall(ISessionRegistry.grantSessions, (SessionNode.wrap(session.leaf()), "")),
            abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, session.leaf())
        );
    }

    function test_RevertGiven_TheGrantDiedInAnEarlierEpoch() public {
        SessionNode root = SessionNode.wrap(keccak256("a root"));
        _registryDoes(abi.encodeCall(ISessionRegistry.revokeGrant, (root)));
        _registryDoes(abi.encodeCall(ISessionRegistry.revokeAllSessions, ()));
        _assertRegistryFails(
            abi.encodeCall(ISessionRegistry.grantSessions, (root, "")),
            abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root)
        );
    }
}

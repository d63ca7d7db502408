// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccountExecute, PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {
    Execution,
    IERC7579Execution,
    IERC7579ModuleConfig
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice What an op may bring along, and every call data of an account that is not one plain call or one plain batch.
abstract contract ExecutionRefusals is SessionOps {
    /// @dev Where the mode, the offset and the length of the execution stand, and the execution itself.
    uint256 private constant MODE = 4;
    uint256 private constant OFFSET = 36;
    uint256 private constant LENGTH = 68;
    uint256 private constant EXECUTION = 100;

    uint256 private constant BATCH_MODE = 1 << 248;

    /// @dev External, to slice.
    function tailOf(bytes calldata data, uint256 from) external pure returns (bytes memory) {
        return data[from:];
    }

    /* INITCODE AND PAYMASTER */

    /// @dev The EntryPoint stops at it before it asks anyone: an account with a live session is always there already.
    function testFuzz_RevertWhen_TheOpHasInitCode(bytes memory initCode) public {
        vm.assume(initCode.length != 0);
        PackedUserOperation memory op = _sessionOp(_approve(spender, 1));
        op.initCode = initCode;
        _makeLive(_approveSession());
        // Of EntryPoint v0.8 the hash itself looks at what stands there.
        op.signature = _signed(_sessionOp(_approve(spender, 1)), _approveSession()).signature;
        vm.prank(address(account));
        vm.expectRevert(ISessionValidation.InitCodeNotAllowed.selector);
        validator.validateUserOp(op, keccak256("its hash"));
    }

    function testFuzz_RevertWhen_ASessionOfAModuleUsesAPaymaster(address paymaster, bytes memory data) public {
        PackedUserOperation memory op = _sessionOp(_approve(spender, 1));
        op.paymasterAndData = abi.encodePacked(paymaster, _pack(100_000, 100_000), data);
        _makeLive(_approveSession());
        _assertValidatorRefuses(
            _signed(op, _approveSession()),
            abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, paymaster)
        );
    }

    function test_RevertWhen_ASessionOfAModuleUsesAPaymaster() public {
        address paymaster = makeAddr("paymaster");
        entryPoint.depositTo{value: 1 ether}(paymaster);
        PackedUserOperation memory op = _sessionOp(_approve(spender, 1));
        op.paymasterAndData = abi.encodePacked(paymaster, _pack(100_000, 100_000));
        _makeLive(_approveSession());
        _assertSessionRefused(
            _signed(op, _approveSession()),
            abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, paymaster)
        );
    }

    /* THE ACCOUNT'S FUNCTION */

    function _assertFunctionRefused(bytes memory callData, bytes4 selector) private {
        _assertSessionRefused(
            _agreedOp(callData), abi.encodeWithSelector(ISessionValidation.AccountFunctionNotAllowed.selector, selector)
        );
    }

    /// @dev Each would hand over the account, its modules, its code or its money, or is another way to execute.
    function test_RevertWhen_TheFunctionIsAnotherOfTheAccounts() public {
        bytes memory arguments = this.tailOf(_approve(spender, 1), 4);
        bytes4[5] memory standard = [
            IERC7579Execution.executeFromExecutor.selector,
            IERC7579ModuleConfig.installModule.selector,
            IERC7579ModuleConfig.uninstallModule.selector,
            IAccountExecute.executeUserOp.selector,
            bytes4(
                keccak256(
                    "validateUserOp((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes),bytes32,uint256)"
                )
            )
        ];
        for (uint256 i; i < standard.length; ++i) {
            _assertFunctionRefused(abi.encodePacked(standard[i], arguments), standard[i]);
            // As a prefix: what the account runs would stand behind it.
            _assertFunctionRefused(abi.encodePacked(standard[i], _approve(spender, 1)), standard[i]);
        }
        string[12] memory own = [
            "upgradeToAndCall(address,bytes)",
            "initializeAccount(bytes)",
            "initialize(bytes21,address,bytes,bytes,bytes[])",
            "changeRootValidator(bytes21,address,bytes,bytes)",
            "installValidations(bytes21[],(uint32,address)[],bytes[],bytes[])",
            "grantAccess(bytes21,bytes4,bool)",
            "invalidateNonce(uint32)",
            "setupSafe((address,address[],uint256,address,bytes,address,(address,bytes)[],bytes))",
            "execTransactionFromModule(address,uint256,bytes,uint8)",
            "setRegistry(address,address[],uint8)",
            "withdrawDepositTo(address,uint256)",
            "execute(address,uint256,bytes)"
        ];
        for (uint256 i; i < own.length; ++i) {
            bytes4 selector = bytes4(keccak256(bytes(own[i])));
            _assertFunctionRefused(abi.encodePacked(selector, arguments), selector);
        }
    }

    function testFuzz_RevertWhen_TheFunctionIsAnyOther(bytes4 selector) public {
        vm.assume(selector != IERC7579Execution.execute.selector);
        _assertFunctionRefused(abi.encodePacked(selector, this.tailOf(_approve(spender, 1), 4)), selector);
    }

    function test_RevertWhen_TheCallDataIsShorterThanASelector() public {
        _assertFunctionRefused("", 0);
        _assertFunctionRefused(hex"e9", hex"e9");
        _assertFunctionRefused(hex"e9ae5c", hex"e9ae5c");
    }

    /* THE MODE */

    function _assertModeRefused(bytes memory callData, uint256 mode) private {
        _assertSessionRefused(
            _agreedOp(_withWord(callData, MODE, mode)),
            abi.encodeWithSelector(ISessionValidation.ExecutionModeNotAllowed.selector, mode)
        );
    }

    function test_RevertWhen_TheModeIsAnother() public {
        bytes memory batch = _batch(_approveCall(1), _approveCall(2));
        // Delegatecall, static, single and batch that go on after a failure, and a call type of nobody's.
        uint256[5] memory modes =
            [uint256(0xff << 248), uint256(0xfe << 248), 1 << 240, BATCH_MODE | 1 << 240, uint256(2 << 248)];
        for (uint256 i; i < modes.length; ++i) {
            _assertModeRefused(_approve(spender, 1), modes[i]);
            _assertModeRefused(batch, modes[i]);
        }
    }

    function testFuzz_RevertWhen_AnyBitOfTheModeIsSet(uint256 bits, uint8 bit, bool single) public {
        uint256 right = single ? 0 : BATCH_MODE;
        bytes memory callData = single ? _approve(spender, 1) : _batch(_approveCall(1), _approveCall(2));
        _assertModeRefused(callData, right ^ (bit == 248 ? 1 << 249 : 1 << bit));
        if (bits != 0 && bits != BATCH_MODE) _assertModeRefused(callData, bits);
    }

    /// @dev The one bit that tells the two apart leads to the other encoding, not to a refusal of the mode.
    function test_RevertWhen_TheModeIsTheOtherOne() public {
        _assertMalformed(_withWord(_approve(spender, 1), MODE, BATCH_MODE));
        // Of a batch the head reads as a call of nobody, which the module agrees to; its first word is no address.
        _assertNeverPays(_withWord(_batch(_approveCall(1), _approveCall(2)), MODE, 0));
    }

    /// @dev Included or not, no allowance comes of it.
    function _assertNeverPays(bytes memory callData) private {
        try this.handle(_agreedOp(callData)) {} catch {}
        assertEq(token.allowance(address(account), spender), 0);
    }

    /* THE ENCODING OF THE CALLS */

    function _assertMalformed(bytes memory callData) private {
        _assertSessionRefused(
            _agreedOp(callData), abi.encodeWithSelector(ISessionValidation.ExecutionMalformed.selector)
        );
    }

    function _callData(bool single) private view returns (bytes memory) {
        return single ? _approve(spender, 1) : _batch(_approveCall(1), _approveCall(2));
    }

    function testFuzz_RevertWhen_TheCallDataIsCutShort(bool single, uint256 length) public {
        bytes memory callData = _callData(single);
        _assertMalformed(_head(callData, bound(length, 4, callData.length - 1)));
    }

    /// @dev A call is judged before the next one is looked for: what is named is the theft, not that the rest was cut off.
    function test_RevertWhen_AForbiddenCallIsAllThatIsLeftOfABatch() public {
        Execution[] memory calls = new Execution[](2);
        calls[0] = Execution(address(account), 0, _transfer(stranger.addr, 1));
        bytes memory whole = abi.encode(calls);
        // Without the second call's head.
        bytes memory cut = _head(whole, whole.length - 128);
        _assertSessionRefused(
            _agreedOp(abi.encodeCall(IERC7579Execution.execute, (bytes32(BATCH_MODE), cut))),
            abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, address(account))
        );
    }

    function testFuzz_RevertWhen_BytesFollowTheCallData(bool single, bytes memory tail) public {
        vm.assume(tail.length != 0);
        _assertMalformed(bytes.concat(_callData(single), tail));
    }

    /// @dev What stands at the usual place is judged, what the pointer leads to runs.
    function test_RevertWhen_TheExecutionStandsElsewhere() public {
        bytes memory theft =
            abi.encodePacked(token, uint256(0), abi.encodeCall(token.transfer, (stranger.addr, 1_000e18)));
        bytes memory decoy = _approve(spender, 1);
        bytes memory moved = _withWord(decoy, OFFSET, decoy.length - 4);
        _assertMalformed(bytes.concat(moved, this.tailOf(abi.encode(theft), 32)));
    }

    function testFuzz_RevertWhen_TheOffsetIsAnother(bool single, uint256 offset) public {
        vm.assume(offset != 0x40);
        _assertMalformed(_withWord(_callData(single), OFFSET, offset));
    }

    function testFuzz_RevertWhen_TheLengthIsAnother(bool single, uint256 length) public {
        bytes memory callData = _callData(single);
        uint256 right = _wordOf(callData, LENGTH);
        // Lengths that pad to the same total are other calls in the canonical encoding.
        vm.assume(length > type(uint256).max - 31 || (length + 31) / 32 != (right + 31) / 32);
        _assertMalformed(_withWord(callData, LENGTH, length));
    }

    /// @dev Lengths whose padding wraps round to nothing.
    function test_RevertWhen_TheExecutionSaysItIsEndless() public {
        for (uint256 i; i < 31; ++i) {
            bytes memory endless = abi.encodeWithSelector(
                IERC7579Execution.execute.selector, 0, 0x40, type(uint256).max - i, bytes32(0), bytes32(0)
            );
            _assertMalformed(endless);
        }
    }

    function testFuzz_RevertWhen_ASingleCallHasNoWholeHead(uint256 length) public {
        bytes memory execution = _head(abi.encodePacked(token, uint256(0)), bound(length, 0, 51));
        _assertMalformed(abi.encodeCall(IERC7579Execution.execute, (0, execution)));
    }

    function testFuzz_RevertWhen_ATargetOfABatchIsDirty(uint96 dirt, bool second) public {
        vm.assume(dirt != 0);
        bytes memory callData = _callData(false);
        uint256 at = EXECUTION + 64 + _wordOf(callData, EXECUTION + 64 + (second ? 32 : 0));
        _assertMalformed(_withWord(callData, at, uint256(dirt) << 160 | uint160(address(token))));
    }

    /// @dev The list's own offset, and the two offsets of its calls.
    function testFuzz_RevertWhen_APointerOfABatchIsMoved(uint8 which, uint256 word) public {
        bytes memory callData = _callData(false);
        uint256 at = which % 3 == 0 ? EXECUTION : EXECUTION + 32 + which % 3 * 32;
        vm.assume(word != _wordOf(callData, at));
        _assertMalformed(_withWord(callData, at, word));
    }

    function test_RevertWhen_TwoCallsOfABatchAreOne() public {
        bytes memory callData = _callData(false);
        (uint256 first, uint256 second) = (_wordOf(callData, EXECUTION + 64), _wordOf(callData, EXECUTION + 96));
        _assertMalformed(_withWord(callData, EXECUTION + 64, second));
        _assertMalformed(_withWord(callData, EXECUTION + 96, first));
    }

    function testFuzz_RevertWhen_ABatchLiesAboutItsCount(uint256 count) public {
        vm.assume(count != 2 && count != 0);
        _assertMalformed(_withWord(_callData(false), EXECUTION + 32, count));
    }

    function test_RevertWhen_ABatchIsEmpty() public {
        _assertSessionRefused(
            _agreedOp(kit.encodeBatch(new Execution[](0))),
            abi.encodeWithSelector(ISessionValidation.BatchEmpty.selector)
        );
        // Nor do calls hide behind a count of zero.
        _assertSessionRefused(
            _agreedOp(_withWord(_callData(false), EXECUTION + 32, 0)),
            abi.encodeWithSelector(ISessionValidation.BatchEmpty.selector)
        );
    }
}

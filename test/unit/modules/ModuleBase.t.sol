// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {Test} from "forge-std/Test.sol";

import {IModuleErrors} from "../../../contracts/interfaces/IModuleErrors.sol";
import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {ISessionValidationModule} from "../../../contracts/interfaces/ISessionValidationModule.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {IBiconomyAccount} from "../../utils/Peers.sol";
import {BytesEditor} from "../BytesEditor.sol";

/// @notice What every module must do: it allows the one right call, and refuses whatever is one change away from it, however it
/// is asked.
abstract contract ModuleBase is Test, LatchkeyDeployer {
    using BytesEditor for bytes;

    struct Call {
        address target;
        uint256 value;
        bytes data;
    }

    bytes32 internal constant OP_HASH = keccak256("userOpHash");
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    uint256 internal constant MAX_CALLS = 5;

    /// @dev The account's four functions, and the question that registries ask per call.
    uint256 private constant WAYS = 5;

    Account internal key = makeAccount("session key");
    ISessionValidationModule internal module;

    /// @dev Kept, because signing takes longer than all else here.
    bytes private signature = _signature(key.key);

    /* WHAT A MODULE'S TEST SAYS */

    /// @dev A right call and the session that allows it, other ones for other seeds.
    function _right(address signer, bytes32 seed) internal view virtual returns (Call memory, bytes memory);

    /// @dev The one function that the module allows.
    function _selector() internal pure virtual returns (bytes4);

    function _argumentCount() internal pure virtual returns (uint256);

    /// @dev How many arguments, from the first on, may have one value only.
    function _exactArgumentCount() internal pure virtual returns (uint256);

    function _sessionKeyDataLength() internal pure virtual returns (uint256);

    /// @dev Functions of like contracts that do harm, or nearly have the right selector.
    function _temptingSelectors() internal pure virtual returns (bytes4[] memory);

    /* ABI */

    /// @dev Identical to the contract of the same name in Particle Network's documentation and in Biconomy's sources.
    function test_Abi() public view {
        assertEq(ISessionValidationModule.validateSessionUserOp.selector, bytes4(0x84f16a4d));
        assertEq(ISessionValidationModule.validateSessionParams.selector, bytes4(0xc20bccb9));
        assertEq(module.EXECUTE_SELECTOR(), bytes4(0xb61d27f6));
        assertEq(module.EXECUTE_SELECTOR(), IBiconomyAccount.execute.selector);
        assertEq(module.EXECUTE_OPTIMIZED_SELECTOR(), bytes4(0x0000189a));
        assertEq(module.EXECUTE_OPTIMIZED_SELECTOR(), IBiconomyAccount.execute_ncC.selector);
    }

    /* THE RIGHT CALL */

    function testFuzz_RightCall(uint256 privateKey, bytes32 seed) public {
        privateKey = bound(privateKey, 1, ORDER - 1);
        key = Account(vm.addr(privateKey), privateKey);
        signature = _signature(privateKey);
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        _assertAllowed(right, sessionKeyData);
    }

    function testFuzz_RightCall_InABatch(bytes32 seed, uint256 count) public view {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        Call[] memory calls = _repeated(right, bound(count, 1, MAX_CALLS));
        assertTrue(_askOp(_batch(calls, false), sessionKeyData));
        assertTrue(_askOp(_batch(calls, true), sessionKeyData));
    }

    /// @dev What is not covered by the session's id has no say.
    function testFuzz_CallSpecificData_IsNotLookedAt(bytes32 seed, bytes memory callSpecificData) public {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        address signer =
            module.validateSessionParams(right.target, right.value, right.data, sessionKeyData, callSpecificData);
        assertEq(signer, key.addr);
    }

    /// @dev Who signed is no reason to revert: gas could not be estimated with a dummy signature.
    function testFuzz_WrongSigner_IsFalse(bytes32 seed, uint256 privateKey) public {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        privateKey = bound(privateKey, 1, ORDER - 1);
        vm.assume(privateKey != key.key);
        signature = _signature(privateKey);
        for (uint256 way = 1; way < WAYS; ++way) {
            assertFalse(_askOp(_callData(right, way), sessionKeyData));
        }
    }

    function testFuzz_AnySignature_IsFalse(bytes32 seed, bytes memory other) public {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        UserOperation memory op;
        op.callData = _callData(right, 1);
        assertFalse(module.validateSessionUserOp(op, OP_HASH, sessionKeyData, other));
        assertFalse(module.validateSessionUserOp(op, OP_HASH, sessionKeyData, new bytes(65)));
    }

    function testFuzz_OtherOpHash_IsFalse(bytes32 seed, bytes32 other) public {
        vm.assume(other != OP_HASH);
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        UserOperation memory op;
        op.callData = _callData(right, 1);
        assertFalse(module.validateSessionUserOp(op, other, sessionKeyData, signature));
    }

    function testFuzz_ReadsAndWritesNoStorage(bytes32 seed) public {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        vm.record();
        _assertAllowed(right, sessionKeyData);
        (bytes32[] memory reads, bytes32[] memory writes) = vm.accesses(address(module));
        assertEq(reads.length, 0);
        assertEq(writes.length, 0);
    }

    /* ANOTHER CALL */

    function testFuzz_RevertWhen_TargetIsAnother(bytes32 seed, address target) public view {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        vm.assume(target != right.target);
        _assertRefused(
            Call(target, right.value, right.data),
            sessionKeyData,
            abi.encodeWithSelector(IModuleErrors.TargetNotAllowed.selector, target, right.target)
        );
    }

    function testFuzz_RevertWhen_ValueIsSent(bytes32 seed, uint256 value) public view {
        value = bound(value, 1, type(uint256).max);
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        right.value = value;
        bytes memory reason = abi.encodeWithSelector(IModuleErrors.ValueNotAllowed.selector, value);
        _assertRefused(right, sessionKeyData, reason);
    }

    function testFuzz_RevertWhen_ValueIsOneWei(bytes32 seed) public view {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        right.value = 1;
        _assertRefused(right, sessionKeyData, abi.encodeWithSelector(IModuleErrors.ValueNotAllowed.selector, 1));
    }

    function testFuzz_RevertWhen_SelectorIsAnother(bytes32 seed, bytes4 selector) public view {
        vm.assume(selector != _selector());
        _assertSelectorRefused(seed, selector);
    }

    function testFuzz_RevertWhen_SelectorIsOneBitApart(bytes32 seed, uint256 bit) public view {
        _assertSelectorRefused(seed, _selector() ^ bytes4(uint32(1 << bound(bit, 0, 31))));
    }

    /// @dev Selector not pinned: the same arguments under another name, and the values that stand for wildcards elsewhere.
    function test_RevertWhen_SelectorTempts() public view {
        bytes4[] memory selectors = _temptingSelectors();
        for (uint256 i; i < selectors.length; ++i) {
            _assertSelectorRefused(0, selectors[i]);
        }
        _assertSelectorRefused(0, 0x00000000);
        _assertSelectorRefused(0, 0x00000001);
        _assertSelectorRefused(0, 0xffffffff);
        _assertSelectorRefused(0, 0xe0e0e0e0);
    }

    function test_RevertWhen_DataIsOfAnyOtherLength() public view {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, 0);
        bytes memory long = abi.encodePacked(right.data, bytes32(0), bytes1(0));
        for (uint256 length; length <= long.length; ++length) {
            if (length == right.data.length) continue;
            bytes memory data = long.copy();
            data.shorten(length);
            _assertLengthRefused(Call(right.target, 0, data), sessionKeyData);
        }
    }

    /// @dev Trailing bytes: a callee that looks at the end of its calldata would see what nobody judged.
    function testFuzz_RevertWhen_BytesFollow(bytes32 seed, bytes memory more) public view {
        vm.assume(more.length != 0);
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        right.data = abi.encodePacked(right.data, more);
        _assertLengthRefused(right, sessionKeyData);
    }

    function testFuzz_RevertWhen_AnArgumentIsAnother(bytes32 seed, uint256 index, uint256 word) public view {
        index = bound(index, 0, _exactArgumentCount() - 1);
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        vm.assume(word != right.data.wordAt(4 + index * 32));
        _assertArgumentRefused(right, sessionKeyData, index, word);
    }

    /// @dev All 256 bits count. Dirty bits: old tokens drop those above an address.
    function testFuzz_RevertWhen_AnArgumentIsOneBitApart(bytes32 seed, uint256 index, uint8 bit) public view {
        index = bound(index, 0, _exactArgumentCount() - 1);
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        _assertArgumentRefused(right, sessionKeyData, index, right.data.wordAt(4 + index * 32) ^ 1 << bit);
    }

    function testFuzz_RevertWhen_TheAddressArgumentIsDirty(bytes32 seed, uint256 dirt) public view {
        dirt = bound(dirt, 1, type(uint96).max);
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        _assertArgumentRefused(right, sessionKeyData, 0, dirt << 160 | right.data.wordAt(4));
    }

    /* ANOTHER CALL IN A BATCH */

    /// @dev Smuggling: the other calls are right, and the place of the wrong one does not matter.
    function testFuzz_RevertWhen_ABatchHoldsAnotherCall(bytes32 seed, uint256 count, uint256 change, address other)
        public
        view
    {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        vm.assume(other != right.target);
        (Call memory wrong, bytes memory reason) = _changed(right, change, other);
        _assertSmugglingRefused(right, wrong, bound(count, 2, MAX_CALLS), sessionKeyData, reason);
    }

    /// @dev Empty batch: with nothing to judge, nobody's signature is right.
    function test_RevertWhen_TheBatchIsEmpty() public view {
        (, bytes memory sessionKeyData) = _right(key.addr, 0);
        bytes memory reason = abi.encodePacked(ISessionValidation.BatchEmpty.selector);
        _assertOpRefused(_batch(new Call[](0), false), sessionKeyData, reason);
        _assertOpRefused(_batch(new Call[](0), true), sessionKeyData, reason);
    }

    function testFuzz_RevertWhen_TheAccountsFunctionIsAnother(bytes32 seed, bytes4 selector) public view {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        for (uint256 way = 1; way < WAYS; ++way) {
            vm.assume(selector != bytes4(_callData(right, way)));
        }
        bytes memory callData = abi.encodeWithSelector(selector, right.target, right.value, right.data);
        bytes memory reason = abi.encodeWithSelector(ISessionValidation.AccountFunctionNotAllowed.selector, selector);
        _assertOpRefused(callData, sessionKeyData, reason);
    }

    function testFuzz_RevertWhen_TheOpIsNoCanonicalEncoding(bytes32 seed, uint256 way, bytes memory more) public view {
        vm.assume(more.length != 0);
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        _assertOpRefused(
            abi.encodePacked(_callData(right, bound(way, 1, WAYS - 1)), more),
            sessionKeyData,
            abi.encodePacked(ISessionValidation.ExecutionMalformed.selector)
        );
    }

    /* ANOTHER SESSION */

    function test_RevertWhen_SessionKeyDataIsOfAnotherLength() public view {
        uint256 length = _sessionKeyDataLength();
        uint256[8] memory others = [0, 1, 32, length - 32, length - 1, length + 1, length + 32, 2 * length];
        for (uint256 i; i < others.length; ++i) {
            _assertSessionRefused(0, others[i]);
        }
    }

    function testFuzz_RevertWhen_SessionKeyDataIsOfAnotherLength(bytes32 seed, uint256 length) public view {
        length = bound(length, 0, 300);
        vm.assume(length != _sessionKeyDataLength());
        _assertSessionRefused(seed, length);
    }

    /// @dev Recovered zero equals unset key.
    function testFuzz_RevertWhen_TheSignerIsZero(bytes32 seed) public view {
        (Call memory right, bytes memory sessionKeyData) = _right(address(0), seed);
        _assertRefused(right, sessionKeyData, abi.encodePacked(IModuleErrors.SessionKeyDataInvalid.selector));
    }

    function testFuzz_RevertWhen_TheSignerIsDirty(bytes32 seed, uint256 dirt, bool zero) public view {
        uint256[2] memory dirts = [1, bound(dirt, 1, type(uint96).max)];
        address signer = zero ? address(0) : key.addr;
        (Call memory right, bytes memory sessionKeyData) = _right(signer, seed);
        for (uint256 i; i < dirts.length; ++i) {
            sessionKeyData.setWord(0, dirts[i] << 160 | uint160(signer));
            _assertRefused(right, sessionKeyData, abi.encodePacked(IModuleErrors.SessionKeyDataInvalid.selector));
        }
    }

    /* ASKING */

    /// @dev Every way of asking says yes, and to nobody but the key.
    function _assertAllowed(Call memory c, bytes memory sessionKeyData) internal view {
        (bool allowed, bytes memory answer) = _ask(_question(c, 0, sessionKeyData));
        assertTrue(allowed);
        assertEq(answer, abi.encode(key.addr));
        for (uint256 way = 1; way < WAYS; ++way) {
            assertTrue(_askOp(_callData(c, way), sessionKeyData));
        }
    }

    /// @dev Every way of asking is refused, for one reason.
    function _assertRefused(Call memory c, bytes memory sessionKeyData, bytes memory reason) internal view {
        for (uint256 way; way < WAYS; ++way) {
            (bool allowed, bytes memory answer) = _ask(_question(c, way, sessionKeyData));
            assertFalse(allowed);
            assertEq(answer, reason);
        }
    }

    /// @dev Among `count` calls, `wrong` is refused wherever it stands.
    function _assertSmugglingRefused(
        Call memory right,
        Call memory wrong,
        uint256 count,
        bytes memory sessionKeyData,
        bytes memory reason
    ) internal view {
        for (uint256 index; index < count; ++index) {
            Call[] memory calls = _repeated(right, count);
            calls[index] = wrong;
            _assertOpRefused(_batch(calls, index % 2 == 0), sessionKeyData, reason);
        }
    }

    function _assertOpRefused(bytes memory callData, bytes memory sessionKeyData, bytes memory reason) private view {
        (bool allowed, bytes memory answer) = _ask(_opQuestion(callData, sessionKeyData));
        assertFalse(allowed);
        assertEq(answer, reason);
    }

    function _assertSelectorRefused(bytes32 seed, bytes4 selector) private view {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        for (uint256 i; i < 4; ++i) {
            right.data[i] = selector[i];
        }
        bytes memory reason = abi.encodeWithSelector(IModuleErrors.SelectorNotAllowed.selector, selector, _selector());
        _assertRefused(right, sessionKeyData, reason);
    }

    /// @dev Bytes behind the call's data that complete the selector are none of it.
    function testFuzz_RevertWhen_PaddingCompletesTheSelector(bytes32 seed, uint256 length) public view {
        length = bound(length, 1, 3);
        (Call memory c, bytes memory sessionKeyData) = _right(key.addr, seed);
        c.data.shorten(length);
        bytes memory question = _question(c, 0, sessionKeyData);
        for (uint256 i = length; i < 4; ++i) {
            question[196 + i] = _selector()[i];
        }
        (bool allowed, bytes memory answer) = _ask(question);
        assertFalse(allowed);
        assertEq(answer, abi.encodeWithSelector(IModuleErrors.SelectorNotAllowed.selector, bytes4(c.data), _selector()));
    }

    function _assertLengthRefused(Call memory c, bytes memory sessionKeyData) private view {
        bytes memory reason = c.data.length < 4
            ? abi.encodeWithSelector(IModuleErrors.SelectorNotAllowed.selector, bytes4(c.data), _selector())
            : abi.encodeWithSelector(
                IModuleErrors.CalldataLengthNotAllowed.selector, c.data.length, 4 + _argumentCount() * 32
            );
        _assertRefused(c, sessionKeyData, reason);
    }

    function _assertArgumentRefused(Call memory right, bytes memory sessionKeyData, uint256 index, uint256 word)
        internal
        view
    {
        uint256 place = 4 + index * 32;
        bytes memory reason =
            abi.encodeWithSelector(IModuleErrors.ArgumentNotAllowed.selector, index, word, right.data.wordAt(place));
        right.data.setWord(place, word);
        _assertRefused(right, sessionKeyData, reason);
    }

    function _assertSessionRefused(bytes32 seed, uint256 length) private view {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        sessionKeyData = abi.encodePacked(sessionKeyData, new bytes(300));
        sessionKeyData.shorten(length);
        _assertRefused(right, sessionKeyData, abi.encodePacked(IModuleErrors.SessionKeyDataInvalid.selector));
    }

    function _askOp(bytes memory callData, bytes memory sessionKeyData) private view returns (bool) {
        (bool allowed, bytes memory answer) = _ask(_opQuestion(callData, sessionKeyData));
        assertTrue(allowed);
        return abi.decode(answer, (bool));
    }

    /// @dev `STATICCALL`, as registries of this project ask.
    function _ask(bytes memory question) private view returns (bool, bytes memory) {
        return address(module).staticcall(question);
    }

    function _question(Call memory c, uint256 way, bytes memory sessionKeyData) private view returns (bytes memory) {
        if (way != 0) return _opQuestion(_callData(c, way), sessionKeyData);
        return abi.encodeCall(module.validateSessionParams, (c.target, c.value, c.data, sessionKeyData, ""));
    }

    function _opQuestion(bytes memory callData, bytes memory sessionKeyData) private view returns (bytes memory) {
        UserOperation memory op;
        op.callData = callData;
        return abi.encodeCall(module.validateSessionUserOp, (op, OP_HASH, sessionKeyData, signature));
    }

    function _signature(uint256 privateKey) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(privateKey, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", OP_HASH)));
        return abi.encodePacked(r, s, v);
    }

    /* CALLS */

    /// @dev One of the changes that no module allows, and why it is refused.
    function _changed(Call memory right, uint256 change, address other)
        private
        pure
        returns (Call memory wrong, bytes memory reason)
    {
        wrong = Call(right.target, right.value, right.data.copy());
        change %= 5;
        if (change == 0) {
            wrong.target = other;
            reason = abi.encodeWithSelector(IModuleErrors.TargetNotAllowed.selector, other, right.target);
        } else if (change == 1) {
            wrong.value = 1;
            reason = abi.encodeWithSelector(IModuleErrors.ValueNotAllowed.selector, 1);
        } else if (change == 2) {
            wrong.data = "";
            reason = abi.encodeWithSelector(IModuleErrors.SelectorNotAllowed.selector, bytes4(0), _selector());
        } else if (change == 3) {
            wrong.data = abi.encodePacked(wrong.data, uint8(0));
            reason = abi.encodeWithSelector(
                IModuleErrors.CalldataLengthNotAllowed.selector, wrong.data.length, right.data.length
            );
        } else {
            uint256 word = right.data.wordAt(4);
            wrong.data.setWord(4, word ^ 1);
            reason = abi.encodeWithSelector(IModuleErrors.ArgumentNotAllowed.selector, 0, word ^ 1, word);
        }
    }

    function _repeated(Call memory c, uint256 count) private pure returns (Call[] memory calls) {
        calls = new Call[](count);
        for (uint256 i; i < count; ++i) {
            calls[i] = c;
        }
    }

    function _callData(Call memory c, uint256 way) private pure returns (bytes memory) {
        if (way == 1) return abi.encodeCall(IBiconomyAccount.execute, (c.target, c.value, c.data));
        if (way == 2) return abi.encodeCall(IBiconomyAccount.execute_ncC, (c.target, c.value, c.data));
        return _batch(_repeated(c, 1), way == 4);
    }

    function _batch(Call[] memory calls, bool optimized) private pure returns (bytes memory) {
        address[] memory targets = new address[](calls.length);
        uint256[] memory values = new uint256[](calls.length);
        bytes[] memory datas = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (targets[i], values[i], datas[i]) = (calls[i].target, calls[i].value, calls[i].data);
        }
        return optimized
            ? abi.encodeCall(IBiconomyAccount.executeBatch_y6U, (targets, values, datas))
            : abi.encodeCall(IBiconomyAccount.executeBatch, (targets, values, datas));
    }
}

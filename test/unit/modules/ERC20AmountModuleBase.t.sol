// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IModuleErrors} from "../../../contracts/interfaces/IModuleErrors.sol";
import {BytesEditor} from "../BytesEditor.sol";
import {ModuleBase} from "./ModuleBase.t.sol";

/// @notice What the modules for `approve` and for `transfer` must do beside.
abstract contract ERC20AmountModuleBase is ModuleBase {
    using BytesEditor for bytes;

    /// @dev Where `sessionKeyData` keeps its words.
    uint256 private constant TOKEN = 32;
    uint256 private constant COUNTERPARTY = 64;

    function _right(address signer, bytes32 seed) internal pure override returns (Call memory, bytes memory) {
        uint256 maxAmount = uint256(keccak256(abi.encode(seed))) >> uint8(seed[0]);
        uint256 amount = bound(uint256(keccak256(abi.encode(seed, "amount"))), 0, maxAmount);
        return _session(signer, seed, amount, maxAmount);
    }

    function _argumentCount() internal pure override returns (uint256) {
        return 2;
    }

    function _exactArgumentCount() internal pure override returns (uint256) {
        return 1;
    }

    function _sessionKeyDataLength() internal pure override returns (uint256) {
        return 128;
    }

    /* THE AMOUNT */

    function testFuzz_Amount(bytes32 seed, uint256 amount, uint256 maxAmount) public view {
        (Call memory call, bytes memory sessionKeyData) = _session(key.addr, seed, amount, maxAmount);
        if (amount <= maxAmount) _assertAllowed(call, sessionKeyData);
        else _assertAmountRefused(seed, amount, maxAmount);
    }

    function testFuzz_AmountAroundTheCap(bytes32 seed, uint256 maxAmount) public view {
        maxAmount = bound(maxAmount, 1, type(uint256).max - 1);
        _assertAmountAllowed(seed, maxAmount - 1, maxAmount);
        _assertAmountAllowed(seed, maxAmount, maxAmount);
        _assertAmountRefused(seed, maxAmount + 1, maxAmount);
    }

    function testFuzz_AmountZero_IsBelowAnyCap(bytes32 seed, uint256 maxAmount) public view {
        _assertAmountAllowed(seed, 0, maxAmount);
    }

    /// @dev A cap of zero means zero, never "any".
    function testFuzz_RevertGiven_TheCapIsZero(bytes32 seed, uint256 amount) public view {
        _assertAmountAllowed(seed, 0, 0);
        _assertAmountRefused(seed, 1, 0);
        _assertAmountRefused(seed, bound(amount, 1, type(uint256).max), 0);
        _assertAmountRefused(seed, type(uint256).max, 0);
    }

    function testFuzz_GivenTheCapIsEndless_AnyAmount(bytes32 seed, uint256 amount) public view {
        _assertAmountAllowed(seed, amount, type(uint256).max);
        _assertAmountAllowed(seed, type(uint256).max, type(uint256).max);
    }

    /// @dev Sign confusion: as a signed number the amount would be below any cap.
    function testFuzz_RevertWhen_TheAmountIsNegative(bytes32 seed, uint256 amount, uint256 maxAmount) public view {
        maxAmount = bound(maxAmount, 0, uint256(type(int256).max));
        _assertAmountRefused(seed, bound(amount, 1 << 255, type(uint256).max), maxAmount);
    }

    /// @dev Zero amount as a short cut: the other checks still hold.
    function testFuzz_RevertWhen_TheAmountIsZeroAndTheCounterpartyAnother(bytes32 seed, address other) public view {
        (Call memory call, bytes memory sessionKeyData) = _session(key.addr, seed, 0, 0);
        vm.assume(uint160(other) != call.data.wordAt(4));
        _assertArgumentRefused(call, sessionKeyData, 0, uint160(other));
    }

    /// @dev Smuggling: calls at the cap, and one above it.
    function testFuzz_RevertWhen_ABatchIsAboveTheCapOnce(bytes32 seed, uint256 maxAmount, uint256 count) public view {
        maxAmount = bound(maxAmount, 0, type(uint256).max - 1);
        (Call memory right, bytes memory sessionKeyData) = _session(key.addr, seed, maxAmount, maxAmount);
        (Call memory wrong,) = _session(key.addr, seed, maxAmount + 1, maxAmount);
        bytes memory reason = abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, maxAmount + 1, maxAmount);
        _assertSmugglingRefused(right, wrong, bound(count, 2, MAX_CALLS), sessionKeyData, reason);
    }

    /* ANOTHER SESSION */

    /// @dev A token's word with dirty bits is nobody's address.
    function testFuzz_RevertWhen_TheTokenIsDirty(bytes32 seed, uint256 dirt) public view {
        uint256[2] memory dirts = [1, bound(dirt, 1, type(uint96).max)];
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        for (uint256 i; i < dirts.length; ++i) {
            sessionKeyData.setWord(TOKEN, dirts[i] << 160 | uint160(right.target));
            _assertRefused(right, sessionKeyData, abi.encodeWithSelector(IModuleErrors.SessionKeyDataInvalid.selector));
        }
    }

    /// @dev No clean argument matches a dirty word of the session.
    function testFuzz_RevertWhen_TheCounterpartyIsDirty(bytes32 seed, uint256 dirt) public view {
        dirt = bound(dirt, 1, type(uint96).max);
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        uint256 clean = right.data.wordAt(4);
        sessionKeyData.setWord(COUNTERPARTY, dirt << 160 | clean);
        _assertRefused(
            right,
            sessionKeyData,
            abi.encodeWithSelector(IModuleErrors.ArgumentNotAllowed.selector, 0, clean, dirt << 160 | clean)
        );
    }

    /* HELPERS */

    function _assertAmountAllowed(bytes32 seed, uint256 amount, uint256 maxAmount) private view {
        (Call memory call, bytes memory sessionKeyData) = _session(key.addr, seed, amount, maxAmount);
        _assertAllowed(call, sessionKeyData);
    }

    function _assertAmountRefused(bytes32 seed, uint256 amount, uint256 maxAmount) private view {
        (Call memory call, bytes memory sessionKeyData) = _session(key.addr, seed, amount, maxAmount);
        bytes memory reason = abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, amount, maxAmount);
        _assertRefused(call, sessionKeyData, reason);
    }

    function _session(address signer, bytes32 seed, uint256 amount, uint256 maxAmount)
        private
        pure
        returns (Call memory, bytes memory)
    {
        address token = address(uint160(uint256(keccak256(abi.encode(seed, "token")))));
        address counterparty = address(uint160(uint256(keccak256(abi.encode(seed, "counterparty")))));
        return (
            Call(token, 0, abi.encodeWithSelector(_selector(), counterparty, amount)),
            abi.encode(signer, token, counterparty, maxAmount)
        );
    }
}

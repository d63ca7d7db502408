// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {ISessionValidation} from "../interfaces/ISessionValidation.sol";
import {ISessionValidationModule} from "../interfaces/ISessionValidationModule.sol";

/// @title ModuleCallLib
/// @notice Asks a session validation module about a call.
library ModuleCallLib {
    /// @dev What a module may say when it reverts. Longer data is cut, so that a module cannot make the account pay for
    /// copying it (return-data bomb).
    uint256 private constant MAX_REVERT_LENGTH = 1_024;

    /// @notice The signer that a module names for a call. Reverts with the module's own error when it refuses the call, and
    /// with `ModuleAnswerInvalid` when it has no code or answers anything but one clean address.
    /// @dev `STATICCALL`: a module judges and never acts, so it cannot re-enter to change what was checked before.
    /// @param module The module.
    /// @param target Contract that the account is going to call.
    /// @param value Native value of the call, wei.
    /// @param data Calldata of the call.
    /// @param sessionKeyData What the session allows.
    /// @return signer The session key.
    function signerOf(address module, address target, uint256 value, bytes calldata data, bytes calldata sessionKeyData)
        internal
        view
        returns (address signer)
    {
        bytes4 selector = ISessionValidationModule.validateSessionParams.selector;
        bool answered;
        uint256 length;
        uint256 answer;
        // The question is laid out behind the free memory pointer without claiming the place, and of the answer one word is
        // copied, the rest only counted, where Solidity copies all that a call returns: about 400 gas less in all.
        // `ModuleCallLibTest` fuzzes it against `abi.encodeCall` and a plain `staticcall`.
        assembly ("memory-safe") {
            let question := mload(0x40)
            let dataSize := and(add(data.length, 0x1f), not(0x1f))
            let keyDataSize := and(add(sessionKeyData.length, 0x1f), not(0x1f))
            mstore(question, selector)
            mstore(add(question, 0x04), shr(96, shl(96, target)))
            mstore(add(question, 0x24), value)
            mstore(add(question, 0x44), 0xa0)
            mstore(add(question, 0x64), add(0xc0, dataSize))
            mstore(add(question, 0x84), add(0xe0, add(dataSize, keyDataSize)))

            // The word after each copy is zeroed first, so that its padding is zero.
            let at := add(question, 0xa4)
            mstore(at, data.length)
            at := add(at, 0x20)
            mstore(add(at, data.length), 0)
            calldatacopy(at, data.offset, data.length)
            at := add(at, dataSize)
            mstore(at, sessionKeyData.length)
            at := add(at, 0x20)
            mstore(add(at, sessionKeyData.length), 0)
            calldatacopy(at, sessionKeyData.offset, sessionKeyData.length)
            at := add(at, keyDataSize)
            mstore(at, 0)

            // All gas, without GAS: the compiler may move it away from the call, which ERC-7562 forbids (OP-012).
            answered := staticcall(not(0), module, question, add(sub(at, question), 0x20), 0x00, 0x20)
            length := returndatasize()
            answer := mload(0x00)
            if iszero(answered) {
                if gt(length, MAX_REVERT_LENGTH) { length := MAX_REVERT_LENGTH }
                returndatacopy(question, 0x00, length)
                revert(question, length)
            }
        }
        // A codeless module answers with nothing: that is no yes.
        if (length != 32) revert ISessionValidation.ModuleAnswerInvalid(module);
        if (answer >> 160 != 0) revert ISessionValidation.ModuleAnswerInvalid(module);
        signer = address(uint160(answer));
    }
}

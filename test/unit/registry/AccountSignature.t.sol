// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBiconomySessionRegistry} from "../../../contracts/interfaces/IBiconomySessionRegistry.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

/// @notice `abi.encode(bytes moduleSignature, address module)` in its one canonical form. The account decodes it first, and takes more.
contract AccountSignatureTest is RegistryBase {
    using Sessions for Session;

    /// @dev Lengths for which the sum of all parts wraps round: the last 128 that there are.
    function testFuzz_RevertWhen_TheLengthWrapsRound(bytes32 seed, uint256 below) public {
        bytes memory signature = _signature(seed);
        uint256 length = type(uint256).max - below % 128;
        assembly ("memory-safe") {
            mstore(add(signature, 0x60), length)
        }
        _assertMalformed(signature);
    }

    function testFuzz_RevertWhen_TheLengthIsAnother(bytes32 seed, uint256 length) public {
        bytes memory signature = _signature(seed);
        uint256 was;
        assembly ("memory-safe") {
            was := mload(add(signature, 0x60))
            mstore(add(signature, 0x60), length)
        }
        // As many words as before would be another part of the same size.
        vm.assume(length / 32 + (length % 32 == 0 ? 0 : 1) != (was + 31) / 32);
        _assertMalformed(signature);
    }

    /// @dev Padding of its own would let a signature be written in several ways.
    function testFuzz_RevertWhen_ItIsCutOrGoesOn(bytes32 seed, uint256 length) public {
        bytes memory signature = _signature(seed);
        length = length % (signature.length + 65);
        vm.assume(length != signature.length);
        bytes memory other = new bytes(length);
        for (uint256 i; i < length && i < signature.length; ++i) {
            other[i] = signature[i];
        }
        _assertMalformed(other);
    }

    function testFuzz_RevertWhen_TheOffsetOrTheModuleIsAnother(bytes32 seed, uint256 word, bool offset) public {
        bytes memory signature = _signature(seed);
        vm.assume(word != (offset ? 64 : uint160(address(registry))));
        assembly ("memory-safe") {
            mstore(add(add(signature, 0x20), mul(iszero(offset), 0x20)), word)
        }
        _assertMalformed(signature);
    }

    function _signature(bytes32 seed) private returns (bytes memory) {
        Session memory session = _session(seed);
        _grant(session.leaf());
        bytes memory signature = abi.encode(session.nativeWire(_direct(), new bytes(65)), registry);
        assertEq(_verdictOnSignature(signature), _reachedTheCalls());
        return signature;
    }

    function _assertMalformed(bytes memory signature) private {
        assertEq(
            _verdictOnSignature(signature),
            abi.encodeWithSelector(IBiconomySessionRegistry.AccountSignatureMalformed.selector)
        );
    }
}

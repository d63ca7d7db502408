// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Session, Sessions} from "../../utils/Sessions.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

contract IsValidSignatureTest is RegistryBase {
    using Sessions for Session;

    function testFuzz_IsNever(address caller, bytes32 hash, bytes memory signature) public {
        vm.prank(caller);
        assertEq(registry.isValidSignature(hash, signature), bytes4(0xffffffff));
    }

    /// @dev ERC-1271 as a side door: a live session's signature is no signature of the account's.
    function testFuzz_IsNotALiveSessions(bytes32 seed, bytes32 hash) public {
        Account memory key = makeAccount("session key");
        Session memory session = _session(seed);
        session.sessionKeyData = abi.encode(key.addr);
        _grant(session.leaf());

        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key.key, hash);
        bytes memory signature = abi.encodePacked(r, s, v);
        vm.startPrank(account);
        assertEq(registry.isValidSignature(hash, signature), bytes4(0xffffffff));
        assertEq(registry.isValidSignature(hash, session.nativeWire(_direct(), signature)), bytes4(0xffffffff));
        assertEq(
            registry.isValidSignature(hash, abi.encode(session.nativeWire(_direct(), signature), registry)),
            bytes4(0xffffffff)
        );
    }
}

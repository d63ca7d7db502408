// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {OpenSessionSignatureLib} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {BytesEditor} from "../BytesEditor.sol";

contract SessionSignatureLibTest is Test, LatchkeyDeployer {
    using BytesEditor for bytes;

    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    OpenSessionSignatureLib private lib =
        OpenSessionSignatureLib(_deployMock("OpenLibraries", "OpenSessionSignatureLib"));

    function testFuzz_RightKey(uint256 key, bytes32 hash) public view {
        key = _boundKey(key);
        (bytes32 r, bytes32 s, uint8 v) = _sign(key, hash);
        assertTrue(lib.isSignedBy(vm.addr(key), hash, abi.encodePacked(r, s, v)));
    }

    function testFuzz_OtherKey(uint256 key, uint256 other, bytes32 hash) public view {
        (key, other) = (_boundKey(key), _boundKey(other));
        vm.assume(key != other);
        (bytes32 r, bytes32 s, uint8 v) = _sign(other, hash);
        assertFalse(lib.isSignedBy(vm.addr(key), hash, abi.encodePacked(r, s, v)));
    }

    function testFuzz_OtherHash(uint256 key, bytes32 hash, bytes32 other) public view {
        key = _boundKey(key);
        vm.assume(hash != other);
        (bytes32 r, bytes32 s, uint8 v) = _sign(key, other);
        assertFalse(lib.isSignedBy(vm.addr(key), hash, abi.encodePacked(r, s, v)));
    }

    function testFuzz_AnyBitFlipped(uint256 key, bytes32 hash, uint256 bit) public view {
        key = _boundKey(key);
        bit = bound(bit, 0, 65 * 8 - 1);
        (bytes32 r, bytes32 s, uint8 v) = _sign(key, hash);
        bytes memory signature = abi.encodePacked(r, s, v);
        signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        assertFalse(lib.isSignedBy(vm.addr(key), hash, signature));
    }

    /// @dev Malleability: a bare `ecrecover` takes the mirror image for the same key's.
    function testFuzz_MirrorImage(uint256 key, bytes32 hash) public view {
        key = _boundKey(key);
        (bytes32 r, bytes32 s, uint8 v) = _sign(key, hash);
        bytes32 mirrored = bytes32(ORDER - uint256(s));
        assertEq(ecrecover(_personal(hash), v == 27 ? 28 : 27, r, mirrored), vm.addr(key));
        assertFalse(lib.isSignedBy(vm.addr(key), hash, abi.encodePacked(r, mirrored, v == 27 ? 28 : 27)));
        assertFalse(lib.isSignedBy(vm.addr(key), hash, abi.encodePacked(r, mirrored, v)));
    }

    /// @dev Any `s` is some key's signature for a given `r`; the last one allowed is half the order.
    function testFuzz_SAroundHalfTheOrder(bytes32 hash) public view {
        (bytes32 r,,) = _sign(1, hash);
        _assertAnswer(hash, r, bytes32(ORDER / 2 - 1), true);
        _assertAnswer(hash, r, bytes32(ORDER / 2), true);
        _assertAnswer(hash, r, bytes32(ORDER / 2 + 1), false);
        _assertAnswer(hash, r, bytes32(ORDER - 1), false);
    }

    function testFuzz_AnyOtherV(uint256 key, bytes32 hash, uint8 v) public view {
        key = _boundKey(key);
        vm.assume(v != 27 && v != 28);
        _assertRefusedWithV(key, hash, v);
    }

    /// @dev Libraries that add 27 to a small `v` know 0 and 1.
    function testFuzz_VAtTheEdges(uint256 key, bytes32 hash) public view {
        key = _boundKey(key);
        _assertRefusedWithV(key, hash, 0);
        _assertRefusedWithV(key, hash, 1);
        _assertRefusedWithV(key, hash, 26);
        _assertRefusedWithV(key, hash, 29);
        _assertRefusedWithV(key, hash, 255);
    }

    /// @dev EIP-2098: a second form of one signature.
    function testFuzz_Compact(uint256 key, bytes32 hash) public view {
        key = _boundKey(key);
        (bytes32 r, bytes32 s, uint8 v) = _sign(key, hash);
        bytes32 vs = bytes32((uint256(v - 27) << 255) | uint256(s));
        assertFalse(lib.isSignedBy(vm.addr(key), hash, abi.encodePacked(r, vs)));
    }

    function testFuzz_OneByteMore(uint256 key, bytes32 hash, bytes1 more) public view {
        key = _boundKey(key);
        (bytes32 r, bytes32 s, uint8 v) = _sign(key, hash);
        assertFalse(lib.isSignedBy(vm.addr(key), hash, abi.encodePacked(r, s, v, more)));
    }

    function testFuzz_Truncated(uint256 key, bytes32 hash, uint256 length) public view {
        key = _boundKey(key);
        length = bound(length, 0, 64);
        (bytes32 r, bytes32 s, uint8 v) = _sign(key, hash);
        bytes memory signature = abi.encodePacked(r, s, v);
        signature.shorten(length);
        assertFalse(lib.isSignedBy(vm.addr(key), hash, signature));
    }

    function testFuzz_RAndSOutOfRange(uint256 key, bytes32 hash, bool high) public view {
        address signer = vm.addr(_boundKey(key));
        uint8 v = high ? 28 : 27;
        (bytes32 r, bytes32 s,) = _sign(_boundKey(key), hash);
        assertFalse(lib.isSignedBy(signer, hash, abi.encodePacked(uint256(0), uint256(0), v)));
        assertFalse(lib.isSignedBy(signer, hash, abi.encodePacked(r, uint256(0), v)));
        assertFalse(lib.isSignedBy(signer, hash, abi.encodePacked(uint256(0), s, v)));
        assertFalse(lib.isSignedBy(signer, hash, abi.encodePacked(ORDER, s, v)));
        assertFalse(lib.isSignedBy(signer, hash, abi.encodePacked(r, ORDER, v)));
        assertFalse(lib.isSignedBy(signer, hash, abi.encodePacked(type(uint256).max, type(uint256).max, v)));
    }

    /// @dev Recovered zero equals unset key: `ecrecover` answers zero for what is no signature.
    function testFuzz_SignerZero(bytes32 hash, bytes memory signature) public view {
        assertFalse(lib.isSignedBy(address(0), hash, signature));
    }

    function testFuzz_SignerZero_NoSignature(bytes32 hash, bytes32 r, bytes32 s, uint8 v) public view {
        assertFalse(lib.isSignedBy(address(0), hash, abi.encodePacked(r, s, v)));
        assertFalse(lib.isSignedBy(address(0), hash, abi.encodePacked(uint256(0), uint256(0), v)));
        assertFalse(lib.isSignedBy(address(0), hash, new bytes(65)));
    }

    /// @dev A hash signed bare could be a transaction's; `personal_sign` keeps the two apart.
    function testFuzz_BareHash(uint256 key, bytes32 hash) public view {
        key = _boundKey(key);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, hash);
        assertFalse(lib.isSignedBy(vm.addr(key), hash, abi.encodePacked(r, s, v)));
    }

    function _assertRefusedWithV(uint256 key, bytes32 hash, uint8 v) private view {
        (bytes32 r, bytes32 s,) = _sign(key, hash);
        assertFalse(lib.isSignedBy(vm.addr(key), hash, abi.encodePacked(r, s, v)));
    }

    function _assertAnswer(bytes32 hash, bytes32 r, bytes32 s, bool answer) private view {
        address signer = ecrecover(_personal(hash), 27, r, s);
        assertNotEq(signer, address(0));
        assertEq(lib.isSignedBy(signer, hash, abi.encodePacked(r, s, uint8(27))), answer);
    }

    function _sign(uint256 key, bytes32 hash) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        (v, r, s) = vm.sign(key, _personal(hash));
    }

    function _personal(bytes32 hash) private pure returns (bytes32) {
        return keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", hash));
    }

    function _boundKey(uint256 key) private pure returns (uint256) {
        return bound(key, 1, ORDER - 1);
    }
}

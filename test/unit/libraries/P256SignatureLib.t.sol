// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Test} from "forge-std/Test.sol";

import {OpenP256SignatureLib} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";
import {P256Keys} from "../../utils/P256Keys.sol";
import {BytesEditor} from "../BytesEditor.sol";

/// @notice With the precompile, with a verifier in its place, and with neither.
/// forge-config: default.evm_version = "osaka"
contract P256SignatureLibTest is Test, LatchkeyDeployer, P256Keys {
    using BytesEditor for bytes;

    /// @dev Where `r` and `s` of a raw signature stand.
    uint256 private constant R = 65;
    uint256 private constant S = 97;

    address private constant VERIFIER = 0x000000000000D01eA45F9eFD5c54f037Fa57Ea1a;

    OpenP256SignatureLib private lib = OpenP256SignatureLib(_deployMock("OpenLibraries", "OpenP256SignatureLib"));

    /// @dev So that what is refused below is refused for a reason.
    function test_ThePrecompileIsThere() public view {
        assertTrue(_precompileAnswers());
    }

    function _precompileAnswers() private view returns (bool) {
        bytes32 digest = sha256("message");
        (bytes32 r, bytes32 s) = vm.signP256(7, digest);
        (uint256 x, uint256 y) = vm.publicKeyP256(7);
        (, bytes memory answer) = address(0x100).staticcall(abi.encode(digest, r, s, x, y));
        return answer.length == 32;
    }

    function _boundKey(uint256 key) private pure returns (uint256) {
        return bound(key, 1, P256_ORDER - 1);
    }

    function _assertRaw(uint256 key, bytes32 hash, bytes memory signature, bool valid) private view {
        assertEq(lib.isSignedBy(_p256Signer(RAW, key), hash, signature), valid);
    }

    /* AS WEBCRYPTO SIGNS */

    function testFuzz_RightKey(uint256 key, bytes32 hash) public view {
        key = _boundKey(key);
        _assertRaw(key, hash, _rawSignature(key, hash), true);
    }

    /// @dev Its own public key does not make a signature another's.
    function testFuzz_OtherKey(uint256 key, uint256 other, bytes32 hash) public view {
        (key, other) = (_boundKey(key), _boundKey(other));
        vm.assume(key != other);
        _assertRaw(key, hash, _rawSignature(other, hash), false);
        // Nor under the right public key.
        (bytes32 r, bytes32 s) = _p256Sign(other, sha256(abi.encodePacked(hash)));
        _assertRaw(key, hash, abi.encodePacked(_p256Head(RAW, key), r, s), false);
    }

    function testFuzz_OtherHash(uint256 key, bytes32 hash, bytes32 other) public view {
        key = _boundKey(key);
        vm.assume(hash != other);
        _assertRaw(key, hash, _rawSignature(key, other), false);
    }

    /// @dev A hash signed bare is another message.
    function testFuzz_BareHash(uint256 key, bytes32 hash) public view {
        key = _boundKey(key);
        (bytes32 r, bytes32 s) = _p256Sign(key, hash);
        _assertRaw(key, hash, abi.encodePacked(_p256Head(RAW, key), r, s), false);
    }

    function testFuzz_AnyBitFlipped(uint256 key, bytes32 hash, uint256 bit) public view {
        key = _boundKey(key);
        bytes memory signature = _rawSignature(key, hash);
        bit = bound(bit, 0, signature.length * 8 - 1);
        signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _assertRaw(key, hash, signature, false);
    }

    /// @dev The mirror image of a signature is valid for the curve.
    function testFuzz_MirrorImage(uint256 key, bytes32 hash) public view {
        key = _boundKey(key);
        bytes memory signature = _rawSignature(key, hash);
        signature.setWord(S, P256_ORDER - signature.wordAt(S));
        _assertRaw(key, hash, signature, false);
    }

    function testFuzz_RAndSOutOfRange(uint256 key, bytes32 hash, uint256 above) public view {
        key = _boundKey(key);
        uint256[4] memory words = [0, P256_ORDER, type(uint256).max, bound(above, P256_ORDER, type(uint256).max)];
        for (uint256 i; i < words.length; ++i) {
            bytes memory signature = _rawSignature(key, hash);
            signature.setWord(R, words[i]);
            _assertRaw(key, hash, signature, false);
            signature = _rawSignature(key, hash);
            signature.setWord(S, words[i]);
            _assertRaw(key, hash, signature, false);
            signature.setWord(R, words[i]);
            _assertRaw(key, hash, signature, false);
        }
    }

    function testFuzz_AnotherLength(uint256 key, bytes32 hash, uint256 length) public view {
        key = _boundKey(key);
        bytes memory signature = abi.encodePacked(_rawSignature(key, hash), new bytes(64));
        length = bound(length, 0, signature.length);
        vm.assume(length != 129);
        signature.shorten(length);
        _assertRaw(key, hash, signature, false);
    }

    /// @dev A key that signs raw signs in no other way, and the other way round.
    function testFuzz_AnotherScheme(uint256 key, bytes32 hash, uint8 scheme) public view {
        key = _boundKey(key);
        vm.assume(scheme != RAW);
        bytes memory signature = _rawSignature(key, hash);
        signature[0] = bytes1(scheme);
        assertFalse(lib.isSignedBy(_p256Signer(RAW, key), hash, signature));
        assertFalse(lib.isSignedBy(_p256Signer(scheme, key), hash, signature));
    }

    function testFuzz_PointsBesideTheCurve(uint256 x, uint256 y, bytes32 hash, bytes32 r, bytes32 s) public view {
        bytes memory head = abi.encodePacked(RAW, x, y);
        address signer = address(uint160(uint256(keccak256(head))));
        assertFalse(lib.isSignedBy(signer, hash, abi.encodePacked(head, r, s)));
        assertFalse(lib.isSignedBy(signer, hash, abi.encodePacked(head, uint256(0), uint256(0))));
    }

    /// @dev What stands behind a signature that ends within its head might complete a public key.
    function testFuzz_ShorterThanItsHead(uint256 key, bytes32 hash, uint256 length, uint8 scheme) public view {
        bytes memory head = _p256Head(uint8(bound(scheme, RAW, WEBAUTHN_VERIFIED)), _boundKey(key));
        uint256 cut = bound(length, 1, head.length - 1);
        head.shorten(head.length - cut);
        address signer = address(uint160(uint256(keccak256(abi.encodePacked(head, new bytes(cut))))));
        assertFalse(lib.isSignedBy(signer, hash, head));
    }

    function testFuzz_AnyBytes(address signer, bytes32 hash, bytes memory signature) public view {
        assertFalse(lib.isSignedBy(signer, hash, signature));
    }

    /* AS AUTHENTICATORS SIGN */

    function _assertWebAuthn(uint8 scheme, uint256 key, bytes32 hash, bytes memory signature, bool valid) private view {
        assertEq(lib.isSignedBy(_p256Signer(scheme, key), hash, signature), valid);
    }

    function testFuzz_Assertion(uint256 key, bytes32 hash) public view {
        key = _boundKey(key);
        _assertWebAuthn(WEBAUTHN, key, hash, _webAuthnSignature(WEBAUTHN, key, hash, PRESENT), true);
        _assertWebAuthn(WEBAUTHN, key, hash, _webAuthnSignature(WEBAUTHN, key, hash, VERIFIED), true);
        bytes memory verified = _webAuthnSignature(WEBAUTHN_VERIFIED, key, hash, VERIFIED);
        _assertWebAuthn(WEBAUTHN_VERIFIED, key, hash, verified, true);
    }

    /// @dev An assertion under a scheme that is none is worth nothing.
    function testFuzz_AssertionOfAnotherScheme(uint256 key, bytes32 hash, uint8 scheme) public view {
        key = _boundKey(key);
        vm.assume(scheme != WEBAUTHN && scheme != WEBAUTHN_VERIFIED);
        _assertWebAuthn(scheme, key, hash, _webAuthnSignature(scheme, key, hash, VERIFIED), false);
    }

    function testFuzz_UserAbsent(uint256 key, bytes32 hash, bytes1 flags) public view {
        key = _boundKey(key);
        flags &= 0xfe;
        _assertWebAuthn(WEBAUTHN, key, hash, _webAuthnSignature(WEBAUTHN, key, hash, flags), false);
    }

    function testFuzz_UserNotVerified(uint256 key, bytes32 hash, bytes1 flags) public view {
        key = _boundKey(key);
        flags &= flags & 0x01 == 0 ? bytes1(0xff) : bytes1(0xfb);
        bytes memory signature = _webAuthnSignature(WEBAUTHN_VERIFIED, key, hash, flags);
        _assertWebAuthn(WEBAUTHN_VERIFIED, key, hash, signature, false);
    }

    function testFuzz_OtherChallenge(uint256 key, bytes32 hash, bytes32 other) public view {
        key = _boundKey(key);
        vm.assume(hash != other);
        _assertWebAuthn(WEBAUTHN, key, hash, _webAuthnSignature(WEBAUTHN, key, other, PRESENT), false);
    }

    function testFuzz_OtherKeysAssertion(uint256 key, uint256 other, bytes32 hash) public view {
        (key, other) = (_boundKey(key), _boundKey(other));
        vm.assume(key != other);
        _assertWebAuthn(WEBAUTHN, key, hash, _webAuthnSignature(WEBAUTHN, other, hash, PRESENT), false);
    }

    /// @dev An authenticator registers keys too: that is no consent to an op.
    function testFuzz_OtherType(uint256 key, bytes32 hash) public view {
        key = _boundKey(key);
        string memory challenge = Base64.encodeURL(abi.encodePacked(hash));
        string memory tail = string.concat('","origin":"https://dapp.example"}');
        string memory created = string.concat('{"type":"webauthn.cre","challenge":"', challenge, tail);
        string memory got = string.concat('{"type":"webauthn.get","challenge":"', challenge, tail);
        bytes memory data = _authenticatorData(PRESENT);
        _assertWebAuthn(WEBAUTHN, key, hash, _assertion(WEBAUTHN, key, data, created), false);
        _assertWebAuthn(WEBAUTHN, key, hash, _assertion(WEBAUTHN, key, data, got), true);
    }

    /// @dev A challenge that only begins like the right one.
    function testFuzz_LongerChallenge(uint256 key, bytes32 hash) public view {
        key = _boundKey(key);
        string memory challenge = Base64.encodeURL(abi.encodePacked(hash));
        string memory longer = string.concat('{"type":"webauthn.get","challenge":"', challenge, 'A","origin":"o"}');
        bytes memory signature = _assertion(WEBAUTHN, key, _authenticatorData(PRESENT), longer);
        _assertWebAuthn(WEBAUTHN, key, hash, signature, false);
    }

    function testFuzz_AnyBitOfAnAssertionFlipped(uint256 key, bytes32 hash, uint256 bit) public view {
        key = _boundKey(key);
        bytes memory signature = _webAuthnSignature(WEBAUTHN, key, hash, VERIFIED);
        bit = bound(bit, 0, signature.length * 8 - 1);
        signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _assertWebAuthn(WEBAUTHN, key, hash, signature, false);
    }

    function testFuzz_AnAssertionOfAnotherLength(uint256 key, bytes32 hash, uint256 length) public view {
        key = _boundKey(key);
        bytes memory signature = _webAuthnSignature(WEBAUTHN, key, hash, PRESENT);
        uint256 right = signature.length;
        signature = abi.encodePacked(signature, new bytes(64));
        length = bound(length, 0, signature.length);
        vm.assume(length != right);
        signature.shorten(length);
        _assertWebAuthn(WEBAUTHN, key, hash, signature, false);
    }

    /* WITHOUT THE PRECOMPILE */

    /// @dev Refused, and not reverted: nobody's op is charged for what a chain lacks.
    /// forge-config: default.evm_version = "cancun"
    function testFuzz_NoPrecompileAndNoVerifier(uint256 key, bytes32 hash) public view {
        assertFalse(_precompileAnswers());
        key = _boundKey(key);
        _assertRaw(key, hash, _rawSignature(key, hash), false);
        _assertWebAuthn(WEBAUTHN, key, hash, _webAuthnSignature(WEBAUTHN, key, hash, PRESENT), false);
        _assertRaw(key, hash, new bytes(129), false);
    }

    /// forge-config: default.evm_version = "cancun"
    /// forge-config: default.fuzz.runs = 16
    /// forge-config: deep.fuzz.runs = 256
    function testFuzz_VerifierInPlaceOfThePrecompile(uint256 key, bytes32 hash, bytes32 other) public {
        assertFalse(_precompileAnswers());
        vm.assume(hash != other);
        key = _boundKey(key);
        vm.etch(VERIFIER, _deployMock("PlainP256Verifier", "PlainP256Verifier").code);
        _assertRaw(key, hash, _rawSignature(key, hash), true);
        _assertRaw(key, hash, _rawSignature(key, other), false);
        _assertWebAuthn(WEBAUTHN, key, hash, _webAuthnSignature(WEBAUTHN, key, hash, PRESENT), true);
        _assertWebAuthn(WEBAUTHN, key, hash, _webAuthnSignature(WEBAUTHN, key, other, PRESENT), false);

        bytes memory signature = _rawSignature(key, hash);
        signature.setWord(S, P256_ORDER - signature.wordAt(S));
        _assertRaw(key, hash, signature, false);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {Grant, Grants} from "../../../utils/Grants.sol";
import {P256Keys} from "../../../utils/P256Keys.sol";
import {Policies} from "../../../utils/Policies.sol";
import {Session, Sessions} from "../../../utils/Sessions.sol";
import {OnNexus, OnV07, OnV08} from "../../../utils/accounts/Accounts.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice Sessions of keys on P-256, as browsers and authenticators hold them.
abstract contract P256SessionOps is SessionOps, P256Keys {
    using Sessions for Session;

    uint256 internal constant KEY = uint256(keccak256("a key that never leaves the browser"));

    function _sessionOf(uint8 scheme) internal view returns (Session memory) {
        return Session(0, 0, address(approveModule), abi.encode(_p256Signer(scheme, KEY), token, spender, MAX_AMOUNT));
    }

    function _p256Signature(uint8 scheme, uint256 signingKey, PackedUserOperation memory op)
        internal
        view
        returns (bytes memory)
    {
        bytes32 hash = entryPoint.getUserOpHash(op);
        return scheme == RAW ? _rawSignature(signingKey, hash) : _webAuthnSignature(scheme, signingKey, hash, VERIFIED);
    }

    function _wire(Session memory session, bytes32[] memory proof, bytes memory signature)
        internal
        pure
        returns (bytes memory)
    {
        return session.anySignatureWire(proof, new uint32[](0), signature);
    }

    function _p256Op(uint8 scheme, uint256 signingKey) internal view returns (PackedUserOperation memory op) {
        op = _sessionOp(_approve(spender, 7));
        op.signature = _wire(_sessionOf(scheme), _direct(), _p256Signature(scheme, signingKey, op));
    }
}

/// @notice What they may do, and what nobody may in their name.
abstract contract P256SessionsTest is P256SessionOps {
    using Grants for Grant;
    using Sessions for Session;
    using Sessions for Session[];

    /* WHAT RUNS */

    function test_Runs() public {
        for (uint8 scheme = RAW; scheme <= WEBAUTHN_VERIFIED; ++scheme) {
            _makeLive(_sessionOf(scheme));
            _assertRuns(_p256Op(scheme, KEY));
            assertEq(token.allowance(address(account), spender), 7);
        }
    }

    function testFuzz_RunsWithAnyKey(uint256 p256Key, bool webAuthn) public {
        p256Key = bound(p256Key, 1, P256_ORDER - 1);
        uint8 scheme = webAuthn ? WEBAUTHN : RAW;
        Session memory session = _sessionOf(scheme);
        session.sessionKeyData = abi.encode(_p256Signer(scheme, p256Key), token, spender, MAX_AMOUNT);
        _makeLive(session);
        PackedUserOperation memory op = _sessionOp(_approve(spender, 7));
        op.signature = _wire(session, _direct(), _p256Signature(scheme, p256Key, op));
        _assertRuns(op);
    }

    function test_RunsInATree() public {
        Session[] memory sessions = _treeAround(_sessionOf(RAW), 3, 7);
        _makeLive(sessions);
        PackedUserOperation memory op = _sessionOp(_batch(_approveCall(1), _approveCall(2)));
        op.signature = _wire(sessions[3], sessions.nativeProof(3), _p256Signature(RAW, KEY, op));
        _assertRuns(op);
    }

    function test_RunsWithItsGrant() public {
        Grant memory grant = Grant(address(account), _sessionOf(WEBAUTHN).leaf(), "", 0);
        bytes32 digest = grant.digest(block.chainid, address(validator));
        PackedUserOperation memory op = _p256Op(WEBAUTHN, KEY);
        op.signature =
            Grants.wire(_direct(), "", kit.erc1271Signature(address(account), owner.key, digest), op.signature);
        _assertRuns(op);
    }

    function test_APolicyWithPeriodsRuns() public {
        bytes memory rules = abi.encodePacked(Policies.eq(spender), Policies.sum(0));
        bytes[] memory budgets = Policies.list(Policies.budget(Policies.SUM, "id", 100, 1_799_999_500, 1_000));
        bytes[] memory entries = Policies.list(Policies.permission(address(token), token.approve.selector, "", rules));
        Session memory session = _policySession(Policies.policy(_p256Signer(RAW, KEY), budgets, entries));
        _makeLive(session);
        PackedUserOperation memory op = _sessionOp(_approve(spender, 60));
        op.signature = session.anySignatureWire(_direct(), new uint32[](1), _p256Signature(RAW, KEY, op));
        _assertRuns(op);
        bytes32 counter = keccak256(
            abi.encodePacked(uint8(Policies.SUM | 0x80), bytes16("id"), uint48(1_799_999_500), uint32(1_000), uint32(0))
        );
        assertEq(validator.spentOf(counter, address(account)), 60);
    }

    /* WHAT DOES NOT */

    function testFuzz_RefusesAnotherKey(uint256 other, uint8 scheme) public {
        other = bound(other, 1, P256_ORDER - 1);
        vm.assume(other != KEY);
        scheme = uint8(bound(scheme, RAW, WEBAUTHN_VERIFIED));
        _makeLive(_sessionOf(scheme));
        _assertSessionSignatureRefused(_p256Op(scheme, other));
    }

    /// @dev A key that a session lets sign in one way signs in no other.
    function test_RefusesAnotherScheme() public {
        for (uint8 scheme = RAW; scheme <= WEBAUTHN_VERIFIED; ++scheme) {
            _makeLive(_sessionOf(scheme));
            for (uint8 other = RAW; other <= WEBAUTHN_VERIFIED; ++other) {
                if (scheme == other) continue;
                PackedUserOperation memory op = _sessionOp(_approve(spender, 7));
                op.signature = _wire(_sessionOf(scheme), _direct(), _p256Signature(other, KEY, op));
                _assertSessionSignatureRefused(op);
            }
        }
    }

    function test_RefusesASignatureOfAnotherOp() public {
        _makeLive(_sessionOf(RAW));
        PackedUserOperation memory op = _p256Op(RAW, KEY);
        op.callData = _approve(spender, 8);
        _assertSessionSignatureRefused(op);
    }

    /// @dev No Ethereum key is the signer's, whatever it signs.
    function testFuzz_RefusesAnOrdinarySignature(uint256 ethereumKey) public {
        ethereumKey = boundPrivateKey(ethereumKey);
        _makeLive(_sessionOf(RAW));
        PackedUserOperation memory op = _sessionOp(_approve(spender, 7));
        op.signature = _sessionOf(RAW).nativeWire(_direct(), _signature(ethereumKey, op));
        _assertSessionSignatureRefused(op);
    }

    /// @dev Nor does a key on P-256 stand in for an Ethereum key.
    function test_RefusesAP256SignatureForAnEthereumKey() public {
        _makeLive(_approveSession());
        PackedUserOperation memory op = _sessionOp(_approve(spender, 7));
        op.signature = _wire(_approveSession(), _direct(), _p256Signature(RAW, KEY, op));
        _assertSessionSignatureRefused(op);
    }
}

/// forge-config: default.evm_version = "osaka"
contract P256SessionsOnV07Test is OnNexus, OnV07, P256SessionsTest {}

/// forge-config: default.evm_version = "osaka"
contract P256SessionsOnV08Test is OnNexus, OnV08, P256SessionsTest {}

/// @notice On a chain that has neither the precompile nor a verifier.
/// forge-config: default.evm_version = "cancun"
contract UnverifiedP256SessionsTest is OnNexus, OnV07, P256SessionOps {
    function test_RefusesEverything() public {
        for (uint8 scheme = RAW; scheme <= WEBAUTHN_VERIFIED; ++scheme) {
            _makeLive(_sessionOf(scheme));
            _assertSessionSignatureRefused(_p256Op(scheme, KEY));
        }
    }
}

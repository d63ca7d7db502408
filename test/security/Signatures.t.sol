// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IModuleErrors} from "../../contracts/interfaces/IModuleErrors.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {AgreeingModule, EchoingModule} from "../mocks/IntegrationModules.sol";
import {Grant, Grants} from "../utils/Grants.sol";
import {P256Keys} from "../utils/P256Keys.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Arena, Call, Op} from "./Arena.sol";

/// @notice Would be called by whoever believes a signature that names a factory.
contract Factory {
    uint256 public made;

    function make() external {
        ++made;
    }
}

/// @notice Signatures of nobody, of somebody else, of something else, and what stands beside them unsigned.
abstract contract SignatureAttacks is Arena, P256Keys {
    using Grants for Grant;
    using Sessions for Session;

    bytes16 private constant ID = "spending";

    /* NOBODY'S */

    /// @dev A failed recovery yields zero: no session is anybody's because its key is nobody.
    /// @custom:hole SEC-046-zero-signer
    /// @custom:hole SEC-045-owner-as-session-key
    function test_RevertWhen_TheSessionIsNobodys() public {
        bytes memory invalid = abi.encodeWithSelector(IModuleErrors.SessionKeyDataInvalid.selector);
        bytes memory forbidden = abi.encodeWithSelector(ISessionValidation.SignerForbidden.selector, address(0));
        _assertNobodys(Session(0, 0, approving, abi.encode(address(0), coin, shop, CAP)), invalid);
        _assertNobodys(Session(0, 0, address(new AgreeingModule()), abi.encode(address(0))), forbidden);
        _assertNobodys(
            _policy(Policies.policy(address(0), Policies.list(), Policies.list(_approvalEntry()))), _malformedPolicy()
        );
    }

    function _assertNobodys(Session memory session, bytes memory reason) private {
        _live(session);
        Op memory op = _opOf(_approveCall(shop, 1));
        bytes[4] memory signatures = [
            new bytes(65),
            abi.encodePacked(bytes32("r"), bytes32("s"), uint8(27)),
            abi.encodePacked(new bytes(64), uint8(28)),
            _personal(thief, _hashOf(op))
        ];
        for (uint256 i; i < signatures.length; ++i) {
            op.wire = session.nativeWire(_alone(), signatures[i]);
            _expectRefused(op, reason);
        }
        uint256[4] memory lengths = [uint256(0), 1, 64, 66];
        for (uint256 i; i < lengths.length; ++i) {
            op.wire = session.anySignatureWire(_alone(), new uint32[](0), new bytes(lengths[i]));
            _expectRefused(op, reason);
        }
    }

    /// @dev The other half of a signature, its compact form, numbers beside the curve: one op, one signature.
    /// @custom:hole SEC-048-malleability
    function test_RefusesEveryOtherFormOfASignature() public {
        _live(_approval());
        Op memory op = _by(_opOf(_approveCall(shop, 1)), _approval());
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(leaked.key, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", _hashOf(op))));
        bytes32 mirrored = bytes32(SECP256K1_ORDER - uint256(s));
        bytes[5] memory others = [
            abi.encodePacked(r, mirrored, v == 27 ? uint8(28) : uint8(27)),
            abi.encodePacked(r, s, v - 27),
            abi.encodePacked(bytes32(0), s, v),
            abi.encodePacked(r, bytes32(0), v),
            abi.encodePacked(r, bytes32(SECP256K1_ORDER), v)
        ];
        for (uint256 i; i < others.length; ++i) {
            op.wire = _approval().nativeWire(_alone(), others[i]);
            _expectWrongSignature(op);
        }
        bytes memory compact = abi.encodePacked(r, uint256(s) | uint256(v - 27) << 255);
        op.wire = _approval().anySignatureWire(_alone(), new uint32[](0), compact);
        _expectWrongSignature(op);
        _expectRuns(_by(_opOf(_approveCall(shop, 1)), _approval()));
    }

    /// @dev Of a P-256 key: zeros, numbers beyond the order, the mirror image, another key and another scheme.
    /// @custom:hole SEC-047-p256-zero
    function test_RefusesForgedSignaturesOfAP256Key() public {
        uint256 p256Key = uint256(keccak256("a P-256 key"));
        address signer = _p256Signer(RAW, p256Key);
        Session memory session = Session(0, 0, approving, abi.encode(signer, coin, shop, CAP));
        _live(session);
        Op memory op = _opOf(_approveCall(shop, 1));
        (bytes32 r, bytes32 s) = _p256Sign(p256Key, sha256(abi.encodePacked(_hashOf(op))));
        bytes32[2][8] memory forged = [
            [bytes32(0), bytes32(0)],
            [bytes32(0), s],
            [r, bytes32(0)],
            [bytes32(P256_ORDER), s],
            [r, bytes32(P256_ORDER)],
            [bytes32(type(uint256).max), bytes32(type(uint256).max)],
            [r, bytes32(P256_ORDER - uint256(s))],
            [s, r]
        ];
        _expectRuns(_withP256(op, session, _rawSignature(p256Key, _hashOf(op))));
        for (uint256 i; i < forged.length; ++i) {
            _expectWrongSignature(
                _withP256(op, session, abi.encodePacked(_p256Head(RAW, p256Key), forged[i][0], forged[i][1]))
            );
        }
        bytes32 point = bytes32(0);
        _expectWrongSignature(_withP256(op, session, abi.encodePacked(RAW, point, point, r, s)));
        _expectWrongSignature(_withP256(op, session, abi.encodePacked(_p256Head(WEBAUTHN, p256Key), r, s)));
        _expectWrongSignature(_withP256(op, session, _rawSignature(p256Key + 1, _hashOf(op))));
        _expectRuns(_withP256(op, session, _rawSignature(p256Key, _hashOf(op))));
    }

    function _withP256(Op memory op, Session memory session, bytes memory signature)
        private
        pure
        returns (Op memory changed)
    {
        changed = op;
        changed.wire = session.anySignatureWire(_alone(), new uint32[](0), signature);
    }

    /* SOMEBODY ELSE'S */

    /// @dev A stranger asks about the account's own good op, with its true hash: nothing is counted, by whatever name he goes.
    /// @custom:hole SEC-049-hash-not-of-op
    /// @custom:hole SEC-050-state-of-another
    /// @custom:hole SEC-043-outside-validation
    function testFuzz_AStrangerCountsNothing(address caller) public {
        vm.assume(caller != victim && caller != address(vm));
        bytes memory rules = abi.encodePacked(Policies.eq(shop), Policies.sum(0));
        Session memory session = _policyOf(
            Policies.list(Policies.budget(Policies.SUM, ID, 100)),
            Policies.list(_entry(address(coin), coin.approve.selector, rules))
        );
        bytes32 counter = keccak256(abi.encodePacked(Policies.SUM, ID, uint48(0), uint32(0), uint32(0)));
        Op memory op = _under(session, _approveCall(shop, 60));
        bytes memory question = _question(op);

        vm.prank(caller);
        (bool answered, bytes memory answer) = address(guard).call(question);
        assertFalse(answered);
        assertEq(answer, abi.encodeWithSelector(ISessionValidation.CallerNotSender.selector, caller, victim));
        assertEq(guard.spentOf(counter, victim), 0);
        assertEq(guard.spentOf(counter, caller), 0);
        _expectRuns(op);
        assertEq(guard.spentOf(counter, victim), 60);
    }

    /// @dev Another account of the owner asks, with the same sessions: it is not the sender.
    /// @custom:hole SEC-049-hash-not-of-op
    function test_RevertWhen_AnotherAccountAsks() public {
        Op memory op = _under(_approval(), _approveCall(shop, 1));
        bytes memory question = _question(op);
        address asked = victim;
        _moveOn();
        _live(_approval());
        vm.prank(victim);
        (bool answered, bytes memory answer) = address(guard).call(question);
        assertFalse(answered);
        assertEq(answer, abi.encodeWithSelector(ISessionValidation.CallerNotSender.selector, victim, asked));
    }

    /* SOMETHING ELSE'S */

    /// @dev The hash that another EntryPoint has for the same op.
    /// @custom:hole SEC-052-other-entrypoint
    function test_RefusesAnOpSignedForAnotherEntryPoint() public {
        _live(_approval());
        Op memory op = _opOf(_approveCall(shop, 1));
        bytes32 elsewhere = _hashElsewhere(op);
        assertNotEq(elsewhere, _hashOf(op));
        op.wire = _approval().nativeWire(_alone(), _personal(leaked, elsewhere));
        _expectWrongSignature(op);
        _expectRuns(_by(op, _approval()));
    }

    /// @dev The bare hash, the account's typed grant, a hash signed twice over.
    /// @custom:hole SEC-054-signing-scheme
    function test_RefusesEveryOtherWayToSignAHash() public {
        _live(_approval());
        Op memory op = _opOf(_approveCall(shop, 1));
        bytes32 hash = _hashOf(op);
        bytes32 personal = keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", hash));
        bytes32[4] memory digests = [
            hash,
            keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", personal)),
            keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n66", vm.toString(hash))),
            Grant(victim, _approval().leaf(), "", 0).digest(block.chainid, address(guard))
        ];
        for (uint256 i; i < digests.length; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(leaked.key, digests[i]);
            op.wire = _approval().nativeWire(_alone(), abi.encodePacked(r, s, v));
            _expectWrongSignature(op);
        }
    }

    /// @dev An op replayed on another account of the owner that has granted the same, and on another chain.
    /// @custom:hole SEC-070-unbound-leaf
    function test_RefusesAnOpReplayedElsewhere() public {
        _live(_approval());
        Op memory op = _by(_opOf(_approveCall(shop, 1)), _approval());
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        _expectWrongSignature(op);
        vm.chainId(here);

        _moveOn();
        _expectRefused(op, _notGranted(_approval()));
        _live(_approval());
        _expectWrongSignature(op);
    }

    /* WHAT IS NOT SIGNED */

    /// @dev Which session an op presents is not under its hash. Whoever relays it may name another live one of the same key: the op must
    /// be allowed by that one too, and does what was signed or nothing.
    /// @custom:hole SEC-051-unsigned-wire
    function test_ExchangingTheSessionGainsNothing() public {
        Session memory small = Session(0, 0, approving, abi.encode(leaked.addr, coin, shop, 1));
        Session memory expired = _copyOf(_approval());
        expired.validUntil = uint48(block.timestamp - 1);
        Session memory othersKey = Session(0, 0, approving, abi.encode(thief.addr, coin, shop, CAP));
        Session[6] memory live = [_approval(), small, expired, othersKey, _payment(), _policyOf(_approvalEntry())];
        for (uint256 i; i < live.length; ++i) {
            _live(live[i]);
        }
        Op memory op = _opOf(_approveCall(shop, 50));
        bytes memory signature = _personal(leaked, _hashOf(op));

        op.wire = small.nativeWire(_alone(), signature);
        _expectRefused(op, abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, 50, 1));
        op.wire = _payment().nativeWire(_alone(), signature);
        _expectRefused(
            op,
            abi.encodeWithSelector(
                IModuleErrors.SelectorNotAllowed.selector, coin.approve.selector, coin.transfer.selector
            )
        );
        op.wire = othersKey.nativeWire(_alone(), signature);
        _expectWrongSignature(op);
        op.wire = expired.nativeWire(_alone(), signature);
        _expectEntryPointSays(op, "AA22 expired or not due");
        // A module of the relayer's own is no session of the account.
        Session memory own = Session(0, 0, address(new AgreeingModule()), abi.encode(leaked.addr));
        op.wire = own.nativeWire(_alone(), signature);
        _expectRefused(op, _notGranted(own));

        op.wire = _policyOf(_approvalEntry()).nativeWire(_alone(), signature);
        _expectRuns(op);
        assertEq(coin.allowance(victim, shop), 50, "another session that allows it did something else");
    }

    /// @dev Whatever a module names, validation returns no address that an EntryPoint would take for an aggregator.
    /// @custom:hole SEC-064-aggregator
    function testFuzz_TheAuthorizerIsNeverAnAddress(address named, uint96 dirt, uint48 until) public {
        vm.assume(named != address(0) && named != victim && named != leaked.addr);
        address module = address(new EchoingModule());
        Session memory session = Session(until % 2 ** 47, 0, module, abi.encode(named));
        Op memory op = _under(session, _approveCall(shop, 1));
        assertEq(_answer(op), 1 | uint256(session.validUntil) << 160);
        // Nor when its answer has more bits than an address.
        vm.assume(dirt != 0);
        session.sessionKeyData = abi.encode(uint256(dirt) << 160 | uint160(leaked.addr));
        _expectRefused(
            _under(session, _approveCall(shop, 1)),
            abi.encodeWithSelector(ISessionValidation.ModuleAnswerInvalid.selector, module)
        );
    }

    /// @dev A wrong signature is an answer and no revert, keeps the window, and costs what a right one does.
    /// @custom:hole SEC-057-failure-or-revert
    function test_AWrongSignatureCostsWhatARightOneDoes() public {
        Session memory session = _approval();
        (session.validUntil, session.validAfter) = (1_900_000_000, 1_700_000_000);
        uint256 window = uint256(session.validUntil) << 160 | uint256(session.validAfter) << 208;
        Session[] memory sessions = _around(session, 3, 8);
        _live(sessions);
        bytes32[] memory proof = Sessions.nativeProof(sessions, 3);
        Op memory right = _by(_opOf(_approveCall(shop, 1)), session, proof);
        Op memory wrong = _by(_opOf(_approveCall(shop, 1)), session, proof, thief);

        _answer(right);
        assertEq(_answer(right), window);
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        assertEq(_answer(wrong), window | 1);
        assertApproxEqRel(vm.lastCallGas().gasTotalUsed, gas, 0.01e18);
    }

    /* IN THE ACCOUNT'S NAME */

    /// @dev The question by which clients find out about nested signatures (ERC-7739), and a permit: the session key has no say.
    /// @custom:hole SEC-055-erc1271-side-door
    function test_ASessionKeyAnswersForNobody() public {
        _live(_approval());
        bytes32[2] memory hashes =
            [bytes32(0x7739773977397739773977397739773977397739773977397739773977397739), keccak256("a permit")];
        for (uint256 i; i < hashes.length; ++i) {
            bytes memory signature = _personal(leaked, hashes[i]);
            assertEq(_answerThroughGuard(hashes[i], ""), NOT_A_SIGNATURE);
            assertEq(_answerThroughGuard(hashes[i], signature), NOT_A_SIGNATURE);
            assertEq(_answerThroughGuard(hashes[i], _approval().nativeWire(_alone(), signature)), NOT_A_SIGNATURE);
        }
    }

    /// @dev A grant's signature that names a factory to call first (ERC-6492): nobody calls it, and it is no signature.
    /// @custom:hole SEC-058-erc6492-calls
    function test_RevertWhen_AGrantsSignatureNamesAFactory() public {
        Factory factory = new Factory();
        bytes32 root = _approval().leaf();
        bytes32 digest = Grant(victim, root, "", 0).digest(block.chainid, address(guard));
        bytes memory word = _ownersWord(digest);
        bytes memory wrapped = bytes.concat(
            abi.encode(factory, abi.encodeCall(factory.make, ()), word),
            bytes32(0x6492649264926492649264926492649264926492649264926492649264926492)
        );
        Op memory op = _by(_opOf(_approveCall(shop, 1)), _approval());
        bytes memory wire = op.wire;
        op.wire = Grants.wire(_alone(), "", wrapped, wire);
        _expectRefused(op, abi.encodeWithSelector(ISessionValidation.GrantSignatureInvalid.selector, root, digest));
        assertEq(factory.made(), 0);
        assertEq(guard.statusOf(SessionNode.wrap(root), victim), 0);

        op.wire = Grants.wire(_alone(), "", word, wire);
        _expectRuns(op);
    }

    /// @dev What the owner signed for one account grants nothing on another, on another chain, or again after it was taken back.
    /// @custom:hole SEC-053-grant-replay
    /// @custom:hole SEC-056-erc1271-across-accounts
    function test_RevertWhen_ASignedGrantIsReplayed() public {
        bytes32 root = _approval().leaf();
        bytes memory word = _ownersWord(Grant(victim, root, "", 0).digest(block.chainid, address(guard)));
        uint256 snapshot = vm.snapshotState();

        uint256 here = block.chainid;
        vm.chainId(here + 1);
        _expectRefused(_grantedBy(word), _notSigned(root));
        vm.chainId(here);
        _moveOn();
        _expectRefused(_grantedBy(word), _notSigned(root));
        vm.revertToState(snapshot);

        _expectRuns(_grantedBy(word));
        _victimTells(abi.encodeWithSignature("revokeAllSessions()"));
        _expectRefused(_grantedBy(word), _notSigned(root));
        vm.revertToState(snapshot);

        _expectRuns(_grantedBy(word));
        _victimTells(abi.encodeWithSignature("revokeGrant(bytes32)", root));
        _expectRefused(_grantedBy(word), abi.encodeWithSignature("GrantDead(bytes32)", root));
    }

    function _grantedBy(bytes memory word) private view returns (Op memory op) {
        op = _by(_opOf(_approveCall(shop, 1)), _approval());
        op.wire = Grants.wire(_alone(), "", word, op.wire);
    }

    function _notSigned(bytes32 root) private view returns (bytes memory) {
        bytes32 digest = Grant(victim, root, "", guard.epochOf(victim)).digest(block.chainid, address(guard));
        return abi.encodeWithSelector(ISessionValidation.GrantSignatureInvalid.selector, root, digest);
    }
}

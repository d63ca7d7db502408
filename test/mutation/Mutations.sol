// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Test.sol";

import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {Grant, Grants} from "../utils/Grants.sol";
import {P256Keys} from "../utils/P256Keys.sol";
import {IEntryPoint07} from "../utils/Peers7579.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {TreeBuilder} from "../utils/TreeBuilder.sol";
import {Arena, Call, Op} from "../security/Arena.sol";

/// @notice Everything that is one change away from a valid op: each byte and each word of it, its lengths, its place. The changes
/// are generated over the encoded op. Each is refused by the EntryPoint, or is shown to be the same op.
///
/// @dev Two who can change something. Whoever relays an op changes the bytes of the bundle, and signs nothing. Whoever has the session
/// key changes an op and signs it anew. What stands in the op's signature but the key's own signature is signed by nobody, so the
/// first covers the second there.
abstract contract Mutations is Arena, P256Keys {
    using Grants for Grant;
    using Sessions for Session;
    using Sessions for Session[];

    /// @dev The kinds of wires, and what stands in them.
    enum Kind {
        ModuleAlone,
        ModuleInTree,
        PolicyAlone,
        PolicyInTree,
        PeriodAlone,
        PeriodInTree,
        P256Alone,
        WebAuthnInTree,
        GrantAlone,
        GrantForManyChains,
        PaidAlone,
        BiconomyAlone,
        BiconomyInTree
    }

    uint256 private constant P256_KEY = 0x1a7c4;
    uint128 private constant AMOUNT = 50;
    bytes16 private constant ID = "mutations";
    uint48 private constant EPOCH_START = 1_799_900_000;
    uint32 private constant DAY = 86_400;
    bytes private constant PUBLISHED = hex"0102030405";

    /// @dev Behind selector, the two words of the head, the count and the op's offset.
    uint256 private constant OP_AT = 132;

    /// @dev What the valid op does, to compare with.
    bytes32 private validHash;
    bytes32 private validEffects;

    /// @dev The snapshot that a bundle which was taken is undone to; one that is refused undoes itself.
    uint256 private start;

    /// @dev What a paid op brings: the one paymaster that its policy names, and what else the EntryPoint wants there.
    bytes private paymasterAndData;

    address private bundlerOfAll;
    address private entryPointOfAll;

    /* WHAT A FAMILY SAYS */

    /// @dev Words in the head of an encoded op, and which of them are offsets.
    function _headWords() internal pure virtual returns (uint256);

    function _isOffset(uint256 word) internal pure virtual returns (bool);

    /// @dev A paymaster that pays for every op, as an op names it.
    function _newPaymaster() internal virtual returns (bytes memory);

    /// @dev Whether the byte of the op's signature is padding, which nobody looks at.
    function _isPaddingOfSignature(Op memory op, uint256 at) internal view virtual returns (bool);

    /* TESTS */

    function test_ModuleAlone() public {
        _testAll(Kind.ModuleAlone);
    }

    function test_ModuleInTree() public {
        _testAll(Kind.ModuleInTree);
    }

    function test_PolicyAlone() public {
        _testAll(Kind.PolicyAlone);
    }

    function test_PolicyInTree() public {
        _testAll(Kind.PolicyInTree);
    }

    function test_PeriodAlone() public {
        _testAll(Kind.PeriodAlone);
    }

    function test_PeriodInTree() public {
        _testAll(Kind.PeriodInTree);
    }

    function test_P256Alone() public {
        _testAll(Kind.P256Alone);
    }

    function test_WebAuthnInTree() public {
        _testAll(Kind.WebAuthnInTree);
    }

    function test_GrantAlone() public {
        _testAll(Kind.GrantAlone);
    }

    function test_GrantForManyChains() public {
        _testAll(Kind.GrantForManyChains);
    }

    function test_PaidAlone() public {
        _testAll(Kind.PaidAlone);
    }

    function _testAll(Kind kind) internal {
        _begin(kind);
        _testRelayed(kind);
        _testSigned(kind);
        _testElsewhere(kind);
    }

    /// @dev The session is live, and the op valid.
    function _begin(Kind kind) private {
        if (kind == Kind.PaidAlone) paymasterAndData = _newPaymaster();
        Session memory session = _sessionOf(kind);
        bool brings = kind == Kind.GrantAlone || kind == Kind.GrantForManyChains;
        if (kind == Kind.BiconomyAlone || kind == Kind.BiconomyInTree) {
            bytes32 root = kind == Kind.BiconomyAlone ? session.id() : _treeOf(kind).biconomyRoot();
            _victimTells(abi.encodeWithSignature("setMerkleRoot(bytes32)", root));
        } else if (!brings) {
            _live(_rootOf(kind));
        }

        bundlerOfAll = makeAddr("bundler");
        (entryPointOfAll,) = _bundleCall(new Op[](0));
        bytes32 effectsBefore = _effects(kind);
        uint256 snapshot = vm.snapshotState();
        Op memory op = _dressed(kind, _bare(kind));
        bytes32 signed = _hashOf(op);
        (bool took, bytes32 hash, bool succeeded) = _run(_encodedBundle(op));
        assertTrue(took && succeeded, "the op itself is not valid");
        assertEq(hash, signed);
        bytes32 effects = _effects(kind);
        assertNotEq(effects, effectsBefore, "the valid op does nothing");
        vm.revertToState(snapshot);
        (validHash, validEffects) = (hash, effects);
        start = vm.snapshotState();
    }

    /* BY WHOEVER RELAYS THE OP */

    function _testRelayed(Kind kind) private {
        Op memory op = _dressed(kind, _bare(kind));
        bytes memory data = _encodedBundle(op);
        bool deep = vm.envOr("LATCHKEY_DEEP", false);
        uint256 accepted;
        for (uint256 at = OP_AT; at < data.length; ++at) {
            for (uint256 bit; bit < 8; ++bit) {
                // Of each byte one bit, another from byte to byte; all eight in the long run.
                if (!deep && bit != (at * 5 + uint256(kind)) % 8) continue;
                data[at] ^= bytes1(uint8(1 << bit));
                if (_isSame(kind, data)) {
                    ++accepted;
                    assertTrue(_mayBeFree(op, data, at), "a byte that is looked at was changed, and nobody minded");
                }
                data[at] ^= bytes1(uint8(1 << bit));
            }
        }
        // Padding is there, and is not looked at: the test can tell.
        assertGt(accepted, 0, "no padding");
        for (uint256 at = OP_AT; at < data.length; at += 32) {
            uint256 old = _wordAt(data, at);
            uint256[6] memory words = _wordsInsteadOf(old, thief.addr);
            for (uint256 i; i < words.length; ++i) {
                if (words[i] == old) continue;
                _setWord(data, at, words[i]);
                if (_isSame(kind, data)) {
                    assertTrue(_mayWordBeFree(op, data, at, words[i] ^ old), "a word that is looked at was changed");
                }
                _setWord(data, at, old);
            }
        }
        _testLengthsOfWire(kind, op);
    }

    /// @dev The wire cut anywhere, and longer.
    function _testLengthsOfWire(Kind kind, Op memory op) private {
        bytes memory wire = op.wire;
        uint256 free = _free();
        for (uint256 length; length < wire.length; ++length) {
            op.wire = _cut(wire, length);
            assertFalse(_isSame(kind, _encodedBundle(op)), "a wire that was cut was taken");
            _release(free);
        }
        bytes[4] memory tails = _tails();
        for (uint256 i; i < tails.length; ++i) {
            op.wire = bytes.concat(wire, tails[i]);
            assertFalse(_isSame(kind, _encodedBundle(op)), "a wire with a tail was taken");
            op.wire = bytes.concat(tails[i], wire);
            assertFalse(_isSame(kind, _encodedBundle(op)), "a wire with something before it was taken");
        }
        op.wire = wire;
    }

    /// @dev What is free: padding, and the offset of a field that is empty, for it may point at any zero.
    function _mayBeFree(Op memory op, bytes memory data, uint256 at) private view returns (bool) {
        uint256 rel = at - OP_AT;
        if (rel < 32 * _headWords()) return _isOffset(rel / 32) && _wordAt(data, _tailOf(op, rel / 32)) == 0;
        for (uint256 word; word < _headWords(); ++word) {
            if (!_isOffset(word)) continue;
            uint256 field = _tailOf(op, word);
            uint256 length = _wordAt(data, field);
            if (at < field || at >= field + 32 + (length + 31) / 32 * 32) continue;
            if (at >= field + 32 + length) return true;
            return word == _signatureWord() && at >= field + 32 && _isPaddingOfSignature(op, at - field - 32);
        }
        return false;
    }

    function _mayWordBeFree(Op memory op, bytes memory data, uint256 at, uint256 changed) private view returns (bool) {
        for (uint256 i; i < 32; ++i) {
            if (uint8(changed >> (248 - 8 * i)) != 0 && !_mayBeFree(op, data, at + i)) return false;
        }
        return true;
    }

    /// @dev Where the length of a field stands in the bundle of the unchanged op.
    function _tailOf(Op memory op, uint256 word) private view returns (uint256) {
        return OP_AT + _wordAt(_encodedBundle(op), OP_AT + 32 * word);
    }

    function _signatureWord() private pure returns (uint256) {
        return _headWords() - 1;
    }

    /* BY WHOEVER HAS THE KEY */

    function _testSigned(Kind kind) private {
        bytes memory right = _bare(kind).callData;
        uint256 free = _free();
        for (uint256 at; at < right.length; ++at) {
            for (uint256 bit = at % 2; bit < 8; bit += 4) {
                bytes memory data = bytes.concat(right);
                data[at] ^= bytes1(uint8(1 << bit));
                _expectNoOther(kind, data);
                _release(free);
            }
            if (at % 32 == 4 && at + 32 <= right.length) {
                uint256 old = _wordAt(right, at);
                uint256[6] memory words = _wordsInsteadOf(old, victim);
                for (uint256 i; i < 6; ++i) {
                    if (words[i] != old) _expectNoOther(kind, _withWord(right, at, words[i]));
                }
                _release(free);
            }
            _expectNoOther(kind, _cut(right, at));
            _release(free);
        }
        bytes[4] memory tails = _tails();
        for (uint256 i; i < tails.length; ++i) {
            _expectNoOther(kind, bytes.concat(right, tails[i]));
        }
        _testUnwanted(kind);
    }

    /// @dev The op is refused, or does what the valid op does: then it differs in padding alone, and makes the same calls. A module's
    /// session allows lower amounts too.
    function _expectNoOther(Kind kind, bytes memory callData) private {
        Op memory op = _bare(kind);
        op.callData = callData;
        op = _dressed(kind, op);
        bytes32 signed = _hashOf(op);
        (bool took, bytes32 hash,) = _run(_encodedBundle(op));
        if (took) {
            assertEq(hash, signed, "another op was included than was signed");
            bytes32 effects = _effects(kind);
            bool lower = _isModules(kind) && coin.allowance(victim, shop) < AMOUNT;
            assertTrue(effects == validEffects || lower, "an op that is not allowed was taken");
            assertEq(coin.allowance(victim, thief.addr), 0);
            assertEq(coin.balanceOf(thief.addr), 0);
            _undo();
        }
    }

    /// @dev Fields that are empty in a session's op, signed: the registry says no.
    function _testUnwanted(Kind kind) private {
        Op memory op = _bare(kind);
        op.initCode = abi.encodePacked(thief.addr, "deploy");
        _expectUnwanted(_dressed(kind, op));
        op = _bare(kind);
        op.paymasterAndData = abi.encodePacked(thief.addr, uint128(100_000), uint128(100_000));
        _expectUnwanted(_dressed(kind, op));
        if (kind == Kind.PaidAlone) _testOtherPaymasters(kind);
    }

    /// @dev Each bit of the paymaster that the policy names, and less than an address.
    function _testOtherPaymasters(Kind kind) private {
        uint256 free = _free();
        for (uint256 bit; bit < 160; ++bit) {
            Op memory op = _bare(kind);
            op.paymasterAndData[bit / 8] ^= bytes1(uint8(1 << bit % 8));
            _expectUnwanted(_dressed(kind, op));
            _release(free);
        }
        for (uint256 length = 1; length < 20; ++length) {
            Op memory op = _bare(kind);
            op.paymasterAndData = _cut(op.paymasterAndData, length);
            _expectUnwanted(_dressed(kind, op));
            _release(free);
        }
    }

    function _expectUnwanted(Op memory op) private {
        (bool answered,) = _ask(op);
        assertFalse(answered, "the registry took initCode, or a paymaster");
        (bool took,,) = _run(_encodedBundle(op));
        assertFalse(took, "initCode, or a paymaster, was taken");
    }

    /* ELSEWHERE */

    /// @dev Signed for another chain, another EntryPoint, another account of the same owner; and by another key.
    function _testElsewhere(Kind kind) private {
        Op memory bare = _bare(kind);
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        Op memory op = _dressed(kind, bare);
        vm.chainId(here);
        assertFalse(_isSame(kind, _encodedBundle(op)), "an op of another chain was taken");

        op = _dressedWith(kind, bare, _hashElsewhere(bare));
        assertFalse(_isSame(kind, _encodedBundle(op)), "an op of another EntryPoint was taken");

        op = _dressedWith(kind, bare, bytes32(uint256(_hashOf(bare)) ^ 1));
        assertFalse(_isSame(kind, _encodedBundle(op)), "an op with another hash was taken");

        bytes memory wire = _dressed(kind, _bare(kind)).wire;
        uint256 snapshot = vm.snapshotState();
        _moveOn();
        if (kind != Kind.GrantAlone && kind != Kind.GrantForManyChains) _live(_rootOf(kind));
        op = _bare(kind);
        op.wire = wire;
        (bool took,,) = _run(_encodedBundle(op));
        assertFalse(took, "an op of another account was taken");
        vm.revertToStateAndDelete(snapshot);
    }

    /* CASES */

    function _isModules(Kind kind) private pure returns (bool) {
        return kind == Kind.ModuleAlone || kind == Kind.ModuleInTree || kind == Kind.P256Alone
            || kind == Kind.GrantAlone || kind == Kind.BiconomyAlone;
    }

    function _isInTree(Kind kind) private pure returns (bool) {
        return kind == Kind.ModuleInTree || kind == Kind.PolicyInTree || kind == Kind.PeriodInTree
            || kind == Kind.WebAuthnInTree || kind == Kind.GrantForManyChains || kind == Kind.BiconomyInTree;
    }

    function _hasPeriod(Kind kind) private pure returns (bool) {
        return kind == Kind.PeriodAlone || kind == Kind.PeriodInTree || kind == Kind.WebAuthnInTree;
    }

    /// @dev Of two calls, for one kind of modules and one of policies; else of one.
    function _bare(Kind kind) internal view virtual returns (Op memory op) {
        Call memory call = _approveCall(shop, AMOUNT);
        if (kind == Kind.ModuleInTree || kind == Kind.PolicyInTree) return _opOf(_two(call, call));
        op = _opOf(call);
        if (kind == Kind.PaidAlone) op.paymasterAndData = paymasterAndData;
    }

    /// @dev Exactly what the op does is allowed; a module also allows less.
    function _sessionOf(Kind kind) private view returns (Session memory session) {
        address signer = leaked.addr;
        if (kind == Kind.P256Alone) signer = _p256Signer(RAW, P256_KEY);
        if (kind == Kind.WebAuthnInTree) signer = _p256Signer(WEBAUTHN, P256_KEY);
        if (_isModules(kind)) {
            session = Session(0, 0, approving, abi.encode(signer, coin, shop, AMOUNT));
        } else {
            bytes memory exactly = abi.encodePacked(uint8(0xc0), Policies.UINT256, uint256(AMOUNT));
            bytes memory counted = abi.encodePacked(uint8(0x4a), Policies.UINT256, uint8(0));
            bytes memory program = abi.encodePacked(Policies.eq(shop), exactly, counted);
            bytes memory budget = _hasPeriod(kind)
                ? Policies.budget(Policies.SUM, ID, 2 * AMOUNT, EPOCH_START, DAY)
                : Policies.budget(Policies.SUM, ID, 2 * AMOUNT);
            bytes memory entry = _entry(address(coin), coin.approve.selector, program);
            bytes memory payer = kind == Kind.PaidAlone ? _cut(paymasterAndData, 20) : bytes("");
            bytes1 flags = kind == Kind.PaidAlone ? bytes1(hex"06") : bytes1(hex"04");
            session = _policy(Policies.policy(flags, signer, payer, Policies.list(budget), Policies.list(entry)));
        }
        session.validUntil = uint48(block.timestamp + DAY);
        session.validAfter = uint48(block.timestamp - DAY);
    }

    function _treeOf(Kind kind) private view returns (Session[] memory) {
        return _around(_sessionOf(kind), 2, 5);
    }

    function _proofOf(Kind kind) private view returns (bytes32[] memory) {
        return _isInTree(kind) ? _treeOf(kind).nativeProof(2) : _alone();
    }

    function _rootOf(Kind kind) private view returns (bytes32) {
        return _isInTree(kind) ? _treeOf(kind).nativeRoot() : _sessionOf(kind).leaf();
    }

    /// @dev Signed by the key, on the wire of its kind.
    function _dressed(Kind kind, Op memory op) internal view returns (Op memory) {
        return _dressedWith(kind, op, _hashOf(op));
    }

    function _dressedWith(Kind kind, Op memory op, bytes32 hash) private view returns (Op memory) {
        Session memory session = _sessionOf(kind);
        bytes32[] memory proof = _proofOf(kind);
        uint32[] memory periods = new uint32[](_hasPeriod(kind) ? 1 : 0);
        if (periods.length != 0) periods[0] = uint32((block.timestamp - EPOCH_START) / DAY);

        if (kind == Kind.P256Alone) {
            op.wire = session.anySignatureWire(proof, periods, _rawSignature(P256_KEY, hash));
        } else if (kind == Kind.WebAuthnInTree) {
            bytes memory assertion = _webAuthnSignature(WEBAUTHN, P256_KEY, hash, PRESENT);
            op.wire = session.anySignatureWire(proof, periods, assertion);
        } else if (kind == Kind.BiconomyAlone || kind == Kind.BiconomyInTree) {
            bytes32[] memory siblings = kind == Kind.BiconomyInTree ? _treeOf(kind).biconomyProof(2) : _alone();
            op.wire = session.biconomyWire(siblings, _personal(leaked, hash));
        } else if (_hasPeriod(kind)) {
            op.wire = session.periodWire(proof, periods, _personal(leaked, hash));
        } else {
            op.wire = session.nativeWire(proof, _personal(leaked, hash));
        }
        if (kind == Kind.GrantAlone) {
            op.wire = Grants.wire(_alone(), PUBLISHED, _ownersWord(_grantDigest(kind)), op.wire);
        } else if (kind == Kind.GrantForManyChains) {
            bytes32[] memory leaves = new bytes32[](3);
            leaves[0] = keccak256("another chain's grant");
            leaves[1] = Grants.leaf(_grantDigest(kind));
            leaves[2] = keccak256("a third chain's grant");
            bytes memory word = _ownersWord(Grants.multichainDigest(TreeBuilder.root(leaves)));
            op.wire = Grants.wire(TreeBuilder.proof(leaves, 1), PUBLISHED, word, op.wire);
        }
        return op;
    }

    function _grantDigest(Kind kind) private view returns (bytes32) {
        return Grant(victim, _rootOf(kind), PUBLISHED, 0).digest(block.chainid, address(guard));
    }

    /* RUNNING */

    /// @return same Whether the bundle was taken; then it is shown to be the valid op.
    function _isSame(Kind kind, bytes memory data) private returns (bool same) {
        uint256 free = _free();
        (bool took, bytes32 hash, bool succeeded) = _run(data);
        if (took) {
            assertEq(hash, validHash, "another op was taken");
            assertTrue(succeeded, "the op was taken, and then failed");
            assertEq(_effects(kind), validEffects, "the op was taken, and did something else");
            _undo();
        }
        _release(free);
        return took;
    }

    /// @dev A bundle that is refused is undone whole.
    function _run(bytes memory data) private returns (bool took, bytes32 hash, bool succeeded) {
        vm.recordLogs();
        vm.prank(bundlerOfAll, bundlerOfAll);
        (took,) = entryPointOfAll.call(data);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        if (!took) return (false, 0, false);
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != IEntryPoint07.UserOperationEvent.selector) continue;
            hash = logs[i].topics[1];
            (, succeeded,,) = abi.decode(logs[i].data, (uint256, bool, uint256, uint256));
        }
    }

    /// @dev Back to before the bundle. The snapshot is older than its own number.
    function _undo() private {
        uint256 snapshot = start;
        vm.revertToState(snapshot);
        start = snapshot;
    }

    function _encodedBundle(Op memory op) private view returns (bytes memory data) {
        (, data) = _bundleCall(_one(op));
    }

    /// @dev Whatever an op could do, and what it counts.
    function _effects(Kind kind) private view returns (bytes32) {
        bytes memory holdings = abi.encode(
            coin.balanceOf(victim),
            coin.balanceOf(thief.addr),
            coin.balanceOf(shop),
            coin.allowance(victim, shop),
            coin.allowance(victim, thief.addr),
            coin.allowance(victim, leaked.addr),
            thief.addr.balance,
            shop.balance
        );
        bytes32 life = keccak256(abi.encodePacked(Policies.SUM, ID, uint48(0), uint32(0), uint32(0)));
        uint32 period = uint32((block.timestamp - EPOCH_START) / DAY);
        bytes32 daily = keccak256(abi.encodePacked(Policies.SUM | 0x80, ID, EPOCH_START, DAY, period));
        bytes memory standing = abi.encode(
            guard.spentOf(life, victim),
            guard.spentOf(daily, victim),
            guard.epochOf(victim),
            guard.statusOf(SessionNode.wrap(_rootOf(kind)), victim),
            _hasModule(thief.addr)
        );
        return keccak256(bytes.concat(holdings, standing));
    }

    /* CHANGES */

    /// @dev What is written in a word's place: the edges, its neighbours, the next offset, and an account.
    function _wordsInsteadOf(uint256 old, address account) private pure returns (uint256[6] memory) {
        return [0, type(uint256).max, _plus(old, 1), _minus(old, 1), _plus(old, 32), uint256(uint160(account))];
    }

    /// @dev What is written behind something.
    function _tails() private view returns (bytes[4] memory) {
        return [bytes(hex"00"), hex"01", new bytes(32), abi.encode(thief.addr)];
    }

    /* BYTES */

    function _wordAt(bytes memory data, uint256 at) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), at))
        }
    }

    function _setWord(bytes memory data, uint256 at, uint256 word) private pure {
        assembly ("memory-safe") {
            mstore(add(add(data, 0x20), at), word)
        }
    }

    function _plus(uint256 a, uint256 b) private pure returns (uint256) {
        unchecked {
            return a + b;
        }
    }

    function _minus(uint256 a, uint256 b) private pure returns (uint256) {
        unchecked {
            return a - b;
        }
    }

    /// @dev Thousands of runs in one test: what each of them wrote to memory is not kept.
    function _free() private pure returns (uint256 free) {
        assembly {
            free := mload(0x40)
        }
    }

    function _release(uint256 free) private pure {
        assembly {
            mstore(0x40, free)
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Test.sol";

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {Call, Op} from "../security/Arena.sol";
import {Grant, Grants} from "../utils/Grants.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {SessionsWorld} from "./SessionsWorld.sol";
import {Ran, Trace} from "./Trace.sol";

/// @notice The invariants of sessions, `test/invariant/README.md`. The test plays everybody: each `play…` is a move.
abstract contract SessionsInvariant is SessionsWorld {
    using Grants for Grant;
    using Sessions for Session;

    /// @dev One op of a bundle, as it was meant.
    struct Meant {
        uint256 account;
        uint256 session;
        bool fromTree;
        Call[] calls;
        bytes userOp;
        bool tampered;
    }

    uint256 private taken;
    uint256 private refused;
    uint256 private failures;
    uint256 private tamperedAndTaken;

    function setUp() public virtual override {
        super.setUp();
        bytes4[] memory moves = new bytes4[](12);
        moves[0] = this.playOp.selector;
        moves[1] = this.playOp.selector;
        moves[2] = this.playBundle.selector;
        moves[3] = this.playHostileOp.selector;
        moves[4] = this.playTamperedOp.selector;
        moves[5] = this.playTamperedOp.selector;
        moves[6] = this.playWrongKeyOrPeriod.selector;
        moves[7] = this.playSignedGrant.selector;
        moves[8] = this.playOwner.selector;
        moves[9] = this.playReinstall.selector;
        moves[10] = this.playStranger.selector;
        moves[11] = this.playTime.selector;
        targetSelector(FuzzSelector(address(this), moves));
        targetContract(address(this));
    }

    /* MOVES OF THE SESSION KEY */

    function playOp(uint256 a, uint256 s, bool fromTree, uint256 seed) public {
        Meant[] memory bundle = new Meant[](1);
        bundle[0] = _mean(a % 2, s % COUNT, fromTree, seed, 0);
        _play(bundle);
    }

    /// @dev Several ops of both accounts, all validated before the first runs.
    function playBundle(uint256 a, uint256 s, uint256 seed) public {
        Meant[] memory bundle = new Meant[](2 + seed % 2);
        for (uint16 i; i < bundle.length; ++i) {
            bundle[i] = _mean((a % 2 + i / 2) % 2, (s % COUNT + i % 2) % COUNT, seed >> i & 8 == 0, seed >> i, i);
        }
        _play(bundle);
    }

    /// @dev One of the calls is what a thief would like.
    function playHostileOp(uint256 a, uint256 s, bool fromTree, uint256 seed) public {
        // Half of them by the session that allows the most.
        (a, s) = (a % 2, seed & 1 == 0 ? ANY : s % COUNT);
        Meant[] memory bundle = new Meant[](1);
        bundle[0] = Meant(a, s, fromTree, _calls(s, seed), "", false);
        bundle[0].calls[seed % bundle[0].calls.length] = _hostileCall(a, seed >> 16);
        _write(bundle[0], 0);
        _play(bundle);
    }

    /// @dev Changes one byte or one word of the calldata anywhere, and signs that.
    function playTamperedOp(uint256 a, uint256 s, uint256 position, uint256 word, uint256 seed) public {
        (a, s) = (a % 2, s % COUNT);
        Call[] memory calls = new Call[](1);
        calls[0] = _goodCall(s, seed);
        Meant[] memory bundle = new Meant[](1);
        bundle[0] = Meant(a, s, seed & 1 == 0, calls, "", true);
        _be(a);
        Op memory op = _opOf(calls[0]);
        op.callData = _tampered(op.callData, position, word);
        bundle[0].userOp = _encoded(_present(s, bundle[0].fromTree, op, _today(), leaked));
        _play(bundle);
    }

    function _tampered(bytes memory data, uint256 position, uint256 word) private view returns (bytes memory) {
        if (word % 3 == 0) {
            data[position % data.length] ^= bytes1(uint8(1 + (word >> 8) % 255));
            return data;
        }
        if (word % 3 == 1) return _cut(data, position % data.length);
        uint256[5] memory words = [word, uint256(uint160(thief.addr)), type(uint256).max, 0, uint256(uint160(shop))];
        return _withWord(data, 4 + 32 * (position % (data.length / 32)), words[(word >> 8) % 5]);
    }

    function playWrongKeyOrPeriod(uint256 a, uint256 s, bool fromTree, uint32 period, uint256 seed) public {
        (a, s) = (a % 2, s % COUNT);
        _be(a);
        Op memory op = _opOf(_goodCall(s, seed));
        bool wrongPeriod = s == DAILY && period != _today();
        op = _present(s, fromTree, op, period, wrongPeriod ? leaked : thief);
        assertFalse(_send(_list(_encoded(op))), "an op of another key, or in another period, was taken");
    }

    /// @dev An op that brings the owner's signed grant along, of this epoch or of an earlier one.
    function playSignedGrant(uint256 a, uint256 s, bool fromTree, uint256 back, uint256 seed) public {
        (a, s) = (a % 2, s % COUNT);
        _be(a);
        Meant[] memory bundle = new Meant[](1);
        bundle[0] = Meant(a, s, fromTree, new Call[](1), "", false);
        bundle[0].calls[0] = _goodCall(s, seed);
        bool outdated = back % 3 == 0 && book.epoch(victim) != 0;
        Op memory op = _opOf(bundle[0].calls[0]);
        bundle[0].userOp = _encoded(_withGrant(_present(s, fromTree, op, _today(), leaked), s, fromTree, outdated));

        bytes32 root = _rootOf(s, fromTree);
        bool granted = !book.isLive(victim, root, root) && !outdated && !book.isDead(victim, root);
        bool live = (granted || book.isLive(victim, root, root)) && !book.isDead(victim, leaves[s]);
        bool right = _count(victim, _chargesOf(s, bundle[0].calls)) && live && _isWithinSession(bundle[0]);
        _playGrant(bundle, right, granted ? root : bytes32(0));
    }

    /// @dev What the op brings is the one thing of the registry, beside its counters, that it may write.
    function _playGrant(Meant[] memory bundle, bool right, bytes32 root) private {
        vm.startStateDiffRecording();
        bool took = _send(_list(bundle[0].userOp));
        Vm.AccountAccess[] memory accesses = vm.stopAndReturnStateDiff();
        assertEq(took, right, "taken unless the grant or the op is not good");
        if (!took) {
            _uncount(victim, _chargesOf(bundle[0].session, bundle[0].calls));
            return;
        }
        if (root != 0) book.grant(victim, root);
        _checkWhatRan(bundle, Trace.ran(accesses, entryPointAddress, _accountsOf(bundle)));
        _checkWhatWasWritten(bundle, accesses, root == 0 ? root : _statusSlotOf(root, victim));
    }

    function _withGrant(Op memory op, uint256 s, bool fromTree, bool outdated) private view returns (Op memory) {
        uint256 epoch = book.epoch(victim) - (outdated ? 1 : 0);
        bytes32 digest = Grant(victim, _rootOf(s, fromTree), "", epoch).digest(block.chainid, address(guard));
        op.wire = Grants.wire(_alone(), "", _ownersWord(digest), op.wire);
        return op;
    }

    /* MOVES OF THE OWNERS */

    function playOwner(uint256 a, uint256 s, uint256 what) public {
        (a, s, what) = (a % 2, s % COUNT, what % 16);
        bytes32 leaf = leaves[s];
        if (what < 4) return _grant(a, leaf);
        if (what < 8) return _grant(a, treeRoot);
        address who = accounts[a];
        if (what < 12) {
            vm.prank(who);
            guard.revokeAllSessions();
            book.nextEpoch(who);
            if (what != 8) _grantAll(a);
        } else if (what < 14) {
            vm.prank(who);
            guard.revokeSession(SessionId.wrap(ids[s]));
            book.kill(who, leaf);
        } else if (what < 15) {
            SessionId[] memory list = new SessionId[](2);
            (list[0], list[1]) = (SessionId.wrap(ids[s]), SessionId.wrap(ids[s]));
            vm.prank(who);
            guard.revokeSessions(list);
            book.kill(who, leaf);
        } else {
            vm.prank(who);
            guard.revokeGrant(SessionNode.wrap(treeRoot));
            book.kill(who, treeRoot);
        }
    }

    /// @dev What the registry says of an account is the same before and after, but for an epoch that ends.
    function playReinstall(uint256 a, bool grantAnew) public {
        a = a % 2;
        _be(a);
        bytes32 before = _answers(a);
        uint256 epoch = guard.epochOf(victim);
        _reinstall();
        assertEq(guard.epochOf(victim), _reinstallEndsEpoch() ? epoch + 1 : epoch, "another epoch");
        assertEq(_answers(a), before, "uninstalling or installing changed an answer");
        if (!_reinstallEndsEpoch()) return;
        book.nextEpoch(victim);
        for (uint256 s; s < COUNT; ++s) {
            assertFalse(_isLive(a, s, false) || _isLive(a, s, true), "live after installing again");
        }
        if (grantAnew) _grantAll(a);
    }

    /* MOVES OF OTHERS */

    function playStranger(uint256 a, uint256 s, uint256 what) public {
        (a, s) = (a % 2, s % COUNT);
        _be(a);
        bytes32 before = keccak256(abi.encode(_everything(0), _everything(1)));
        bytes[9] memory tries = [
            abi.encodeCall(ISessionRegistry.grantSessions, (SessionNode.wrap(treeRoot), "")),
            abi.encodeCall(ISessionRegistry.grantSessions, (SessionNode.wrap(leaves[s]), "")),
            abi.encodeCall(ISessionRegistry.revokeSession, (SessionId.wrap(ids[s]))),
            abi.encodeCall(ISessionRegistry.revokeGrant, (SessionNode.wrap(treeRoot))),
            abi.encodeCall(ISessionRegistry.revokeAllSessions, ()),
            abi.encodeWithSignature("onInstall(bytes)", abi.encodePacked(treeRoot)),
            abi.encodeWithSignature("onUninstall(bytes)", ""),
            abi.encodeWithSignature("setMerkleRoot(bytes32)", treeRoot),
            _question(_present(s, false, _opOf(_goodCall(s, what >> 8)), _today(), leaked))
        ];
        address stranger = what & 16 == 0 ? makeAddr("stranger") : leaked.addr;
        // In his own name he may grant what he likes: it must not help him to speak in another's.
        vm.prank(stranger);
        (bool done,) = address(guard).call(tries[1]);
        vm.prank(stranger);
        (done,) = address(guard).call(tries[what % 9]);
        assertTrue(what % 9 != 8 || !done, "a stranger was answered in the account's name");
        assertEq(keccak256(abi.encode(_everything(0), _everything(1))), before, "a stranger changed something");
    }

    /// @dev By even steps: no op is ever sent in the very second in which a window begins or ends.
    function playTime(uint256 by) public {
        vm.warp(block.timestamp + 2 * (by % DAY));
    }

    /* THE INVARIANTS */

    /// @dev In one function: each would be played for by itself.
    function invariant_TheRegistryAnswersAsTheBookDoes() public view {
        for (uint256 a; a < 2; ++a) {
            address who = accounts[a];
            assertEq(guard.epochOf(who), book.epoch(who), "another epoch than the book's");
            assertEq(_statusOf(a, treeRoot), book.status(who, treeRoot), "another status of the tree than the book's");
            for (uint256 s; s < COUNT; ++s) {
                bytes32 leaf = leaves[s];
                assertEq(_statusOf(a, leaf), book.status(who, leaf), "another status of a leaf than the book's");
                assertEq(_isLive(a, s, false), book.isLive(who, leaf, leaf), "live alone, or not");
                assertEq(_isLive(a, s, true), book.isLive(who, leaf, treeRoot), "live from the tree, or not");
            }
            for (uint256 i; i < book.count(); ++i) {
                bytes32 counter = book.counters(i);
                uint256 spent = guard.spentOf(counter, who);
                assertEq(spent, book.spent(who, counter), "another counter than the book's");
                assertLe(spent, book.capOf(counter), "more spent than the cap");
            }
            assertEq(_ownerOf(who), owners[a].addr, "another owner");
            assertEq(coin.allowance(who, thief.addr), 0, "the thief was approved");
            assertEq(guard.statusOf(SessionNode.wrap(keccak256("a root of the thief's own")), who), 0, "a foreign root");
        }
    }

    /// @dev Enough moves in a row that each kind of end is met: otherwise nothing above means anything.
    function test_EveryEndIsMet() public {
        for (uint256 i; i < 60; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            this.playOp(i, i / 2, i % 3 == 0, seed);
            this.playBundle(i, i / 3, seed);
            this.playHostileOp(i, i / 2, i % 2 == 0, seed);
            this.playTamperedOp(i, i / 2, seed >> 9, seed >> 20, seed);
            this.playWrongKeyOrPeriod(i, i / 2, i % 2 == 0, uint32(i % 4), seed);
            this.playSignedGrant(i, i / 2, i % 2 == 0, i, seed);
            this.playOwner(i, i / 2, i % 12);
            if (i % 8 == 0) this.playReinstall(i, i % 16 == 0);
            this.playStranger(i, i / 2, i);
            if (i % 5 == 0) this.playTime(6_000);
            this.invariant_TheRegistryAnswersAsTheBookDoes();
        }
        assertGt(taken, 40, "taken");
        assertGt(failures, 2, "taken, and failed");
        assertGt(refused, 40, "refused");
        for (uint256 i; i < 1_000 && tamperedAndTaken == 0; ++i) {
            this.playTamperedOp(0, ANY, i, 3 * i, i);
        }
        assertGt(tamperedAndTaken, 0, "tampered with, and taken");
    }

    /// @dev Each call that a thief would like, by the session that allows the most.
    function test_EveryHostileCall() public {
        for (uint256 i; i < 120; ++i) {
            uint256 call = i % 10 + (i % 3 == 0 ? 0 : 10) + 40 * (i / 10);
            this.playHostileOp(i, ANY, i % 2 == 0, call << 16);
        }
    }

    /// @dev Each way to revoke, and then the session alone, from the tree, granted anew, and with a grant of the owner.
    function test_EveryRevocation() public {
        for (uint256 what = 8; what < 16; ++what) {
            uint256 snapshot = vm.snapshotState();
            this.playOwner(0, SPEND, what);
            for (uint256 i; i < 2; ++i) {
                this.playOp(0, SPEND, false, 0);
                this.playOp(0, SPEND, true, 0);
                this.playSignedGrant(0, SPEND, what % 2 == 0, what, 0);
                this.invariant_TheRegistryAnswersAsTheBookDoes();
                this.playOwner(0, SPEND, 0);
                this.playOwner(0, SPEND, 4);
            }
            this.playReinstall(0, what % 2 == 0);
            this.playOp(0, SPEND, true, 0);
            vm.revertToStateAndDelete(snapshot);
        }
    }

    /* HELPERS */

    function _calls(uint256 s, uint256 seed) private view returns (Call[] memory calls) {
        calls = new Call[](seed >> 3 & 1 == 0 ? 1 : 2 + (seed >> 4) % 2);
        for (uint256 i; i < calls.length; ++i) {
            calls[i] = _goodCall(s, seed >> (8 + 8 * i));
        }
    }

    function _mean(uint256 a, uint256 s, bool fromTree, uint256 seed, uint16 lane)
        private
        returns (Meant memory meant)
    {
        meant = Meant(a, s, fromTree, _calls(s, seed), "", false);
        _write(meant, lane);
    }

    function _write(Meant memory meant, uint16 lane) private {
        _be(meant.account);
        Op memory op = meant.calls.length == 1 ? _opOf(meant.calls[0]) : _opOf(meant.calls);
        op.lane = lane;
        meant.userOp = _encoded(_present(meant.session, meant.fromTree, op, _today(), leaked));
    }

    /// @dev Sends a bundle, and holds what the EntryPoint and the accounts did against the book.
    function _play(Meant[] memory bundle) private {
        bytes[] memory userOps = new bytes[](bundle.length);
        for (uint256 i; i < bundle.length; ++i) {
            userOps[i] = bundle[i].userOp;
        }
        bool tampered = bundle[0].tampered;
        bool right = true;
        uint256 counted;
        for (; counted < bundle.length && !tampered && right; ++counted) {
            Meant memory meant = bundle[counted];
            right = _isRight(meant);
            right = _count(accounts[meant.account], _chargesOf(meant.session, meant.calls)) && right;
        }
        bytes32 others = _holdingsOfOthers(bundle);
        uint256 fortune = thief.addr.balance;

        vm.startStateDiffRecording();
        bool took = _send(userOps);
        Vm.AccountAccess[] memory accesses = vm.stopAndReturnStateDiff();

        if (!tampered) assertEq(took, right, "taken unless the sessions do not allow it");
        if (!took) {
            ++refused;
            for (; counted != 0; --counted) {
                Meant memory meant = bundle[counted - 1];
                _uncount(accounts[meant.account], _chargesOf(meant.session, meant.calls));
            }
            return;
        }
        taken += bundle.length;
        if (tampered) ++tamperedAndTaken;
        _checkWhatRan(bundle, Trace.ran(accesses, entryPointAddress, _accountsOf(bundle)));
        _checkWhatWasWritten(bundle, accesses, 0);
        assertEq(_holdingsOfOthers(bundle), others, "another account's op moved something of this one");
        assertEq(thief.addr.balance, fortune, "the thief got ether");
    }

    function _accountsOf(Meant[] memory bundle) private view returns (address[] memory list) {
        list = new address[](bundle.length);
        for (uint256 i; i < list.length; ++i) {
            list[i] = accounts[bundle[i].account];
        }
    }

    function _isRight(Meant memory meant) private view returns (bool) {
        bytes32 root = _rootOf(meant.session, meant.fromTree);
        return book.isLive(accounts[meant.account], leaves[meant.session], root) && _isWithinSession(meant);
    }

    function _isWithinSession(Meant memory meant) private view returns (bool right) {
        address who = accounts[meant.account];
        right = _inWindow(meant.session);
        for (uint256 i; i < meant.calls.length && right; ++i) {
            right = _permits(meant.session, who, meant.calls[i]);
        }
    }

    /// @dev An account that no op is of moves nothing, whatever an op made another account ask of it.
    function _holdingsOfOthers(Meant[] memory bundle) private view returns (bytes32) {
        for (uint256 i = 1; i < bundle.length; ++i) {
            if (bundle[i].account != bundle[0].account) return 0;
        }
        address other = accounts[1 - bundle[0].account];
        return keccak256(
            abi.encode(
                coin.balanceOf(other), coin.allowance(other, shop), coin.allowance(other, thief.addr), other.balance
            )
        );
    }

    /// @dev What ran is what was meant, in order, as far as it got; or, of an op that was tampered with, something allowed.
    function _checkWhatRan(Meant[] memory bundle, Ran[] memory ran) private {
        uint256 next;
        for (uint256 op; op < bundle.length; ++op) {
            Meant memory meant = bundle[op];
            uint256 first = next;
            for (; next < ran.length && ran[next].op == op; ++next) {
                Ran memory one = ran[next];
                Call memory call = Call(one.target, one.value, one.data);
                assertTrue(_permits(meant.session, one.account, call), "something ran that the session does not allow");
                if (meant.tampered) continue;
                assertLt(next - first, meant.calls.length, "more ran than was meant");
                assertEq(abi.encode(call), abi.encode(meant.calls[next - first]), "something else ran than was meant");
            }
            if (!meant.tampered) continue;
            assertEq(next - first, 1, "an op of one call that makes another number of them");
            meant.calls[0] = Call(ran[first].target, ran[first].value, ran[first].data);
            bytes32 root = _rootOf(meant.session, meant.fromTree);
            assertTrue(book.isLive(accounts[meant.account], leaves[meant.session], root), "not live, but taken");
            assertTrue(_inWindow(meant.session), "not in its window, but taken");
            assertTrue(
                _count(accounts[meant.account], _chargesOf(meant.session, meant.calls)), "above its cap, but taken"
            );
        }
        assertEq(next, ran.length, "something ran that is of no op");
    }

    /// @dev Nothing of the accounts, of their owner's module or of the modules; of the registry the counters, and the root that an op
    /// brings a grant for.
    function _checkWhatWasWritten(Meant[] memory bundle, Vm.AccountAccess[] memory accesses, bytes32 granted) private {
        (address[] memory at, bytes32[] memory slots) = Trace.written(accesses);
        for (uint256 i; i < at.length; ++i) {
            if (at[i] == address(guard)) {
                assertTrue(
                    slots[i] == granted || _isCharged(bundle, slots[i]), "an op of a session wrote to the registry"
                );
            } else {
                assertTrue(
                    at[i] == entryPointAddress || at[i] == address(coin) || at[i] == address(art),
                    "an op of a session wrote where it should not"
                );
            }
        }
        for (uint256 i; i < accesses.length; ++i) {
            if (accesses[i].account == address(coin) && accesses[i].reverted) ++failures;
        }
    }

    function _isCharged(Meant[] memory bundle, bytes32 slot) private view returns (bool) {
        for (uint256 i; i < bundle.length; ++i) {
            Charge[] memory charges = _chargesOf(bundle[i].session, bundle[i].calls);
            for (uint256 k; k < charges.length; ++k) {
                if (charges[k].amount != 0 && slot == _slotOf(charges[k].counter, accounts[bundle[i].account])) {
                    return true;
                }
            }
        }
        return false;
    }

    function _send(bytes[] memory userOps) internal returns (bool took) {
        return _refusalOf(entryPointAddress, _bundleOf(userOps)).length == 0;
    }

    function _list(bytes memory userOp) internal pure returns (bytes[] memory list) {
        list = new bytes[](1);
        list[0] = userOp;
    }

    function _statusOf(uint256 a, bytes32 node) private view returns (uint256) {
        return guard.statusOf(SessionNode.wrap(node), accounts[a]);
    }

    function _isLive(uint256 a, uint256 s, bool fromTree) private view returns (bool) {
        return guard.isSessionLive(accounts[a], SessionId.wrap(ids[s]), _proofOf(s, fromTree));
    }

    /// @dev What the registry says of an account but for its epoch.
    function _answers(uint256 a) private view returns (bytes32 digest) {
        digest = bytes32(_statusOf(a, treeRoot));
        for (uint256 s; s < COUNT; ++s) {
            digest = keccak256(abi.encode(digest, _statusOf(a, leaves[s])));
        }
        for (uint256 i; i < book.count(); ++i) {
            digest = keccak256(abi.encode(digest, guard.spentOf(book.counters(i), accounts[a])));
        }
    }

    function _everything(uint256 a) private view returns (bytes32) {
        address who = accounts[a];
        bytes32 holdings = keccak256(
            abi.encode(who.balance, coin.balanceOf(who), coin.allowance(who, shop), coin.allowance(who, thief.addr))
        );
        return keccak256(
            abi.encode(
                _answers(a),
                guard.epochOf(who),
                _ownerOf(who),
                _hasModule(address(guard)),
                _hasModule(thief.addr),
                holdings
            )
        );
    }
}

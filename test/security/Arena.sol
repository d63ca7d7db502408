// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test, Vm} from "forge-std/Test.sol";

import {IBudgetLedger} from "../../contracts/interfaces/IBudgetLedger.sol";
import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {IPolicyErrors, Failure} from "../../contracts/interfaces/IPolicyErrors.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {TestERC1155, TestERC20} from "../mocks/Tokens.sol";
import {IEntryPoint07} from "../utils/Peers7579.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {TreeBuilder} from "../utils/TreeBuilder.sol";

/// @notice What both registries have.
interface IGuard is ISessionRegistry, IBudgetLedger {}

/// @notice One call of an account.
struct Call {
    address target;
    uint256 value;
    bytes data;
}

/// @notice An op as attacks write it, whatever the family of its account.
struct Op {
    /// @dev Lanes are independent sequences of nonces.
    uint16 lane;
    /// @dev How many ops of the lane come before it in its bundle.
    uint16 place;
    bytes initCode;
    bytes callData;
    bytes paymasterAndData;
    /// @dev The native wire.
    bytes wire;
}

/// @notice A real account with a real registry on a real EntryPoint, the same for each family: attacks are written once against it
/// and run on all. Each family says how its ops look; what an attack asserts is here.
abstract contract Arena is Test {
    using Sessions for Session;
    using Sessions for Session[];

    /// @dev The most that the sessions below approve, transfer or spend.
    uint256 internal constant CAP = 100e18;

    uint256 internal constant PIECE = 7;

    /// @dev What `victim` holds before anything happens.
    uint256 internal constant WEALTH = 1_000e18;

    bytes4 internal constant NOT_A_SIGNATURE = 0xffffffff;

    address internal victim;
    IGuard internal guard;
    TestERC20 internal coin;
    TestERC1155 internal art;

    address internal approving;
    address internal transferring;
    address internal minting;
    address internal judging;

    /// @dev The session key is the attacker's, as if it had leaked.
    Account internal leaked = makeAccount("a leaked session key");
    Account internal thief = makeAccount("thief");

    /// @dev Whom the sessions below let the account approve or pay.
    address internal shop = makeAddr("shop");

    /* WHAT A FAMILY SAYS */

    function _single(Call memory call) internal view virtual returns (bytes memory callData);

    function _several(Call[] memory calls) internal view virtual returns (bytes memory callData);

    /// @dev The hash that the EntryPoint of the account has for an op.
    function _hashOf(Op memory op) internal view virtual returns (bytes32 userOpHash);

    /// @dev The hash that another EntryPoint has for the same op.
    function _hashElsewhere(Op memory op) internal virtual returns (bytes32 userOpHash);

    /// @dev The call of `handleOps`, by a bundler.
    function _bundleCall(Op[] memory ops) internal view virtual returns (address target, bytes memory data);

    /// @dev The call by which the account asks the registry.
    function _question(Op memory op) internal view virtual returns (bytes memory data);

    /// @dev What the EntryPoint reverts with when the registry does so with `reason`.
    function _refusal(uint256 index, bytes memory reason) internal view virtual returns (bytes memory);

    function _deposit() internal view virtual returns (uint256);

    function _nonceOf(uint16 lane) internal view virtual returns (uint256);

    function _hasModule(address module) internal view virtual returns (bool);

    /// @dev The account makes one call by an op that its owner signs.
    function _ownerDoes(Call memory call) internal virtual;

    /// @dev The owner's signature in the account's name (ERC-1271).
    function _ownersWord(bytes32 digest) internal view virtual returns (bytes memory);

    /// @dev What the account answers (ERC-1271) to a signature that it leaves to the registry.
    function _answerThroughGuard(bytes32 hash, bytes memory signature) internal view virtual returns (bytes4);

    /// @dev Another account of the same owner with the same registry; from here on it is the victim.
    function _moveOn() internal virtual;

    /// @dev A registry of which the account knows nothing yet.
    function _laterGuard() internal virtual returns (IGuard);

    /// @dev The account takes it up, and from here on ops go there.
    function _takeUp(IGuard later) internal virtual;

    /* SESSIONS */

    function _approval() internal view returns (Session memory) {
        return Session(0, 0, approving, abi.encode(leaked.addr, coin, shop, CAP));
    }

    function _payment() internal view returns (Session memory) {
        return Session(0, 0, transferring, abi.encode(leaked.addr, coin, shop, CAP));
    }

    function _mintOf(address to) internal view returns (Session memory) {
        return Session(0, 0, minting, abi.encode(leaked.addr, to, PIECE));
    }

    function _policy(bytes memory encoded) internal view returns (Session memory) {
        return Session(0, 0, judging, encoded);
    }

    function _policyOf(bytes[] memory budgets, bytes[] memory entries) internal view returns (Session memory) {
        return _policy(Policies.policy(leaked.addr, budgets, entries));
    }

    function _policyOf(bytes memory entry) internal view returns (Session memory) {
        return _policyOf(Policies.list(), Policies.list(entry));
    }

    /// @dev One function of one contract.
    function _entry(address target, bytes4 selector, bytes memory program) internal pure returns (bytes memory) {
        return Policies.permission(target, selector, "", program);
    }

    /// @dev The same as the approval, as a policy.
    function _approvalEntry() internal view returns (bytes memory) {
        return _entry(address(coin), coin.approve.selector, abi.encodePacked(Policies.eq(shop), Policies.lte(CAP)));
    }

    function _copyOf(Session memory s) internal pure returns (Session memory) {
        return Session(s.validUntil, s.validAfter, s.module, s.sessionKeyData);
    }

    /// @dev `session` at `index` of a tree, and others like it around it.
    function _around(Session memory session, uint256 index, uint256 count)
        internal
        pure
        returns (Session[] memory sessions)
    {
        sessions = new Session[](count);
        for (uint256 i; i < count; ++i) {
            sessions[i] = _copyOf(session);
            if (i != index) sessions[i].sessionKeyData = abi.encodePacked(session.sessionKeyData, i);
        }
    }

    function _live(Session memory session) internal {
        _live(session.leaf());
    }

    function _live(Session[] memory sessions) internal {
        _live(sessions.nativeRoot());
    }

    function _live(bytes32 root) internal {
        _victimTells(abi.encodeCall(ISessionRegistry.grantSessions, (SessionNode.wrap(root), "")));
    }

    /// @dev By a call of the account, without an op.
    function _victimTells(bytes memory data) internal {
        vm.prank(victim);
        (bool done,) = address(guard).call(data);
        assertTrue(done, "the registry did not take the account's word");
    }

    function _alone() internal pure returns (bytes32[] memory) {
        return new bytes32[](0);
    }

    /* CALLS */

    function _to(address target, bytes memory data) internal pure returns (Call memory) {
        return Call(target, 0, data);
    }

    function _approveCall(address to, uint256 amount) internal view returns (Call memory) {
        return _to(address(coin), abi.encodeCall(coin.approve, (to, amount)));
    }

    function _transferCall(address to, uint256 amount) internal view returns (Call memory) {
        return _to(address(coin), abi.encodeCall(coin.transfer, (to, amount)));
    }

    function _mintCall(address to, uint256 id, uint256 quantity) internal view returns (Call memory) {
        return _to(address(art), abi.encodeCall(art.mintTo, (to, id, quantity)));
    }

    function _two(Call memory a, Call memory b) internal pure returns (Call[] memory calls) {
        calls = new Call[](2);
        (calls[0], calls[1]) = (a, b);
    }

    /// @dev `count` calls, `call` at `index` and another around it.
    function _among(Call memory call, uint256 index, uint256 count, Call memory other)
        internal
        pure
        returns (Call[] memory calls)
    {
        calls = new Call[](count);
        for (uint256 i; i < count; ++i) {
            calls[i] = i == index ? call : other;
        }
    }

    /* OPS */

    function _opOf(Call memory call) internal view returns (Op memory op) {
        op.callData = _single(call);
    }

    function _opOf(Call[] memory calls) internal view returns (Op memory op) {
        op.callData = _several(calls);
    }

    /// @dev Signed by the session key, as a session that was granted alone.
    function _by(Op memory op, Session memory session) internal view returns (Op memory) {
        return _by(op, session, _alone());
    }

    function _by(Op memory op, Session memory session, bytes32[] memory proof) internal view returns (Op memory) {
        return _by(op, session, proof, leaked);
    }

    function _by(Op memory op, Session memory session, bytes32[] memory proof, Account memory signer)
        internal
        view
        returns (Op memory)
    {
        op.wire = session.nativeWire(proof, _personal(signer, _hashOf(op)));
        return op;
    }

    /// @dev Makes the session live, and an op of its key.
    function _under(Session memory session, Call memory call) internal returns (Op memory) {
        _live(session);
        return _by(_opOf(call), session);
    }

    function _under(Session memory session, Call[] memory calls) internal returns (Op memory) {
        _live(session);
        return _by(_opOf(calls), session);
    }

    /// @dev `personal_sign` of a hash.
    function _personal(Account memory signer, bytes32 hash) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(signer.key, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", hash)));
        return abi.encodePacked(r, s, v);
    }

    function _one(Op memory op) internal pure returns (Op[] memory ops) {
        ops = new Op[](1);
        ops[0] = op;
    }

    /* RUNNING */

    /// @dev External, so that a bundle that is refused is undone whole.
    function submit(address target, bytes calldata data) external {
        address bundler = makeAddr("bundler");
        vm.prank(bundler, bundler);
        (bool done, bytes memory reason) = target.call(data);
        if (done) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    /// @dev What the EntryPoint reverts with; empty when the bundle was included.
    function _refusalOf(Op[] memory ops) internal returns (bytes memory reason) {
        (address target, bytes memory data) = _bundleCall(ops);
        return _refusalOf(target, data);
    }

    function _refusalOf(address target, bytes memory data) internal returns (bytes memory reason) {
        try this.submit(target, data) {}
        catch (bytes memory caught) {
            return caught;
        }
    }

    /// @dev Includes a bundle and says of each op whether its execution succeeded.
    function _included(Op[] memory ops) internal returns (bool[] memory succeeded) {
        vm.recordLogs();
        assertEq(_refusalOf(ops), "", "the bundle was refused");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        succeeded = new bool[](ops.length);
        uint256 count;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == IEntryPoint07.UserOperationEvent.selector) {
                (, succeeded[count++],,) = abi.decode(logs[i].data, (uint256, bool, uint256, uint256));
            }
        }
        assertEq(count, ops.length, "not every op was included");
    }

    function _expectRuns(Op memory op) internal {
        assertTrue(_included(_one(op))[0], "the op was included but its execution failed");
    }

    function _expectFails(Op memory op) internal {
        assertFalse(_included(_one(op))[0], "the op's execution succeeded");
    }

    /// @dev The registry, asked by the account itself. With an end to the gas: some modules use up all they get.
    function _ask(Op memory op) internal returns (bool answered, bytes memory answer) {
        bytes memory question = _question(op);
        vm.prank(victim);
        return address(guard).call{gas: 5_000_000}(question);
    }

    /// @dev What validation returns.
    function _answer(Op memory op) internal returns (uint256) {
        (bool answered, bytes memory answer) = _ask(op);
        assertTrue(answered, "the registry refused");
        return abi.decode(answer, (uint256));
    }

    /* REFUSALS */

    /// @dev Whatever an attack could have changed.
    function _state() internal view returns (bytes32) {
        bytes memory holdings = abi.encode(
            coin.balanceOf(victim),
            coin.balanceOf(thief.addr),
            coin.balanceOf(leaked.addr),
            coin.balanceOf(shop),
            coin.allowance(victim, thief.addr),
            coin.allowance(victim, leaked.addr),
            coin.allowance(victim, shop),
            art.balanceOf(thief.addr, PIECE),
            art.balanceOf(shop, PIECE)
        );
        bytes memory standing = abi.encode(
            victim.balance,
            thief.addr.balance,
            _deposit(),
            _nonceOf(0),
            guard.epochOf(victim),
            guard.statusOf(SessionNode.wrap(_approval().leaf()), victim),
            guard.statusOf(SessionNode.wrap(keccak256("a root of the thief's own")), victim),
            _hasModule(thief.addr)
        );
        return keccak256(bytes.concat(holdings, standing));
    }

    /// @dev The registry refuses for exactly this reason, so does the EntryPoint, and nothing has changed.
    function _expectRefused(Op memory op, bytes memory reason) internal {
        bytes32 before = _state();
        (bool answered, bytes memory answer) = _ask(op);
        assertFalse(answered, "the registry accepted");
        assertEq(answer, reason, "the registry refused for another reason");
        assertEq(_refusalOf(_one(op)), _refusal(0, reason), "the EntryPoint refused for another reason");
        assertEq(_state(), before, "a refused op changed something");
    }

    /// @dev The registry does all its work and says "signature failed"; the EntryPoint refuses, and nothing has changed.
    function _expectWrongSignature(Op memory op) internal {
        uint256 snapshot = vm.snapshotState();
        assertEq(uint160(_answer(op)), 1, "the signature was accepted");
        vm.revertToState(snapshot);
        _expectEntryPointSays(op, "AA24 signature error");
    }

    /// @dev The EntryPoint refuses with an error of its own, and nothing has changed.
    function _expectEntryPointSays(Op memory op, string memory reason) internal {
        bytes32 before = _state();
        assertEq(_refusalOf(_one(op)), abi.encodeWithSelector(IEntryPoint07.FailedOp.selector, 0, reason));
        assertEq(_state(), before, "a refused op changed something");
    }

    /// @dev The EntryPoint refuses, whoever it was that said no, and nothing has changed.
    function _expectNever(Op memory op) internal {
        bytes32 before = _state();
        bytes4 selector = bytes4(_refusalOf(_one(op)));
        assertTrue(
            selector == IEntryPoint07.FailedOp.selector || selector == IEntryPoint07.FailedOpWithRevert.selector,
            "the op was included, or refused by something else"
        );
        assertEq(_state(), before, "a refused op changed something");
    }

    /* REASONS */

    function _notGranted(Session memory session, bytes32[] memory proof) internal pure returns (bytes memory) {
        bytes32 node = session.leaf();
        for (uint256 i; i < proof.length; ++i) {
            node = TreeBuilder.hashPair(node, proof[i]);
        }
        return abi.encodeWithSelector(ISessionRegistry.SessionNotGranted.selector, session.id(), node);
    }

    function _notGranted(Session memory session) internal pure returns (bytes memory) {
        return _notGranted(session, _alone());
    }

    function _dead(Session memory session) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.SessionDead.selector, session.id());
    }

    function _notPermitted(uint256 call, address target, bytes4 selector) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.CallNotPermitted.selector, call, target, selector);
    }

    /// @dev Of the only entry, or the one that was asked last.
    function _ruleFailed(uint256 call, uint256 entry, Failure failure, uint256 offset)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IPolicyErrors.RuleFailed.selector, call, entry, failure, offset);
    }

    function _ruleFailed(Failure failure, uint256 offset) internal pure returns (bytes memory) {
        return _ruleFailed(0, 0, failure, offset);
    }

    function _exceeded(bytes16 id, uint256 wanted, uint256 left) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.BudgetExceeded.selector, id, wanted, left);
    }

    function _malformedPolicy() internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IPolicyErrors.PolicyMalformed.selector);
    }

    /* BYTES */

    function _cut(bytes memory data, uint256 length) internal pure returns (bytes memory part) {
        part = bytes.concat(data);
        assembly ("memory-safe") {
            mstore(part, length)
        }
    }

    function _withWord(bytes memory data, uint256 offset, uint256 word) internal pure returns (bytes memory changed) {
        changed = bytes.concat(data);
        assembly ("memory-safe") {
            mstore(add(add(changed, 0x20), offset), word)
        }
    }
}

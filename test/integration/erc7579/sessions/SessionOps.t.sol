// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {ISessionRegistry} from "../../../../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../../../../contracts/types/SessionId.sol";
import {SessionNode} from "../../../../contracts/types/SessionNode.sol";
import {Base7579Sessions} from "../../../Base7579Sessions.t.sol";
import {AgreeingModule} from "../../../mocks/IntegrationModules.sol";
import {IEntryPoint07} from "../../../utils/Peers7579.sol";
import {Policies} from "../../../utils/Policies.sol";
import {Session, Sessions} from "../../../utils/Sessions.sol";
import {TreeBuilder} from "../../../utils/TreeBuilder.sol";

/// @notice What tests of sessions on ERC-7579 accounts need beside `Base7579Sessions`: sessions that are live without an op of the
/// owner, a module that agrees to everything, and refusals told apart by who refuses.
abstract contract SessionOps is Base7579Sessions {
    using Sessions for Session;
    using Sessions for Session[];

    address internal constant ENTRY_POINT_V06 = 0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789;
    address internal constant ENTRY_POINT_V09 = 0x433709009B8330FDa32311DF1C2AFA402eD8D009;

    AgreeingModule internal agreeing;

    function setUp() public virtual override {
        super.setUp();
        agreeing = new AgreeingModule();
    }

    /* SESSIONS */

    /// @dev A session whose module allows everything, so that what is refused is refused by the validator alone.
    function _agreed() internal view returns (Session memory) {
        return Session(0, 0, address(agreeing), abi.encode(key.addr, "anything goes"));
    }

    /// @dev A policy that allows every call without value.
    function _anyCall() internal view returns (Session memory) {
        return _policySession(Policies.policy(key.addr, Policies.list(), Policies.list(Policies.anything())));
    }

    function _makeLive(Session memory session) internal {
        _makeLive(session.leaf());
    }

    function _makeLive(Session[] memory sessions) internal {
        _makeLive(sessions.nativeRoot());
    }

    /// @dev By a call of the account, without an op.
    function _makeLive(bytes32 root) internal {
        vm.prank(address(account));
        validator.grantSessions(SessionNode.wrap(root), "");
    }

    function _revoke(Session memory session) internal {
        vm.prank(address(account));
        validator.revokeSession(SessionId.wrap(session.id()));
    }

    function _revokeGrant(bytes32 root) internal {
        vm.prank(address(account));
        validator.revokeGrant(SessionNode.wrap(root));
    }

    function _revokeAll() internal {
        vm.prank(address(account));
        validator.revokeAllSessions();
    }

    /// @dev The node that a proof leads to, whatever the proof holds.
    function _nodeAbove(bytes32 leaf, bytes32[] memory proof) internal pure returns (bytes32 node) {
        node = leaf;
        for (uint256 i; i < proof.length; ++i) {
            node = TreeBuilder.hashPair(node, proof[i]);
        }
    }

    function _isEntryPoint(address target) internal pure returns (bool) {
        return target == ENTRY_POINT_V06 || target == address(ENTRY_POINT_V07) || target == address(ENTRY_POINT_V08)
            || target == ENTRY_POINT_V09;
    }

    function _direct() internal pure returns (bytes32[] memory) {
        return new bytes32[](0);
    }

    /* CALLS */

    function _call(address target, bytes memory data) internal pure returns (Execution memory) {
        return Execution(target, 0, data);
    }

    function _approveCall(uint256 amount) internal view returns (Execution memory) {
        return Execution(address(token), 0, abi.encodeCall(token.approve, (spender, amount)));
    }

    function _transferCall(uint256 amount) internal view returns (Execution memory) {
        return Execution(address(token), 0, abi.encodeCall(token.transfer, (recipient, amount)));
    }

    function _single(Execution memory call) internal view returns (bytes memory) {
        return kit.encodeSingle(call.target, call.value, call.callData);
    }

    function _batch(Execution memory a, Execution memory b) internal view returns (bytes memory) {
        Execution[] memory calls = new Execution[](2);
        (calls[0], calls[1]) = (a, b);
        return kit.encodeBatch(calls);
    }

    /// @dev A batch of `count` calls, `call` at `index` and another around it.
    function _batchAround(Execution memory call, uint256 index, uint256 count, Execution memory other)
        internal
        view
        returns (bytes memory)
    {
        Execution[] memory calls = new Execution[](count);
        for (uint256 i; i < count; ++i) {
            calls[i] = i == index ? call : other;
        }
        return kit.encodeBatch(calls);
    }

    /* OPS */

    /// @dev Makes one session live, and an op that runs a call by it.
    function _opUnder(Session memory session, bytes memory callData) internal returns (PackedUserOperation memory) {
        _makeLive(session);
        return _signed(_sessionOp(callData), session);
    }

    /// @dev An op that the approve session allows, as a tree of one.
    function _use(Session memory session) internal view returns (PackedUserOperation memory) {
        return _signed(_sessionOp(_approve(spender, 1)), session);
    }

    /// @dev The same in a larger tree.
    function _useOf(Session[] memory sessions, uint256 index) internal view returns (PackedUserOperation memory) {
        return _signed(_sessionOp(_approve(spender, 1)), sessions[index], sessions.nativeProof(index));
    }

    function _agreedOp(bytes memory callData) internal returns (PackedUserOperation memory) {
        return _opUnder(_agreed(), callData);
    }

    function _carrying(PackedUserOperation memory op, bytes memory wire)
        internal
        pure
        returns (PackedUserOperation memory)
    {
        op.signature = wire;
        return op;
    }

    /* RUNNING */

    /// @dev Asks the validator as the account does, and returns what it answers.
    function _validate(PackedUserOperation memory op) internal returns (uint256) {
        bytes32 hash = entryPoint.getUserOpHash(op);
        vm.prank(op.sender);
        return validator.validateUserOp(op, hash);
    }

    /// @dev The validator, asked as the account asks it, refuses the op for one reason.
    function _assertValidatorRefuses(PackedUserOperation memory op, bytes memory reason) internal {
        bytes32 hash = entryPoint.getUserOpHash(op);
        vm.prank(op.sender);
        vm.expectRevert(reason);
        validator.validateUserOp(op, hash);
    }

    /// @dev So does the account, in whose answer the reason stands where the account passes it on.
    function _assertSessionRefused(PackedUserOperation memory op, bytes memory reason) internal {
        _assertValidatorRefuses(op, reason);
        _assertRefused(op, kit.passedOn(reason));
    }

    /// @dev The validator does all its work and returns "signature failed"; the EntryPoint refuses the op.
    function _assertSessionSignatureRefused(PackedUserOperation memory op) internal {
        assertEq(uint160(_validate(op)), 1, "signature accepted");
        _assertSignatureRefused(op);
    }

    function _assertEntryPointRefuses(PackedUserOperation memory op, string memory reason) internal {
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint07.FailedOp.selector, 0, reason));
        this.handle(op);
    }

    /// @dev The EntryPoint refuses the op, for whatever reason, so that nothing of it runs.
    function _assertNeverRuns(PackedUserOperation memory op) internal {
        try this.handle(op) {
            assertTrue(false, "the op was included");
        } catch (bytes memory reason) {
            assertTrue(
                bytes4(reason) == IEntryPoint07.FailedOp.selector
                    || bytes4(reason) == IEntryPoint07.FailedOpWithRevert.selector,
                "refused by something else"
            );
        }
    }

    /* REASONS */

    function _notGranted(Session memory session, bytes32[] memory proof) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ISessionRegistry.SessionNotGranted.selector, session.id(), _nodeAbove(session.leaf(), proof)
        );
    }

    function _notGranted(Session memory session) internal pure returns (bytes memory) {
        return _notGranted(session, _direct());
    }

    function _dead(Session memory session) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.SessionDead.selector, session.id());
    }

    function _grantDead(bytes32 root) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root);
    }

    /* BYTES */

    function _head(bytes memory data, uint256 length) internal pure returns (bytes memory part) {
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

    function _wordOf(bytes memory data, uint256 offset) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), offset))
        }
    }
}

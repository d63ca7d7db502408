// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {IModuleErrors} from "../../../../contracts/interfaces/IModuleErrors.sol";
import {ISessionRegistry} from "../../../../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../../../../contracts/types/SessionId.sol";
import {SessionNode} from "../../../../contracts/types/SessionNode.sol";
import {Session, Sessions} from "../../../utils/Sessions.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice The whole life of sessions, each step an op: the owner installs and grants, a key uses, the owner takes back.
abstract contract JourneyTest is SessionOps {
    using Sessions for Session;
    using Sessions for Session[];

    uint256 private constant COUNT = 5;
    uint256 private constant PLACE = 3;

    /* THE SESSIONS */

    /// @dev By the built-in module, by a module that is called, and by a policy.
    function _kinds() private view returns (Session[3] memory) {
        return [_approveSession(), _agreed(), _approvePolicySession()];
    }

    function _use(Session memory session, uint256 count, uint256 amount)
        private
        view
        returns (PackedUserOperation memory)
    {
        return _use(session, count, _approve(spender, amount));
    }

    /// @dev As a tree of one or in a larger one.
    function _use(Session memory session, uint256 count, bytes memory callData)
        private
        view
        returns (PackedUserOperation memory)
    {
        Session[] memory sessions = _treeAround(session, count / 2, count);
        return _signed(_sessionOp(callData), session, sessions.nativeProof(count / 2));
    }

    function _root(Session memory session, uint256 count) private pure returns (bytes32) {
        return _treeAround(session, count / 2, count).nativeRoot();
    }

    /* THE JOURNEY */

    function test_TheValidatorIsInstalled() public view {
        assertTrue(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, address(validator), ""));
        assertTrue(validator.isInitialized(address(account)));
        assertTrue(validator.isModuleType(MODULE_TYPE_VALIDATOR));
    }

    function testFuzz_IsAValidatorAndNothingElse(uint256 moduleType) public view {
        assertEq(validator.isModuleType(moduleType), moduleType == MODULE_TYPE_VALIDATOR);
    }

    function test_Journey() public {
        for (uint256 i; i < 3; ++i) {
            _assertJourney(_kinds()[i], 1);
            // In a tree it is another session: the one before is dead for good.
            Session memory session = _kinds()[i];
            session.validUntil = 1_900_000_000;
            _assertJourney(session, COUNT);
        }
    }

    function _assertJourney(Session memory session, uint256 count) private {
        bytes32 root = _root(session, count);
        bytes32[] memory proof = _treeAround(session, count / 2, count).nativeProof(count / 2);
        assertFalse(validator.isSessionLive(address(account), SessionId.wrap(session.id()), proof));
        _assertSessionRefused(_use(session, count, 1), _notGranted(session, proof));

        _grantRoot(root);
        assertTrue(validator.isSessionLive(address(account), SessionId.wrap(session.id()), proof));
        _assertRuns(_use(session, count, 7));
        assertEq(token.allowance(address(account), spender), 7);
        _assertRuns(_use(session, count, _batch(_approveCall(8), _approveCall(9))));
        assertEq(token.allowance(address(account), spender), 9);

        _ownerCalls(abi.encodeCall(ISessionRegistry.revokeSession, (SessionId.wrap(session.id()))));
        assertFalse(validator.isSessionLive(address(account), SessionId.wrap(session.id()), proof));
        _assertSessionRefused(_use(session, count, 1), _dead(session));
        // A tree can be granted again, but no session comes back with it.
        if (count > 1) _grantRoot(root);
        _assertSessionRefused(_use(session, count, 1), _dead(session));
    }

    function test_OutOfScopeIsRefused() public {
        _grant(_approveSession());
        _assertSessionRefused(
            _use(_approveSession(), 1, MAX_AMOUNT + 1),
            abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, MAX_AMOUNT + 1, MAX_AMOUNT)
        );
        _assertSessionRefused(
            _use(_approveSession(), 1, _batch(_approveCall(1), _transferCall(1))),
            abi.encodeWithSelector(
                IModuleErrors.SelectorNotAllowed.selector, token.transfer.selector, token.approve.selector
            )
        );
        assertEq(token.allowance(address(account), spender), 0);
    }

    function testFuzz_RunsBatchesOfAnyLength(uint256 count) public {
        count = bound(count, 1, 12);
        _makeLive(_approveSession());
        _assertRuns(_use(_approveSession(), 1, _batchAround(_approveCall(2), count - 1, count, _approveCall(1))));
        assertEq(token.allowance(address(account), spender), 2);
    }

    /// @dev As a policy whose permission allows it, with value.
    function testFuzz_RunsWithValue(uint96 value) public {
        Session memory session = _agreed();
        vm.deal(address(account), value);
        _assertRuns(_opUnder(session, kit.encodeSingle(recipient, value, "")));
        assertEq(recipient.balance, value);
    }

    /// @dev Lanes are independent: sessions that are used side by side need not wait for each other.
    function testFuzz_RunsInAnyLane(uint16 lane) public {
        _makeLive(_approveSession());
        _assertRuns(_signed(_op(address(validator), lane, _approve(spender, 1)), _approveSession()));
    }

    function test_RevokesAGrantAndAll() public {
        Session memory session = _approveSession();
        bytes32[] memory proof = _treeAround(session, COUNT / 2, COUNT).nativeProof(COUNT / 2);
        _grantRoot(_root(session, COUNT));
        _grant(_transferSession());

        _ownerCalls(abi.encodeCall(ISessionRegistry.revokeGrant, (SessionNode.wrap(_root(session, COUNT)))));
        _assertSessionRefused(_use(session, COUNT, 1), _grantDead(_root(session, COUNT)));
        _assertRuns(_use(_transferSession(), 1, _transfer(recipient, 1)));

        _ownerCalls(abi.encodeCall(ISessionRegistry.revokeAllSessions, ()));
        _assertSessionRefused(_use(_transferSession(), 1, _transfer(recipient, 1)), _notGranted(_transferSession()));
        _assertSessionRefused(_use(session, COUNT, 1), _grantDead(_nodeAbove(session.leaf(), proof)));
        _grant(_transferSession());
        _assertRuns(_use(_transferSession(), 1, _transfer(recipient, 1)));
    }
}

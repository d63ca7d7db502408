// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {IBiconomySessionRegistry} from "../../contracts/interfaces/IBiconomySessionRegistry.sol";
import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {Base} from "../Base.t.sol";
import {IBiconomyAccount, IBiconomyFactory, IEntryPoint06} from "../utils/Peers.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Call} from "./Journey.t.sol";
import {BiconomyWire, NativeWire, Wire} from "./Wires.t.sol";

/// @notice The whole life of sixteen sessions: one op installs them, a key uses them, the owner takes them back.
abstract contract Story is Wire {
    using Sessions for Session;

    uint256 private constant COUNT = 16;

    /// @dev Even places mint the token id of their place, odd ones approve up to as many tokens.
    function _sessions() private view returns (Session[] memory sessions) {
        sessions = new Session[](COUNT);
        for (uint256 i; i < COUNT; ++i) {
            sessions[i] = i % 2 == 0
                ? Session(0, 0, address(mintModule), abi.encode(key.addr, recipient, i))
                : Session(0, 0, address(approveModule), abi.encode(key.addr, token, spender, i * 1e18));
        }
    }

    function setUp() public virtual override {
        super.setUp();
        // One that has never heard of the registry.
        account = _accountAt(owner.addr, 1);
    }

    /* STEPS */

    function _installCallData() private view returns (bytes memory) {
        return _batchOptimized(
            _pair(
                Call(address(account), 0, abi.encodeCall(IBiconomyAccount.enableModule, (address(registry)))),
                Call(address(registry), 0, _rootCall(_rootOf(_sessions())))
            )
        );
    }

    function _install() private {
        _assertRuns(_signedByOwner(_op(_installCallData())));
    }

    function _by(uint256 index, bytes memory callData) private view returns (UserOperation memory) {
        return _by(index, 0, callData);
    }

    function _by(uint256 index, uint256 offset, bytes memory callData) private view returns (UserOperation memory) {
        Session[] memory sessions = _sessions();
        return _signedAs(_opAfter(offset, callData), sessions[index], _proofOf(sessions, index));
    }

    function _mintBy(uint256 index) private view returns (UserOperation memory) {
        return _by(index, _single(_mintCall(index)));
    }

    function _id(uint256 index) private view returns (SessionId) {
        return SessionId.wrap(_sessions()[index].id());
    }

    function _revokeCall(uint256 index) private view returns (bytes memory) {
        return abi.encodeCall(ISessionRegistry.revokeSession, (_id(index)));
    }

    function _deadError(uint256 index) private view returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.SessionDead.selector, _id(index));
    }

    function _notGrantedError(uint256 index) private view returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.SessionNotGranted.selector, _id(index), _rootOf(_sessions()));
    }

    /* THE STORY, IN ORDER */

    function test_Story() public {
        _install();

        _assertRuns(_mintBy(0));
        _assertRuns(_by(1, _single(_approveCall(1e18))));
        _assertRuns(_by(2, _batch(_pair(_mintCall(2), _mintCall(2)))));

        _registryDoes(_revokeCall(0));
        _assertRefused(_mintBy(0), _deadError(0));
        _assertRuns(_mintBy(2));

        _registryDoes(_rootCall(_rootOf(_sessions())));
        _assertRefused(_mintBy(0), _deadError(0));
        _assertRuns(_mintBy(2));

        _registryDoes(abi.encodeCall(ISessionRegistry.revokeAllSessions, ()));
        _assertRefused(_mintBy(2), _notGrantedError(2));

        _registryDoes(_rootCall(_rootOf(_sessions())));
        _assertRuns(_mintBy(2));
        _assertRefused(_mintBy(0), _deadError(0));

        assertEq(nft.balanceOf(recipient, 0), 1);
        assertEq(nft.balanceOf(recipient, 2), 5);
        assertEq(token.allowance(address(account), spender), 1e18);
    }

    /* INSTALLING */

    function test_OneOwnerOpEnablesTheRegistryAndGrants() public {
        assertFalse(account.isModuleEnabled(address(registry)));
        _install();

        assertTrue(account.isModuleEnabled(address(registry)));
        for (uint256 i; i < COUNT; ++i) {
            _assertRuns(_by(i, _single(i % 2 == 0 ? _mintCall(i) : _approveCall(i * 1e18))));
        }
    }

    function test_TheOpThatDeploysTheAccountInstalls() public {
        bytes memory deploy =
            abi.encodeCall(IBiconomyFactory.deployCounterFactualAccount, (ecdsaModule, _setup(owner.addr), 2));
        uint256 before = vm.snapshotState();
        account = _accountAt(owner.addr, 2);
        IBiconomyAccount undeployed = account;
        vm.revertToState(before);

        account = undeployed;
        assertEq(address(account).code.length, 0);
        ENTRY_POINT.depositTo{value: 10 ether}(address(account));
        UserOperation memory op = _op(_installCallData());
        op.initCode = abi.encodePacked(factory, deploy);
        _assertRuns(_signedByOwner(op));

        _assertRuns(_mintBy(0));
    }

    function test_RevertGiven_TheRegistryIsNotEnabled() public {
        _makeLive(_sessions());
        // A grant alone opens nothing: the account itself turns the registry away.
        assertEq(uint160(_validate(_mintBy(0))), 0);
        _assertEntryPointRefuses(_mintBy(0), "AA23 reverted (or OOG)");
    }

    function test_RevertGiven_TheRegistryWasDisabled() public {
        _install();
        _ownerDoes(
            address(account), abi.encodeWithSignature("disableModule(address,address)", address(1), address(registry))
        );
        _assertEntryPointRefuses(_mintBy(0), "AA23 reverted (or OOG)");
    }

    /// @dev Disabling is no revocation: what was not revoked comes back with the registry.
    function test_ReenablingTheRegistryKeepsRevocations() public {
        _install();
        _registryDoes(_revokeCall(0));
        _ownerDoes(
            address(account), abi.encodeWithSignature("disableModule(address,address)", address(1), address(registry))
        );
        _ownerDoes(address(account), abi.encodeCall(IBiconomyAccount.enableModule, (address(registry))));

        _assertRefused(_mintBy(0), _deadError(0));
        _assertRuns(_mintBy(2));
    }

    /* USING */

    function test_Mints() public {
        _install();
        _assertRuns(_mintBy(0));
        assertEq(nft.balanceOf(recipient, 0), 1);
    }

    function test_MintsAgain() public {
        _install();
        _assertRuns(_mintBy(0));
        _assertRuns(_mintBy(0));
        assertEq(nft.balanceOf(recipient, 0), 2);
    }

    function test_Approves() public {
        _install();
        _assertRuns(_by(3, _single(_approveCall(3e18))));
        assertEq(token.allowance(address(account), spender), 3e18);
    }

    function test_ExecutesOptimized() public {
        _install();
        _assertRuns(_by(0, _singleOptimized(_mintCall(0))));
        assertEq(nft.balanceOf(recipient, 0), 1);
    }

    function test_ExecutesABatchUnderOneSession() public {
        _install();
        _assertRuns(_by(0, _batch(_pair(_mintCall(0), _mintCall(0)))));
        assertEq(nft.balanceOf(recipient, 0), 2);
    }

    function test_ExecutesAnOptimizedBatchUnderOneSession() public {
        _install();
        _assertRuns(_by(0, _batchOptimized(_pair(_mintCall(0), _mintCall(0)))));
        assertEq(nft.balanceOf(recipient, 0), 2);
    }

    function test_ExecutesABatchOfOne() public {
        _install();
        _assertRuns(_by(0, _batch(_callsAround(_mintCall(0), 0, 1, _mintCall(0)))));
        assertEq(nft.balanceOf(recipient, 0), 1);
    }

    function testFuzz_ExecutesABatchOfAnyLength(uint256 count) public {
        count = bound(count, 1, 8);
        _install();
        UserOperation memory op = _op(_batch(_callsAround(_mintCall(0), 0, count, _mintCall(0))));
        op.callGasLimit = 1_000_000;
        _assertRuns(_signedAs(op, _sessions()[0], _proofOf(_sessions(), 0)));
        assertEq(nft.balanceOf(recipient, 0), count);
    }

    /// @dev One session per op: a batch cannot mix what two sessions allow, though both are live and of one key.
    function test_RevertWhen_ABatchNeedsTwoSessions() public {
        _install();
        _assertModuleRefuses(
            address(mintModule),
            _by(0, _batch(_pair(_mintCall(0), _approveCall(1e18)))),
            abi.encodeWithSignature("TargetNotAllowed(address,address)", token, nft)
        );
    }

    /* REVOKING */

    function test_RevertGiven_TheSessionWasRevoked() public {
        _install();
        _assertRuns(_mintBy(0));
        _registryDoes(_revokeCall(0));
        _assertRefused(_mintBy(0), _deadError(0));
    }

    function test_SiblingsOutliveARevocation() public {
        _install();
        _registryDoes(_revokeCall(0));
        for (uint256 i = 1; i < COUNT; ++i) {
            _assertRuns(_by(i, _single(i % 2 == 0 ? _mintCall(i) : _approveCall(i * 1e18))));
        }
    }

    function test_RevokesSeveralAtOnce() public {
        _install();
        SessionId[] memory ids = new SessionId[](2);
        (ids[0], ids[1]) = (_id(0), _id(4));
        _registryDoes(abi.encodeCall(ISessionRegistry.revokeSessions, (ids)));

        _assertRefused(_mintBy(0), _deadError(0));
        _assertRefused(_mintBy(4), _deadError(4));
        _assertRuns(_mintBy(2));
    }

    /// @dev A session may be revoked before anyone has granted it.
    function test_RevertGiven_TheSessionWasRevokedBeforeTheGrant() public {
        vm.prank(address(account));
        registry.revokeSession(_id(0));
        _install();
        _assertRefused(_mintBy(0), _deadError(0));
    }

    function test_RevertGiven_TheTreeWasGrantedAgain() public {
        _install();
        _registryDoes(_revokeCall(0));
        _registryDoes(_rootCall(_rootOf(_sessions())));
        _assertRefused(_mintBy(0), _deadError(0));
    }

    function test_RevertGiven_ARevokedSessionIsGrantedInAnotherTree() public {
        _install();
        _registryDoes(_revokeCall(0));
        Session[] memory sessions = new Session[](2);
        (sessions[0], sessions[1]) = (_sessions()[0], _sessions()[2]);
        _registryDoes(_rootCall(_rootOf(sessions)));

        UserOperation memory op = _op(_single(_mintCall(0)));
        _assertRefused(_signedAs(op, sessions[0], _proofOf(sessions, 0)), _deadError(0));
    }

    function test_RevertGiven_AllWereRevoked() public {
        _install();
        _registryDoes(abi.encodeCall(ISessionRegistry.revokeAllSessions, ()));
        for (uint256 i; i < COUNT; ++i) {
            _assertRefused(_by(i, _single(i % 2 == 0 ? _mintCall(i) : _approveCall(1))), _notGrantedError(i));
        }
    }

    function test_RunsGiven_AllWereRevokedAndGrantedAnew() public {
        _install();
        _registryDoes(abi.encodeCall(ISessionRegistry.revokeAllSessions, ()));
        _registryDoes(_rootCall(_rootOf(_sessions())));
        for (uint256 i; i < COUNT; ++i) {
            _assertRuns(_by(i, _single(i % 2 == 0 ? _mintCall(i) : _approveCall(i * 1e18))));
        }
    }

    /* BUNDLES */

    function test_SeveralOpsOfOneBundleRun() public {
        _install();
        UserOperation[] memory ops = new UserOperation[](4);
        ops[0] = _by(0, 0, _single(_mintCall(0)));
        ops[1] = _by(2, 1, _single(_mintCall(2)));
        ops[2] = _signedByOwner(_opAfter(2, _single(_mintCall(9))));
        ops[3] = _by(0, 3, _batch(_pair(_mintCall(0), _mintCall(0))));
        _assertAllRun(ops);
        assertEq(nft.balanceOf(recipient, 0), 3);
        assertEq(nft.balanceOf(recipient, 2), 1);
        assertEq(nft.balanceOf(recipient, 9), 1);
    }

    /// @dev One bad op fails the bundle whole, so a bundler drops it; nothing of the good ones runs meanwhile.
    function test_RevertWhen_OneOpOfABundleIsRefused() public {
        _install();
        UserOperation[] memory ops = _bundle(_by(0, 0, _single(_mintCall(0))), _by(0, 1, _single(_mintCall(2))));
        vm.prank(bundler, bundler);
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 1, "AA23 reverted (or OOG)"));
        ENTRY_POINT.handleOps(ops, bundler);
    }

    /// @dev ERC-4337 validates every op of a bundle before it executes the first. A revocation is an execution, so an op
    /// that shares its bundle was judged before it: no account on EntryPoint v0.6 can do otherwise.
    function test_ARevocationDoesNotBindItsOwnBundle() public {
        _install();
        UserOperation memory revoke = _signedByOwner(_op(_execute(address(registry), 0, _revokeCall(0))));
        _assertAllRun(_bundle(revoke, _by(0, 1, _single(_mintCall(0)))));
        assertEq(nft.balanceOf(recipient, 0), 1);
    }

    /// @dev The same second and the same block: no time has to pass.
    function test_RevertGiven_ARevocationInTheBundleBefore() public {
        _install();
        UserOperation memory revoke = _signedByOwner(_op(_execute(address(registry), 0, _revokeCall(0))));
        _assertAllRun(_bundle(revoke, _by(0, 1, _single(_mintCall(0)))));
        _assertRefused(_mintBy(0), _deadError(0));
    }

    function test_RevertGiven_RevokingAllInTheBundleBefore() public {
        _install();
        UserOperation memory revoke =
            _signedByOwner(_op(_execute(address(registry), 0, abi.encodeCall(ISessionRegistry.revokeAllSessions, ()))));
        _assertAllRun(_bundle(revoke, _by(0, 1, _single(_mintCall(0)))));
        _assertRefused(_mintBy(0), _notGrantedError(0));
    }

    /// @dev For the same reason a grant is of no use to an op of its own bundle.
    function test_RevertWhen_TheGrantIsInTheSameBundle() public {
        vm.prank(address(account));
        account.enableModule(address(registry));
        UserOperation memory grant =
            _signedByOwner(_op(_execute(address(registry), 0, _rootCall(_rootOf(_sessions())))));
        UserOperation[] memory ops = _bundle(grant, _by(0, 1, _single(_mintCall(0))));

        vm.prank(bundler, bundler);
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 1, "AA23 reverted (or OOG)"));
        ENTRY_POINT.handleOps(ops, bundler);
    }

    /// @dev A batch stops at the call that fails, and the calls before it are undone.
    function test_AFailedCallUndoesItsBatch() public {
        _install();
        vm.mockCallRevert(address(token), _approveCall(2).data, "closed");
        _assertFailsWith(_by(3, _batch(_pair(_approveCall(1), _approveCall(2)))), "closed");
        assertEq(token.allowance(address(account), spender), 0);
    }

    function test_RevertWhen_AnOpIsSentAgain() public {
        _install();
        UserOperation memory op = _mintBy(0);
        _assertRuns(op);
        _assertEntryPointRefuses(op, "AA25 invalid account nonce");
    }

    /* EVENTS */

    function test_InstallingEmitsTheRoot() public {
        if (VERSION == 1) {
            vm.expectEmit(address(registry));
            emit ISessionRegistry.SessionsGranted(address(account), SessionNode.wrap(_rootOf(_sessions())), 0, "");
        } else {
            vm.expectEmit(address(registry));
            emit IBiconomySessionRegistry.MerkleRootSet(address(account), _rootOf(_sessions()));
        }
        _handle(_signedByOwner(_op(_installCallData())));
    }

    function test_RevokingEmitsTheId() public {
        _install();
        vm.expectEmit(address(registry));
        emit ISessionRegistry.SessionRevoked(address(account), _id(0));
        _handle(_signedByOwner(_op(_execute(address(registry), 0, _revokeCall(0)))));
    }

    function test_RevokingAllEmitsTheEpoch() public {
        _install();
        vm.expectEmit(address(registry));
        emit ISessionRegistry.AllSessionsRevoked(address(account), 1);
        _handle(
            _signedByOwner(_op(_execute(address(registry), 0, abi.encodeCall(ISessionRegistry.revokeAllSessions, ()))))
        );
    }
}

contract NativeStory is Story, NativeWire {
    function setUp() public override(Base, Story) {
        Story.setUp();
    }
}

contract BiconomyStory is Story, BiconomyWire {
    function setUp() public override(Base, Story) {
        Story.setUp();
    }
}

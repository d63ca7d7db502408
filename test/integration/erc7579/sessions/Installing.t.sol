// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7579Module, MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {IERC7579SessionValidator} from "../../../../contracts/interfaces/IERC7579SessionValidator.sol";
import {ISessionRegistry} from "../../../../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../../../../contracts/types/SessionId.sol";
import {SessionNode} from "../../../../contracts/types/SessionNode.sol";
import {Session, Sessions} from "../../../utils/Sessions.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice Installing, with and without a first grant, and that nothing outlives uninstalling but what was revoked.
abstract contract InstallingTest is SessionOps {
    using Sessions for Session;
    using Sessions for Session[];

    /* A FIRST GRANT */

    function testFuzz_InstallsWithAFirstGrant(bytes memory sessions) public {
        _uninstall(address(validator), "");
        Session[] memory tree = _treeAround(_approveSession(), 1, 3);
        vm.expectEmit(address(validator));
        emit ISessionRegistry.SessionsGranted(address(account), SessionNode.wrap(tree.nativeRoot()), 1, sessions);
        _install(address(validator), abi.encodePacked(tree.nativeRoot(), sessions));
        _assertRuns(_useOf(tree, 1));
    }

    function test_InstallsWithADirectSession() public {
        _uninstall(address(validator), "");
        _install(address(validator), abi.encodePacked(_approveSession().leaf()));
        _assertRuns(_use(_approveSession()));
    }

    /// @dev The calls are the account's own, as far as the validator sees.
    function testFuzz_RevertWhen_TheInstallDataIsNoRoot(bytes memory data) public {
        vm.assume(data.length != 0);
        data = _head(data, data.length % 32);
        vm.assume(data.length != 0);
        _uninstall(address(validator), "");
        vm.prank(address(account));
        vm.expectRevert(abi.encodeWithSelector(IERC7579SessionValidator.InstallDataMalformed.selector, data.length));
        validator.onInstall(data);
    }

    /// @dev One byte less than a root, and one byte at all.
    function test_RevertWhen_TheInstallDataAlmostIsARoot() public {
        _uninstall(address(validator), "");
        for (uint256 length = 1; length < 32; length += 30) {
            vm.prank(address(account));
            vm.expectRevert(abi.encodeWithSelector(IERC7579SessionValidator.InstallDataMalformed.selector, length));
            validator.onInstall(new bytes(length));
        }
    }

    function testFuzz_RevertWhen_TheFirstRootIsZero(bytes memory sessions) public {
        _uninstall(address(validator), "");
        vm.prank(address(account));
        vm.expectRevert(ISessionRegistry.RootZero.selector);
        validator.onInstall(abi.encodePacked(bytes32(0), sessions));
    }

    function test_RevertGiven_TheFirstRootIsDead() public {
        _revoke(_approveSession());
        _uninstall(address(validator), "");
        vm.prank(address(account));
        vm.expectRevert(_grantDead(_approveSession().leaf()));
        validator.onInstall(abi.encodePacked(_approveSession().leaf()));
    }

    /// @dev An op of the owner that does it is included, and fails.
    function test_RevertGiven_TheValidatorIsInstalledAlready() public {
        vm.prank(address(account));
        vm.expectRevert(abi.encodeWithSelector(IERC7579SessionValidator.AlreadyInitialized.selector, account));
        validator.onInstall("");
        _assertFails(_ownerOp(kit.encodeSingle(address(validator), 0, abi.encodeCall(IERC7579Module.onInstall, ("")))));
    }

    function test_RevertGiven_TheValidatorIsNotInstalled() public {
        _uninstall(address(validator), "");
        vm.prank(address(account));
        vm.expectRevert(abi.encodeWithSelector(IERC7579SessionValidator.NotInitialized.selector, account));
        validator.onUninstall("");
    }

    /* UNINSTALLING */

    function test_AnUninstalledValidatorIsNotAsked() public {
        _makeLive(_approveSession());
        _uninstall(address(validator), "");
        assertFalse(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, address(validator), ""));
        assertFalse(validator.isInitialized(address(account)));
        _assertNeverRuns(_use(_approveSession()));
    }

    /// @dev Neither the data that comes along nor the number of sessions keeps an account from uninstalling.
    function testFuzz_UninstallsWithAnyData(bytes memory data) public {
        _uninstall(address(validator), data);
        assertFalse(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, address(validator), ""));
    }

    /// @dev Whatever was granted, used or revoked while it was installed, `count` sessions of it.
    function _assertNothingOutlivesUninstalling(uint256 count) private {
        Session[] memory sessions = _treeAround(_approveSession(), 0, count);
        for (uint256 i; i < count; ++i) {
            // Two thirds on their own, the rest in a tree, and a third revoked.
            if (i % 3 != 1) _makeLive(sessions[i]);
        }
        if (count != 0) {
            _makeLive(sessions);
            _assertRuns(_use(sessions[0]));
            _assertRuns(_useOf(sessions, 0));
        }
        for (uint256 i = 2; i < count; i += 3) {
            _revoke(sessions[i]);
        }
        uint256 epoch = validator.epochOf(address(account));

        _uninstall(address(validator), "");
        if (count != 0) _assertNeverRuns(_use(sessions[0]));
        _install(address(validator), "");

        assertEq(validator.epochOf(address(account)), epoch + 1);
        for (uint256 i; i < count; ++i) {
            bytes32[] memory proof = sessions.nativeProof(i);
            assertFalse(validator.isSessionLive(address(account), SessionId.wrap(sessions[i].id()), _direct()));
            assertFalse(validator.isSessionLive(address(account), SessionId.wrap(sessions[i].id()), proof));
        }
        if (count == 0) return;
        _assertSessionRefused(_use(sessions[0]), _notGranted(sessions[0]));
        _assertSessionRefused(_useOf(sessions, 0), _notGranted(sessions[0], sessions.nativeProof(0)));

        // Granted anew they live again, but what was revoked by name.
        _makeLive(sessions);
        for (uint256 i; i < count; ++i) {
            bool live =
                validator.isSessionLive(address(account), SessionId.wrap(sessions[i].id()), sessions.nativeProof(i));
            assertEq(live, i < 2 || i % 3 != 2);
        }
        _assertRuns(_useOf(sessions, 0));
    }

    function test_NothingOutlivesUninstalling() public {
        uint256[5] memory counts = [uint256(0), 1, 2, 3, 33];
        for (uint256 i; i < counts.length; ++i) {
            uint256 before = vm.snapshotState();
            _assertNothingOutlivesUninstalling(counts[i]);
            vm.revertToState(before);
        }
    }

    function test_InstallsAndUninstallsAgainAndAgain() public {
        for (uint256 i; i < 5; ++i) {
            _assertSessionRefused(_use(_approveSession()), _notGranted(_approveSession()));
            _makeLive(_approveSession());
            _assertRuns(_use(_approveSession()));
            _uninstall(address(validator), "");
            _install(address(validator), "");
        }
    }
}

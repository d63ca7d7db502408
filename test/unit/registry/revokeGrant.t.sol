// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISessionRegistry} from "../../../contracts/interfaces/ISessionRegistry.sol";
import {SessionNode} from "../../../contracts/types/SessionNode.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {TreeBuilder} from "../../utils/TreeBuilder.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

contract RevokeGrantTest is RegistryBase {
    using Sessions for Session;
    using Sessions for Session[];

    function testFuzz_SessionsOfTheGrant_AreNotLive(bytes32 seed, uint256 size, uint256 index) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        index = bound(index, 0, sessions.length - 1);
        _grant(sessions.nativeRoot());
        _revokeGrant(sessions.nativeRoot());
        _assertGrantDead(sessions[index], sessions.nativeProof(index));
    }

    function testFuzz_OtherGrants_StayLive(bytes32 seed, uint256 size) public {
        Session[] memory sessions = _sessions(seed, bound(size, 1, LARGEST_TREE));
        Session[] memory others = _sessions(keccak256(abi.encode(seed)), bound(size, 1, LARGEST_TREE));
        _grant(sessions.nativeRoot());
        _grant(others.nativeRoot());
        _revokeGrant(sessions.nativeRoot());
        _assertLive(others[0], others.nativeProof(0));
    }

    function testFuzz_SessionThatIsInAnotherGrantToo_StaysLiveThere(bytes32 seed, uint256 size) public {
        Session[] memory sessions = _sessions(seed, bound(size, 2, LARGEST_TREE));
        Session[] memory others = _sessions(keccak256(abi.encode(seed)), 2);
        others[0] = sessions[0];
        _grant(sessions.nativeRoot());
        _grant(others.nativeRoot());
        _revokeGrant(sessions.nativeRoot());
        _assertGrantDead(sessions[0], sessions.nativeProof(0));
        _assertLive(sessions[0], others.nativeProof(0));
    }

    /// @dev The root of a grant of one is its session's leaf: the session dies with the grant, wherever else it was granted.
    function testFuzz_GrantOfOne_TakesItsSessionAlong(bytes32 seed) public {
        Session[] memory sessions = _sessions(seed, 2);
        _grant(sessions[0].leaf());
        _grant(sessions.nativeRoot());
        _revokeGrant(sessions[0].leaf());
        _assertSessionDead(sessions[0], _direct());
        _assertSessionDead(sessions[0], sessions.nativeProof(0));
        _assertLive(sessions[1], sessions.nativeProof(1));
    }

    /// @dev An inner node is no grant: to revoke it changes nothing for the tree above.
    function testFuzz_InnerNode_LeavesTheTreeLive(bytes32 seed) public {
        Session[] memory sessions = _sessions(seed, 4);
        _grant(sessions.nativeRoot());
        _revokeGrant(TreeBuilder.hashPair(sessions[0].leaf(), sessions[1].leaf()));
        _assertLive(sessions[0], sessions.nativeProof(0));
    }

    function testFuzz_BeforeItIsGranted_IsDead(bytes32 seed) public {
        Session[] memory sessions = _sessions(seed, 2);
        bytes32 root = sessions.nativeRoot();
        _revokeGrant(root);
        assertEq(_status(root), DEAD);
        vm.expectRevert(abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root));
        _grant(root);
        _assertGrantDead(sessions[0], sessions.nativeProof(0));
    }

    function testFuzz_AfterAllWasRevoked_StaysDead(bytes32 seed, uint8 epochs) public {
        Session[] memory sessions = _sessions(seed, 2);
        _grant(sessions.nativeRoot());
        _revokeGrant(sessions.nativeRoot());
        for (uint256 i; i < epochs; ++i) {
            _revokeAll();
        }
        _assertGrantDead(sessions[0], sessions.nativeProof(0));
    }

    /// @dev A session that was revoked on its own is named before its grant.
    function testFuzz_RevokedSessionOfTheGrant_IsNamedFirst(bytes32 seed) public {
        Session[] memory sessions = _sessions(seed, 2);
        _grant(sessions.nativeRoot());
        _revokeGrant(sessions.nativeRoot());
        _revoke(sessions[0]);
        _assertSessionDead(sessions[0], sessions.nativeProof(0));
        _assertGrantDead(sessions[1], sessions.nativeProof(1));
    }

    /// @dev Whoever names the root of the Biconomy tree means that tree.
    function testFuzz_BiconomyRoot_IsCleared(bytes32 seed) public {
        Session[] memory sessions = _sessions(seed, 2);
        _setMerkleRoot(sessions.biconomyRoot());
        _revokeGrant(sessions.biconomyRoot());
        assertEq(registry.getSessionKeys(account).merkleRoot, 0);
    }

    function testFuzz_OtherBiconomyRoot_IsNotTouched(bytes32 seed, bytes32 root) public {
        Session[] memory sessions = _sessions(seed, 2);
        vm.assume(root != 0 && root != sessions.biconomyRoot());
        _setMerkleRoot(sessions.biconomyRoot());
        _revokeGrant(root);
        assertEq(registry.getSessionKeys(account).merkleRoot, sessions.biconomyRoot());
        _assertBiconomyLive(sessions[0], sessions.biconomyProof(0));
    }

    function testFuzz_Emits(bytes32 root) public {
        vm.assume(root != 0);
        vm.expectEmit(address(registry));
        emit ISessionRegistry.GrantRevoked(account, SessionNode.wrap(root));
        _revokeGrant(root);
        assertEq(_status(root), DEAD);
    }

    function testFuzz_OtherAccount_KeepsItsGrant(bytes32 seed) public {
        Session memory session = _session(seed);
        _grant(session.leaf());
        (account, other) = (other, account);
        _revokeGrant(session.leaf());
        (account, other) = (other, account);
        _assertLive(session, _direct());
    }

    function test_RevertWhen_RootIsZero() public {
        vm.prank(account);
        vm.expectRevert(ISessionRegistry.RootZero.selector);
        registry.revokeGrant(SessionNode.wrap(0));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISessionRegistry} from "../../../contracts/interfaces/ISessionRegistry.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";
import {RegistryBase} from "./RegistryBase.t.sol";

/// @notice Any sequence of grants and revocations, against a model of the rules as `ISessionRegistry` states them.
contract ModelTest is RegistryBase {
    using Sessions for Session;
    using Sessions for Session[];

    uint256 private constant SESSIONS = 4;
    uint256 private constant TREES = 4;

    /// @dev Which sessions are in which tree: bit `i` is session `i`. The last is a direct session.
    uint256[TREES] private members = [0xf, 0x3, 0x6, 0x8];
    uint256 private constant DIRECT_TREE = 3;
    uint256 private constant DIRECT_SESSION = 3;

    /// @dev What the model remembers; epochs count from one, so that zero means never.
    uint256 private epoch = 1;
    uint256[TREES] private grantedIn;
    bool[TREES] private grantDead;
    bool[TREES] private biconomyRootDead;
    bool[SESSIONS] private sessionDead;
    bytes32 private merkleRoot;

    function testFuzz_AnySequence(uint16[12] memory steps) public {
        for (uint256 i; i < steps.length; ++i) {
            _step(steps[i] >> 8, steps[i]);
            _check();
        }
    }

    function _step(uint256 kind, uint256 index) private {
        uint256 tree = index % TREES;
        uint256 session = index % SESSIONS;
        kind %= 8;
        if (kind <= 2) {
            if (grantDead[tree]) vm.expectRevert(_grantIsDead(_tree(tree).nativeRoot()));
            else grantedIn[tree] = epoch;
            _grant(_tree(tree).nativeRoot());
        } else if (kind == 3) {
            _revoke(_all()[session]);
            sessionDead[session] = true;
            if (session == DIRECT_SESSION) grantDead[DIRECT_TREE] = true;
        } else if (kind == 4) {
            _revokeGrant(_tree(tree).nativeRoot());
            grantDead[tree] = true;
            if (tree == DIRECT_TREE) sessionDead[DIRECT_SESSION] = true;
        } else if (kind == 5) {
            bytes32 root = _tree(tree).biconomyRoot();
            if (biconomyRootDead[tree]) vm.expectRevert(_grantIsDead(root));
            else merkleRoot = root;
            _setMerkleRoot(root);
        } else if (kind == 6) {
            _revokeGrant(_tree(tree).biconomyRoot());
            biconomyRootDead[tree] = true;
            if (merkleRoot == _tree(tree).biconomyRoot()) merkleRoot = 0;
        } else {
            _revokeAll();
            ++epoch;
            merkleRoot = 0;
        }
    }

    function _check() private {
        Session[] memory all = _all();
        for (uint256 t; t < TREES; ++t) {
            Session[] memory tree = _tree(t);
            uint256 index;
            for (uint256 s; s < SESSIONS; ++s) {
                if (members[t] >> s & 1 == 0) continue;
                bytes32[] memory proof = tree.nativeProof(index);
                if (sessionDead[s]) _assertSessionDead(all[s], proof);
                else if (grantDead[t]) _assertGrantDead(all[s], proof);
                else if (grantedIn[t] != epoch) _assertNotGranted(all[s], proof);
                else _assertLive(all[s], proof);

                proof = tree.biconomyProof(index);
                if (merkleRoot != tree.biconomyRoot()) _assertBiconomyNotGranted(all[s], proof);
                else if (sessionDead[s]) _assertBiconomySessionDead(all[s], proof);
                else _assertBiconomyLive(all[s], proof);
                ++index;
            }
        }
    }

    function _all() private pure returns (Session[] memory) {
        return _sessions("model", SESSIONS);
    }

    function _tree(uint256 index) private view returns (Session[] memory tree) {
        Session[] memory all = _all();
        tree = new Session[](SESSIONS);
        uint256 count;
        for (uint256 i; i < SESSIONS; ++i) {
            if (members[index] >> i & 1 == 1) tree[count++] = all[i];
        }
        assembly ("memory-safe") {
            mstore(tree, count)
        }
    }

    function _grantIsDead(bytes32 root) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionRegistry.GrantDead.selector, root);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {console} from "forge-std/console.sol";

import {ISessionRegistry} from "../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../contracts/types/SessionId.sol";
import {SessionNode} from "../contracts/types/SessionNode.sol";
import {Env} from "./utils/Env.sol";
import {OwnerScript} from "./utils/OwnerScript.sol";

/// @title RevokeSessions
/// @notice The owner of an account revokes sessions, a grant, or everything.
///
/// @dev Beside the variables of `OwnerScript`, above all `ACCOUNT`, exactly one of:
///
/// | variable | what |
/// |---|---|
/// | `SESSION_IDS` | Ids of sessions, with commas between them: dead for good, under every root. |
/// | `ROOT` | Root of a grant, dead for good. |
/// | `ALL` | `true`: ends all sessions in one write; a tree may be granted anew afterwards. |
///
/// Idempotent: what is dead is not revoked again. `ALL` starts a new epoch at every run, which changes nothing further but that grants
/// that were signed and not used are outdated.
///
///     ACCOUNT=0x… SESSION_IDS=0x…,0x… forge script script/RevokeSessions.s.sol --rpc-url $RPC_URL --skip-simulation \
///         --broadcast --account owner
contract RevokeSessions is OwnerScript {
    uint256 private constant DEAD = type(uint256).max;

    string private constant EXPECTED = "exactly one of SESSION_IDS, ROOT and ALL=true";
    string private constant IDS_EXPECTED = "ids of sessions, 32 bytes each in hex, with commas between them";
    string private constant ROOT_EXPECTED = "the root of a grant, 32 bytes in hex, not zero";

    /// @notice More is named than one kind of thing to revoke; a variable may be left over from something else.
    /// @param sessionIds Whether `SESSION_IDS` is set.
    /// @param root Whether `ROOT` is set.
    /// @param all Whether `ALL` is true.
    error RevocationAmbiguous(bool sessionIds, bool root, bool all);

    /// @notice Revokes.
    function run() external {
        bool byIds = Env.isSet("SESSION_IDS");
        bool byRoot = Env.isSet("ROOT");
        bool all = Env.flag("ALL");
        if (!byIds && !byRoot && !all) revert Env.EnvironmentMissing("SESSION_IDS", EXPECTED);
        if ((byIds && byRoot) || (all && (byIds || byRoot))) revert RevocationAmbiguous(byIds, byRoot, all);

        if (byIds) {
            bytes32[] memory ids = Env.hashes("SESSION_IDS", IDS_EXPECTED);
            _begin();
            _revokeIds(ids);
        } else if (byRoot) {
            SessionNode root = SessionNode.wrap(Env.hash("ROOT", ROOT_EXPECTED));
            if (SessionNode.unwrap(root) == 0) revert ISessionRegistry.RootZero();
            _begin();
            _revokeRoot(root);
        } else {
            _begin();
            _revoke(abi.encodeCall(ISessionRegistry.revokeAllSessions, ()), 2, "revoked: all sessions");
        }
    }

    function _revokeIds(bytes32[] memory ids) private {
        SessionId[] memory living = new SessionId[](ids.length);
        uint256 count;
        for (uint256 i; i < ids.length; ++i) {
            SessionId id = SessionId.wrap(ids[i]);
            bool dead = registry.statusOf(id.toLeaf(), account.at) == DEAD;
            console.log(string.concat(dead ? "already revoked: " : "to revoke: ", vm.toString(ids[i])));
            if (!dead) living[count++] = id;
        }
        if (count == 0) return;
        assembly ("memory-safe") {
            mstore(living, count)
        }
        string memory done = string.concat("revoked: ", vm.toString(count), count == 1 ? " session" : " sessions");
        _revoke(abi.encodeCall(ISessionRegistry.revokeSessions, (living)), count, done);
    }

    function _revokeRoot(SessionNode root) private {
        if (registry.statusOf(root, account.at) == DEAD) {
            console.log(string.concat("already revoked: the grant ", vm.toString(SessionNode.unwrap(root))));
            return;
        }
        _revoke(
            abi.encodeCall(ISessionRegistry.revokeGrant, (root)),
            2,
            string.concat("revoked: the grant ", vm.toString(SessionNode.unwrap(root)))
        );
    }

    function _revoke(bytes memory data, uint256 words, string memory done) private {
        Execution[] memory calls = new Execution[](1);
        calls[0] = _call(data);
        _send(calls, words, done);
    }
}

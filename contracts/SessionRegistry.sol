// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ISessionRegistry} from "./interfaces/ISessionRegistry.sol";
import {SessionTreeLib} from "./libraries/SessionTreeLib.sol";
import {SessionHead} from "./types/SessionHead.sol";
import {SessionId} from "./types/SessionId.sol";
import {SessionNode} from "./types/SessionNode.sol";

/// @title SessionRegistry
/// @notice The only place that says "this session is live". Adapters to account families inherit it.
///
/// @dev No owner, no upgrade, no pause, no global list: nobody but an account has a say over its sessions.
abstract contract SessionRegistry is ISessionRegistry {
    /* CONSTANTS */

    /// @dev Most siblings in a proof, and most bytes of a session's data. No getters: each external function makes every op's
    /// dispatch dearer.
    uint256 internal constant MAX_PROOF_LENGTH = 32;
    uint256 internal constant MAX_SESSION_KEY_DATA_LENGTH = 4_096;

    /// @dev Status of a node that was revoked. No epoch reaches it: epochs only count up by one.
    uint256 internal constant DEAD = type(uint256).max;

    /* STORAGE */

    /// @inheritdoc ISessionRegistry
    mapping(SessionNode node => mapping(address account => uint256 status)) public statusOf;

    /// @inheritdoc ISessionRegistry
    mapping(address account => uint256 epoch) public epochOf;

    /* GRANTING AND REVOKING */

    /// @inheritdoc ISessionRegistry
    function grantSessions(SessionNode root, bytes calldata sessions) external {
        _grantSessions(root, sessions);
    }

    /// @inheritdoc ISessionRegistry
    function revokeSession(SessionId id) external {
        _revokeSession(id);
    }

    /// @inheritdoc ISessionRegistry
    function revokeSessions(SessionId[] calldata ids) external {
        if (ids.length == 0) revert NothingToRevoke();
        for (uint256 i; i < ids.length; ++i) {
            _revokeSession(ids[i]);
        }
    }

    /// @inheritdoc ISessionRegistry
    function revokeGrant(SessionNode root) external {
        if (SessionNode.unwrap(root) == 0) revert RootZero();
        statusOf[root][msg.sender] = DEAD;
        emit GrantRevoked(msg.sender, root);
        _afterGrantRevoked(root);
    }

    /// @inheritdoc ISessionRegistry
    function revokeAllSessions() external returns (uint256 epoch) {
        return _revokeAllSessions();
    }

    /* READING */

    /// @inheritdoc ISessionRegistry
    function isSessionLive(address account, SessionId id, bytes32[] calldata proof) external view returns (bool) {
        if (proof.length > MAX_PROOF_LENGTH) return false;
        SessionNode leaf = id.toLeaf();
        SessionNode root = SessionTreeLib.rootOf(leaf, proof);
        return statusOf[root][account] == epochOf[account] + 1 && statusOf[leaf][account] != DEAD;
    }

    /* RULES FOR ADAPTERS */

    /// @dev Makes a root live for the caller, for this epoch.
    function _grantSessions(SessionNode root, bytes calldata sessions) internal {
        if (SessionNode.unwrap(root) == 0) revert RootZero();
        // A grant that is signed or sent again must not undo its revocation (replay of a grant).
        if (statusOf[root][msg.sender] == DEAD) revert GrantDead(root);

        uint256 epoch = epochOf[msg.sender];
        statusOf[root][msg.sender] = epoch + 1;
        emit SessionsGranted(msg.sender, root, epoch, sessions);
    }

    /// @dev Starts a new epoch for the caller.
    function _revokeAllSessions() internal returns (uint256 epoch) {
        epoch = ++epochOf[msg.sender];
        emit AllSessionsRevoked(msg.sender, epoch);
        _afterAllRevoked();
    }

    /// @dev Reverts unless a session is live for the caller in a native grant.
    function _requireLive(SessionId id, bytes32[] calldata proof) internal view {
        SessionNode leaf = id.toLeaf();
        SessionNode root = SessionTreeLib.rootOf(leaf, proof);

        uint256 status = statusOf[root][msg.sender];
        // The leaf of a direct session is its root: one read says both.
        if (root != leaf) _requireNotDead(id, leaf);
        unchecked {
            // An epoch only counts up by one, and never reaches `DEAD`.
            if (status == epochOf[msg.sender] + 1) return;
        }
        if (status != DEAD) revert SessionNotGranted(id, root);
        if (root == leaf) revert SessionDead(id);
        revert GrantDead(root);
    }

    /// @dev Reverts if the caller has revoked a session on its own, whatever tree it is presented from.
    function _requireNotDead(SessionId id, SessionNode leaf) internal view {
        if (statusOf[leaf][msg.sender] == DEAD) revert SessionDead(id);
    }

    /// @dev Caps what one op can make validation copy and hash again, and keeps the window in seconds.
    function _requireWithinCaps(SessionHead head, uint256 sessionKeyDataLength, uint256 proofLength) internal pure {
        if (!head.hasWindowInSeconds()) revert WindowOutOfRange(head.validUntil(), head.validAfter());
        if (sessionKeyDataLength > MAX_SESSION_KEY_DATA_LENGTH) revert SessionKeyDataTooLong(sessionKeyDataLength);
        if (proofLength > MAX_PROOF_LENGTH) revert ProofTooLong(proofLength);
    }

    /// @dev Called when the caller has revoked everything, for an adapter that keeps roots of its own.
    function _afterAllRevoked() internal virtual {}

    /// @dev Called when the caller has revoked a grant, for an adapter that keeps roots of its own.
    function _afterGrantRevoked(SessionNode root) internal virtual {}

    function _revokeSession(SessionId id) private {
        statusOf[id.toLeaf()][msg.sender] = DEAD;
        emit SessionRevoked(msg.sender, id);
    }
}

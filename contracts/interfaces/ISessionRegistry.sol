// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {SessionId} from "../types/SessionId.sol";
import {SessionNode} from "../types/SessionNode.sol";

/// @title ISessionRegistry
/// @notice The rules of which sessions are live for which account.
///
/// @dev Words: a *session* is `(validUntil, validAfter, module, sessionKeyData)`; its *id* is the hash of these, packed; its
/// *leaf* is the hash of its id; a *grant* is a Merkle root over leaves that an account has made live.
/// - An account changes its own sessions only: every writing function acts on `msg.sender`. A stranger changes nothing.
/// - Grants add up: a grant never touches another grant.
/// - Revocation is terminal: a session or a grant that was revoked by name stays dead under any root and any later grant. After
///   `revokeAllSessions` the account itself may grant the same trees anew.
/// - An id names no chain, no account and no registry: each account's grants are its own, on each chain and registry.
/// - Warning: never make a registry the fallback handler of an account: strangers would then call it in the account's name.
/// - State is keyed with the account innermost, so that all a validation reads is storage associated with the account
///   (ERC-7562, STO-021).
interface ISessionRegistry {
    /// @notice An account made a tree of sessions live.
    /// @param account The account.
    /// @param root Root of the tree; of a tree of one, its leaf.
    /// @param epoch The epoch the grant belongs to; it ends with that epoch.
    /// @param sessions The sessions of the tree as the granter chose to publish them, so that any client can rebuild them
    /// from logs. Not checked against `root`: a reader recomputes the root.
    event SessionsGranted(address indexed account, SessionNode indexed root, uint256 epoch, bytes sessions);

    /// @notice An account revoked one session, for good.
    /// @param account The account.
    /// @param id The session.
    event SessionRevoked(address indexed account, SessionId indexed id);

    /// @notice An account revoked one grant, for good.
    /// @param account The account.
    /// @param root Root of the grant.
    event GrantRevoked(address indexed account, SessionNode indexed root);

    /// @notice An account revoked all its sessions.
    /// @param account The account.
    /// @param epoch The epoch that begins; grants of earlier epochs are not live.
    event AllSessionsRevoked(address indexed account, uint256 epoch);

    /// @notice The root is zero, which stands for "no sessions".
    error RootZero();

    /// @notice The list of ids is empty.
    error NothingToRevoke();

    /// @notice The session is not part of a tree that the account has granted in its current epoch.
    /// @param id The session presented.
    /// @param root The root that its proof leads to.
    error SessionNotGranted(SessionId id, SessionNode root);

    /// @notice The session was revoked.
    /// @param id The session presented.
    error SessionDead(SessionId id);

    /// @notice The grant was revoked, so it can neither be used nor be granted again.
    /// @param root The root of the grant.
    error GrantDead(SessionNode root);

    /// @notice A bound of the window is 2^47 or more, which EntryPoint v0.9 reads as a block number.
    /// @param validUntil Upper bound presented, unix seconds.
    /// @param validAfter Lower bound presented, unix seconds.
    error WindowOutOfRange(uint48 validUntil, uint48 validAfter);

    /// @notice The proof has more than 32 siblings.
    /// @param length How many it has.
    error ProofTooLong(uint256 length);

    /// @notice The session's data is longer than 4,096 bytes.
    /// @param length Its length in bytes.
    error SessionKeyDataTooLong(uint256 length);

    /// @notice Makes the sessions of a tree live for the caller, beside all it has granted before.
    /// @dev Granting a live root again changes nothing but emits the event again.
    /// Warning: the registry cannot see what a root holds. Sign only roots whose sessions you have rebuilt, and grant only roots
    /// over leaves, never an id or the root of a Biconomy tree: below them an inner node can pass for a session.
    /// @param root Root of the tree, not zero. Reverts with `RootZero`, or `GrantDead` if it was revoked before.
    /// @param sessions What the event publishes so that clients can find the sessions again; may be empty.
    function grantSessions(SessionNode root, bytes calldata sessions) external;

    /// @notice Revokes one session of the caller, for good: under every root, granted before or later.
    /// @param id The session. It need not be known to the registry: a session can be revoked before it is granted.
    function revokeSession(SessionId id) external;

    /// @notice Revokes several sessions of the caller, for good.
    /// @param ids The sessions. Reverts with `NothingToRevoke` when empty.
    function revokeSessions(SessionId[] calldata ids) external;

    /// @notice Revokes one grant of the caller, for good. Sessions of it that are also in another live grant stay live.
    /// @dev A root that was never granted can never be granted afterwards. The root of a tree of one is its leaf: revoking it
    /// revokes the session under every root, like `revokeSession`, with another event. An inner node of a granted tree is not a
    /// grant: revoking it changes nothing.
    /// @param root Root of the grant. Reverts with `RootZero`.
    function revokeGrant(SessionNode root) external;

    /// @notice Revokes every session of the caller in one write, whatever their number, by starting a new epoch.
    /// @dev A tree granted before may be granted anew; what was revoked on its own stays dead.
    /// @return epoch The epoch that begins.
    function revokeAllSessions() external returns (uint256 epoch);

    /// @notice The standing of a root or leaf for an account.
    /// @param node Root or leaf of a native tree.
    /// @param account The account.
    /// @return status Zero when unknown, `epoch + 1` when granted in that epoch, `type(uint256).max` when dead for good.
    function statusOf(SessionNode node, address account) external view returns (uint256 status);

    /// @notice The current epoch of an account. Grants of earlier epochs are not live.
    /// @param account The account.
    /// @return epoch Counts from zero.
    function epochOf(address account) external view returns (uint256 epoch);

    /// @notice Whether a session is live for an account in a grant. Biconomy trees are not looked at.
    /// @param account The account.
    /// @param id The session.
    /// @param proof Siblings from the session's leaf to a granted root; empty for a direct session.
    /// @return True when validation would find it live. Its window, its module and its signature are not looked at, nor whether
    /// the account has enabled the registry.
    function isSessionLive(address account, SessionId id, bytes32[] calldata proof) external view returns (bool);
}

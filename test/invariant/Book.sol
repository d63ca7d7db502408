// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What was granted, revoked and spent, kept beside the registry and written from its documents.
contract Book {
    uint256 internal constant DEAD = type(uint256).max;

    mapping(address account => uint256) public epoch;
    mapping(address account => mapping(bytes32 node => uint256)) public status;
    mapping(address account => mapping(bytes32 counter => uint256)) public spent;

    /// @dev Every counter that was ever charged, with the highest cap of its sessions.
    bytes32[] public counters;
    mapping(bytes32 counter => uint256) public capOf;

    /// @return taken Whether the registry is to take the grant.
    function grant(address account, bytes32 root) external returns (bool taken) {
        if (status[account][root] == DEAD) return false;
        status[account][root] = epoch[account] + 1;
        return true;
    }

    function kill(address account, bytes32 node) external {
        status[account][node] = DEAD;
    }

    function nextEpoch(address account) external {
        ++epoch[account];
    }

    function isDead(address account, bytes32 node) public view returns (bool) {
        return status[account][node] == DEAD;
    }

    /// @dev By the grant of `root`; a leaf is the root of a session that was granted alone.
    function isLive(address account, bytes32 leaf, bytes32 root) external view returns (bool) {
        return status[account][root] == epoch[account] + 1 && !isDead(account, leaf);
    }

    function note(bytes32 counter, uint256 cap) external {
        if (capOf[counter] == 0) counters.push(counter);
        if (cap > capOf[counter]) capOf[counter] = cap;
    }

    function charge(address account, bytes32 counter, uint256 amount) external {
        spent[account][counter] += amount;
    }

    function uncharge(address account, bytes32 counter, uint256 amount) external {
        spent[account][counter] -= amount;
    }

    function count() external view returns (uint256) {
        return counters.length;
    }
}

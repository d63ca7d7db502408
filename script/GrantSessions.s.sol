// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {console} from "forge-std/console.sol";

import {ISessionRegistry} from "../contracts/interfaces/ISessionRegistry.sol";
import {SessionNode} from "../contracts/types/SessionNode.sol";
import {AccountCall} from "./utils/AccountCall.sol";
import {Env} from "./utils/Env.sol";
import {OwnerScript} from "./utils/OwnerScript.sol";
import {PublishedSessions} from "./utils/PublishedSessions.sol";

/// @title GrantSessions
/// @notice The owner of an account grants it a tree of sessions.
///
/// @dev Idempotent: a root that is live is not granted again. Beside the variables of `OwnerScript`, above all `ACCOUNT`:
///
/// | variable | what |
/// |---|---|
/// | `SESSIONS` | The sessions in order, as `encodeSessions` of the package writes them. The root is rebuilt from them, and they are published. |
/// | `ROOT` | The root. Unset: that of `SESSIONS`. At least one of the two is set; with both they must agree. |
/// | `PUBLISH` | `false`: `SESSIONS` are only checked, and the grant publishes nothing, which is cheaper. |
/// | `INSTALL` | `true`: enables the registry, or installs the validator, in the same op when the account has not. |
///
///     ACCOUNT=0x… SESSIONS=0x01… forge script script/GrantSessions.s.sol --rpc-url $RPC_URL --skip-simulation \
///         --broadcast --account owner
contract GrantSessions is OwnerScript {
    using PublishedSessions for bytes;
    using PublishedSessions for bytes32[];

    string private constant ROOT_EXPECTED =
        "the root of the tree, 32 bytes in hex, not zero; unset: that of SESSIONS, one of which must be set";
    string private constant SESSIONS_EXPECTED = "what encodeSessions of the package returns, in hex, or unset";

    /// @notice `ROOT` is not the root of `SESSIONS`: whoever wrote them tells a story about other sessions than those granted.
    /// @param root What `ROOT` says.
    /// @param rebuilt The root of `SESSIONS`.
    error RootDiffers(bytes32 root, bytes32 rebuilt);

    /// @notice The account has not enabled the registry, or not installed the validator: set `INSTALL=true` to do so in the same op.
    /// @param account The account.
    /// @param registry The registry or validator.
    error RegistryNotInstalled(address account, address registry);

    /// @notice Grants.
    function run() external {
        (bytes32 root, bytes memory sessions) = _tree();
        bool install = Env.flag("INSTALL");
        _begin();

        uint256 status = registry.statusOf(SessionNode.wrap(root), account.at);
        // The account's call would fail; here is why.
        if (status == type(uint256).max) revert ISessionRegistry.GrantDead(SessionNode.wrap(root));
        bool granted = status == registry.epochOf(account.at) + 1;
        bool installed = account.hasModule(address(registry));
        if (!installed && !install) revert RegistryNotInstalled(account.at, address(registry));
        if (granted && installed) {
            console.log(string.concat("already granted: ", vm.toString(root)));
            return;
        }

        Execution[] memory calls = new Execution[](installed || granted ? 1 : 2);
        if (!installed) calls[0] = AccountCall.installation(account, address(registry));
        if (!granted) {
            calls[calls.length - 1] =
                _call(abi.encodeCall(ISessionRegistry.grantSessions, (SessionNode.wrap(root), sessions)));
        }
        _send(calls, 8, string.concat("granted: ", vm.toString(root)));
    }

    /// @dev The root, and what is published.
    function _tree() private view returns (bytes32 root, bytes memory sessions) {
        root = Env.hash("ROOT", ROOT_EXPECTED);
        sessions = Env.byteString("SESSIONS", SESSIONS_EXPECTED);
        bool publish = !Env.isSet("PUBLISH") || Env.flag("PUBLISH");
        if (sessions.length == 0) {
            if (!Env.isSet("ROOT")) revert Env.EnvironmentMissing("ROOT", ROOT_EXPECTED);
            if (root == 0) revert ISessionRegistry.RootZero();
            console.log("No SESSIONS: nobody has checked here what the root holds.");
            return (root, sessions);
        }
        bytes32[] memory ids = sessions.ids();
        bytes32 rebuilt = ids.rootOf();
        if (Env.isSet("ROOT") && root != rebuilt) revert RootDiffers(root, rebuilt);
        console.log("ids of the sessions, which SESSION_IDS of RevokeSessions.s.sol takes:");
        for (uint256 i; i < ids.length; ++i) {
            console.log(vm.toString(ids[i]));
        }
        return (rebuilt, publish ? sessions : bytes(""));
    }
}

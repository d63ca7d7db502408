// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {Base7579} from "./Base7579.t.sol";
import {IERC7579SessionValidator} from "../contracts/interfaces/IERC7579SessionValidator.sol";
import {ISessionRegistry} from "../contracts/interfaces/ISessionRegistry.sol";
import {ISessionValidationModule} from "../contracts/interfaces/ISessionValidationModule.sol";
import {SessionNode} from "../contracts/types/SessionNode.sol";
import {LatchkeyDeployer} from "./utils/LatchkeyDeployer.sol";
import {Policies} from "./utils/Policies.sol";
import {Session, Sessions} from "./utils/Sessions.sol";

/// @notice Sessions on a real ERC-7579 account that has installed the validator.
abstract contract Base7579Sessions is Base7579, LatchkeyDeployer {
    using Sessions for Session;
    using Sessions for Session[];

    uint256 internal constant MAX_AMOUNT = 100e18;

    IERC7579SessionValidator internal validator;
    ISessionValidationModule internal policyModule;
    ISessionValidationModule internal approveModule;
    ISessionValidationModule internal transferModule;

    address internal spender = makeAddr("spender");

    function setUp() public virtual override {
        super.setUp();
        policyModule = _deployModule("CallPolicyModule");
        approveModule = _deployModule("ERC20ApproveModule");
        transferModule = _deployModule("ERC20TransferModule");
        validator = _deployValidator([address(policyModule), address(approveModule), address(transferModule)]);
        _install(address(validator), "");
    }

    /* SESSIONS */

    function _approveSession() internal view returns (Session memory) {
        return Session(0, 0, address(approveModule), abi.encode(key.addr, token, spender, MAX_AMOUNT));
    }

    function _transferSession() internal view returns (Session memory) {
        return Session(0, 0, address(transferModule), abi.encode(key.addr, token, recipient, MAX_AMOUNT));
    }

    /// @dev The same as the approve session, as a policy; the op may cost the account anything.
    function _approvePolicySession() internal view returns (Session memory) {
        bytes memory rules = abi.encodePacked(Policies.eq(spender), Policies.lte(MAX_AMOUNT));
        return _policySession(
            Policies.policy(
                key.addr,
                Policies.list(),
                Policies.list(Policies.permission(address(token), token.approve.selector, "", rules))
            )
        );
    }

    function _policySession(bytes memory policy) internal view returns (Session memory) {
        return Session(0, 0, address(policyModule), policy);
    }

    /// @dev `count` sessions, `session` at `index` and others like it, each of a key of its own, around it.
    function _treeAround(Session memory session, uint256 index, uint256 count)
        internal
        pure
        returns (Session[] memory sessions)
    {
        sessions = new Session[](count);
        for (uint256 i; i < count; ++i) {
            sessions[i] = Session(session.validUntil, session.validAfter, session.module, session.sessionKeyData);
            if (i != index) sessions[i].sessionKeyData = abi.encodePacked(session.sessionKeyData, i);
        }
    }

    /* THE ACCOUNT'S WORD */

    /// @dev By an op of the owner.
    function _ownerCalls(bytes memory validatorCall) internal {
        _assertRuns(_ownerOp(kit.encodeSingle(address(validator), 0, validatorCall)));
    }

    function _grant(Session memory session) internal {
        _grantRoot(session.leaf());
    }

    function _grantRoot(bytes32 root) internal {
        _ownerCalls(abi.encodeCall(ISessionRegistry.grantSessions, (SessionNode.wrap(root), "")));
    }

    /* OPS OF SESSIONS */

    function _approve(address to, uint256 amount) internal view returns (bytes memory) {
        return kit.encodeSingle(address(token), 0, abi.encodeCall(token.approve, (to, amount)));
    }

    function _sessionOp(bytes memory callData) internal view returns (PackedUserOperation memory) {
        return _op(address(validator), callData);
    }

    /// @dev Signed by the session key, as a direct session.
    function _signed(PackedUserOperation memory op, Session memory session)
        internal
        view
        returns (PackedUserOperation memory)
    {
        return _signed(op, session, new bytes32[](0));
    }

    /// @dev Signed by the session key.
    function _signed(PackedUserOperation memory op, Session memory session, bytes32[] memory proof)
        internal
        view
        returns (PackedUserOperation memory)
    {
        op.signature = session.nativeWire(proof, _signature(key.key, op));
        return op;
    }

    function _signature(uint256 signingKey, PackedUserOperation memory op) internal view returns (bytes memory) {
        bytes32 digest = keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", entryPoint.getUserOpHash(op)));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(signingKey, digest);
        return abi.encodePacked(r, s, v);
    }
}

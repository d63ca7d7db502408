// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {BuiltInModules, SessionValidator} from "./SessionValidator.sol";
import {IAuthorizationModule} from "./interfaces/IAuthorizationModule.sol";
import {IBiconomyAccount} from "./interfaces/IBiconomyAccount.sol";
import {IBiconomySessionRegistry} from "./interfaces/IBiconomySessionRegistry.sol";
import {BiconomyExecutionLib} from "./libraries/BiconomyExecutionLib.sol";
import {BiconomyWireLib} from "./libraries/BiconomyWireLib.sol";
import {CalldataLib} from "./libraries/CalldataLib.sol";
import {EntryPoints} from "./libraries/EntryPoints.sol";
import {GrantWireLib} from "./libraries/GrantWireLib.sol";
import {NativeWireLib} from "./libraries/NativeWireLib.sol";
import {SessionTreeLib} from "./libraries/SessionTreeLib.sol";
import {UserOperationReader} from "./libraries/UserOperationReader.sol";
import {SessionHead} from "./types/SessionHead.sol";
import {SessionId} from "./types/SessionId.sol";
import {SessionNode} from "./types/SessionNode.sol";

/// @title BiconomySessionRegistry
/// @notice Sessions for Biconomy Smart Account v2 on EntryPoint v0.6, in place of Biconomy's `SessionKeyManager`.
contract BiconomySessionRegistry is SessionValidator, IBiconomySessionRegistry {
    using BiconomyExecutionLib for bytes;
    using CalldataLib for bytes;
    using UserOperationReader for UserOperation;

    /* CONSTANTS */

    /// @dev What ERC-1271 answers for a signature that is not the account's.
    bytes4 private constant ERC1271_INVALID = 0xffffffff;

    /* STORAGE */

    /// @dev Root of the Biconomy tree of an account; `getSessionKeys` reads it.
    mapping(address account => bytes32 merkleRoot) internal merkleRootOf;

    /// @param modules The modules whose sessions are judged here, without calling them.
    constructor(BuiltInModules memory modules) SessionValidator(modules) {}

    /* VALIDATION */

    /// @inheritdoc IAuthorizationModule
    /// @dev The order of checks: caller, nonce, wire, live, initCode and paymaster, calls, targets, module or policy, budgets,
    /// signature.
    function validateUserOp(UserOperation calldata userOp, bytes32 userOpHash)
        external
        returns (uint256 validationData)
    {
        // Otherwise a stranger could ask, with a hash of their choice, in another account's name, and use up its budgets.
        if (msg.sender != userOp.sender) revert CallerNotSender(msg.sender, userOp.sender);

        // Half of all nonce lanes are the owner's alone: by using up each nonce that the owner is about to use, a session key
        // could keep its own revocation from ever being included.
        if (userOp.nonce >> 255 != 0) revert NonceReserved(userOp.nonce);

        bytes calldata wire = _moduleSignature(userOp.signatureOf());
        (SessionHead head, bytes calldata sessionKeyData, bytes calldata signature) = _requireLiveSession(wire);

        // A session acts for an account that is there; deploying one would run code that nobody judged.
        if (userOp.initCodeOf().length != 0) revert InitCodeNotAllowed();

        if (head.module() == CALL_POLICY_MODULE) {
            (address policySigner, uint48 validUntil, uint48 validAfter) = _judgeByPolicy(
                userOp.callDataOf(), userOp.paymasterOf(), userOp.maxCostOf(), head, sessionKeyData, wire
            );
            return _result(policySigner, userOpHash, signature, validUntil, validAfter);
        }
        // A paymaster can charge the account in tokens; a module has no say over that.
        if (userOp.paymasterAndDataOf().length != 0) revert PaymasterNotAllowed(userOp.paymasterOf());
        address signer = _judgeByModule(userOp.callDataOf(), head.module(), sessionKeyData);
        return _result(signer, userOpHash, signature, head.validUntil(), head.validAfter());
    }

    /// @inheritdoc IAuthorizationModule
    /// @dev A session key signs ops and nothing else: a signature in the account's name could be a permit, an order or a
    /// grant.
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return ERC1271_INVALID;
    }

    /* BICONOMY'S TREE */

    /// @inheritdoc IBiconomySessionRegistry
    function setMerkleRoot(bytes32 merkleRoot) external {
        SessionNode root = SessionNode.wrap(merkleRoot);
        // A root that a client sets again must not undo its revocation (replay of a grant).
        if (statusOf[root][msg.sender] == DEAD) revert GrantDead(root);
        _setMerkleRoot(merkleRoot);
    }

    /// @inheritdoc IBiconomySessionRegistry
    function getSessionKeys(address smartAccount) external view returns (SessionStorage memory) {
        return SessionStorage({merkleRoot: merkleRootOf[smartAccount]});
    }

    /* INTERNAL */

    /// @dev Biconomy's wire, under the root of Biconomy's tree, beside the native ones.
    function _requireLiveOnOtherWire(bytes calldata wire, uint256 version)
        internal
        override
        returns (SessionHead head, bytes calldata sessionKeyData, bytes calldata signature)
    {
        if (version != BiconomyWireLib.VERSION) return super._requireLiveOnOtherWire(wire, version);

        SessionId id;
        bytes32[] calldata proof;
        (id, head, sessionKeyData, proof, signature) = BiconomyWireLib.decode(wire);
        _requireWithinCaps(head, sessionKeyData.length, proof.length);
        _requireInBiconomyTree(id, proof);
    }

    /// @dev Reverts unless a session is in the caller's Biconomy tree and was never revoked.
    function _requireInBiconomyTree(SessionId id, bytes32[] calldata proof) private view {
        SessionNode root = SessionTreeLib.rootOf(id.toBiconomyLeaf(), proof);
        bytes32 merkleRoot = merkleRootOf[msg.sender];
        // Zero stands for "no sessions"; it must not match, whatever hashes to it.
        if (merkleRoot == 0 || SessionNode.unwrap(root) != merkleRoot) revert SessionNotGranted(id, root);
        _requireNotDead(id, id.toLeaf());
    }

    /// @dev The module signature in `abi.encode(bytes moduleSignature, address registry)`, canonical encoding only.
    function _moduleSignature(bytes calldata signature) private view returns (bytes calldata) {
        unchecked {
            if (signature.length < 96) revert AccountSignatureMalformed();
            uint256 length = signature.wordAt(64);
            // Each difference is zero in the one encoding that is accepted.
            uint256 differences = (signature.wordAt(0) ^ 64) | (signature.wordAt(32) ^ uint160(address(this)))
                | (signature.length ^ (96 + CalldataLib.padded(length)));
            // The second comparison keeps the sum above from having wrapped round.
            if (differences != 0 || length > signature.length) revert AccountSignatureMalformed();
            return signature.partAt(96, length);
        }
    }

    function _beginCalls(bytes calldata callData) internal pure override returns (uint256, uint256) {
        return callData.begin();
    }

    function _nextCall(bytes calldata callData, uint256 count, uint256 index, uint256 cursor)
        internal
        pure
        override
        returns (address, uint256, bytes calldata, uint256)
    {
        return callData.next(count, index, cursor);
    }

    function _isEntryPoint(address target) internal pure override returns (bool) {
        return target == EntryPoints.V06;
    }

    function _isModuleOfCaller(address target) internal view override returns (bool) {
        return IBiconomyAccount(msg.sender).isModuleEnabled(target);
    }

    /// @dev `revokeAllSessions` means all: the Biconomy tree goes with the grants.
    function _afterAllRevoked() internal override {
        if (merkleRootOf[msg.sender] != 0) _setMerkleRoot(0);
    }

    /// @dev Whoever names the root of the Biconomy tree means that tree.
    function _afterGrantRevoked(SessionNode root) internal override {
        if (merkleRootOf[msg.sender] == SessionNode.unwrap(root)) _setMerkleRoot(0);
    }

    function _setMerkleRoot(bytes32 merkleRoot) private {
        merkleRootOf[msg.sender] = merkleRoot;
        emit MerkleRootSet(msg.sender, merkleRoot);
    }
}

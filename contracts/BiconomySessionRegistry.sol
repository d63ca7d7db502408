// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {BudgetLedger} from "./BudgetLedger.sol";
import {SessionRegistry} from "./SessionRegistry.sol";
import {IAuthorizationModule} from "./interfaces/IAuthorizationModule.sol";
import {IBiconomyAccount} from "./interfaces/IBiconomyAccount.sol";
import {IBiconomySessionRegistry} from "./interfaces/IBiconomySessionRegistry.sol";
import {BiconomyExecutionLib} from "./libraries/BiconomyExecutionLib.sol";
import {BiconomyWireLib} from "./libraries/BiconomyWireLib.sol";
import {CalldataLib} from "./libraries/CalldataLib.sol";
import {EntryPoints} from "./libraries/EntryPoints.sol";
import {ModuleCallLib} from "./libraries/ModuleCallLib.sol";
import {NativeWireLib} from "./libraries/NativeWireLib.sol";
import {SessionSignatureLib} from "./libraries/SessionSignatureLib.sol";
import {SessionTreeLib} from "./libraries/SessionTreeLib.sol";
import {UserOperationReader} from "./libraries/UserOperationReader.sol";
import {Call, PermissionLib} from "./policy/Permissions.sol";
import {Policy, PolicyLib} from "./policy/Policy.sol";
import {SessionHead} from "./types/SessionHead.sol";
import {SessionId} from "./types/SessionId.sol";
import {SessionNode} from "./types/SessionNode.sol";
import {ValidationData, toValidationData} from "./types/ValidationData.sol";

/// @title BiconomySessionRegistry
/// @notice Sessions for Biconomy Smart Account v2 on EntryPoint v0.6, in place of Biconomy's `SessionKeyManager`.
///
/// @dev Who trusts whom:
/// - The account trusts this contract to say yes to nothing but what a live session allows.
/// - This contract trusts the module that a live session names to judge a call; whatever the module says, no session reaches
///   the account, this contract, the module or the EntryPoint.
/// - Nobody trusts the session key, the bundler or the paymaster.
contract BiconomySessionRegistry is SessionRegistry, BudgetLedger, IBiconomySessionRegistry {
    using BiconomyExecutionLib for bytes;
    using CalldataLib for bytes;
    using PermissionLib for Policy;
    using PolicyLib for Policy;
    using UserOperationReader for UserOperation;

    /* CONSTANTS */

    /// @dev Sessions of this module are judged here, without calling it. No getter: each external function makes every op's
    /// dispatch dearer.
    address internal immutable CALL_POLICY_MODULE;

    /// @dev What ERC-1271 answers for a signature that is not the account's.
    bytes4 private constant ERC1271_INVALID = 0xffffffff;

    /* STORAGE */

    /// @dev Root of the Biconomy tree of an account; `getSessionKeys` reads it.
    mapping(address account => bytes32 merkleRoot) internal merkleRootOf;

    /// @param callPolicyModule Sessions of this module are judged here, without calling it.
    constructor(address callPolicyModule) {
        CALL_POLICY_MODULE = callPolicyModule;
    }

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
            (address policySigner, uint48 validUntil, uint48 validAfter) =
                _judgeByPolicy(userOp, head, sessionKeyData, NativeWireLib.periodsOf(wire));
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
        _setMerkleRoot(merkleRoot);
    }

    /// @inheritdoc IBiconomySessionRegistry
    function getSessionKeys(address smartAccount) external view returns (SessionStorage memory) {
        return SessionStorage({merkleRoot: merkleRootOf[smartAccount]});
    }

    /* INTERNAL */

    /// @dev Reads any wire, and reverts unless the session it presents is live for the caller.
    /// @return head The session's window and module.
    /// @return sessionKeyData What the session allows.
    /// @return signature The session key's.
    function _requireLiveSession(bytes calldata wire)
        private
        view
        returns (SessionHead head, bytes calldata sessionKeyData, bytes calldata signature)
    {
        SessionId id;
        bytes32[] calldata proof;
        // Of an empty wire this is some other byte; each decoder refuses what is too short.
        uint8 version = uint8(wire.wordAt(0) >> 248);

        if (version == NativeWireLib.VERSION) {
            (id, head, sessionKeyData, proof, signature) = NativeWireLib.decode(wire);
            _requireWithinCaps(head, sessionKeyData.length, proof.length);
            _requireLive(msg.sender, id, proof);
        } else if (version == BiconomyWireLib.VERSION) {
            (id, head, sessionKeyData, proof, signature) = BiconomyWireLib.decode(wire);
            _requireWithinCaps(head, sessionKeyData.length, proof.length);
            _requireInBiconomyTree(msg.sender, id, proof);
        } else if (version == NativeWireLib.VERSION_WITH_PERIODS) {
            (id, head, sessionKeyData, proof, signature) = NativeWireLib.decodeWithPeriods(wire);
            // Only a policy counts by period.
            if (head.module() != CALL_POLICY_MODULE) revert WireVersionUnknown(version);
            _requireWithinCaps(head, sessionKeyData.length, proof.length);
            _requireLive(msg.sender, id, proof);
        } else {
            revert WireVersionUnknown(version);
        }
    }

    /// @dev Reverts unless a session is in the account's Biconomy tree and was never revoked.
    function _requireInBiconomyTree(address account, SessionId id, bytes32[] calldata proof) private view {
        SessionNode root = SessionTreeLib.rootOf(id.toBiconomyLeaf(), proof);
        bytes32 merkleRoot = merkleRootOf[account];
        // Zero stands for "no sessions"; it must not match, whatever hashes to it.
        if (merkleRoot == 0 || SessionNode.unwrap(root) != merkleRoot) revert SessionNotGranted(id, root);
        _requireNotDead(account, id, id.toLeaf());
    }

    /// @dev The last check, and what validation returns. No early return before it: a dummy signature must cost as much as a
    /// right one for gas to be estimated truly.
    function _result(address signer, bytes32 userOpHash, bytes calldata signature, uint48 validUntil, uint48 validAfter)
        private
        view
        returns (uint256)
    {
        // Zero is what a failed recovery yields, and the account has no key of its own.
        if (signer == address(0) || signer == msg.sender) revert SignerForbidden(signer);
        bool signed = SessionSignatureLib.isSignedBy(signer, userOpHash, signature);
        return ValidationData.unwrap(
            toValidationData({signatureFailed: !signed, validUntil: validUntil, validAfter: validAfter})
        );
    }

    /// @dev Judges every call of an op by a module, and returns the one signer that it names for all of them.
    function _judgeByModule(bytes calldata callData, address module, bytes calldata sessionKeyData)
        private
        view
        returns (address signer)
    {
        (uint256 count, uint256 cursor) = callData.begin();
        uint256 index;
        do {
            address target;
            uint256 value;
            bytes calldata data;
            (target, value, data, cursor) = callData.next(count, index, cursor);
            _requireNotForbidden(target, module);

            address named = ModuleCallLib.signerOf(module, target, value, data, sessionKeyData);
            // One signature covers the whole op: each call must be allowed to the same key.
            if (index != 0 && named != signer) revert SignersDiffer(signer, named);
            signer = named;
            unchecked {
                ++index; // Bounded by the length of the calldata.
            }
        } while (index < count);
    }

    /// @dev Judges an op by a policy, charges its budgets, and returns its signer and the window that is left.
    function _judgeByPolicy(
        UserOperation calldata userOp,
        SessionHead head,
        bytes calldata encoded,
        bytes calldata periods
    ) private returns (address signer, uint48 validUntil, uint48 validAfter) {
        Policy memory policy = PolicyLib.open(encoded);
        uint256 fee = userOp.maxCostOf();
        policy.requirePayment(userOp.paymasterOf(), fee);

        bytes calldata callData = userOp.callDataOf();
        (uint256 count, uint256 cursor) = callData.begin();
        Call memory call;
        call.account = msg.sender;
        do {
            bytes calldata data;
            (call.target, call.value, data, cursor) = callData.next(count, call.index, cursor);
            _requireNotForbidden(call.target, CALL_POLICY_MODULE);
            bool anyTarget = policy.requirePermitted(call, data);
            // "Any target" means no module of the account: one of them may change the owner at the account's word.
            if (anyTarget && IBiconomyAccount(msg.sender).isModuleEnabled(call.target)) {
                revert TargetForbidden(call.target);
            }
            unchecked {
                ++call.index; // Bounded by the length of the calldata.
            }
        } while (call.index < count);

        (validUntil, validAfter) = _charge(policy.budgets, fee, periods, head);
        return (policy.signer, validUntil, validAfter);
    }

    /// @dev No module, no policy and no session lifts this: there a session key could enable modules, grant itself sessions, change
    /// what the module says, or withdraw the account's deposit.
    function _requireNotForbidden(address target, address module) private view {
        if (target == msg.sender || target == address(this) || target == module || target == EntryPoints.V06) {
            revert TargetForbidden(target);
        }
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

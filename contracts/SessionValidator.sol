// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BudgetLedger} from "./BudgetLedger.sol";
import {SignedGrants} from "./SignedGrants.sol";
import {ISessionValidation} from "./interfaces/ISessionValidation.sol";
import {CalldataLib} from "./libraries/CalldataLib.sol";
import {GrantWireLib} from "./libraries/GrantWireLib.sol";
import {ModuleCallLib} from "./libraries/ModuleCallLib.sol";
import {NativeWireLib} from "./libraries/NativeWireLib.sol";
import {SessionSignatureLib} from "./libraries/SessionSignatureLib.sol";
import {SessionTreeLib} from "./libraries/SessionTreeLib.sol";
import {ERC20AmountLib} from "./modules/ERC20AmountLib.sol";
import {Call, PermissionLib} from "./policy/Permissions.sol";
import {Policy, PolicyLib} from "./policy/Policy.sol";
import {SessionHead} from "./types/SessionHead.sol";
import {SessionId} from "./types/SessionId.sol";
import {ValidationData, toValidationData} from "./types/ValidationData.sol";

/// @notice The modules whose sessions an adapter judges itself.
struct BuiltInModules {
    /// @dev `CallPolicyModule`.
    address callPolicy;
    /// @dev `ERC20ApproveModule`.
    address erc20Approve;
    /// @dev `ERC20TransferModule`.
    address erc20Transfer;
}

/// @title SessionValidator
/// @notice Judges the ops of sessions. Adapters to account families inherit it, and read what only they can read: the op's
/// fields, and the calls in its calldata.
///
/// @dev Who trusts whom:
/// - The account trusts this contract to say yes to nothing but what a live session allows.
/// - This contract trusts the module that a live session names to judge a call; whatever the module says, no session reaches
///   the account, this contract, the module or an EntryPoint.
/// - Nobody trusts the session key, the bundler or the paymaster.
abstract contract SessionValidator is SignedGrants, BudgetLedger, ISessionValidation {
    using CalldataLib for bytes;
    using PermissionLib for Policy;
    using PolicyLib for Policy;

    /// @dev Sessions of these modules are judged here, by the modules' own code, without calling them: a call would cost about
    /// 4,000 gas. No getters: each external function makes every op's dispatch dearer.
    address internal immutable CALL_POLICY_MODULE;
    address internal immutable ERC20_APPROVE_MODULE;
    address internal immutable ERC20_TRANSFER_MODULE;

    /// @param modules The modules whose sessions are judged here.
    constructor(BuiltInModules memory modules) {
        CALL_POLICY_MODULE = modules.callPolicy;
        ERC20_APPROVE_MODULE = modules.erc20Approve;
        ERC20_TRANSFER_MODULE = modules.erc20Transfer;
    }

    /* WHAT AN ADAPTER READS */

    /// @dev Opens an op's calldata. Reverts unless it is the exact encoding of a function that makes calls and nothing else.
    /// @return count How many calls there are; zero stands for the one call of a function for one.
    /// @return cursor Where the first call begins.
    function _beginCalls(bytes calldata callData) internal pure virtual returns (uint256 count, uint256 cursor);

    /// @dev Reads one call, and with the last that nothing is left.
    function _nextCall(bytes calldata callData, uint256 count, uint256 index, uint256 cursor)
        internal
        pure
        virtual
        returns (address target, uint256 value, bytes calldata data, uint256 nextCursor);

    /// @dev Whether a target is an EntryPoint, where the account's deposit could be withdrawn.
    function _isEntryPoint(address target) internal pure virtual returns (bool);

    /// @dev Whether a target is a module of the caller: one of them may change the owner at the account's word.
    function _isModuleOfCaller(address target) internal view virtual returns (bool);

    /* RULES */

    /// @dev Takes the grant off a wire that brings one along, and makes it live for the caller.
    /// @param wire The wire; its first byte is `GrantWireLib.VERSION`.
    /// @return session The wire inside it.
    function _acceptGrant(bytes calldata wire) internal returns (bytes calldata session) {
        session = GrantWireLib.sessionOf(wire);
        _grantSigned(NativeWireLib.rootOf(session), wire);
    }

    /// @dev Reads a wire, and reverts unless the session it presents is live for the caller.
    /// @return head The session's window and module.
    /// @return sessionKeyData What the session allows.
    /// @return signature The session key's.
    function _requireLiveSession(bytes calldata wire)
        internal
        returns (SessionHead head, bytes calldata sessionKeyData, bytes calldata signature)
    {
        // Of an empty wire this is some other byte; each decoder refuses what is too short.
        uint256 version = wire.wordAt(0) >> 248;
        if (version != NativeWireLib.VERSION) return _requireLiveOnOtherWire(wire, version);

        SessionId id;
        bytes32[] calldata proof;
        (id, head, sessionKeyData, proof, signature) = NativeWireLib.decode(wire);
        _requireWithinCaps(head, sessionKeyData.length, proof.length);
        _requireLive(id, proof);
    }

    /// @dev The same, for a wire that is not the shortest: be it by the grant that comes with it, with periods, or with another key's
    /// signature.
    function _requireLiveOnOtherWire(bytes calldata wire, uint256 version)
        internal
        virtual
        returns (SessionHead head, bytes calldata sessionKeyData, bytes calldata signature)
    {
        if (version == GrantWireLib.VERSION) wire = _acceptGrant(wire);
        SessionId id;
        bytes32[] calldata proof;
        (id, head, sessionKeyData, proof, signature) = NativeWireLib.decodeAny(wire);
        // Only a policy counts by period.
        if (head.module() != CALL_POLICY_MODULE && NativeWireLib.periodsOf(wire).length != 0) revert WireMalformed();
        _requireWithinCaps(head, sessionKeyData.length, proof.length);
        _requireLive(id, proof);
    }

    /// @dev Judges every call of an op by a module, and returns the one signer that it names for all of them.
    function _judgeByModule(bytes calldata callData, address module, bytes calldata sessionKeyData)
        internal
        view
        returns (address signer)
    {
        (uint256 count, uint256 cursor) = _beginCalls(callData);
        uint256 index;
        do {
            address target;
            uint256 value;
            bytes calldata data;
            (target, value, data, cursor) = _nextCall(callData, count, index, cursor);
            _requireNotForbidden(target, module);

            address named = _signerOf(module, target, value, data, sessionKeyData);
            // One signature covers the whole op: each call must be allowed to the same key.
            if (index != 0 && named != signer) revert SignersDiffer(signer, named);
            signer = named;
            unchecked {
                ++index; // Bounded by the length of the calldata.
            }
        } while (index < count);
    }

    /// @dev Judges an op by a policy, charges its budgets, and returns its signer and the window that is left.
    /// @param paymaster The op's; zero when the account pays.
    /// @param fee The most that the op can cost the account, wei.
    /// @param wire As it was read: it names the periods.
    function _judgeByPolicy(
        bytes calldata callData,
        address paymaster,
        uint256 fee,
        SessionHead head,
        bytes calldata encoded,
        bytes calldata wire
    ) internal returns (address signer, uint48 validUntil, uint48 validAfter) {
        Policy memory policy = PolicyLib.open(encoded);
        policy.requirePayment(paymaster, fee);

        (uint256 count, uint256 cursor) = _beginCalls(callData);
        Call memory call;
        call.account = msg.sender;
        do {
            bytes calldata data;
            (call.target, call.value, data, cursor) = _nextCall(callData, count, call.index, cursor);
            _requireNotForbidden(call.target, CALL_POLICY_MODULE);
            // "Any target" means no module of the account.
            if (policy.requirePermitted(call, data) && _isModuleOfCaller(call.target)) {
                revert TargetForbidden(call.target);
            }
            unchecked {
                ++call.index; // Bounded by the length of the calldata.
            }
        } while (call.index < count);

        (validUntil, validAfter) = _charge(policy.budgets, fee, _periodsOf(wire), head);
        return (policy.signer, validUntil, validAfter);
    }

    /// @dev The last check, and what validation returns. No early return before it: a dummy signature must cost as much as a
    /// right one for gas to be estimated truly.
    function _result(address signer, bytes32 userOpHash, bytes calldata signature, uint48 validUntil, uint48 validAfter)
        internal
        view
        returns (uint256)
    {
        // Zero is what a failed recovery yields, and the account has no key of its own.
        if (signer == address(0)) revert SignerForbidden(signer);
        if (signer == msg.sender) revert SignerForbidden(signer);
        bool signed = SessionSignatureLib.isSignedBy(signer, userOpHash, signature);
        return ValidationData.unwrap(
            toValidationData({signatureFailed: !signed, validUntil: validUntil, validAfter: validAfter})
        );
    }

    /// @dev The signer that a module names for a call, which it allows.
    function _signerOf(
        address module,
        address target,
        uint256 value,
        bytes calldata data,
        bytes calldata sessionKeyData
    ) private view returns (address) {
        if (module == ERC20_APPROVE_MODULE) {
            return ERC20AmountLib.signerOf(ERC20AmountLib.APPROVE, target, value, data, sessionKeyData);
        }
        if (module == ERC20_TRANSFER_MODULE) {
            return ERC20AmountLib.signerOf(ERC20AmountLib.TRANSFER, target, value, data, sessionKeyData);
        }
        return ModuleCallLib.signerOf(module, target, value, data, sessionKeyData);
    }

    /// @dev Index of the current period for each budget per period, 4 bytes each.
    function _periodsOf(bytes calldata wire) private pure returns (bytes calldata) {
        if (wire.wordAt(0) >> 248 == GrantWireLib.VERSION) wire = GrantWireLib.sessionOf(wire);
        return NativeWireLib.periodsOf(wire);
    }

    /// @dev No module, no policy and no session lifts this: there a session key could enable modules, grant itself sessions, change
    /// what the module says, or withdraw the account's deposit.
    function _requireNotForbidden(address target, address module) private view {
        // One comparison a line: `||` costs about 20 gas more, for every call of every op.
        if (target == msg.sender) revert TargetForbidden(target);
        // To some accounts the zero address stands for the account itself (ERC-7821, OpenZeppelin's).
        if (target == address(0)) revert TargetForbidden(target);
        if (target == address(this)) revert TargetForbidden(target);
        if (target == module) revert TargetForbidden(target);
        if (_isEntryPoint(target)) revert TargetForbidden(target);
    }
}

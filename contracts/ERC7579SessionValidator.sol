// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {
    IERC7579Module,
    IERC7579ModuleConfig,
    IERC7579Validator,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_HOOK,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {BuiltInModules, SessionValidator} from "./SessionValidator.sol";
import {IERC7579SessionValidator} from "./interfaces/IERC7579SessionValidator.sol";
import {ISafe} from "./interfaces/ISafe.sol";
import {CalldataLib} from "./libraries/CalldataLib.sol";
import {ERC7579ExecutionLib} from "./libraries/ERC7579ExecutionLib.sol";
import {EntryPoints} from "./libraries/EntryPoints.sol";
import {GrantWireLib} from "./libraries/GrantWireLib.sol";
import {NativeWireLib} from "./libraries/NativeWireLib.sol";
import {PackedUserOperationReader} from "./libraries/PackedUserOperationReader.sol";
import {SessionHead} from "./types/SessionHead.sol";
import {SessionId} from "./types/SessionId.sol";
import {SessionNode} from "./types/SessionNode.sol";

/// @title ERC7579SessionValidator
/// @notice Sessions for ERC-7579 accounts on EntryPoint v0.7 and later.
contract ERC7579SessionValidator is SessionValidator, IERC7579SessionValidator {
    using CalldataLib for bytes;
    using ERC7579ExecutionLib for bytes;
    using PackedUserOperationReader for PackedUserOperation;

    /* CONSTANTS */

    /// @dev What ERC-1271 answers for a signature that is not the account's.
    bytes4 private constant ERC1271_INVALID = 0xffffffff;

    /* STORAGE */

    /// @inheritdoc IERC7579SessionValidator
    mapping(address smartAccount => bool) public isInitialized;

    /// @param modules The modules whose sessions are judged here, without calling them.
    constructor(BuiltInModules memory modules) SessionValidator(modules) {}

    /* VALIDATION */

    /// @inheritdoc IERC7579Validator
    /// @dev The order of checks: caller, wire, live, initCode and paymaster, calls, targets, module or policy, budgets, signature. The
    /// nonce's lane needs none: on these accounts it names the validator, so a session key cannot use up an owner's nonces.
    function validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash)
        external
        returns (uint256 validationData)
    {
        // Otherwise a stranger could ask, with a hash of their choice, in another account's name, and use up its budgets.
        if (msg.sender != userOp.sender) revert CallerNotSender(msg.sender, userOp.sender);

        bytes calldata wire = userOp.signatureOf();
        (SessionHead head, bytes calldata sessionKeyData, bytes calldata signature) = _requireLiveSession(wire);

        // A session acts for an account that is there; deploying one would run code that nobody judged.
        if (userOp.initCodeOf().length != 0) revert InitCodeNotAllowed();

        address signer;
        (uint48 validUntil, uint48 validAfter) = (head.validUntil(), head.validAfter());
        if (head.module() == CALL_POLICY_MODULE) {
            (signer, validUntil, validAfter) = _judgeByPolicy(
                userOp.callDataOf(), userOp.paymasterOf(), userOp.maxCostOf(), head, sessionKeyData, wire
            );
        } else {
            // A paymaster can charge the account in tokens; a module has no say over that.
            if (userOp.paymasterAndDataOf().length != 0) revert PaymasterNotAllowed(userOp.paymasterOf());
            signer = _judgeByModule(userOp.callDataOf(), head.module(), sessionKeyData);
        }
        return _result(signer, userOpHash, signature, validUntil, validAfter);
    }

    /// @inheritdoc IERC7579Validator
    /// @dev A session key signs ops and nothing else: a signature in the account's name could be a permit, an order or a
    /// grant.
    function isValidSignatureWithSender(address, bytes32, bytes calldata) external pure returns (bytes4) {
        return ERC1271_INVALID;
    }

    /* INSTALLING */

    /// @inheritdoc IERC7579Module
    function onInstall(bytes calldata data) external {
        if (isInitialized[msg.sender]) revert AlreadyInitialized(msg.sender);
        isInitialized[msg.sender] = true;
        if (data.length == 0) return;
        if (data.length < 32) revert InstallDataMalformed(data.length);
        _grantSessions(SessionNode.wrap(bytes32(data.wordAt(0))), data.partAt(32, data.length - 32));
    }

    /// @inheritdoc IERC7579Module
    /// @dev One write whatever was granted, so that no number of sessions can keep an account from uninstalling.
    function onUninstall(bytes calldata) external {
        if (!isInitialized[msg.sender]) revert NotInitialized(msg.sender);
        isInitialized[msg.sender] = false;
        // What was granted before must not be live again when the account installs the validator once more.
        _revokeAllSessions();
    }

    /// @inheritdoc IERC7579Module
    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_VALIDATOR;
    }

    /* INTERNAL */

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
        return target == EntryPoints.V07 || target == EntryPoints.V08 || target == EntryPoints.V09
            || target == EntryPoints.V06;
    }

    function _isModuleOfCaller(address target) internal view override returns (bool) {
        return _isInstalled(MODULE_TYPE_VALIDATOR, target) || _isInstalled(MODULE_TYPE_EXECUTOR, target)
            || _isHook(target) || _isSafeModule(target);
    }

    function _isInstalled(uint256 moduleTypeId, address target) private view returns (bool) {
        return IERC7579ModuleConfig(msg.sender).isModuleInstalled(moduleTypeId, target, "");
    }

    /// @dev A hook keeps watch over the account, and what it allows is the account's to say.
    function _isHook(address target) private view returns (bool) {
        // Two empty words: to Safe7579 the hook for all functions; others do not read them.
        return
            _callerSays(
                abi.encodeCall(IERC7579ModuleConfig.isModuleInstalled, (MODULE_TYPE_HOOK, target, new bytes(64)))
            );
    }

    /// @dev A Safe's modules move it without asking its owners, and its ERC-7579 adapter is one of them: it reads who called it from
    /// the end of the calldata, so whoever makes the Safe call it with the Safe's address there installs modules.
    function _isSafeModule(address target) private view returns (bool) {
        return _callerSays(abi.encodeCall(ISafe.isModuleEnabled, (target)));
    }

    /// @dev Asks the account what not every account can answer: a call that fails says no. An account that can is not to be starved of
    /// gas to fail: the 64th part that is kept back would not pay for the rest of the validation.
    function _callerSays(bytes memory question) private view returns (bool) {
        (bool answered, bytes memory answer) = msg.sender.staticcall(question);
        return answered && answer.length != 0 && bytes32(answer) != 0;
    }
}

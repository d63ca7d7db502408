// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {
    IERC7579Validator,
    MODULE_TYPE_VALIDATOR,
    VALIDATION_FAILED,
    VALIDATION_SUCCESS
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "solady/utils/ECDSA.sol";

/// @notice An account's ordinary owner: one key, one storage read, one recovery.
contract ECDSAOwnerValidator is IERC7579Validator {
    mapping(address account => address) public ownerOf;

    error AlreadyInstalled(address account);

    /// @param data The owner's 20 bytes.
    function onInstall(bytes calldata data) public virtual {
        if (ownerOf[msg.sender] != address(0)) revert AlreadyInstalled(msg.sender);
        ownerOf[msg.sender] = address(bytes20(data));
    }

    function onUninstall(bytes calldata) public virtual {
        delete ownerOf[msg.sender];
    }

    function validateUserOp(PackedUserOperation calldata op, bytes32 userOpHash) public virtual returns (uint256) {
        bytes32 digest = ECDSA.toEthSignedMessageHash(userOpHash);
        return _isSignedByOwner(digest, op.signature) ? VALIDATION_SUCCESS : VALIDATION_FAILED;
    }

    /// @dev Over the bare hash: whatever the account makes of a hash shows here unchanged.
    function isValidSignatureWithSender(address, bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4)
    {
        return _isSignedByOwner(hash, signature) ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_VALIDATOR;
    }

    /// @dev A signature that recovers to nobody must not fit an account that has no owner.
    function _isSignedByOwner(bytes32 digest, bytes calldata signature) private view returns (bool) {
        address owner = ownerOf[msg.sender];
        return owner != address(0) && owner == ECDSA.tryRecoverCalldata(digest, signature);
    }
}

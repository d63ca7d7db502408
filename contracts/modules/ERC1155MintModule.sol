// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CalldataLib} from "../libraries/CalldataLib.sol";
import {CallRuleLib} from "./CallRuleLib.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";

/// @title ERC1155MintModule
/// @notice Lets a session key mint one piece of one token id of one ERC-1155 contract to one recipient, per call: exactly
/// `mintTo(recipient, tokenId, 1)` on `NFT`, without value.
///
/// @dev `sessionKeyData` is `abi.encode(address signer, address recipient, uint256 tokenId)`: 96 bytes, the layout of the
/// example in Particle Network's documentation.
/// Warning: it bounds a call, not their number. A session may mint as often as the contract lets it until it ends.
contract ERC1155MintModule is SessionValidationModule {
    using CalldataLib for bytes;

    /// @notice The constructor was given no contract.
    error NFTZero();

    /// @dev `mintTo(address recipient, uint256 tokenId, uint256 quantity)`.
    bytes4 private constant MINT_TO = bytes4(keccak256("mintTo(address,uint256,uint256)"));

    /// @notice The ERC-1155 contract that sessions of this module mint on.
    address public immutable NFT;

    /// @param nft The ERC-1155 contract, not zero.
    constructor(address nft) {
        if (nft == address(0)) revert NFTZero();
        NFT = nft;
    }

    /// @inheritdoc SessionValidationModule
    function _signerOf(address target, uint256 value, bytes calldata data, bytes calldata sessionKeyData)
        internal
        view
        override
        returns (address signer)
    {
        if (sessionKeyData.length != 96) revert SessionKeyDataInvalid();
        signer = CallRuleLib.signerIn(sessionKeyData);

        CallRuleLib.requireCall(target, uint160(NFT), value, data, MINT_TO, 3);
        CallRuleLib.requireArgument(data, 4, sessionKeyData.wordAt(32));
        CallRuleLib.requireArgument(data, 36, sessionKeyData.wordAt(64));
        CallRuleLib.requireArgument(data, 68, 1);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Allows everything: names the address in the first word of `sessionKeyData`, whatever the call.
/// @dev With it nothing but the registry stands between the session key and the account.
contract AgreeingModule {
    function validateSessionParams(address, uint256, bytes calldata, bytes calldata sessionKeyData, bytes calldata)
        external
        pure
        returns (address)
    {
        return address(bytes20(sessionKeyData[12:32]));
    }
}

/// @notice Returns `sessionKeyData` as its answer, byte for byte, whatever that says.
contract EchoingModule {
    function validateSessionParams(address, uint256, bytes calldata, bytes calldata sessionKeyData, bytes calldata)
        external
        pure
        returns (address)
    {
        bytes memory answer = sessionKeyData;
        assembly ("memory-safe") {
            return(add(answer, 0x20), mload(answer))
        }
    }
}

/// @notice Names one key for calls to one contract and another for all others:
/// `sessionKeyData` is `abi.encode(address target, address signer, address otherSigner)`.
contract SplittingModule {
    function validateSessionParams(
        address destination,
        uint256,
        bytes calldata,
        bytes calldata sessionKeyData,
        bytes calldata
    ) external pure returns (address) {
        (address target, address signer, address otherSigner) = abi.decode(sessionKeyData, (address, address, address));
        return destination == target ? signer : otherSigner;
    }
}

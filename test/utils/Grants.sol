// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A grant as an account signs it.
struct Grant {
    address account;
    bytes32 root;
    bytes sessions;
    uint256 epoch;
}

/// @notice Digests and wires of signed grants, written plainly from the documents and not from the contracts.
library Grants {
    /// @dev For one chain and one registry.
    function digest(Grant memory grant, uint256 chainId, address registry) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Latchkey"),
                keccak256("1"),
                chainId,
                registry
            )
        );
        bytes32 message = keccak256(
            abi.encode(
                keccak256("SessionGrant(address account,bytes32 root,bytes sessions,uint256 epoch)"),
                grant.account,
                grant.root,
                keccak256(grant.sessions),
                grant.epoch
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }

    /// @dev What stands for one chain's digest in the tree of many.
    function leaf(bytes32 chainDigest) internal pure returns (bytes32) {
        return keccak256(abi.encode(chainDigest));
    }

    /// @dev For many chains: `root` is of a tree over `leaf` of each chain's digest.
    function multichainDigest(bytes32 root) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(keccak256("EIP712Domain(string name,string version)"), keccak256("Latchkey"), keccak256("1"))
        );
        bytes32 message = keccak256(abi.encode(keccak256("MultichainSessionGrant(bytes32 root)"), root));
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }

    /// @param session The session's own wire.
    function wire(bytes32[] memory chainProof, bytes memory sessions, bytes memory signature, bytes memory session)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(
            uint8(3),
            uint8(chainProof.length),
            uint16(sessions.length),
            uint16(signature.length),
            chainProof,
            sessions,
            signature,
            session
        );
    }
}

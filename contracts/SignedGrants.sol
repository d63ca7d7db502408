// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EIP712} from "solady/utils/EIP712.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

import {SessionRegistry} from "./SessionRegistry.sol";
import {ISessionValidation} from "./interfaces/ISessionValidation.sol";
import {GrantWireLib} from "./libraries/GrantWireLib.sol";
import {SessionTreeLib} from "./libraries/SessionTreeLib.sol";
import {SessionId} from "./types/SessionId.sol";
import {SessionNode} from "./types/SessionNode.sol";

/// @title SignedGrants
/// @notice Grants that an account has signed instead of sent: they come with the first op of a session, and cost no transaction of
/// their own. Adapters to account families inherit it.
///
/// @dev Two things can be signed, both typed data (EIP-712), both checked through the account's own ERC-1271:
/// - `SessionGrant`, in the domain of this contract on this chain: one grant.
/// - `MultichainSessionGrant`, in a domain of name and version alone: the root of a tree whose leaves are the hashes of digests of
///   `SessionGrant`, one for each chain. Each digest names its chain, registry, account and epoch, so a grant is of no use anywhere
///   but where it was meant for.
///
/// A signature stays good until it is used, and after that it changes nothing: what undoes it is what undoes a grant. A revoked
/// root stays dead, and a new epoch, also by uninstalling, outdates every signature that names an earlier one.
abstract contract SignedGrants is SessionRegistry, EIP712 {
    /// @dev What is signed for one chain: the parameters of `grantSessions`, and the epoch, which ends with the signature.
    bytes32 internal constant GRANT_TYPEHASH =
        keccak256("SessionGrant(address account,bytes32 root,bytes sessions,uint256 epoch)");

    /// @dev What is signed for many chains.
    bytes32 internal constant MULTICHAIN_GRANT_TYPEHASH = keccak256("MultichainSessionGrant(bytes32 root)");

    /// @dev Makes a root live for the caller on the strength of its signature. Does nothing when it is live already, so that ops sent
    /// side by side, each with the grant, do not depend on which comes first.
    /// @param root The root that a session's proof leads to.
    /// @param wire The wire that brings the grant along, as `GrantWireLib` reads it.
    function _grantSigned(SessionNode root, bytes calldata wire) internal {
        if (statusOf[root][msg.sender] == epochOf[msg.sender] + 1) return;

        bytes calldata sessions = GrantWireLib.sessionsOf(wire);
        bytes32 digest = _grantDigest(root, keccak256(sessions));
        bytes32 signed = _signedDigest(digest, GrantWireLib.chainProofOf(wire));
        // The account's word, whoever owns it now; a session key cannot give it, for the adapters answer no to every signature.
        if (!SignatureCheckerLib.isValidERC1271SignatureNowCalldata(
                msg.sender, signed, GrantWireLib.grantSignatureOf(wire)
            )) revert ISessionValidation.GrantSignatureInvalid(root, digest);
        _grantSessions(root, sessions);
    }

    /// @dev What the caller signs to grant a root on this chain.
    function _grantDigest(SessionNode root, bytes32 sessionsHash) private view returns (bytes32) {
        return
            _hashTypedData(keccak256(abi.encode(GRANT_TYPEHASH, msg.sender, root, sessionsHash, epochOf[msg.sender])));
    }

    /// @dev What the caller has signed: this chain's digest, or the root of a tree that holds it.
    function _signedDigest(bytes32 digest, bytes32[] calldata chainProof) private view returns (bytes32) {
        if (chainProof.length == 0) return digest;
        if (chainProof.length > MAX_PROOF_LENGTH) revert ProofTooLong(chainProof.length);
        // A digest is hashed once more than an inner node's halves: neither can pass for the other, as in trees of sessions.
        SessionNode chainRoot = SessionTreeLib.rootOf(SessionId.wrap(digest).toLeaf(), chainProof);
        return
            _hashTypedDataSansChainIdAndVerifyingContract(keccak256(abi.encode(MULTICHAIN_GRANT_TYPEHASH, chainRoot)));
    }

    /// @dev The domain is not kept in the code: it names the chain, and the code is the same on all.
    function _domainNameAndVersionMayChange() internal pure override returns (bool) {
        return true;
    }

    function _domainNameAndVersion() internal pure override returns (string memory name, string memory version) {
        return ("Latchkey", "1");
    }
}

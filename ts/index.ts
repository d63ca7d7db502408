export type { AccountFamily } from './accounts/accountLayer.js'
export { biconomyAccountAbi, type Call, decodeBiconomyCalls, encodeBiconomyCalls } from './accounts/biconomyCalls.js'
export { encodeValidatorInstallation } from './accounts/erc7579/encodeValidatorInstallation.js'
export { decodeErc7579Calls, encodeErc7579Calls } from './accounts/erc7579/erc7579Calls.js'
export { type Erc7579Family, getErc7579NonceKey } from './accounts/erc7579/nonceKey.js'
export { ownerNonceKey } from './accounts/ownerNonceKey.js'
export { type SessionAccount, toSessionAccount } from './accounts/toSessionAccount.js'
export { encodeApprovalRevocations } from './actions/encodeApprovalRevocations.js'
export { type Approval, getApprovals } from './actions/getApprovals.js'
export { getBudget } from './actions/getBudget.js'
export { getSessionError } from './actions/getSessionError.js'
export { getSessionRefusal } from './actions/getSessionRefusal.js'
export { getSessionStatus, type SessionStatus } from './actions/getSessionStatus.js'
export { getSessions, type LiveGrant, type LiveSession } from './actions/getSessions.js'
export type { Grant, GrantReturnType } from './actions/grantCall.js'
export { grantSessions } from './actions/grantSessions.js'
export { installSessions } from './actions/installSessions.js'
export { isRegistryInstalled } from './actions/isRegistryInstalled.js'
export type { OwnerClient, OwnerParameters } from './actions/ownerOperation.js'
export { revokeAllSessions } from './actions/revokeAllSessions.js'
export { revokeSessions } from './actions/revokeSessions.js'
export { rotateSession } from './actions/rotateSession.js'
export { sendSessionOperation } from './actions/sendSessionOperation.js'
export { type SessionActions, sessionActions } from './actions/sessionActions.js'
export { updateSession } from './actions/updateSession.js'
export {
  CallsDecodingError,
  type CallsDecodingErrorType,
  ClientMissingError,
  type ClientMissingErrorType,
  EmptyCallsError,
  type EmptyCallsErrorType,
  NonceKeyError,
  type NonceKeyErrorType,
  PeriodsOnBiconomyWireError,
  type PeriodsOnBiconomyWireErrorType,
  SessionSigningError,
  type SessionSigningErrorType,
  TreeKindError,
  type TreeKindErrorType,
  UnsupportedAccountError,
  type UnsupportedAccountErrorType,
} from './errors/account.js'
export {
  AccountMissingError,
  type AccountMissingErrorType,
  RegistryInstalledError,
  type RegistryInstalledErrorType,
  RegistryNotInstalledError,
  type RegistryNotInstalledErrorType,
  SessionRefusedError,
  type SessionRefusedErrorType,
  SessionUnchangedError,
  type SessionUnchangedErrorType,
  SignerMismatchError,
  type SignerMismatchErrorType,
} from './errors/actions.js'
export {
  Erc7579CallsDecodingError,
  type Erc7579CallsDecodingErrorType,
  LaneError,
  type LaneErrorType,
} from './errors/erc7579.js'
export {
  InvalidSignedGrantError,
  type InvalidSignedGrantErrorType,
  TooFewGrantsError,
  type TooFewGrantsErrorType,
} from './errors/grant.js'
export { InvalidHashError, type InvalidHashErrorType } from './errors/hash.js'
export { InvalidP256KeyError, type InvalidP256KeyErrorType } from './errors/p256.js'
export {
  EmptySessionsError,
  type EmptySessionsErrorType,
  InvalidSessionError,
  type InvalidSessionErrorType,
  SessionsDecodingError,
  type SessionsDecodingErrorType,
} from './errors/session.js'
export {
  InvalidSessionKeyDataError,
  type InvalidSessionKeyDataErrorType,
  SessionKeyDataDecodingError,
  type SessionKeyDataDecodingErrorType,
} from './errors/sessionKeyData.js'
export {
  AmbiguousBiconomySessionError,
  type AmbiguousBiconomySessionErrorType,
  DuplicateSessionError,
  type DuplicateSessionErrorType,
  InvalidProofError,
  type InvalidProofErrorType,
  SessionNotInTreeError,
  type SessionNotInTreeErrorType,
  TooManySessionsError,
  type TooManySessionsErrorType,
} from './errors/tree.js'
export {
  InvalidWireFieldError,
  type InvalidWireFieldErrorType,
  SignatureDecodingError,
  type SignatureDecodingErrorType,
} from './errors/wire.js'
export { decodeGrantSignature, encodeGrantSignature, type SignedGrant } from './grants/grantWire.js'
export { getMultichainGrantTypedData, type MultichainGrant, toMultichainGrant } from './grants/multichainGrant.js'
export { getSessionGrantTypedData, hashSessionGrant, type SessionGrant } from './grants/sessionGrant.js'
export { signSessionGrant } from './grants/signSessionGrant.js'
export { decodeErc20ApproveSessionKeyData, encodeErc20ApproveSessionKeyData } from './modules/erc20Approve.js'
export { decodeErc20TransferSessionKeyData, encodeErc20TransferSessionKeyData } from './modules/erc20Transfer.js'
export { decodeErc1155MintSessionKeyData, encodeErc1155MintSessionKeyData } from './modules/erc1155Mint.js'
export { decodeSessions } from './session/decodeSessions.js'
export { encodeSessions } from './session/encodeSessions.js'
export { getSessionId } from './session/getSessionId.js'
export { getSessionLeaf } from './session/getSessionLeaf.js'
export { assertSession, maxSessionKeyDataSize, type Session } from './session/session.js'
export { type P256Signer, toP256Signer } from './signers/p256.js'
export { toWebAuthnSigner, type WebAuthnKey } from './signers/webAuthn.js'
export { maxProofLength } from './tree/assertProof.js'
export { getSessionProof } from './tree/getSessionProof.js'
export { processProof } from './tree/processProof.js'
export { maxSessionTreeSize, type SessionTree } from './tree/sessionTree.js'
export { toBiconomySessionTree } from './tree/toBiconomySessionTree.js'
export { toSessionTree } from './tree/toSessionTree.js'
export { updateSessionTree } from './tree/updateSessionTree.js'
export { verifySessionProof } from './tree/verifySessionProof.js'
export { decodeAccountSignature, encodeAccountSignature } from './wire/accountSignature.js'
export { decodeBiconomySignature, encodeBiconomySignature } from './wire/biconomyWire.js'
export { decodeNativeSignature, encodeNativeSignature } from './wire/nativeWire.js'
export { stubSessionKeySignature } from './wire/stubSignature.js'

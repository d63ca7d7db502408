export { biconomyAccountAbi, type Call, decodeBiconomyCalls, encodeBiconomyCalls } from './accounts/biconomyCalls.js'
export { ownerNonceKey } from './accounts/ownerNonceKey.js'
export { type SessionAccount, toSessionAccount } from './accounts/toSessionAccount.js'
export { getSessionRefusal } from './actions/getSessionRefusal.js'
export {
  CallsDecodingError,
  type CallsDecodingErrorType,
  ClientMissingError,
  type ClientMissingErrorType,
  EmptyCallsError,
  type EmptyCallsErrorType,
  NonceKeyError,
  type NonceKeyErrorType,
  SessionSigningError,
  type SessionSigningErrorType,
  TreeKindError,
  type TreeKindErrorType,
  UnsupportedAccountError,
  type UnsupportedAccountErrorType,
} from './errors/account.js'
export { InvalidHashError, type InvalidHashErrorType } from './errors/hash.js'
export { InvalidParticleSessionError, type InvalidParticleSessionErrorType } from './errors/particle.js'
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
export {
  biconomySessionRegistryAbi,
  callPolicyModuleAbi,
  erc20ApproveModuleAbi,
  erc20TransferModuleAbi,
  erc1155MintModuleAbi,
  iSessionValidationModuleAbi,
} from './generated/abis.js'
export { decodeErc20ApproveSessionKeyData, encodeErc20ApproveSessionKeyData } from './modules/erc20Approve.js'
export { decodeErc20TransferSessionKeyData, encodeErc20TransferSessionKeyData } from './modules/erc20Transfer.js'
export { decodeErc1155MintSessionKeyData, encodeErc1155MintSessionKeyData } from './modules/erc1155Mint.js'
export { createSessions } from './particle/createSessions.js'
export type { BiconomyAddresses, ParticleAccount } from './particle/particleAccount.js'
export type { EncodedParticleSession, ParticleSession } from './particle/particleSession.js'
export { validateSession } from './particle/validateSession.js'
export { decodeSessions } from './session/decodeSessions.js'
export { encodeSessions } from './session/encodeSessions.js'
export { getSessionId } from './session/getSessionId.js'
export { getSessionLeaf } from './session/getSessionLeaf.js'
export { assertSession, maxSessionKeyDataSize, type Session } from './session/session.js'
export { maxProofLength } from './tree/assertProof.js'
export { getSessionProof } from './tree/getSessionProof.js'
export { processProof } from './tree/processProof.js'
export { maxSessionTreeSize, type SessionTree } from './tree/sessionTree.js'
export { toBiconomySessionTree } from './tree/toBiconomySessionTree.js'
export { toSessionTree } from './tree/toSessionTree.js'
export { verifySessionProof } from './tree/verifySessionProof.js'
export { decodeAccountSignature, encodeAccountSignature } from './wire/accountSignature.js'
export { decodeBiconomySignature, encodeBiconomySignature } from './wire/biconomyWire.js'
export { decodeNativeSignature, encodeNativeSignature } from './wire/nativeWire.js'
export { stubSessionKeySignature } from './wire/stubSignature.js'

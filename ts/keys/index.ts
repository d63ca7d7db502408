export {
  InvalidGrantedSessionError,
  type InvalidGrantedSessionErrorType,
  SessionDeserializationError,
  type SessionDeserializationErrorType,
  SessionSerializationError,
  type SessionSerializationErrorType,
} from '../errors/grantedSession.js'
export {
  InvalidSessionKeyError,
  type InvalidSessionKeyErrorType,
  SessionKeyConflictError,
  type SessionKeyConflictErrorType,
  SessionKeyNotExportableError,
  type SessionKeyNotExportableErrorType,
  SessionKeyScopeError,
  type SessionKeyScopeErrorType,
  SessionKeyTypeError,
  type SessionKeyTypeErrorType,
} from '../errors/key.js'
export {
  CorruptRecordError,
  type CorruptRecordErrorType,
  InvalidSessionRecordError,
  type InvalidSessionRecordErrorType,
  SessionRecordExistsError,
  type SessionRecordExistsErrorType,
  SessionRecordNotFoundError,
  type SessionRecordNotFoundErrorType,
  StoreUnavailableError,
  type StoreUnavailableErrorType,
  UnknownRecordVersionError,
  type UnknownRecordVersionErrorType,
  UnreadableRecordsError,
  type UnreadableRecordsErrorType,
  WeakStoreKeyError,
  type WeakStoreKeyErrorType,
  WrongStoreKeyError,
  type WrongStoreKeyErrorType,
} from '../errors/store.js'
export { deserializeSession } from '../session/deserializeSession.js'
export { type GrantedSession, toGrantedSession } from '../session/grantedSession.js'
export { maxSerializedSessionSize } from '../session/serializedSession.js'
export { serializeSession } from '../session/serializeSession.js'
export { createIndexedDbStore } from '../stores/createIndexedDbStore.js'
export { createMemoryStore } from '../stores/createMemoryStore.js'
export { createWebStorageStore } from '../stores/createWebStorageStore.js'
export { getOrCreateEncryptionKey } from '../stores/getOrCreateEncryptionKey.js'
export type { SessionRecord, SessionStore } from '../stores/sessionStore.js'
export { createSessionKey } from './createSessionKey.js'
export { getOrCreateSessionKey } from './getOrCreateSessionKey.js'
export { getSessionRecordId } from './getSessionRecordId.js'
export type { SessionKey, SessionKeySigner, SessionKeyType } from './sessionKey.js'
export type { SessionKeyScope } from './sessionKeyScope.js'
export { toSessionKey } from './toSessionKey.js'

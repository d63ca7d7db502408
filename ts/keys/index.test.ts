import { expect, test } from 'vitest'
import * as keys from './index.js'

test('default', () => {
  expect(Object.keys(keys)).toMatchInlineSnapshot(`
    [
      "InvalidGrantedSessionError",
      "SessionDeserializationError",
      "SessionSerializationError",
      "InvalidSessionKeyError",
      "SessionKeyConflictError",
      "SessionKeyNotExportableError",
      "SessionKeyScopeError",
      "SessionKeyTypeError",
      "CorruptRecordError",
      "InvalidSessionRecordError",
      "SessionRecordExistsError",
      "SessionRecordNotFoundError",
      "StoreUnavailableError",
      "UnknownRecordVersionError",
      "UnreadableRecordsError",
      "WeakStoreKeyError",
      "WrongStoreKeyError",
      "deserializeSession",
      "toGrantedSession",
      "maxSerializedSessionSize",
      "serializeSession",
      "createIndexedDbStore",
      "createMemoryStore",
      "createWebStorageStore",
      "getOrCreateEncryptionKey",
      "createSessionKey",
      "getOrCreateSessionKey",
      "getSessionRecordId",
      "toSessionKey",
    ]
  `)
})

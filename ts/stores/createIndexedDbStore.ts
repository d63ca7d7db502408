import { type Address, BaseError } from 'viem'
import {
  CorruptRecordError,
  SessionRecordExistsError,
  type StoreUnavailableErrorType,
  UnknownRecordVersionError,
  UnreadableRecordsError,
} from '../errors/store.js'
import { readKey, writeKey } from '../keys/keyJson.js'
import { getKeyMaterial, type SessionKey } from '../keys/sessionKey.js'
import { toP256Key } from '../keys/toP256Key.js'
import { readFields, readString } from '../utils/jsonFields.js'
import { ask, type DatabaseParameters, transact } from './database.js'
import { getOrCreateEncryptionKey } from './getOrCreateEncryptionKey.js'
import { createKeyVault } from './passphrase.js'
import { readRecord, recordVersion, toCorrupt, toSessionRecord, writeRecord } from './sessionRecord.js'
import type { SessionRecord, SessionStore } from './sessionStore.js'
import type { Vault } from './vault.js'

const table = 'records'

/** A record as it stands in the database. */
type Row = {
  /** Compared within a transaction, which cannot wait for anything to be decrypted. */
  address: Address
  id: string
  key:
    | { privateKey: CryptoKey; publicKey: CryptoKey; type: 'p256' }
    | {
        /** Under the key that nobody can read. */
        sealed: string
        type: 'secp256k1'
      }
  record: string
  version: number
}

/**
 * Keeps session keys in IndexedDB: P-256 keys as they are, so that nobody ever reads them, secp256k1 keys encrypted under a key that
 * nobody can read. Tabs may use it at once.
 *
 * A script that runs in the page cannot take a P-256 key away; while it runs, it can sign with it.
 *
 * @param parameters - Which database.
 * @returns The store. It holds keys of both types. Its methods throw `StoreUnavailableError` where there is no IndexedDB.
 *
 * @example
 * ```ts
 * import { createIndexedDbStore, getOrCreateSessionKey } from 'latchkey/keys'
 *
 * const store = createIndexedDbStore()
 * const { key } = await getOrCreateSessionKey({
 *   account: account.address,
 *   chainId: 137,
 *   origin: location.origin,
 *   store,
 *   type: 'p256',
 *   user: owner.address,
 * })
 * ```
 */
export function createIndexedDbStore(
  parameters: createIndexedDbStore.Parameters = {},
): createIndexedDbStore.ReturnType {
  const { indexedDB, name } = parameters
  const database = { indexedDB, name }
  const getVault = async () => createKeyVault(await getOrCreateEncryptionKey(database))

  const get = async (id: string): Promise<SessionRecord | undefined> => {
    const row = await ask<unknown>({ ...database, mode: 'readonly', request: (store) => store.get(id), table })
    return row === undefined ? undefined : readRow(row, id, getVault)
  }

  return {
    delete: async ({ id }) => {
      await ask({ ...database, mode: 'readwrite', request: (store) => store.delete(id), table })
    },
    get: ({ id }) => get(id),
    list: async () => {
      const rows = await ask<unknown[]>({ ...database, mode: 'readonly', request: (store) => store.getAll(), table })
      const records: SessionRecord[] = []
      const failures: UnreadableRecordsError.Failure[] = []
      for (const row of rows) {
        const { id } = row as Row
        try {
          records.push(await readRow(row, id, getVault))
        } catch (error) {
          if (!(error instanceof BaseError)) throw error
          failures.push({ entry: id, error })
        }
      }
      if (failures.length !== 0) throw new UnreadableRecordsError({ failures, records })
      return records
    },
    set: async (parameters) => {
      const record = toSessionRecord(parameters.record)
      const { id } = record
      const { address } = record.key
      // Throws when what stands there cannot be read: it is not written over.
      await get(id)
      const row: Row = {
        address,
        id,
        key: await writeRowKey(record, getVault),
        record: writeRecord(record),
        version: recordVersion,
      }
      await transact<void>({
        ...database,
        mode: 'readwrite',
        table,
        work: (store, step) =>
          step(store.get(id) as IDBRequest<Row | undefined>, (stored) => {
            if (stored && stored.address !== address) throw new SessionRecordExistsError({ id, stored: stored.address })
            store.put(row)
          }),
      })
    },
  }
}

export declare namespace createIndexedDbStore {
  type Parameters = DatabaseParameters
  type ReturnType = SessionStore
  type ErrorType = StoreUnavailableErrorType
}

async function writeRowKey({ id, key }: SessionRecord, getVault: () => Promise<Vault>): Promise<Row['key']> {
  const material = getKeyMaterial(key)
  if (material.type === 'p256') return { ...material.keyPair, type: 'p256' }
  const text = JSON.stringify(writeKey(key, 'IndexedDB'))
  return { sealed: await (await getVault()).seal({ id, text }), type: 'secp256k1' }
}

async function readRow(row: unknown, id: string, getVault: () => Promise<Vault>): Promise<SessionRecord> {
  const entry = id
  const { version } = row as { version?: unknown }
  if (typeof version !== 'number') throw new CorruptRecordError({ entry, reason: 'it names no version' })
  if (version !== recordVersion) throw new UnknownRecordVersionError({ entry, version })
  try {
    const fields = readFields(row, { field: 'row', required: ['address', 'id', 'key', 'record', 'version'] })
    const text = readString(fields.record, 'record')
    const record = await readRecord({ entry, id, text, toKey: () => readRowKey(fields.key, id, getVault) })
    if (record.key.address !== fields.address)
      throw new CorruptRecordError({ entry, reason: 'its key is of another address' })
    return record
  } catch (error) {
    throw toCorrupt(error, entry)
  }
}

async function readRowKey(value: unknown, id: string, getVault: () => Promise<Vault>): Promise<SessionKey> {
  const { type } = readFields(value, {
    field: 'key',
    optional: ['privateKey', 'publicKey', 'sealed'],
    required: ['type'],
  })
  if (type === 'p256') return toP256Key(value)
  const { sealed } = readFields(value, { field: 'key', required: ['sealed', 'type'] })
  const opened = await (await getVault()).open({ entry: id, sealed: readString(sealed, 'key.sealed') })
  if (opened.id !== id) throw new CorruptRecordError({ entry: id, reason: 'its key is of another id' })
  return readKey(JSON.parse(opened.text))
}

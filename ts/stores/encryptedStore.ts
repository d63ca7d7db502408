import { BaseError, keccak256, stringToHex } from 'viem'
import { CorruptRecordError, UnreadableRecordsError, WrongStoreKeyError } from '../errors/store.js'
import { readKey, writeKey } from '../keys/keyJson.js'
import { assertSameKey, readRecord, toSessionRecord, writeRecord } from './sessionRecord.js'
import type { SessionRecord, SessionStore } from './sessionStore.js'
import type { Vault } from './vault.js'

/** Where sealed records stand, each under a name of 64 hex digits. */
export type TextBackend = {
  /** Writes what is not there yet. False when it is. Of two at once, one gets true. */
  create: (name: string, text: string) => Promise<boolean>
  /** The name as its user finds it. */
  entryOf: (name: string) => string
  names: () => Promise<readonly string[]>
  read: (name: string) => Promise<string | undefined>
  remove: (name: string) => Promise<void>
  /** Writes over what is there, at once or not at all. */
  replace: (name: string, text: string) => Promise<void>
  /** What it is, for errors. */
  what: string
}

/**
 * A store of sealed texts.
 *
 * @internal
 */
export function createEncryptedStore({ backend, vault }: { backend: TextBackend; vault: Vault }): SessionStore {
  let opened = false

  const read = async (name: string): Promise<SessionRecord | undefined> => {
    const sealed = await backend.read(name)
    if (sealed === undefined) return undefined
    const entry = backend.entryOf(name)
    const { id, text } = await vault.open({ entry, sealed })
    opened = true
    if (toName(id) !== name) throw new CorruptRecordError({ entry, reason: 'it is of another id' })
    return readRecord({ entry, id, text, toKey: readKey })
  }

  const readAll = async () => {
    const records: SessionRecord[] = []
    const failures: UnreadableRecordsError.Failure[] = []
    for (const name of await backend.names())
      try {
        const record = await read(name)
        // None when another process has deleted it since.
        if (record) records.push(record)
      } catch (error) {
        if (!(error instanceof BaseError)) throw error
        failures.push({ entry: backend.entryOf(name), error })
      }
    return { failures, records }
  }

  /** A record under a second passphrase would make a store that no passphrase opens. */
  const assertOpens = async () => {
    if (opened) return
    const { failures, records } = await readAll()
    const wrong = failures.find(({ error }) => error instanceof WrongStoreKeyError)
    if (records.length === 0 && wrong) throw wrong.error
  }

  return {
    delete: ({ id }) => backend.remove(toName(id)),
    get: ({ id }) => read(toName(id)),
    list: async () => {
      const { failures, records } = await readAll()
      const [first] = failures
      if (!first) return records
      if (records.length === 0 && failures.every(({ error }) => error instanceof WrongStoreKeyError)) throw first.error
      throw new UnreadableRecordsError({ failures, records })
    },
    set: async (parameters) => {
      const record = toSessionRecord(parameters.record)
      const name = toName(record.id)
      const text = writeRecord(record, writeKey(record.key, backend.what))
      for (;;) {
        // Throws when what stands there cannot be read: it is not written over.
        const stored = await read(name)
        assertSameKey(stored, record)
        if (!stored) await assertOpens()
        const sealed = await vault.seal({ id: record.id, text })
        if (stored) return backend.replace(name, sealed)
        if (await backend.create(name, sealed)) return
      }
    },
  }
}

/** Any string is an id, and none of them a path: "../.." and "A" beside "a" name files like all others. */
function toName(id: string): string {
  return keccak256(stringToHex(JSON.stringify(id))).slice(2)
}

/** Whether a name is one that `createEncryptedStore` gives. @internal */
export function isRecordName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name)
}

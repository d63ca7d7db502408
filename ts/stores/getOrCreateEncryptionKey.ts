import { CorruptRecordError, type CorruptRecordErrorType, type StoreUnavailableErrorType } from '../errors/store.js'
import { ask, type DatabaseParameters, transact } from './database.js'

const id = 'default'

/**
 * The AES-GCM key of this origin that nobody can read: kept in IndexedDB as it is, made when there is none. Who copies the Web Storage
 * or a backup of it does not get it along.
 *
 * @param parameters - Where the key is kept.
 * @returns The key, for `createWebStorageStore`.
 * @throws `StoreUnavailableError` when there is no IndexedDB, `CorruptRecordError` when what is kept is no such key.
 *
 * @example
 * ```ts
 * import { createWebStorageStore, getOrCreateEncryptionKey } from 'latchkey/keys'
 *
 * const store = createWebStorageStore({ encryptionKey: await getOrCreateEncryptionKey(), storage: localStorage })
 * ```
 */
export async function getOrCreateEncryptionKey(
  parameters: getOrCreateEncryptionKey.Parameters = {},
): Promise<getOrCreateEncryptionKey.ReturnType> {
  const table = 'encryptionKeys'
  const stored = await ask<unknown>({ ...parameters, mode: 'readonly', request: (store) => store.get(id), table })
  if (stored !== undefined) return readKey(stored)

  // Made outside of the transaction, which does not wait for it.
  const made = await crypto.subtle.generateKey({ length: 256, name: 'AES-GCM' }, false, ['encrypt', 'decrypt'])
  return transact<CryptoKey>({
    ...parameters,
    mode: 'readwrite',
    table,
    work: (store, step, resolve) =>
      step(store.get(id) as IDBRequest<unknown>, (first) => {
        // Another tab was faster: what it sealed must open here too.
        if (first !== undefined) return resolve(readKey(first))
        step(store.add({ id, key: made, version: 1 }), () => resolve(made))
      }),
  })
}

export declare namespace getOrCreateEncryptionKey {
  type Parameters = DatabaseParameters
  type ReturnType = CryptoKey
  type ErrorType = CorruptRecordErrorType | StoreUnavailableErrorType
}

function readKey(row: unknown): CryptoKey {
  const { key, version } = row as { key?: unknown; version?: unknown }
  const isKey = key instanceof CryptoKey && key.algorithm.name === 'AES-GCM' && !key.extractable
  if (version !== 1 || !isKey) throw new CorruptRecordError({ entry: `encryptionKeys/${id}`, reason: 'it is no key' })
  return key
}

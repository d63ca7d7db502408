import type { OneOf } from 'viem'
import { StoreUnavailableError } from '../errors/store.js'
import { createEncryptedStore, isRecordName } from './encryptedStore.js'
import { createKeyVault, createPassphraseVault, type toPassphraseBytes } from './passphrase.js'
import type { SessionStore } from './sessionStore.js'

/**
 * Keeps session keys in `localStorage` or `sessionStorage`, encrypted with AES-GCM. It holds secp256k1 keys; for those that nobody can
 * read, and where several tabs make keys at once, use `createIndexedDbStore`: the Web Storage cannot decide between tabs.
 *
 * Encryption keeps keys from whoever reads the disk or a backup. It does not keep them from a script that runs in the page.
 *
 * @param parameters - The storage, and what protects it: a passphrase, or the key of `getOrCreateEncryptionKey`.
 * @returns The store.
 * @throws `WeakStoreKeyError` when the passphrase is short, or the key can be extracted.
 *
 * @example
 * ```ts
 * import { createWebStorageStore, getOrCreateEncryptionKey } from 'latchkey/keys'
 *
 * const store = createWebStorageStore({ encryptionKey: await getOrCreateEncryptionKey(), storage: sessionStorage })
 * ```
 */
export function createWebStorageStore(parameters: createWebStorageStore.Parameters): createWebStorageStore.ReturnType {
  const { encryptionKey, passphrase, prefix = 'latchkey.', storage } = parameters
  const vault = passphrase === undefined ? createKeyVault(encryptionKey) : createPassphraseVault(passphrase)
  const write = (name: string, text: string) => {
    try {
      storage.setItem(`${prefix}${name}`, text)
    } catch (cause) {
      throw new StoreUnavailableError({ cause, what: 'write to the Web Storage' })
    }
  }
  return createEncryptedStore({
    backend: {
      create: async (name, text) => {
        // No other task of this page runs between the two.
        if (storage.getItem(`${prefix}${name}`) !== null) return false
        write(name, text)
        return true
      },
      entryOf: (name) => `${prefix}${name}`,
      names: async () =>
        Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
          .filter((key) => key.startsWith(prefix))
          .map((key) => key.slice(prefix.length))
          .filter(isRecordName),
      read: async (name) => storage.getItem(`${prefix}${name}`) ?? undefined,
      remove: async (name) => storage.removeItem(`${prefix}${name}`),
      replace: async (name, text) => write(name, text),
      what: 'the Web Storage',
    },
    vault,
  })
}

export declare namespace createWebStorageStore {
  type Parameters = {
    /** Before the name of each entry. Default: `'latchkey.'`. */
    prefix?: string | undefined
    /** `localStorage`, `sessionStorage`, or what behaves like them. */
    storage: Pick<Storage, 'getItem' | 'key' | 'length' | 'removeItem' | 'setItem'>
  } & OneOf<
    | {
        /** An AES-GCM key that encrypts and decrypts and cannot be extracted. */
        encryptionKey: CryptoKey
      }
    | {
        /** 8 characters or more. It is stretched with PBKDF2, 600,000 times. */
        passphrase: string
      }
  >
  type ReturnType = SessionStore
  type ErrorType = toPassphraseBytes.ErrorType
}

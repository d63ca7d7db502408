import { type ScryptOptions, scrypt } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesToHex } from 'viem'
import { StoreUnavailableError } from '../errors/store.js'
import { createEncryptedStore, isRecordName } from '../stores/encryptedStore.js'
import { toPassphraseBytes } from '../stores/passphrase.js'
import type { SessionStore } from '../stores/sessionStore.js'
import { createVault } from '../stores/vault.js'

/** As hard as 2^17 with p of 1, in a quarter of the memory: 32 MiB. */
const cost = { N: 2 ** 15, p: 3, r: 8 } as const

const suffix = '.json'

/**
 * Keeps session keys in a directory, a file for each record, encrypted with AES-GCM under a passphrase (scrypt). It holds secp256k1
 * keys. Files are of mode 0600; each is written beside and put in place at once, so that a crash leaves the old one or the new one, and
 * any number of processes may use the directory. It must be on a file system that has hard links.
 *
 * @param parameters - The directory, which is made when there is none, and the passphrase.
 * @returns The store. Its methods throw `WrongStoreKeyError` when records are under another passphrase, and write nothing then.
 * @throws `WeakStoreKeyError` when the passphrase is short.
 *
 * @example
 * ```ts
 * import { getOrCreateSessionKey } from 'latchkey/keys'
 * import { createFileStore } from 'latchkey/node'
 *
 * const store = createFileStore({ directory, passphrase })
 * const whose = { account: account.address, chainId: 137, origin: 'rebalancer', user: 'alice' }
 * const { key } = await getOrCreateSessionKey({ ...whose, store })
 * ```
 */
export function createFileStore(parameters: createFileStore.Parameters): createFileStore.ReturnType {
  const { directory } = parameters
  const passphrase = toPassphraseBytes(parameters.passphrase)
  const entryOf = (name: string) => join(directory, `${name}${suffix}`)

  /** Writes a file beside the one that is meant, and has `place` put it there. */
  const write = async (name: string, text: string, place: (from: string, to: string) => Promise<void>) => {
    const beside = join(directory, `.${name}.${bytesToHex(crypto.getRandomValues(new Uint8Array(8))).slice(2)}`)
    try {
      await mkdir(directory, { mode: 0o700, recursive: true })
      await writeThrough(beside, text)
      await place(beside, entryOf(name))
      await sync(directory)
    } finally {
      await unless('ENOENT', unlink(beside))
    }
  }

  return createEncryptedStore({
    backend: {
      create: (name, text) =>
        attempt('write to the directory', async () => {
          let created = true
          await write(name, text, async (from, to) => {
            // Unlike a rename it fails when the file is there: of two that make a key at once, one learns of the other.
            created = await link(from, to).then(
              () => true,
              (error) => {
                if (isCode(error, 'EEXIST')) return false
                throw error
              },
            )
          })
          return created
        }),
      entryOf,
      names: () =>
        attempt('list the directory', async () =>
          ((await unless('ENOENT', readdir(directory))) ?? [])
            .filter((file) => file.endsWith(suffix))
            .map((file) => file.slice(0, -suffix.length))
            .filter(isRecordName),
        ),
      read: (name) => attempt('read a file', () => unless('ENOENT', readFile(entryOf(name), 'utf8'))),
      remove: (name) => attempt('remove a file', async () => void (await unless('ENOENT', unlink(entryOf(name))))),
      replace: (name, text) => attempt('write to the directory', () => write(name, text, rename)),
      what: 'a file',
    },
    vault: createVault({
      derivation: `scrypt-${cost.N}-${cost.r}-${cost.p}`,
      hasSalt: true,
      toKey: async (salt) => {
        const bytes = await stretch(passphrase, salt)
        return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
      },
    }),
  })
}

export declare namespace createFileStore {
  type Parameters = {
    /** Where the files are. Nothing but this store should write there. */
    directory: string
    /** 8 characters or more. The same for all records. */
    passphrase: string
  }
  type ReturnType = SessionStore
  type ErrorType = toPassphraseBytes.ErrorType
}

function stretch(passphrase: Uint8Array, salt: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r }
  return new Promise((resolve, reject) =>
    scrypt(passphrase, salt, 32, options, (error, key) => (error ? reject(error) : resolve(new Uint8Array(key)))),
  )
}

/** Makes a file that only its owner reads, and waits until it is on disk: a rename may get there first. */
async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Waits until the names of a directory are on disk, where directories can be waited for. */
async function sync(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined)
  try {
    await handle?.sync()
  } catch {
    // Not on Windows: there the names are as safe as they get.
  } finally {
    await handle?.close()
  }
}

async function attempt<value>(what: string, run: () => Promise<value>): Promise<value> {
  try {
    return await run()
  } catch (cause) {
    throw new StoreUnavailableError({ cause, what })
  }
}

async function unless<value>(code: string, promise: Promise<value>): Promise<value | undefined> {
  try {
    return await promise
  } catch (error) {
    if (isCode(error, code)) return undefined
    throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code
}

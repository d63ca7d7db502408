import { WeakStoreKeyError, type WeakStoreKeyErrorType } from '../errors/store.js'
import { createVault, type Vault } from './vault.js'

const minLength = 8
/** What OWASP asks of PBKDF2 with SHA-256. */
const iterations = 600_000

/**
 * The bytes of a passphrase, the same however its accents were typed.
 *
 * @internal
 */
export function toPassphraseBytes(passphrase: unknown): Uint8Array<ArrayBuffer> {
  if (typeof passphrase !== 'string') throw new WeakStoreKeyError({ reason: 'its passphrase is no string' })
  const normal = passphrase.normalize('NFKC')
  if (normal.length < minLength)
    throw new WeakStoreKeyError({ reason: `its passphrase is shorter than ${minLength} characters` })
  return new TextEncoder().encode(normal)
}

export declare namespace toPassphraseBytes {
  type ErrorType = WeakStoreKeyErrorType
}

/** Seals under a passphrase, with what every browser has. @internal */
export function createPassphraseVault(passphrase: string): Vault {
  const bytes = toPassphraseBytes(passphrase)
  return createVault({
    derivation: `pbkdf2-sha256-${iterations}`,
    hasSalt: true,
    toKey: async (salt) => {
      const secret = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveKey'])
      const derivation = { hash: 'SHA-256', iterations, name: 'PBKDF2', salt }
      return crypto.subtle.deriveKey(derivation, secret, { length: 256, name: 'AES-GCM' }, false, [
        'encrypt',
        'decrypt',
      ])
    },
  })
}

/** Seals under a key that nobody can read. @internal */
export function createKeyVault(key: CryptoKey): Vault {
  if (!(key instanceof CryptoKey) || key.algorithm.name !== 'AES-GCM')
    throw new WeakStoreKeyError({ reason: 'its key is no AES-GCM key' })
  if (key.extractable) throw new WeakStoreKeyError({ reason: 'its key can be extracted' })
  if (!key.usages.includes('encrypt') || !key.usages.includes('decrypt'))
    throw new WeakStoreKeyError({ reason: 'its key may not encrypt and decrypt' })
  return createVault({ derivation: 'none', hasSalt: false, toKey: async () => key })
}

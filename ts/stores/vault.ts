import { bytesToHex, type Hex, hexToBytes, keccak256, stringToHex } from 'viem'
import { CorruptRecordError, WrongStoreKeyError } from '../errors/store.js'
import { isBytes } from '../utils/hex.js'
import { readFields, readString } from '../utils/jsonFields.js'
import { parseVersioned, recordVersion, toCorrupt } from './sessionRecord.js'

/** Encrypts records at rest, each bound to its id. */
export type Vault = {
  /**
   * The id and the text of what `seal` wrote. `entry` is where it stands.
   *
   * @throws `CorruptRecordError`, `UnknownRecordVersionError` or `WrongStoreKeyError`.
   */
  open: (parameters: { entry: string; sealed: string }) => Promise<{ id: string; text: string }>
  seal: (parameters: { id: string; text: string }) => Promise<string>
}

const saltSize = 16
const ivSize = 12
/** Twice as long as the longest session, in hex, with room for the rest. */
const maxSealedLength = 2 ** 22

/**
 * Seals with AES-GCM under keys that are derived from a salt. A record names its salt, so that each can be opened by itself. The cost
 * of the derivation is the store's and never the record's: whoever edits one cannot make the passphrase cheap to guess.
 *
 * @param parameters - The derivation and its name; without a salt there is one key.
 *
 * @internal
 */
export function createVault(parameters: {
  derivation: string
  hasSalt: boolean
  toKey: (salt: Uint8Array<ArrayBuffer>) => Promise<CryptoKey>
}): Vault {
  const { derivation, hasSalt } = parameters
  const keys = new Map<Hex, Promise<CryptoKey>>()
  let current: Hex | undefined

  const toKey = (salt: Hex): Promise<CryptoKey> => {
    const known = keys.get(salt)
    if (known) return known
    const key = parameters.toKey(toBytes(salt))
    keys.set(salt, key)
    // Whoever awaits it learns of the failure; the next one tries again.
    key.catch(() => keys.delete(salt))
    return key
  }

  return {
    open: async ({ entry, sealed }) => {
      const { ciphertext, id, iv, salt, ...fields } = readSealed(sealed, entry)
      if (fields.derivation !== derivation) throw new WrongStoreKeyError({ entry })
      if (!isBytes(salt, hasSalt ? saltSize : 0)) throw new CorruptRecordError({ entry, reason: 'its salt is no salt' })
      const key = await toKey(salt)
      let text: ArrayBuffer
      try {
        text = await crypto.subtle.decrypt(
          { additionalData: toContext(id), iv: toBytes(iv), name: 'AES-GCM' },
          key,
          toBytes(ciphertext),
        )
      } catch {
        throw new WrongStoreKeyError({ entry })
      }
      // Only a salt that opened something: one that was planted shall not be what new records are sealed under.
      current ??= salt
      return { id, text: new TextDecoder().decode(text) }
    },
    seal: async ({ id, text }) => {
      current ??= hasSalt ? bytesToHex(crypto.getRandomValues(new Uint8Array(saltSize))) : '0x'
      const salt = current
      const iv = crypto.getRandomValues(new Uint8Array(ivSize))
      const ciphertext = await crypto.subtle.encrypt(
        { additionalData: toContext(id), iv, name: 'AES-GCM' },
        await toKey(salt),
        new TextEncoder().encode(text),
      )
      const fields = {
        version: recordVersion,
        id,
        derivation,
        salt,
        iv: bytesToHex(iv),
        ciphertext: bytesToHex(new Uint8Array(ciphertext)),
      }
      return JSON.stringify({ ...fields, checksum: toChecksum(fields) })
    },
  }
}

type Sealed = { ciphertext: Hex; derivation: string; id: string; iv: Hex; salt: Hex }

function readSealed(sealed: string, entry: string): Sealed {
  if (sealed.length > maxSealedLength)
    throw new CorruptRecordError({ entry, reason: `it is ${sealed.length} characters, more than ${maxSealedLength}` })
  const value = parseVersioned(sealed, entry)
  try {
    const { checksum, version, ...fields } = readFields(value, {
      field: 'record',
      required: ['version', 'id', 'derivation', 'salt', 'iv', 'ciphertext', 'checksum'],
    })
    const { ciphertext, iv, salt } = fields
    const id = readString(fields.id, 'id')
    const derivation = readString(fields.derivation, 'derivation')
    if (!isBytes(iv, ivSize) || !isBytes(ciphertext) || !isBytes(salt))
      throw new CorruptRecordError({ entry, reason: 'its bytes are no bytes' })
    // Tells damage from a wrong passphrase. It proves nothing: what was forged does not open.
    if (checksum !== toChecksum({ version, id, derivation, salt, iv, ciphertext }))
      throw new CorruptRecordError({ entry, reason: 'its checksum is another' })
    return { ciphertext, derivation, id, iv, salt }
  } catch (error) {
    throw toCorrupt(error, entry)
  }
}

/** Of the fields in the order of `seal`. */
function toChecksum(fields: object): Hex {
  return keccak256(stringToHex(JSON.stringify(fields)))
}

/** A record that was moved under another id does not open. */
function toContext(id: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(['latchkey record', recordVersion, id]))
}

function toBytes(hex: Hex): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hexToBytes(hex))
}

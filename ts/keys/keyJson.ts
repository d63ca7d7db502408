import {
  InvalidSessionKeyError,
  type InvalidSessionKeyErrorType,
  SessionKeyNotExportableError,
  type SessionKeyNotExportableErrorType,
} from '../errors/key.js'
import { JsonFault, readFields } from '../utils/jsonFields.js'
import { getKeyMaterial, type SessionKey } from './sessionKey.js'
import { toSecp256k1Key } from './toSecp256k1Key.js'

/**
 * A key with its secret, as JSON holds it.
 *
 * @param where - What it is written into, for the error.
 *
 * @internal
 */
export function writeKey(key: SessionKey, where: string) {
  const material = getKeyMaterial(key)
  if (material.type !== 'secp256k1') throw new SessionKeyNotExportableError({ where })
  return { type: material.type, privateKey: material.privateKey }
}

export declare namespace writeKey {
  type ErrorType = getKeyMaterial.ErrorType | SessionKeyNotExportableErrorType
}

/** Reads what `writeKey` wrote. No value of it stands in an error. @internal */
export function readKey(value: unknown): SessionKey<'secp256k1'> {
  const { privateKey, type } = readKeyFields(value)
  if (type !== 'secp256k1') throw new InvalidSessionKeyError({ reason: 'its type is not "secp256k1"' })
  return toSecp256k1Key(privateKey)
}

export declare namespace readKey {
  type ErrorType = InvalidSessionKeyErrorType
}

function readKeyFields(value: unknown): { privateKey: unknown; type: unknown } {
  try {
    return readFields(value, { field: 'key', required: ['type', 'privateKey'] })
  } catch (error) {
    // Without the fault, which may quote what stands where the key is.
    if (error instanceof JsonFault)
      throw new InvalidSessionKeyError({ reason: 'it is not an object of `type` and `privateKey`' })
    throw error
  }
}

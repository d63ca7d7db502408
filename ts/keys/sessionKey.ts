import type { Address, Hex, LocalAccount } from 'viem'
import { InvalidSessionKeyError, type InvalidSessionKeyErrorType } from '../errors/key.js'
import type { P256Signer } from '../signers/p256.js'

/** The kinds of keys that sessions can be granted to and stores can hold. */
export type SessionKeyType = 'p256' | 'secp256k1'

/**
 * A session key. It shows who it is and signs; its secret is in none of its properties, so that none is logged, cloned or sent by
 * accident.
 */
export type SessionKey<type extends SessionKeyType = SessionKeyType> = {
  /** What module data and policies name as their `signer`. */
  readonly address: Address
  /** `x ‖ y`, 64 bytes; of a secp256k1 key with 0x04 before it, as viem has it. */
  readonly publicKey: Hex
  /** Signs operations: for `toSessionAccount`. */
  readonly signer: SessionKeySigner<type>
  readonly type: type
}

/** The side of a key that signs. */
export type SessionKeySigner<type extends SessionKeyType = SessionKeyType> = {
  p256: P256Signer
  secp256k1: Pick<LocalAccount, 'address' | 'signMessage'>
}[type]

/** The secret of a key. @internal */
export type KeyMaterial =
  | { keyPair: Pick<CryptoKeyPair, 'privateKey' | 'publicKey'>; type: 'p256' }
  | { privateKey: Hex; type: 'secp256k1' }

/** Beside the keys and not in them: what walks over an object's properties finds no secret. */
const materials = new WeakMap<object, KeyMaterial>()

/** @internal */
export function sealSessionKey<const key extends SessionKey>(key: key, material: KeyMaterial): key {
  Object.freeze(key.signer)
  materials.set(Object.freeze(key), material)
  return key
}

/** Throws unless the value is a key that this package made. @internal */
export function assertSessionKey(key: unknown): asserts key is SessionKey {
  if (typeof key !== 'object' || key === null || !materials.has(key))
    throw new InvalidSessionKeyError({ reason: 'it was not made by `createSessionKey` or `toSessionKey`' })
}

export declare namespace assertSessionKey {
  type ErrorType = InvalidSessionKeyErrorType
}

/** @internal */
export function getKeyMaterial(key: SessionKey): KeyMaterial {
  assertSessionKey(key)
  return materials.get(key) as KeyMaterial
}

export declare namespace getKeyMaterial {
  type ErrorType = assertSessionKey.ErrorType
}

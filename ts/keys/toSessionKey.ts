import type { Hex } from 'viem'
import { InvalidSessionKeyError } from '../errors/key.js'
import type { SessionKey, SessionKeyType } from './sessionKey.js'
import { toP256Key } from './toP256Key.js'
import { toSecp256k1Key } from './toSecp256k1Key.js'

/**
 * Makes a session key of key material that exists, such as a key that an agent has in its environment.
 *
 * @param parameters - The type of the key, and its material.
 * @returns The key. Its secret is in none of its properties.
 * @throws `InvalidSessionKeyError` when the material is not right, or a WebCrypto key can be extracted; `InvalidP256KeyError` when a
 * WebCrypto key is on another curve.
 *
 * @example
 * ```ts
 * import { toSessionKey } from 'latchkey/keys'
 * import { generatePrivateKey } from 'viem/accounts'
 *
 * const key = await toSessionKey({ type: 'secp256k1', privateKey: generatePrivateKey() })
 * console.log(key.address)
 * ```
 */
export async function toSessionKey<const type extends SessionKeyType>(
  parameters: toSessionKey.Parameters<type> & { type: type },
): Promise<toSessionKey.ReturnType<type>> {
  return (await toKey(parameters as toSessionKey.Parameters)) as SessionKey<type>
}

export declare namespace toSessionKey {
  type Parameters<type extends SessionKeyType = SessionKeyType> = {
    p256: {
      /** ECDSA keys on the curve P-256; the private one may sign and cannot be extracted. */
      keyPair: Pick<CryptoKeyPair, 'privateKey' | 'publicKey'>
      type: 'p256'
    }
    secp256k1: {
      /** 32 bytes. */
      privateKey: Hex
      type: 'secp256k1'
    }
  }[type]
  type ReturnType<type extends SessionKeyType = SessionKeyType> = SessionKey<type>
  type ErrorType = toP256Key.ErrorType | toSecp256k1Key.ErrorType
}

function toKey(parameters: toSessionKey.Parameters): SessionKey | Promise<SessionKey> {
  const { type } = parameters
  if (type === 'secp256k1') return toSecp256k1Key(parameters.privateKey)
  if (type === 'p256') return toP256Key(parameters.keyPair)
  throw new InvalidSessionKeyError({ reason: 'its type is neither "p256" nor "secp256k1"' })
}

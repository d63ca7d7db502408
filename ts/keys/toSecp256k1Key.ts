import type { Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { InvalidSessionKeyError, type InvalidSessionKeyErrorType } from '../errors/key.js'
import { isBytes, toLower } from '../utils/hex.js'
import { type SessionKey, sealSessionKey } from './sessionKey.js'

/**
 * Makes a session key of a private key of secp256k1.
 *
 * @internal
 */
export function toSecp256k1Key(privateKey: unknown): SessionKey<'secp256k1'> {
  if (!isBytes(privateKey, 32)) throw new InvalidSessionKeyError({ reason: 'its private key is not 32 bytes in hex' })
  const canonical = toLower(privateKey)
  const { address, publicKey, signMessage } = toAccount(canonical)
  return sealSessionKey(
    { address, publicKey, signer: { address, signMessage }, type: 'secp256k1' },
    { privateKey: canonical, type: 'secp256k1' },
  )
}

export declare namespace toSecp256k1Key {
  type ErrorType = InvalidSessionKeyErrorType
}

function toAccount(privateKey: Hex) {
  try {
    return privateKeyToAccount(privateKey)
  } catch {
    // Without its cause, whose text may hold the key.
    throw new InvalidSessionKeyError({ reason: 'its private key is zero, or not below the order of the curve' })
  }
}

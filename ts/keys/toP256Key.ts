import { slice } from 'viem'
import { InvalidSessionKeyError, type InvalidSessionKeyErrorType } from '../errors/key.js'
import type { InvalidP256KeyErrorType } from '../errors/p256.js'
import { toP256Signer } from '../signers/p256.js'
import { type SessionKey, sealSessionKey } from './sessionKey.js'

/** Of no operation's length, so that what it signs can be nothing else. */
const probe = new TextEncoder().encode('Is this the pair of the public key?')

/**
 * Makes a session key of a WebCrypto key pair that nobody can read.
 *
 * @internal
 */
export async function toP256Key(keyPair: unknown): Promise<SessionKey<'p256'>> {
  if (!isKeyPair(keyPair)) throw new InvalidSessionKeyError({ reason: 'it is no pair of WebCrypto keys' })
  const { privateKey, publicKey } = keyPair
  // A key that a script can read is one that an injected script sends away.
  if (privateKey.extractable) throw new InvalidSessionKeyError({ reason: 'its private key can be extracted' })
  if (privateKey.type !== 'private' || !privateKey.usages.includes('sign'))
    throw new InvalidSessionKeyError({ reason: 'its private key may not sign' })
  const signer = await toP256Signer(keyPair)
  // A stored pair whose halves were mixed up would have a session granted to a key that nobody holds.
  if (!(await isPair(keyPair))) throw new InvalidSessionKeyError({ reason: 'its keys are not a pair' })
  return sealSessionKey(
    // The stub is `uint8 scheme ‖ x ‖ y ‖ …`.
    { address: signer.address, publicKey: slice(signer.stubSignature, 1, 65), signer, type: 'p256' },
    { keyPair: { privateKey, publicKey }, type: 'p256' },
  )
}

export declare namespace toP256Key {
  type ErrorType = InvalidP256KeyErrorType | InvalidSessionKeyErrorType
}

function isKeyPair(value: unknown): value is CryptoKeyPair {
  if (typeof value !== 'object' || value === null) return false
  const { privateKey, publicKey } = value as { [key in keyof CryptoKeyPair]?: unknown }
  return privateKey instanceof CryptoKey && publicKey instanceof CryptoKey
}

async function isPair({ privateKey, publicKey }: CryptoKeyPair): Promise<boolean> {
  const algorithm = { hash: 'SHA-256', name: 'ECDSA' }
  try {
    // Imported anew: the stored public key may lack the right to verify.
    const raw = await crypto.subtle.exportKey('raw', publicKey)
    const curve = { name: 'ECDSA', namedCurve: 'P-256' }
    const verifier = await crypto.subtle.importKey('raw', raw, curve, false, ['verify'])
    const signature = await crypto.subtle.sign(algorithm, privateKey, probe)
    return await crypto.subtle.verify(algorithm, verifier, signature, probe)
  } catch {
    return false
  }
}

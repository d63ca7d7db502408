import { generatePrivateKey } from 'viem/accounts'
import { InvalidSessionKeyError, type InvalidSessionKeyErrorType } from '../errors/key.js'
import type { SessionKey, SessionKeyType } from './sessionKey.js'
import { toP256Key } from './toP256Key.js'
import { toSecp256k1Key } from './toSecp256k1Key.js'

/**
 * Makes a new session key.
 *
 * A `secp256k1` key works on every chain. A `p256` key is one of WebCrypto that nobody can read, not even a script that was injected
 * into the page; the chain must check P-256 signatures (the precompile of EIP-7951, or solady's verifier).
 *
 * @param parameters - The type of the key.
 * @returns The key: `address` is what a session names, `signer` is for `toSessionAccount`. Its secret is in none of its properties.
 * @throws `InvalidSessionKeyError` when the type is neither of the two.
 *
 * @example
 * ```ts
 * import { encodeErc20ApproveSessionKeyData } from 'latchkey'
 * import { createSessionKey } from 'latchkey/keys'
 *
 * const key = await createSessionKey({ type: 'p256' })
 * const sessionKeyData = encodeErc20ApproveSessionKeyData({
 *   signer: key.address,
 *   token: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
 *   spender: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3',
 *   maxAmount: 1_000_000n,
 * })
 * ```
 */
export async function createSessionKey<const type extends SessionKeyType>(
  parameters: createSessionKey.Parameters<type>,
): Promise<createSessionKey.ReturnType<type>> {
  return (await createKey(parameters.type)) as SessionKey<type>
}

export declare namespace createSessionKey {
  type Parameters<type extends SessionKeyType = SessionKeyType> = {
    type: type
  }
  type ReturnType<type extends SessionKeyType = SessionKeyType> = SessionKey<type>
  type ErrorType = InvalidSessionKeyErrorType
}

async function createKey(type: SessionKeyType): Promise<SessionKey> {
  if (type === 'secp256k1') return toSecp256k1Key(generatePrivateKey())
  if (type === 'p256') {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    return toP256Key(await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']))
  }
  throw new InvalidSessionKeyError({ reason: 'its type is neither "p256" nor "secp256k1"' })
}

import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { expect, expectTypeOf, test } from 'vitest'
import { toP256Signer } from '../signers/p256.js'
import { getKeyMaterial, type SessionKey } from './sessionKey.js'
import { toSessionKey } from './toSessionKey.js'

async function newPair(parameters: { curve?: string; extractable?: boolean; usages?: readonly KeyUsage[] } = {}) {
  const { curve = 'P-256', extractable = false, usages = ['sign', 'verify'] } = parameters
  const algorithm = { name: 'ECDSA', namedCurve: curve }
  return (await crypto.subtle.generateKey(algorithm, extractable, [...usages])) as CryptoKeyPair
}

test('default: secp256k1', async () => {
  const privateKey = generatePrivateKey()
  const key = await toSessionKey({ privateKey, type: 'secp256k1' })
  expect(key.address).toBe(privateKeyToAccount(privateKey).address)
  expectTypeOf(key).toEqualTypeOf<SessionKey<'secp256k1'>>()
})

test('default: p256', async () => {
  const keyPair = await newPair()
  const key = await toSessionKey({ keyPair, type: 'p256' })
  expect(key.address).toBe((await toP256Signer(keyPair)).address)
  expect(getKeyMaterial(key)).toEqual({ keyPair, type: 'p256' })
  expectTypeOf(key).toEqualTypeOf<SessionKey<'p256'>>()
})

test('behavior: the case of hex digits changes nothing', async () => {
  const privateKey = `0x${'ab'.repeat(32)}` as const
  const upper = await toSessionKey({ privateKey: `0x${'AB'.repeat(32)}`, type: 'secp256k1' })
  expect(getKeyMaterial(upper)).toEqual({ privateKey, type: 'secp256k1' })
})

const order = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'

test.each([
  ['zero', `0x${'00'.repeat(32)}`],
  ['the order of the curve', `0x${order}`],
  ['above the order', `0x${'ff'.repeat(32)}`],
  ['a byte short', `0x${'ab'.repeat(31)}`],
  ['a byte long', `0x${'ab'.repeat(33)}`],
  ['without 0x', 'ab'.repeat(32)],
  ['bytes', new Uint8Array(32).fill(0xab)],
  ['nothing', undefined],
])('error: a private key that is %s, and the error does not show it', async (_, privateKey) => {
  // @ts-expect-error A client without types gives anything.
  const error = await toSessionKey({ privateKey, type: 'secp256k1' }).catch((thrown) => thrown)
  expect(error.name).toBe('InvalidSessionKeyError')
  expect(error.cause).toBeUndefined()
  for (const text of [error.message, error.stack]) {
    expect(text).not.toContain(order)
    expect(text).not.toMatch(/(ab|ff|00){16}/)
  }
})

test('error: P-256 keys that will not do', async () => {
  const [one, other] = [await newPair(), await newPair()]
  const readable = await newPair({ extractable: true })
  const attempts: [unknown, string][] = [
    [readable, 'its private key can be extracted'],
    [{ privateKey: one.publicKey, publicKey: one.publicKey }, 'its private key can be extracted'],
    [{ privateKey: one.privateKey, publicKey: other.publicKey }, 'its keys are not a pair'],
    [await newPair({ curve: 'P-384' }), 'it is a key of ECDSA P-384'],
    [{ privateKey: (await newPair({ curve: 'P-384' })).privateKey, publicKey: one.publicKey }, 'are not a pair'],
    [{ privateKey: await aesKey(), publicKey: one.publicKey }, 'its private key may not sign'],
    [{ publicKey: one.publicKey }, 'it is no pair of WebCrypto keys'],
    [undefined, 'it is no pair of WebCrypto keys'],
  ]
  for (const [keyPair, message] of attempts)
    await expect(toSessionKey({ keyPair: keyPair as CryptoKeyPair, type: 'p256' })).rejects.toThrow(message)
})

test('error: another type', async () => {
  // @ts-expect-error There is no such type.
  await expect(toSessionKey({ privateKey: '0x', type: 'ed25519' })).rejects.toThrow('its type is neither')
})

test('types: each type has its own material', () => {
  const keyPair = {} as CryptoKeyPair
  // @ts-expect-error A P-256 key has a pair.
  void (() => toSessionKey({ privateKey: '0x', type: 'p256' }))
  // @ts-expect-error A secp256k1 key has a private key.
  void (() => toSessionKey({ keyPair, type: 'secp256k1' }))
})

function aesKey() {
  return crypto.subtle.generateKey({ length: 256, name: 'AES-GCM' }, false, ['encrypt', 'decrypt'])
}

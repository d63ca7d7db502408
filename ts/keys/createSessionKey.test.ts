import { inspect } from 'node:util'
import { type Hex, hashMessage, hexToBytes, recoverMessageAddress, size, slice } from 'viem'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { toP256Address } from '../signers/p256.js'
import { createSessionKey } from './createSessionKey.js'
import { getKeyMaterial, type SessionKey } from './sessionKey.js'

const hash = hashMessage('an operation')

describe('default', () => {
  test('secp256k1', async () => {
    const key = await createSessionKey({ type: 'secp256k1' })
    const signature = await key.signer.signMessage({ message: { raw: hash } })
    expect(await recoverMessageAddress({ message: { raw: hash }, signature })).toBe(key.address)
    expect(size(key.publicKey)).toBe(65)
    expect(key.signer.address).toBe(key.address)
  })

  test('p256', async () => {
    const key = await createSessionKey({ type: 'p256' })
    expect(key.address).toBe(toP256Address(1, key.publicKey))
    expect(key.signer.address).toBe(key.address)
    const signature = await key.signer.signUserOperationHash({ hash })
    const curve = { name: 'ECDSA', namedCurve: 'P-256' }
    const raw = new Uint8Array([4, ...hexToBytes(slice(signature, 1, 65))])
    const verifier = await crypto.subtle.importKey('raw', raw, curve, false, ['verify'])
    const bytes = (hex: Hex) => new Uint8Array(hexToBytes(hex))
    const algorithm = { hash: 'SHA-256', name: 'ECDSA' }
    expect(await crypto.subtle.verify(algorithm, verifier, bytes(slice(signature, 65)), bytes(hash))).toBe(true)
  })
})

test('behavior: each key is another', async () => {
  for (const type of ['p256', 'secp256k1'] as const) {
    const keys = await Promise.all(Array.from({ length: 5 }, () => createSessionKey({ type })))
    expect(new Set(keys.map(({ address }) => address)).size).toBe(5)
  }
})

test('behavior: nobody can read a P-256 key', async () => {
  const material = getKeyMaterial(await createSessionKey({ type: 'p256' }))
  if (material.type !== 'p256') throw new Error('not a P-256 key')
  const { privateKey } = material.keyPair
  expect(privateKey.extractable).toBe(false)
  for (const format of ['pkcs8', 'jwk'] as const)
    await expect(crypto.subtle.exportKey(format, privateKey)).rejects.toThrow('not extractable')
})

test('behavior: what walks over a key finds no secret', async () => {
  const key = await createSessionKey({ type: 'secp256k1' })
  const material = getKeyMaterial(key)
  if (material.type !== 'secp256k1') throw new Error('not a secp256k1 key')
  const secret = material.privateKey.slice(2)
  const shown = inspect(key, { depth: Number.POSITIVE_INFINITY, getters: true, showHidden: true })
  expect(shown).toContain(key.address)
  expect(shown).not.toContain(secret)
  expect(JSON.stringify(key)).toBe(
    `{"address":"${key.address}","publicKey":"${key.publicKey}","signer":{"address":"${key.address}"},"type":"secp256k1"}`,
  )
  expect(`${Object.values(key)}${Object.values(key.signer)}${key}`).not.toContain(secret)
  expect(() => structuredClone(key)).toThrow(expect.not.objectContaining({ message: expect.stringContaining(secret) }))

  const other = await createSessionKey({ type: 'p256' })
  expect(inspect(other, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('CryptoKey')
  expect(Object.keys(other)).toEqual(Object.keys(key))
})

test('behavior: a key cannot be changed, nor its signer be put in another', async () => {
  const key = await createSessionKey({ type: 'p256' })
  expect(() => Object.assign(key, { address: '0x' })).toThrow(TypeError)
  expect(() => Object.assign(key.signer, { address: '0x' })).toThrow(TypeError)
})

test('error: a copy of a key holds no secret', async () => {
  const key = await createSessionKey({ type: 'secp256k1' })
  expect(() => getKeyMaterial({ ...key })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionKeyError: The session key cannot be used: it was not made by \`createSessionKey\` or \`toSessionKey\`.

    This could arise when:
    - The key was spread or copied: only the object that \`createSessionKey\` or \`toSessionKey\` returned holds its secret.
    - The private key is not 32 bytes in hex, or is not below the order of secp256k1.
    - A WebCrypto key can be extracted, may not sign, or is not the pair of its public key.
    ]
  `)
})

test('error: another type', async () => {
  // @ts-expect-error There is no such type.
  await expect(createSessionKey({ type: 'ed25519' })).rejects.toThrow('its type is neither "p256" nor "secp256k1"')
})

test('types', () => {
  expectTypeOf(createSessionKey({ type: 'p256' })).resolves.toEqualTypeOf<SessionKey<'p256'>>()
  expectTypeOf(createSessionKey({ type: 'secp256k1' })).resolves.toEqualTypeOf<SessionKey<'secp256k1'>>()
  expectTypeOf<SessionKey<'p256'>['signer']>().not.toHaveProperty('signMessage')
  expectTypeOf<SessionKey<'secp256k1'>['signer']>().not.toHaveProperty('signUserOperationHash')
})

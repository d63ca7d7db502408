import { concatHex, hexToBytes, keccak256, parseSignature, recoverAddress, stringToBytes } from 'viem'
import { expect, test } from 'vitest'
import { stubSessionKeySignature } from './stubSignature.js'

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

test('default', () => {
  const r = keccak256(stringToBytes('latchkey stub signature r 5'))
  const s = keccak256(stringToBytes('latchkey stub signature s 5'))
  expect(stubSessionKeySignature).toBe(concatHex([r, s, '0x1c']))
})

test('behavior: has 65 bytes, none of them zero', () => {
  const bytes = hexToBytes(stubSessionKeySignature)
  expect(bytes.length).toBe(65)
  expect(bytes.includes(0)).toBe(false)
})

test('behavior: has a low s', () => {
  const { s } = parseSignature(stubSessionKeySignature)
  expect(BigInt(s)).toBeLessThanOrEqual(order / 2n)
})

test('behavior: each hash recovers another address', async () => {
  const hashes = Array.from({ length: 20 }, (_, index) => keccak256(new Uint8Array([index])))
  const addresses = await Promise.all(
    hashes.map((hash) => recoverAddress({ hash, signature: stubSessionKeySignature })),
  )
  expect(new Set(addresses).size).toBe(hashes.length)
})

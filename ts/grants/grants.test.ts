import { concatHex, encodePacked, type Hex, hashTypedData, keccak256 } from 'viem'
import { expect, test } from 'vitest'
import { createRandom, damage } from '../../test/vectors/random.js'
import { SignatureDecodingError } from '../errors/wire.js'
import { processProof } from '../tree/processProof.js'
import { encodeNativeSignature } from '../wire/nativeWire.js'
import { stubSessionKeySignature } from '../wire/stubSignature.js'
import { decodeGrantSignature, encodeGrantSignature } from './grantWire.js'
import { getMultichainGrantTypedData, toMultichainGrant } from './multichainGrant.js'
import { getSessionGrantTypedData, hashSessionGrant, type SessionGrant } from './sessionGrant.js'

const grant: SessionGrant = {
  account: '0x4b7f018Fa27a97b6a17b6d4d8Cb3c0e2D9340133',
  chainId: 137,
  epoch: 3n,
  registry: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
  root: keccak256('0x01'),
  sessions: '0x1234',
}
const nativeSignature = encodeNativeSignature({
  proof: [],
  session: { module: grant.registry, sessionKeyData: '0xab', validAfter: 0, validUntil: 0 },
  signature: stubSessionKeySignature,
})

test('every field of a grant is signed', () => {
  const digest = hashSessionGrant(grant)
  const others: Partial<SessionGrant>[] = [
    { account: grant.registry },
    { chainId: 1 },
    { epoch: 4n },
    { registry: grant.account },
    { root: keccak256('0x02') },
    { sessions: '0x' },
  ]
  const digests = others.map((other) => hashSessionGrant({ ...grant, ...other }))
  expect(new Set([digest, ...digests]).size).toBe(others.length + 1)
  expect(hashTypedData(getSessionGrantTypedData(grant))).toBe(digest)
})

test.each([2, 3, 5, 8])('a tree of %d grants proves each of them, and its leaves are hashed once more', (count) => {
  const grants = Array.from({ length: count }, (_, index) => ({ ...grant, chainId: index + 1 }))
  const many = toMultichainGrant({ grants })
  for (const [index, one] of grants.entries())
    expect(processProof({ leaf: keccak256(hashSessionGrant(one)), proof: many.proofs[index] ?? [] })).toBe(many.root)
  expect(getMultichainGrantTypedData(many).domain).toEqual({ name: 'Latchkey', version: '1' })
})

test('error: a tree of one', () => {
  expect(() => toMultichainGrant({ grants: [grant] })).toThrowErrorMatchingInlineSnapshot(`
    [TooFewGrantsError: A grant for several chains was made of 1 grant.

    One grant is signed by itself, with \`getSessionGrantTypedData\`: its signer sees what it grants.
    ]
  `)
})

test('the wire: layout, and back', () => {
  const signed = { chainProof: [keccak256('0x03')], sessions: '0xabcd', signature: '0x0102030405' } as const
  const encoded = encodeGrantSignature({ grant: signed, nativeSignature })
  expect(encoded).toBe(
    encodePacked(
      ['uint8', 'uint8', 'uint16', 'uint16', 'bytes32', 'bytes', 'bytes', 'bytes'],
      [3, 1, 2, 5, signed.chainProof[0], signed.sessions, signed.signature, nativeSignature],
    ),
  )
  expect(decodeGrantSignature(encoded)).toEqual({ grant: signed, nativeSignature })
})

test('the wire: damaged bytes are refused, or are the encoding of something else', () => {
  const random = createRandom(13)
  let refused = 0
  for (let round = 0; round < 1000; round++) {
    const bytes = damage(
      random,
      encodeGrantSignature({
        grant: {
          chainProof: Array.from({ length: random.below(4) }, () => random.hex(32)),
          sessions: random.hex(random.below(40)),
          signature: random.hex(random.below(90)),
        },
        nativeSignature,
      }),
    )
    try {
      expect(encodeGrantSignature(decodeGrantSignature(bytes))).toBe(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(SignatureDecodingError)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(50)
  expect(refused).toBeLessThan(1000)
})

test.each<[string, Parameters<typeof encodeGrantSignature>[0]['grant']]>([
  ['a sibling of 31 bytes', { chainProof: [`0x${'11'.repeat(31)}`], sessions: '0x', signature: '0x' }],
  ['33 siblings', { chainProof: Array.from({ length: 33 }, () => grant.root), sessions: '0x', signature: '0x' }],
  ['64 kB of sessions', { chainProof: [], sessions: concatHex(['0x01', `0x${'00'.repeat(65_535)}`]), signature: '0x' }],
  ['half a byte', { chainProof: [], sessions: '0x', signature: '0x123' as Hex }],
])('error: %s', (_, signed) => {
  expect(() => encodeGrantSignature({ grant: signed, nativeSignature })).toThrow('The signed grant cannot be sent')
})

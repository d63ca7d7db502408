import { concatHex, encodePacked, type Hex, keccak256, size } from 'viem'
import { expect, test } from 'vitest'
import { createRandom, damage } from '../../test/vectors/random.js'
import { SignatureDecodingError } from '../errors/wire.js'
import { getSessionId } from '../session/getSessionId.js'
import { decodeNativeSignature, encodeNativeSignature } from './nativeWire.js'
import { stubSessionKeySignature } from './stubSignature.js'

const session = {
  validUntil: 1_893_456_000,
  validAfter: 1_700_000_000,
  module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
  sessionKeyData: '0xabcdef',
} as const
const proof = [keccak256('0x01'), keccak256('0x02')]
const signature = stubSessionKeySignature
const encoded = encodeNativeSignature({ proof, session, signature })

test('default', () => {
  const { module, sessionKeyData, validAfter, validUntil } = session
  expect(encoded).toBe(
    encodePacked(
      ['uint8', 'uint8', 'uint48', 'uint48', 'address', 'bytes', 'bytes32[]', 'bytes'],
      [1, 2, validUntil, validAfter, module, sessionKeyData, proof, signature],
    ),
  )
  expect(decodeNativeSignature(encoded)).toEqual({ proof, session, signature })
})

test('behavior: the preimage of the id stands in one piece', () => {
  expect(keccak256(`0x${encoded.slice(2 + 2 * 2, 2 + 2 * (2 + 35))}`)).toBe(getSessionId(session))
})

test('behavior: the shortest is 99 bytes', () => {
  const shortest = { proof: [], session: { ...session, sessionKeyData: '0x' }, signature } as const
  expect(size(encodeNativeSignature(shortest))).toBe(99)
  expect(decodeNativeSignature(encodeNativeSignature(shortest))).toEqual(shortest)
})

test('behavior: takes 32 siblings and 4096 bytes', () => {
  const longest = {
    proof: Array.from({ length: 32 }, (_, index) => keccak256(`0x${(16 + index).toString(16)}`)),
    session: { ...session, sessionKeyData: `0x${'ab'.repeat(4096)}` },
    signature,
  } as const
  expect(decodeNativeSignature(encodeNativeSignature(longest))).toEqual(longest)
})

test('behavior: damaged bytes are refused, or are the encoding of something else', () => {
  const random = createRandom(11)
  let refused = 0
  for (let round = 0; round < 2000; round++) {
    const bytes = damage(
      random,
      encodeNativeSignature({
        proof: Array.from({ length: random.below(5) }, () => random.hex(32)),
        session: random.session(random.below(140)),
        signature: random.hex(65),
      }),
    )
    try {
      expect(encodeNativeSignature(decodeNativeSignature(bytes))).toBe(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(SignatureDecodingError)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(300)
  expect(refused).toBeLessThan(2000)
})

const p256Signature = `0x01${'ab'.repeat(128)}` as const

test('args: periods', () => {
  const { module, sessionKeyData, validAfter, validUntil } = session
  const withPeriods = encodeNativeSignature({ periods: [7, 4_294_967_295], proof, session, signature })
  expect(withPeriods).toBe(
    encodePacked(
      ['uint8', 'uint8', 'uint8', 'uint48', 'uint48', 'address', 'bytes', 'bytes32[]', 'uint32', 'uint32', 'bytes'],
      [2, 2, 2, validUntil, validAfter, module, sessionKeyData, proof, 7, 4_294_967_295, signature],
    ),
  )
  expect(decodeNativeSignature(withPeriods)).toEqual({ periods: [7, 4_294_967_295], proof, session, signature })
})

test('behavior: the signature of a P-256 key says how long it is', () => {
  const { module, sessionKeyData, validAfter, validUntil } = session
  const plain = encodeNativeSignature({ proof, session, signature: p256Signature })
  expect(plain).toBe(
    encodePacked(
      ['uint8', 'uint8', 'uint8', 'uint16', 'uint48', 'uint48', 'address', 'bytes', 'bytes32[]', 'bytes'],
      [4, 2, 0, 129, validUntil, validAfter, module, sessionKeyData, proof, p256Signature],
    ),
  )
  expect(decodeNativeSignature(plain)).toEqual({ proof, session, signature: p256Signature })
  const webauthn = { periods: [1], proof: [], session, signature: `0x02${'cd'.repeat(300)}` } as const
  expect(decodeNativeSignature(encodeNativeSignature(webauthn))).toEqual(webauthn)
})

test('behavior: damaged bytes of every version are refused, or are the encoding of something else', () => {
  const random = createRandom(12)
  let refused = 0
  for (let round = 0; round < 1000; round++) {
    const bytes = damage(
      random,
      encodeNativeSignature({
        periods: Array.from({ length: random.below(3) }, () => random.below(2 ** 32)),
        proof: Array.from({ length: random.below(5) }, () => random.hex(32)),
        session: random.session(random.below(140)),
        signature: random.below(2) === 0 ? random.hex(65) : concatHex(['0x01', random.hex(128)]),
      }),
    )
    try {
      expect(encodeNativeSignature(decodeNativeSignature(bytes))).toBe(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(SignatureDecodingError)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(150)
  expect(refused).toBeLessThan(1000)
})

test.each<[string, readonly number[]]>([
  ['negative', [-1]],
  ['2^32', [2 ** 32]],
  ['a fraction', [0.5]],
  ['not a number', [Number.NaN]],
  ['256 of them', Array.from({ length: 256 }, () => 0)],
])('error: periods, %s', (_, periods) => {
  expect(() => encodeNativeSignature({ periods, proof, session, signature })).toThrow('`periods` is ')
})

test.each<[string, Hex]>([
  ['a period list of none', `0x02${encoded.slice(4, 6)}00${encoded.slice(6)}`],
  ['65 bytes, with their length', `0x04${encoded.slice(4, 6)}000041${encoded.slice(6)}`],
  ['an unknown scheme', `0x040000 0085`.replace(' ', '') as Hex],
  ['no signature', `0x0400000000${'11'.repeat(32)}`],
])('error: what another version says, or none: %s', (_, bytes) => {
  expect(() => decodeNativeSignature(bytes)).toThrow(SignatureDecodingError)
})

test.each<[string, Hex]>([
  ['no bytes', '0x'],
  ['a version alone', '0x01'],
  ['half a byte', `${encoded}0`],
  ['98 bytes', `0x0100${'11'.repeat(96)}`],
  ['version 0', `0x00${encoded.slice(4)}`],
  ['version 2', `0x02${encoded.slice(4)}`],
  ['33 siblings', concatHex(['0x0121', `0x${'11'.repeat(32 + 33 * 32 + 65)}`])],
  ['255 siblings', `0x01ff${encoded.slice(6)}`],
  ['fewer bytes than the proof takes', `0x0103${'11'.repeat(97 + 3 * 32 - 1)}`],
  ['4097 bytes of sessionKeyData', `0x0100${'11'.repeat(97 + 4097)}`],
  ['a time of 2^47', `0x010080${'00'.repeat(11)}${'11'.repeat(85)}`],
  ['no module', `0x0100${'00'.repeat(97)}`],
])('error: %s', (_, bytes) => {
  expect(() => decodeNativeSignature(bytes)).toThrow(SignatureDecodingError)
})

test.each([undefined, null, 0, {}, [], new Uint8Array(99)])('error: %s is not hex', (value) => {
  // @ts-expect-error A client without types gives anything.
  expect(() => decodeNativeSignature(value)).toThrow(SignatureDecodingError)
})

test.each<[string, object, string]>([
  ['the session is not valid', { session: { ...session, validUntil: -1 } }, 'InvalidSessionError'],
  ['the session is missing', { session: undefined }, 'InvalidSessionError'],
  ['the proof is too long', { proof: new Array(33).fill(keccak256('0x')) }, 'InvalidProofError'],
  ['the proof is missing', { proof: undefined }, 'InvalidProofError'],
  ['the signature is 64 bytes', { signature: signature.slice(0, -2) }, 'InvalidWireFieldError'],
  ['the signature is 66 bytes', { signature: `${signature}00` }, 'InvalidWireFieldError'],
  ['the signature is missing', { signature: undefined }, 'InvalidWireFieldError'],
])('error: %s', (_, change, name) => {
  expect(() => encodeNativeSignature({ proof, session, signature, ...change })).toThrow(
    expect.objectContaining({ name }),
  )
})

test('error: says why', () => {
  expect(() => decodeNativeSignature(`0x00${encoded.slice(4)}`)).toThrowErrorMatchingInlineSnapshot(`
    [SignatureDecodingError: The native signature cannot be decoded: version 0 is unknown, only 1, 2 and 4 are known.

    This could arise when:
    - The user operation was signed by its owner, or by the key of another session system.
    - The bytes are of another wire: a native signature starts with 0x01, 0x02 or 0x04, and a Biconomy one with 0x00, and on a
      Biconomy account either stands inside \`abi.encode(moduleSignature, registry)\`.
    - The bytes were cut short, or others were added.
    ]
  `)
  expect(() => decodeNativeSignature(`0x01ff${encoded.slice(6)}`)).toThrowErrorMatchingInlineSnapshot(`
    [SignatureDecodingError: The native signature cannot be decoded: the proof has 255 siblings, more than 32.

    This could arise when:
    - The user operation was signed by its owner, or by the key of another session system.
    - The bytes are of another wire: a native signature starts with 0x01, 0x02 or 0x04, and a Biconomy one with 0x00, and on a
      Biconomy account either stands inside \`abi.encode(moduleSignature, registry)\`.
    - The bytes were cut short, or others were added.
    ]
  `)
  expect(() => decodeNativeSignature(`0x0103${'11'.repeat(100)}`)).toThrowErrorMatchingInlineSnapshot(`
    [SignatureDecodingError: The native signature cannot be decoded: it is 102 bytes, too few for a proof of 3 siblings.

    This could arise when:
    - The user operation was signed by its owner, or by the key of another session system.
    - The bytes are of another wire: a native signature starts with 0x01, 0x02 or 0x04, and a Biconomy one with 0x00, and on a
      Biconomy account either stands inside \`abi.encode(moduleSignature, registry)\`.
    - The bytes were cut short, or others were added.
    ]
  `)
  expect(() => decodeNativeSignature(`0x0100${'00'.repeat(97)}`)).toThrowErrorMatchingInlineSnapshot(`
    [SignatureDecodingError: The native signature cannot be decoded: it does not hold a valid session.

    The session is invalid: \`module\` is the zero address.

    This could arise when:
    - The user operation was signed by its owner, or by the key of another session system.
    - The bytes are of another wire: a native signature starts with 0x01, 0x02 or 0x04, and a Biconomy one with 0x00, and on a
      Biconomy account either stands inside \`abi.encode(moduleSignature, registry)\`.
    - The bytes were cut short, or others were added.
    ]
  `)
  expect(() => encodeNativeSignature({ proof, session, signature: '0x1234' })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidWireFieldError: \`signature\` is "0x1234", not a hex string of 65 bytes, nor the signature of a P-256 key.

    This could arise when:
    - The key signs in the short form of 64 bytes (EIP-2098), or is neither a secp256k1 nor a P-256 key.
    - The signature was already encoded for the account or the registry.
    ]
  `)
})

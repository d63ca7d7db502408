import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from 'viem'
import { expect, test } from 'vitest'
import { createRandom, damage } from '../../test/vectors/random.js'
import { SignatureDecodingError } from '../errors/wire.js'
import { decodeBiconomySignature, encodeBiconomySignature } from './biconomyWire.js'
import { stubSessionKeySignature } from './stubSignature.js'

const session = {
  validUntil: 1_893_456_000,
  validAfter: 1_700_000_000,
  module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
  sessionKeyData: '0xabcdef',
} as const
const proof = [keccak256('0x01'), keccak256('0x02')]
const signature = stubSessionKeySignature
const encoded = encodeBiconomySignature({ proof, session, signature })

test('default', () => {
  const { module, sessionKeyData, validAfter, validUntil } = session
  expect(encoded).toBe(
    encodeAbiParameters(parseAbiParameters('uint48, uint48, address, bytes, bytes32[], bytes'), [
      validUntil,
      validAfter,
      module,
      sessionKeyData,
      proof,
      signature,
    ]),
  )
  expect(decodeBiconomySignature(encoded)).toEqual({ proof, session, signature })
})

test('behavior: starts with a zero byte', () => {
  expect(encoded.slice(0, 4)).toBe('0x00')
})

test('behavior: gives back what was encoded', () => {
  const random = createRandom(12)
  for (let round = 0; round < 100; round++) {
    const parts = {
      proof: Array.from({ length: random.below(33) }, () => random.hex(32)),
      session: random.session(round),
      signature: random.hex(65),
    }
    expect(decodeBiconomySignature(encodeBiconomySignature(parts))).toEqual(parts)
  }
})

test('behavior: the case of hex digits changes nothing', () => {
  expect(decodeBiconomySignature(`0x${encoded.slice(2).toUpperCase()}`)).toEqual({ proof, session, signature })
})

test('behavior: damaged bytes are refused, or are the encoding of something else', () => {
  const random = createRandom(13)
  let refused = 0
  for (let round = 0; round < 2000; round++) {
    const bytes = damage(
      random,
      encodeBiconomySignature({
        proof: Array.from({ length: random.below(5) }, () => random.hex(32)),
        session: random.session(random.below(140)),
        signature: random.hex(65),
      }),
    )
    try {
      expect(encodeBiconomySignature(decodeBiconomySignature(bytes))).toBe(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(SignatureDecodingError)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(500)
  expect(refused).toBeLessThan(2000)
})

test.each<[string, Hex]>([
  ['no bytes', '0x'],
  ['half a byte', `${encoded}0`],
  ['a native signature', `0x0100${'11'.repeat(97)}`],
  ['a byte too few', `0x${encoded.slice(2, -2)}`],
  ['a byte too many', `${encoded}00`],
  ['a word too many', `${encoded}${'00'.repeat(32)}`],
  ['dirty bits above a time', replaceWord(0, `01${'00'.repeat(30)}01`)],
  ['a time of 2^47', replaceWord(0, (2n ** 47n).toString(16).padStart(64, '0'))],
  ['dirty bits above the module', replaceWord(2, `01${'00'.repeat(11)}${'11'.repeat(20)}`)],
  ['no module', replaceWord(2, '00'.repeat(32))],
  ['two fields in one place', replaceWord(5, (192).toString(16).padStart(64, '0'))],
  ['an offset past the end', replaceWord(4, (2 ** 31).toString(16).padStart(64, '0'))],
  ['an offset beyond numbers', replaceWord(4, 'ff'.repeat(32))],
  ['a length beyond the end', replaceWord(8, 'ff'.repeat(32))],
  ['dirty padding', replaceWord(7, `abcdef${'00'.repeat(28)}01`)],
  ['33 siblings', toAbi({ proof: new Array(33).fill(keccak256('0x')) })],
  ['a signature of 64 bytes', toAbi({ signature: `0x${'11'.repeat(64)}` })],
  ['4097 bytes of sessionKeyData', toAbi({ sessionKeyData: `0x${'11'.repeat(4097)}` })],
])('error: %s', (_, bytes) => {
  expect(() => decodeBiconomySignature(bytes)).toThrow(SignatureDecodingError)
})

test.each([undefined, null, 0, {}, []])('error: %s is not hex', (value) => {
  // @ts-expect-error A client without types gives anything.
  expect(() => decodeBiconomySignature(value)).toThrow(SignatureDecodingError)
})

test.each<[string, object, string]>([
  ['the session is not valid', { session: { ...session, validUntil: -1 } }, 'InvalidSessionError'],
  ['the proof is too long', { proof: new Array(33).fill(keccak256('0x')) }, 'InvalidProofError'],
  ['the signature is 64 bytes', { signature: signature.slice(0, -2) }, 'InvalidWireFieldError'],
])('error: %s', (_, change, name) => {
  expect(() => encodeBiconomySignature({ proof, session, signature, ...change })).toThrow(
    expect.objectContaining({ name }),
  )
})

test('error: says why', () => {
  expect(() => decodeBiconomySignature(`${encoded}00`)).toThrowErrorMatchingInlineSnapshot(`
    [SignatureDecodingError: The Biconomy signature cannot be decoded: it is not the canonical ABI encoding.

    This could arise when:
    - The user operation was signed by its owner, or by the key of another session system.
    - The bytes are of another wire: a native signature starts with 0x01, 0x02 or 0x04, and a Biconomy one with 0x00, and on a
      Biconomy account either stands inside \`abi.encode(moduleSignature, registry)\`.
    - The bytes were cut short, or others were added.
    ]
  `)
  expect(() => decodeBiconomySignature(replaceWord(2, '00'.repeat(32)))).toThrowErrorMatchingInlineSnapshot(`
    [SignatureDecodingError: The Biconomy signature cannot be decoded: it does not hold a valid session.

    The session is invalid: \`module\` is the zero address.

    This could arise when:
    - The user operation was signed by its owner, or by the key of another session system.
    - The bytes are of another wire: a native signature starts with 0x01, 0x02 or 0x04, and a Biconomy one with 0x00, and on a
      Biconomy account either stands inside \`abi.encode(moduleSignature, registry)\`.
    - The bytes were cut short, or others were added.
    ]
  `)
  expect(() => decodeBiconomySignature('0x')).toThrow(
    expect.objectContaining({ shortMessage: expect.stringContaining('not the ABI encoding of its six fields') }),
  )
})

function replaceWord(index: number, word: string): Hex {
  const at = 2 + index * 64
  return `0x${encoded.slice(2, at)}${word}${encoded.slice(at + 64)}`
}

function toAbi(change: { proof?: readonly Hex[]; sessionKeyData?: Hex; signature?: Hex }): Hex {
  const parts = { proof, sessionKeyData: session.sessionKeyData, signature, ...change }
  return encodeAbiParameters(parseAbiParameters('uint48, uint48, address, bytes, bytes32[], bytes'), [
    session.validUntil,
    session.validAfter,
    session.module,
    parts.sessionKeyData,
    parts.proof,
    parts.signature,
  ])
}

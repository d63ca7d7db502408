import { encodeAbiParameters, type Hex, zeroAddress } from 'viem'
import { expect, test } from 'vitest'
import { createRandom, damage } from '../../test/vectors/random.js'
import { SignatureDecodingError } from '../errors/wire.js'
import { decodeAccountSignature, encodeAccountSignature } from './accountSignature.js'

const registry = '0x000002FbFfedd9B33F4E7156F2DE8D48945E7489'
const moduleSignature = '0x01abcdef'
const encoded = encodeAccountSignature({ moduleSignature, registry })

test('default', () => {
  expect(encoded).toBe(encodeAbiParameters([{ type: 'bytes' }, { type: 'address' }], [moduleSignature, registry]))
  expect(decodeAccountSignature(encoded)).toEqual({ moduleSignature, registry })
})

test('behavior: reads the signature in Particle’s documentation', () => {
  // An owner's signature: there the address is that of the owner's module.
  const signature =
    '81d4b4981670cb18f99f0b4a66446df1bf5b204d24cfcb659bf38ba27a4359b5711649ec2423c5e1247245eba2964679b6a1dbb85c992ae40b9b00c6935b02ff1b'
  const module = '0000001c5b32F37F5beA87BDD5374eB2aC54eA8e'
  const word = (value: string) => value.padStart(64, '0')
  expect(decodeAccountSignature(`0x${word('40')}${word(module)}${word('41')}${signature.padEnd(192, '0')}`)).toEqual({
    moduleSignature: `0x${signature}`,
    registry: `0x${module}`,
  })
})

test('behavior: damaged bytes are refused, or are the encoding of something else', () => {
  const random = createRandom(14)
  for (let round = 0; round < 2000; round++) {
    const bytes = damage(
      random,
      encodeAccountSignature({ moduleSignature: random.hex(1 + random.below(200)), registry: random.address() }),
    )
    try {
      expect(encodeAccountSignature(decodeAccountSignature(bytes))).toBe(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(SignatureDecodingError)
    }
  }
})

test.each<[string, Hex]>([
  ['no bytes', '0x'],
  ['half a byte', `${encoded}0`],
  ['a byte too few', `0x${encoded.slice(2, -2)}`],
  ['a byte too many', `${encoded}00`],
  ['a gap before the module signature', replaceWord(0, '60'.padStart(64, '0'))],
  ['an offset beyond numbers', replaceWord(0, 'ff'.repeat(32))],
  ['dirty bits above the registry', replaceWord(1, `01${'00'.repeat(11)}${'11'.repeat(20)}`)],
  ['no registry', replaceWord(1, '00'.repeat(32))],
  ['a length beyond the end', replaceWord(2, 'ff'.repeat(32))],
  ['dirty padding', `0x${encoded.slice(2, -2)}01`],
  ['an empty module signature', encodeAbiParameters([{ type: 'bytes' }, { type: 'address' }], ['0x', registry])],
])('error: %s', (_, bytes) => {
  expect(() => decodeAccountSignature(bytes)).toThrow(SignatureDecodingError)
})

test.each([undefined, null, 0, {}, []])('error: %s is not hex', (value) => {
  // @ts-expect-error A client without types gives anything.
  expect(() => decodeAccountSignature(value)).toThrow(SignatureDecodingError)
})

test.each<[string, unknown]>([
  ['moduleSignature', '0x'],
  ['moduleSignature', '0x0'],
  ['moduleSignature', undefined],
  ['registry', zeroAddress],
  ['registry', '0x'],
  ['registry', registry.replace('F', 'f')],
  ['registry', undefined],
])('error: %s is %s', (field, value) => {
  expect(() => encodeAccountSignature({ moduleSignature, registry, [field]: value })).toThrow(
    expect.objectContaining({ field, name: 'InvalidWireFieldError' }),
  )
})

test('error: says why', () => {
  expect(() => encodeAccountSignature({ moduleSignature: '0x', registry })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidWireFieldError: \`moduleSignature\` is "0x", not a hex string of at least one whole byte.

    This could arise when:
    - The value is not what \`encodeNativeSignature\` or \`encodeBiconomySignature\` returned.
    ]
  `)
  expect(() => encodeAccountSignature({ moduleSignature, registry: zeroAddress })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidWireFieldError: \`registry\` is "0x0000000000000000000000000000000000000000", not an address other than zero.

    This could arise when:
    - The address does not match its checksum.
    - The address is empty because the registry is not deployed or not configured on this chain.
    ]
  `)
  expect(() => decodeAccountSignature(`${encoded}00`)).toThrowErrorMatchingInlineSnapshot(`
    [SignatureDecodingError: The account signature cannot be decoded: it is not the canonical ABI encoding.

    This could arise when:
    - The user operation was signed by its owner, or by the key of another session system.
    - The bytes are of another wire: a native signature starts with 0x01, 0x02 or 0x04, and a Biconomy one with 0x00, and on a
      Biconomy account either stands inside \`abi.encode(moduleSignature, registry)\`.
    - The bytes were cut short, or others were added.
    ]
  `)
})

function replaceWord(index: number, word: string): Hex {
  const at = 2 + index * 64
  return `0x${encoded.slice(2, at)}${word}${encoded.slice(at + 64)}`
}

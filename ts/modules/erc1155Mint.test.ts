import { type Hex, maxUint256, zeroAddress } from 'viem'
import { expect, test } from 'vitest'
import { createRandom, damage } from '../../test/vectors/random.js'
import { SessionKeyDataDecodingError } from '../errors/sessionKeyData.js'
import { decodeErc1155MintSessionKeyData, encodeErc1155MintSessionKeyData } from './erc1155Mint.js'

const fields = {
  signer: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
  recipient: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
  tokenId: 7n,
} as const
const encoded = encodeErc1155MintSessionKeyData(fields)

test('default', () => {
  expect(encoded.slice(2).match(/.{64}/g)).toMatchInlineSnapshot(`
    [
      "000000000000000000000000909e30bdbcb728131e3f8d17150eae740c904649",
      "0000000000000000000000001dacda1087c4048774bece7784eb8ec4cfbedb2c",
      "0000000000000000000000000000000000000000000000000000000000000007",
    ]
  `)
  expect(decodeErc1155MintSessionKeyData(encoded)).toEqual(fields)
})

test.each([0n, 1n, maxUint256])('args: tokenId %d', (tokenId) => {
  const sessionKeyData = encodeErc1155MintSessionKeyData({ ...fields, tokenId })
  expect(decodeErc1155MintSessionKeyData(sessionKeyData)).toEqual({ ...fields, tokenId })
})

test('behavior: the case of hex digits changes nothing', () => {
  expect(decodeErc1155MintSessionKeyData(`0x${encoded.slice(2).toUpperCase()}`)).toEqual(fields)
})

test('behavior: damaged bytes are refused, or are the encoding of other fields', () => {
  const random = createRandom(10)
  for (let round = 0; round < 1000; round++) {
    const bytes = damage(random, encoded)
    try {
      expect(encodeErc1155MintSessionKeyData(decodeErc1155MintSessionKeyData(bytes))).toBe(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(SessionKeyDataDecodingError)
    }
  }
})

test.each([
  ['signer', zeroAddress],
  ['recipient', zeroAddress],
  ['signer', undefined],
  ['signer', '0x'],
  ['recipient', fields.recipient.slice(0, -1)],
  ['recipient', fields.recipient.replace('D', 'd')],
  ['tokenId', -1n],
  ['tokenId', maxUint256 + 1n],
  ['tokenId', 1],
  ['tokenId', '1'],
  ['tokenId', undefined],
])('error: %s is %s', (field, value) => {
  expect(() => encodeErc1155MintSessionKeyData({ ...fields, [field]: value })).toThrow(
    expect.objectContaining({ field, module: 'ERC1155MintModule', name: 'InvalidSessionKeyDataError' }),
  )
})

test.each<[string, Hex]>([
  ['no bytes', '0x'],
  ['a byte too few', `0x${encoded.slice(4)}`],
  ['a byte too many', `${encoded}00`],
  ['a word too many', `${encoded}${'00'.repeat(32)}`],
  ['half a byte', `${encoded}0`],
  ['a dirty word of `signer`', replaceWord(0, `01${'00'.repeat(11)}${'11'.repeat(20)}`)],
  ['a dirty word of `recipient`', replaceWord(1, `01${'00'.repeat(11)}${'11'.repeat(20)}`)],
  ['a zero `signer`', replaceWord(0, '00'.repeat(32))],
  ['a zero `recipient`', replaceWord(1, '00'.repeat(32))],
])('error: %s', (_, bytes) => {
  expect(() => decodeErc1155MintSessionKeyData(bytes)).toThrow(SessionKeyDataDecodingError)
})

test.each([undefined, null, 0, {}, []])('error: %s is not hex', (value) => {
  // @ts-expect-error A client without types gives anything.
  expect(() => decodeErc1155MintSessionKeyData(value)).toThrow(SessionKeyDataDecodingError)
})

test('error: says why', () => {
  expect(() =>
    encodeErc1155MintSessionKeyData({ ...fields, recipient: zeroAddress }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionKeyDataError: \`recipient\` of \`ERC1155MintModule\` is "0x0000000000000000000000000000000000000000": the zero address is not allowed.

    This could arise when:
    - The field was left out, or comes from a configuration that lacks it.
    - A number was given where a bigint is meant, or an address that does not match its checksum.
    ]
  `)
  expect(() => encodeErc1155MintSessionKeyData({ ...fields, tokenId: -1n })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionKeyDataError: \`tokenId\` of \`ERC1155MintModule\` is -1n: it must fit a uint256.

    This could arise when:
    - The field was left out, or comes from a configuration that lacks it.
    - A number was given where a bigint is meant, or an address that does not match its checksum.
    ]
  `)
  expect(() => decodeErc1155MintSessionKeyData('0x1234')).toThrowErrorMatchingInlineSnapshot(`
    [SessionKeyDataDecodingError: The \`sessionKeyData\` of \`ERC1155MintModule\` cannot be decoded: it is 2 bytes, not 96.

    This could arise when:
    - The session belongs to another module.
    - The bytes were not written by the \`encode…SessionKeyData\` function of this module.
    ]
  `)
  expect(() => decodeErc1155MintSessionKeyData(replaceWord(1, 'ff'.repeat(32)))).toThrowErrorMatchingInlineSnapshot(`
    [SessionKeyDataDecodingError: The \`sessionKeyData\` of \`ERC1155MintModule\` cannot be decoded: the word of \`recipient\` is not an address.

    This could arise when:
    - The session belongs to another module.
    - The bytes were not written by the \`encode…SessionKeyData\` function of this module.
    ]
  `)
})

function replaceWord(index: number, word: string): Hex {
  const at = 2 + index * 64
  return `0x${encoded.slice(2, at)}${word}${encoded.slice(at + 64)}`
}

import { type Hex, maxUint256, zeroAddress } from 'viem'
import { expect, test } from 'vitest'
import { createRandom, damage } from '../../test/vectors/random.js'
import { SessionKeyDataDecodingError } from '../errors/sessionKeyData.js'
import { decodeErc20TransferSessionKeyData, encodeErc20TransferSessionKeyData } from './erc20Transfer.js'

const fields = {
  signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
  token: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
  recipient: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3',
  maxAmount: 1_000_000n,
} as const
const encoded = encodeErc20TransferSessionKeyData(fields)

test('default', () => {
  expect(encoded.slice(2).match(/.{64}/g)).toMatchInlineSnapshot(`
    [
      "0000000000000000000000001dacda1087c4048774bece7784eb8ec4cfbedb2c",
      "000000000000000000000000909e30bdbcb728131e3f8d17150eae740c904649",
      "00000000000000000000000011d266772b85c2c5d4f84a41ca3e08e9f04fb5d3",
      "00000000000000000000000000000000000000000000000000000000000f4240",
    ]
  `)
  expect(decodeErc20TransferSessionKeyData(encoded)).toEqual(fields)
})

test.each([0n, 1n, maxUint256])('args: maxAmount %d', (maxAmount) => {
  const sessionKeyData = encodeErc20TransferSessionKeyData({ ...fields, maxAmount })
  expect(decodeErc20TransferSessionKeyData(sessionKeyData)).toEqual({ ...fields, maxAmount })
})

test('behavior: the case of hex digits changes nothing', () => {
  expect(decodeErc20TransferSessionKeyData(`0x${encoded.slice(2).toUpperCase()}`)).toEqual(fields)
})

test('behavior: damaged bytes are refused, or are the encoding of other fields', () => {
  const random = createRandom(10)
  for (let round = 0; round < 1000; round++) {
    const bytes = damage(random, encoded)
    try {
      expect(encodeErc20TransferSessionKeyData(decodeErc20TransferSessionKeyData(bytes))).toBe(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(SessionKeyDataDecodingError)
    }
  }
})

test.each([
  ['signer', zeroAddress],
  ['token', zeroAddress],
  ['recipient', zeroAddress],
  ['signer', undefined],
  ['signer', '0x'],
  ['recipient', fields.recipient.slice(0, -1)],
  ['recipient', fields.recipient.replace('D', 'd')],
  ['maxAmount', -1n],
  ['maxAmount', maxUint256 + 1n],
  ['maxAmount', 1],
  ['maxAmount', '1'],
  ['maxAmount', undefined],
])('error: %s is %s', (field, value) => {
  expect(() => encodeErc20TransferSessionKeyData({ ...fields, [field]: value })).toThrow(
    expect.objectContaining({ field, module: 'ERC20TransferModule', name: 'InvalidSessionKeyDataError' }),
  )
})

test.each<[string, Hex]>([
  ['no bytes', '0x'],
  ['a byte too few', `0x${encoded.slice(4)}`],
  ['a byte too many', `${encoded}00`],
  ['a word too many', `${encoded}${'00'.repeat(32)}`],
  ['half a byte', `${encoded}0`],
  ['a dirty word of `signer`', replaceWord(0, `01${'00'.repeat(11)}${'11'.repeat(20)}`)],
  ['a dirty word of `token`', replaceWord(1, `01${'00'.repeat(11)}${'11'.repeat(20)}`)],
  ['a dirty word of `recipient`', replaceWord(2, `01${'00'.repeat(11)}${'11'.repeat(20)}`)],
  ['a zero `signer`', replaceWord(0, '00'.repeat(32))],
  ['a zero `token`', replaceWord(1, '00'.repeat(32))],
  ['a zero `recipient`', replaceWord(2, '00'.repeat(32))],
])('error: %s', (_, bytes) => {
  expect(() => decodeErc20TransferSessionKeyData(bytes)).toThrow(SessionKeyDataDecodingError)
})

test.each([undefined, null, 0, {}, []])('error: %s is not hex', (value) => {
  // @ts-expect-error A client without types gives anything.
  expect(() => decodeErc20TransferSessionKeyData(value)).toThrow(SessionKeyDataDecodingError)
})

test('error: says why', () => {
  expect(() =>
    encodeErc20TransferSessionKeyData({ ...fields, recipient: zeroAddress }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionKeyDataError: \`recipient\` of \`ERC20TransferModule\` is "0x0000000000000000000000000000000000000000": the zero address is not allowed.

    This could arise when:
    - The field was left out, or comes from a configuration that lacks it.
    - A number was given where a bigint is meant, or an address that does not match its checksum.
    ]
  `)
  expect(() => encodeErc20TransferSessionKeyData({ ...fields, maxAmount: -1n })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionKeyDataError: \`maxAmount\` of \`ERC20TransferModule\` is -1n: it must fit a uint256.

    This could arise when:
    - The field was left out, or comes from a configuration that lacks it.
    - A number was given where a bigint is meant, or an address that does not match its checksum.
    ]
  `)
  expect(() => decodeErc20TransferSessionKeyData('0x1234')).toThrowErrorMatchingInlineSnapshot(`
    [SessionKeyDataDecodingError: The \`sessionKeyData\` of \`ERC20TransferModule\` cannot be decoded: it is 2 bytes, not 128.

    This could arise when:
    - The session belongs to another module.
    - The bytes were not written by the \`encode…SessionKeyData\` function of this module.
    ]
  `)
  expect(() => decodeErc20TransferSessionKeyData(replaceWord(1, 'ff'.repeat(32)))).toThrowErrorMatchingInlineSnapshot(`
    [SessionKeyDataDecodingError: The \`sessionKeyData\` of \`ERC20TransferModule\` cannot be decoded: the word of \`token\` is not an address.

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

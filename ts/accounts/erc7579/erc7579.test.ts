import { type Address, decodeFunctionData, encodeFunctionData, type Hex, size } from 'viem'
import { expect, test } from 'vitest'
import { createRandom, damage } from '../../../test/vectors/random.js'
import { EmptyCallsError } from '../../errors/account.js'
import { Erc7579CallsDecodingError, LaneError } from '../../errors/erc7579.js'
import { encodeValidatorInstallation } from './encodeValidatorInstallation.js'
import { decodeErc7579Calls, encodeErc7579Calls, erc7579AccountAbi } from './erc7579Calls.js'
import { getErc7579NonceKey } from './nonceKey.js'

const to: Address = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
const validator: Address = '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c'

test('one call is a single, several are a batch', () => {
  const one = encodeErc7579Calls([{ data: '0x12345678', to, value: 5n }])
  expect(decodeFunctionData({ abi: erc7579AccountAbi, data: one }).args).toEqual([
    `0x${'00'.repeat(32)}`,
    `${to.toLowerCase()}${'00'.repeat(31)}0512345678`,
  ])
  expect(decodeErc7579Calls(one)).toEqual([{ data: '0x12345678', to, value: 5n }])
  expect(decodeErc7579Calls(encodeErc7579Calls([{ to }]))).toEqual([{ data: '0x', to, value: 0n }])

  const two = encodeErc7579Calls([{ to }, { data: '0xab', to: validator, value: 1n }])
  expect(decodeFunctionData({ abi: erc7579AccountAbi, data: two }).args[0]).toBe(`0x01${'00'.repeat(31)}`)
  expect(decodeErc7579Calls(two)).toEqual([
    { data: '0x', to, value: 0n },
    { data: '0xab', to: validator, value: 1n },
  ])
})

test('error: no call', () => {
  expect(() => encodeErc7579Calls([])).toThrow(EmptyCallsError)
})

test('a batch of one is read as what it is', () => {
  const two = encodeErc7579Calls([{ to }, { to }])
  const { args } = decodeFunctionData({ abi: erc7579AccountAbi, data: two })
  // The list's length, its one offset, and one execution.
  const word = (value: string) => value.padStart(64, '0')
  const execution = `0x${[
    word('20'),
    word('1'),
    word('20'),
    word(to.slice(2).toLowerCase()),
    word('0'),
    word('60'),
    word('0'),
  ].join('')}` as Hex
  const data = encodeFunctionData({ abi: erc7579AccountAbi, args: [args[0], execution], functionName: 'execute' })
  expect(decodeErc7579Calls(data)).toEqual([{ data: '0x', to, value: 0n }])
})

test.each<[string, Hex]>([
  ['another function', '0x12345678'],
  ['nothing', '0x'],
  [
    'delegatecall',
    encodeFunctionData({
      abi: erc7579AccountAbi,
      args: [`0xff${'00'.repeat(31)}`, `0x${'11'.repeat(60)}`],
      functionName: 'execute',
    }),
  ],
  [
    '"try"',
    encodeFunctionData({
      abi: erc7579AccountAbi,
      args: [`0x0001${'00'.repeat(30)}`, `0x${'11'.repeat(60)}`],
      functionName: 'execute',
    }),
  ],
  [
    'a single of 51 bytes',
    encodeFunctionData({
      abi: erc7579AccountAbi,
      args: [`0x${'00'.repeat(32)}`, `0x${'11'.repeat(51)}`],
      functionName: 'execute',
    }),
  ],
  ['a byte behind the end', `${encodeErc7579Calls([{ to }])}00`],
])('error: %s', (_, data) => {
  expect(() => decodeErc7579Calls(data)).toThrow(Erc7579CallsDecodingError)
})

test('damaged calldata is refused, or is the encoding of other calls', () => {
  const random = createRandom(21)
  let refused = 0
  for (let round = 0; round < 500; round++) {
    const calls = Array.from({ length: 1 + random.below(3) }, () => ({
      data: random.hex(random.below(70)),
      to: random.hex(20),
      value: BigInt(random.below(1000)),
    }))
    const data = damage(random, encodeErc7579Calls(calls))
    try {
      const decoded = decodeErc7579Calls(data)
      expect(decoded.length).toBeGreaterThan(0)
    } catch (error) {
      expect(error).toBeInstanceOf(Erc7579CallsDecodingError)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(100)
})

test('nonce keys name the validator, where each family has it', () => {
  const key = (family: Parameters<typeof getErc7579NonceKey>[0]['family'], lane = 0x12n) =>
    getErc7579NonceKey({ family, lane, validator }).toString(16).padStart(48, '0')
  const name = validator.slice(2).toLowerCase()
  expect(key('nexus')).toBe(`00001200${name}`)
  expect(key('kernel')).toBe(`0001${name}0012`)
  expect(key('safe')).toBe(`${name}00000012`)
  expect(key('openzeppelin')).toBe(`${name}00000012`)
  expect(getErc7579NonceKey({ family: 'nexus', validator })).toBe(BigInt(validator))
  for (const [family, bits] of [
    ['kernel', 16n],
    ['nexus', 24n],
    ['safe', 32n],
    ['openzeppelin', 32n],
  ] as const) {
    expect(() => key(family, 1n << bits)).toThrow(LaneError)
    expect(() => key(family, -1n)).toThrow(LaneError)
    expect(key(family, (1n << bits) - 1n)).toContain('f'.repeat(Number(bits) / 4))
  }
})

test('installing, with a first grant or without one', () => {
  const root = `0x${'ab'.repeat(32)}` as const
  const plain = encodeValidatorInstallation({ family: 'nexus', validator })
  expect(size(plain)).toBe(4 + 4 * 32)
  const granted = encodeValidatorInstallation({ family: 'safe', grant: { root, sessions: '0x1234' }, validator })
  expect(granted).toContain(`${'ab'.repeat(32)}1234`)
  // Kernel: a hook that stands for none first, and the one function that the validator may judge last.
  const kernel = encodeValidatorInstallation({ family: 'kernel', grant: { root }, validator })
  expect(kernel).toContain(`${'00'.repeat(19)}01`)
  expect(kernel).toContain('e9ae5c53')
})

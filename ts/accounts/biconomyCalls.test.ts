import { encodeFunctionData, type Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { CallsDecodingError } from '../errors/account.js'
import { biconomyAccountAbi, decodeBiconomyCalls, encodeBiconomyCalls } from './biconomyCalls.js'

const a = '0x0000000000000000000000000000000000000aaa'
const b = '0x0000000000000000000000000000000000000bBB'

describe('encodeBiconomyCalls', () => {
  test('default: one call is `execute_ncC`', () => {
    const data = encodeBiconomyCalls([{ data: '0x1234', to: a, value: 1n }])
    expect(data.slice(0, 10)).toBe('0x0000189a')
    expect(decodeBiconomyCalls(data)).toEqual([{ data: '0x1234', to: a, value: 1n }])
  })

  test('behavior: several calls are `executeBatch_y6U`', () => {
    const calls = [
      { data: '0x1234', to: a, value: 1n },
      { data: '0x', to: b, value: 0n },
    ] as const
    const data = encodeBiconomyCalls(calls)
    expect(data.slice(0, 10)).toBe('0x00004680')
    expect(decodeBiconomyCalls(data)).toEqual(calls)
  })

  test('behavior: value and data are zero and empty when left out', () => {
    expect(decodeBiconomyCalls(encodeBiconomyCalls([{ to: a }]))).toEqual([{ data: '0x', to: a, value: 0n }])
    expect(decodeBiconomyCalls(encodeBiconomyCalls([{ to: a }, { to: b }]))).toEqual([
      { data: '0x', to: a, value: 0n },
      { data: '0x', to: b, value: 0n },
    ])
  })

  test('error: no call', () => {
    expect(() => encodeBiconomyCalls([])).toThrowErrorMatchingInlineSnapshot(`
      [EmptyCallsError: There is no call to make.

      A session is refused an empty batch: nothing would be judged, and the account would pay for it.
      ]
    `)
  })
})

test('decodeBiconomyCalls: behavior: the plain names are read too', () => {
  const single = encodeFunctionData({ abi: biconomyAccountAbi, args: [a, 2n, '0xab'], functionName: 'execute' })
  expect(decodeBiconomyCalls(single)).toEqual([{ data: '0xab', to: a, value: 2n }])
  const datas: readonly Hex[] = ['0xab']
  const batch = encodeFunctionData({ abi: biconomyAccountAbi, args: [[a], [2n], datas], functionName: 'executeBatch' })
  expect(decodeBiconomyCalls(batch)).toEqual([{ data: '0xab', to: a, value: 2n }])
})

test('decodeBiconomyCalls: error: calldata that is not the canonical encoding of calls', () => {
  const good = encodeFunctionData({
    abi: biconomyAccountAbi,
    args: [
      [a, b],
      [1n, 2n],
      ['0x', '0x12'],
    ],
    functionName: 'executeBatch',
  })
  const unequal = encodeFunctionData({
    abi: biconomyAccountAbi,
    args: [[a, b], [1n], ['0x', '0x12']],
    functionName: 'executeBatch',
  })
  expect(() => decodeBiconomyCalls(unequal)).toThrow(CallsDecodingError)
  expect(() => decodeBiconomyCalls(`${good}00`)).toThrow(CallsDecodingError)
  expect(() => decodeBiconomyCalls(good.slice(0, -64) as Hex)).toThrow(CallsDecodingError)
  expect(() => decodeBiconomyCalls('0x12345678')).toThrowErrorMatchingInlineSnapshot(`
    [CallsDecodingError: The calldata is not a list of calls of a Biconomy account: it begins with 0x12345678.

    This could arise when:
    - It calls another function than \`execute\`, \`execute_ncC\`, \`executeBatch\` or \`executeBatch_y6U\`.
    - It was not written by an ABI encoder, or was cut.
    ]
  `)
})

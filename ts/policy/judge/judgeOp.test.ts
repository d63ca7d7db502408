import { concatHex, encodeAbiParameters, type Hex, keccak256, maxUint256, numberToHex, parseAbiParameters } from 'viem'
import { expect, test } from 'vitest'
import { type Case, generateCase } from '../../../test/policy/generators.js'
import { createRandom, damage, type Random } from '../../../test/vectors/random.js'
import { PolicyDecodingError } from '../../errors/policy.js'
import { getBudgetKey } from '../budget.js'
import { decodePolicy } from '../decodePolicy.js'
import { judgeOp } from './judgeOp.js'

const signer = '11'.repeat(20)
const target = `0x${'22'.repeat(20)}` as const
const account = `0x${'aa'.repeat(20)}` as const
const selector = '0x12345678'

/** A policy of one entry without value or budgets. */
function withProgram(program: string, flags = '00'): Hex {
  const entry = `${flags}${target.slice(2)}${selector.slice(2)}00${program}`
  return `0x0104${signer}0001${(entry.length / 2).toString(16).padStart(4, '0')}${entry}`
}

function judge(encoded: Hex, data: Hex, value = 0n) {
  return judgeOp(encoded, {
    account,
    calls: [{ to: target, value, data }],
    fee: 0n,
    forbidden: [],
    paymaster: undefined,
    periods: [],
    spent: () => 0n,
  })
}

function judgeArgs(program: string, ...words: readonly (bigint | Hex)[]) {
  const { refusal } = judge(
    withProgram(program),
    concatHex([
      selector,
      ...words.map((word) => (typeof word === 'bigint' ? numberToHex(BigInt.asUintN(256, word), { size: 32 }) : word)),
    ]),
  )
  if (!refusal) return 'fits'
  return refusal.error === 'RuleFailed' ? `${refusal.failure} at ${refusal.offset}` : refusal.error
}

test('default: what an op is judged by is what the specification says', () => {
  const random = createRandom(24)
  for (let round = 0; round < 800; round++) expectAsExpected(generateCase(random))
})

function expectAsExpected({ account, calls, expected, fee, paymaster, policy }: Case) {
  const { refusal } = judgeOp(policy, {
    account,
    calls,
    fee,
    forbidden: [],
    paymaster,
    periods: [],
    spent: () => 0n,
  })
  if (refusal) expect({ allowed: false, ...refusal }).toMatchObject(expected)
  else expect(expected).toEqual({ allowed: true })
}

test('behavior: bytes that cannot be read are refused, and nothing is thrown', () => {
  const random = createRandom(25)
  let malformed = 0
  for (let round = 0; round < 600; round++) {
    const { account, calls, policy } = generateCase(random)
    const bytes = damageWhole(random, policy)
    const { refusal } = judgeOp(bytes, {
      account,
      calls,
      fee: 0n,
      forbidden: [],
      paymaster: undefined,
      periods: [],
      spent: () => 0n,
    })
    if (refusal?.error !== 'PolicyMalformed') continue
    malformed++
    expect(() => decodePolicy(bytes)).toThrow(PolicyDecodingError)
  }
  expect(malformed).toBeGreaterThan(150)
})

function damageWhole(random: Random, policy: Hex): Hex {
  const bytes = damage(random, policy)
  return bytes.length % 2 === 0 ? bytes : `0x${random.hex(1 + random.below(200)).slice(2)}`
}

test('behavior: words', () => {
  // uint8
  expect(judgeArgs('400005', 5n)).toBe('fits')
  expect(judgeArgs('400005', 6n)).toBe('WORD_NOT_ALLOWED at 4')
  expect(judgeArgs('400005', 0x105n)).toBe('DIRTY_WORD at 4')
  expect(judgeArgs('410005', 6n)).toBe('fits')
  expect(judgeArgs('410005', 5n)).toBe('WORD_NOT_ALLOWED at 4')
  expect(judgeArgs('410005', 0x105n)).toBe('DIRTY_WORD at 4')
  expect([4n, 5n, 6n].map((word) => judgeArgs('420005', word))).toEqual([
    'fits',
    ...Array(2).fill('WORD_NOT_ALLOWED at 4'),
  ])
  expect([4n, 5n, 6n].map((word) => judgeArgs('430005', word))).toEqual(['fits', 'fits', 'WORD_NOT_ALLOWED at 4'])
  expect([4n, 5n, 6n].map((word) => judgeArgs('440005', word))).toEqual([
    ...Array(2).fill('WORD_NOT_ALLOWED at 4'),
    'fits',
  ])
  expect([4n, 5n, 6n].map((word) => judgeArgs('450005', word))).toEqual(['WORD_NOT_ALLOWED at 4', 'fits', 'fits'])
  expect([4n, 5n, 6n, 7n].map((word) => judgeArgs('46000506', word))).toEqual([
    'WORD_NOT_ALLOWED at 4',
    'fits',
    'fits',
    'WORD_NOT_ALLOWED at 4',
  ])
  expect([4n, 5n, 7n].map((word) => judgeArgs('4700020507', word))).toEqual(['WORD_NOT_ALLOWED at 4', 'fits', 'fits'])
  expect([1n, 5n, 2n].map((word) => judgeArgs('48000301', word))).toEqual(['fits', 'fits', 'WORD_NOT_ALLOWED at 4'])
  expect(judgeArgs('4913', BigInt(account))).toBe('fits')
  expect(judgeArgs('4913', 1n)).toBe('WORD_NOT_ALLOWED at 4')
  expect(judgeArgs('4913', BigInt(account) + (1n << 160n))).toBe('DIRTY_WORD at 4')
})

test('behavior: signs and sides', () => {
  // int16 below -1
  expect([-2n, -1n, 0n].map((word) => judgeArgs('4241ffff', word))).toEqual([
    'fits',
    'WORD_NOT_ALLOWED at 4',
    'WORD_NOT_ALLOWED at 4',
  ])
  expect(judgeArgs('4241ffff', 0xfffen)).toBe('DIRTY_WORD at 4')
  expect(judgeArgs('4641fffe0003', -3n)).toBe('WORD_NOT_ALLOWED at 4')
  expect(judgeArgs('4641fffe0003', 3n)).toBe('fits')
  // int256
  expect(judgeArgs(`425f${'00'.repeat(32)}`, -(2n ** 255n))).toBe('fits')
  expect(judgeArgs(`425f${'00'.repeat(32)}`, 2n ** 255n - 1n)).toBe('WORD_NOT_ALLOWED at 4')
  // bytes2
  const word = (bytes: string): Hex => `0x${bytes.padEnd(64, '0')}`
  expect(judgeArgs('4081abcd', word('abcd'))).toBe('fits')
  expect(judgeArgs('4081abcd', word('abce'))).toBe('WORD_NOT_ALLOWED at 4')
  expect(judgeArgs('4081abcd', word('abcd01'))).toBe('DIRTY_WORD at 4')
  expect(judgeArgs('4881ff00ab00', word('abcd'))).toBe('fits')
})

test('behavior: several rules on a word, several words', () => {
  expect(judgeArgs('c40001420005', 3n)).toBe('fits')
  expect(judgeArgs('c40001420005', 1n)).toBe('WORD_NOT_ALLOWED at 4')
  expect(judgeArgs('c40001420005', 5n)).toBe('WORD_NOT_ALLOWED at 4')
  // The first that fails is named: uint16 above 1, then uint8 below 5.
  expect(judgeArgs('c4010001420005', 0x100n)).toBe('DIRTY_WORD at 4')
  expect(judgeArgs('c2010005400003', 0x100n)).toBe('WORD_NOT_ALLOWED at 4')
  expect(judgeArgs('0102400005', 1n, maxUint256, 5n)).toBe('fits')
  expect(judgeArgs('0102400005', 1n, maxUint256, 6n)).toBe('WORD_NOT_ALLOWED at 68')
})

test('behavior: static shapes', () => {
  expect(judgeArgs('')).toBe('fits')
  expect(judgeArgs('', 1n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs('0102', 1n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs('0102', 1n, 2n, 3n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs('0102', 1n, 2n, '0x00')).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs('0101', '0x01')).toBe('NOT_CANONICAL at 0')
  // The shape comes first, though the rule fails.
  expect(judgeArgs('400005', 6n, 1n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs('400005')).toBe('NOT_CANONICAL at 0')
})

test('behavior: bytes', () => {
  const text: Hex = `0x616263${'00'.repeat(29)}`
  expect(judgeArgs('02', 32n, 3n, text)).toBe('fits')
  expect(judgeArgs('02', 32n, 0n)).toBe('fits')
  expect(judgeArgs('0400000003', 32n, 3n, text)).toBe('fits')
  expect(judgeArgs('0400000002', 32n, 3n, text)).toBe('BYTES_TOO_LONG at 36')
  expect(judgeArgs(`03${keccak256('0x616263').slice(2)}`, 32n, 3n, text)).toBe('fits')
  expect(judgeArgs(`03${keccak256('0x616264').slice(2)}`, 32n, 3n, text)).toBe('HASH_DIFFERS at 36')
  expect(judgeArgs(`03${keccak256('0x').slice(2)}`, 32n, 0n)).toBe('fits')
  for (const words of [
    [64n, 3n, text],
    [0n, 3n, text],
    [64n, 0n, 3n, text],
    [32n, 2n, text],
    [32n, 33n, text],
    [32n, 3n],
    [32n],
    [],
    [32n, 3n, text, 0n],
    [32n, 3n, '0x616263'],
    [32n, 0n, 0n],
    [maxUint256, 3n, text],
    [32n, maxUint256, text],
    [2n ** 64n + 32n, 3n, text],
    [32n, 2n ** 64n + 3n, text],
  ] as const)
    expect(judgeArgs('02', ...words)).toBe('NOT_CANONICAL at 0')
})

test('behavior: several dynamic values follow each other', () => {
  expect(judgeArgs('0202', 64n, 96n, 0n, 0n)).toBe('fits')
  expect(judgeArgs('0202', 96n, 64n, 0n, 0n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs('0202', 64n, 64n, 0n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs('0202', 64n, 128n, 0n, 0n, 0n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs('020101', 64n, 7n, 0n)).toBe('fits')
  // The rule stands where its item stands, though its value stands behind.
  expect(judgeArgs('0400000000400005', 64n, 6n, 1n, 1n << 248n)).toBe('BYTES_TOO_LONG at 68')
})

test('behavior: tuples', () => {
  expect(judgeArgs('050004' + '400005' + '02', 32n, 5n, 64n, 0n)).toBe('fits')
  expect(judgeArgs('050004' + '400005' + '02', 32n, 6n, 64n, 0n)).toBe('WORD_NOT_ALLOWED at 36')
  expect(judgeArgs('050004' + '400005' + '02', 32n, 5n, 96n, 0n, 0n)).toBe('NOT_CANONICAL at 0')
  // Without anything dynamic in it, and without anything at all.
  expect(judgeArgs('050003' + '400005', 32n, 5n)).toBe('fits')
  expect(judgeArgs('050003' + '400005', 32n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs('050000', 32n)).toBe('fits')
})

test('behavior: arrays of static elements', () => {
  const array = (max: number, prefix: readonly string[], rest: string, head = 1) =>
    `06${max.toString(16).padStart(8, '0')}0${head}0${prefix.length}${[...prefix, rest].map((each) => (each.length / 2).toString(16).padStart(4, '0') + each).join('')}`
  expect(judgeArgs(array(2, [], ''), 32n, 0n)).toBe('fits')
  expect(judgeArgs(array(2, [], ''), 32n, 2n, 7n, 8n)).toBe('fits')
  expect(judgeArgs(array(2, [], ''), 32n, 3n, 7n, 8n, 9n)).toBe('ARRAY_TOO_LONG at 36')
  expect(judgeArgs(array(2, [], ''), 32n, 3n, 7n, 8n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs(array(2, [], ''), 32n, 1n, 7n, 8n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs(array(2, [], ''), 32n, maxUint256)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs(array(2, [], ''), 32n, 2n ** 251n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs(array(9, [], '400005'), 32n, 2n, 5n, 5n)).toBe('fits')
  expect(judgeArgs(array(9, [], '400005'), 32n, 2n, 5n, 6n)).toBe('WORD_NOT_ALLOWED at 100')
  expect(judgeArgs(array(9, ['400007', ''], '400005'), 32n, 3n, 7n, 9n, 5n)).toBe('fits')
  expect(judgeArgs(array(9, ['400007', ''], '400005'), 32n, 3n, 5n, 9n, 5n)).toBe('WORD_NOT_ALLOWED at 68')
  expect(judgeArgs(array(9, ['400007', ''], '400005'), 32n, 3n, 7n, 9n, 6n)).toBe('WORD_NOT_ALLOWED at 132')
  expect(judgeArgs(array(9, ['400007', ''], '400005'), 32n, 1n, 7n)).toBe('ARRAY_TOO_SHORT at 36')
  expect(judgeArgs(array(9, [], '0101400005', 2), 32n, 2n, 1n, 5n, 2n, 6n)).toBe('WORD_NOT_ALLOWED at 164')
})

test('behavior: arrays of dynamic elements', () => {
  const rest = '06000000090000' + '0005' + '0400000000'
  expect(judgeArgs(rest, 32n, 0n)).toBe('fits')
  expect(judgeArgs(rest, 32n, 2n, 64n, 96n, 0n, 0n)).toBe('fits')
  expect(judgeArgs(rest, 32n, 2n, 64n, 96n, 0n, 1n, `0xab${'00'.repeat(31)}`)).toBe('BYTES_TOO_LONG at 164')
  expect(judgeArgs(rest, 32n, 2n, 64n, 64n, 0n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs(rest, 32n, 2n, 96n, 64n, 0n, 0n)).toBe('NOT_CANONICAL at 0')
  expect(judgeArgs(rest, 32n, 2n)).toBe('NOT_CANONICAL at 0')
  // Too short, and of another shape as far as it goes.
  const prefix = `06000000090002${'000102'.repeat(3)}`
  expect(judgeArgs(prefix, 32n, 1n, 32n, 0n)).toBe('ARRAY_TOO_SHORT at 36')
  expect(judgeArgs(prefix, 32n, 1n, 64n, 0n, 0n)).toBe('NOT_CANONICAL at 0')
})

test('behavior: value, functions and short calldata', () => {
  expect(judge(withProgram(''), selector, 1n).refusal).toMatchObject({ failure: 'VALUE_ABOVE_MAX', offset: 0 })
  expect(judge(withProgram('0101'), selector, 1n).refusal).toMatchObject({ failure: 'VALUE_ABOVE_MAX' })
  for (const [data, expected] of [
    ['0x', '0x00000000'],
    ['0x123456', '0x12345600'],
    ['0x12345679', '0x12345679'],
  ] as const)
    expect(judge(withProgram(''), data).refusal).toEqual({
      error: 'CallNotPermitted',
      call: 0,
      target,
      selector: expected,
    })

  const transfer = `0x0104${signer}0001001604${target.slice(2)}00` as const
  expect(judge(transfer, '0x').refusal).toBeUndefined()
  expect(judge(transfer, '0x00').refusal).toMatchObject({ error: 'CallNotPermitted', selector: '0x00000000' })
  expect(judge(transfer, selector).refusal).toMatchObject({ error: 'CallNotPermitted' })
  const anyFunction = `0x0104${signer}0001001608${target.slice(2)}00` as const
  expect(judge(anyFunction, '0x').refusal).toMatchObject({ error: 'CallNotPermitted' })
  expect(judge(anyFunction, '0x123456').refusal).toMatchObject({ error: 'CallNotPermitted' })
  expect(judge(anyFunction, '0x1234567890').refusal).toBeUndefined()
})

test('behavior: a deny entry is lifted only by a rule that does not hold', () => {
  const denied = { error: 'CallDenied', call: 0, permission: 0 }
  const arg = (word: bigint) => concatHex([selector, numberToHex(word, { size: 32 })])
  expect(judge(withProgram('400005', '01'), arg(5n)).refusal).toEqual(denied)
  expect(judge(withProgram('400005', '01'), selector).refusal).toEqual(denied)
  expect(judge(withProgram('400005', '01'), concatHex([arg(6n), '0x00'])).refusal).toEqual(denied)
  expect(judge(withProgram('400005', '01'), arg(6n)).refusal).toMatchObject({ error: 'CallNotPermitted' })
  expect(judge(withProgram('', '01'), arg(5n)).refusal).toEqual(denied)
})

test('behavior: where a rule failed', () => {
  const parameters = parseAbiParameters('uint8, (uint8, uint8[2][])')
  const whole = ['0101', '050010', '0101', '06ffffffff02000005', '0101400005'].join('')
  const data = concatHex([
    selector,
    encodeAbiParameters(parameters, [
      1,
      [
        2,
        [
          [3, 5],
          [4, 6],
        ],
      ],
    ]),
  ])
  expect(judge(withProgram(whole), data)).toMatchObject({
    place: { item: 52 + 2 + 3 + 2 + 9 + 2, trail: [1, 1, 1, 1] },
    refusal: { failure: 'WORD_NOT_ALLOWED', offset: 4 + 32 * 8 },
  })
})

/* Budgets. */

const sum = `03${'01'.repeat(16)}${'00'.repeat(15)}0a`
const weekly = `81${'02'.repeat(16)}${'00'.repeat(15)}02${'000000000064'}${'0000000a'}`

function charge(
  overrides: Partial<Parameters<typeof judgeOp>[1]> & { amounts: readonly bigint[] },
  budgets = [sum, weekly],
) {
  const entry = `10${target.slice(2)}${selector.slice(2)}${'00'.repeat(15)}ff0101${`4a1f00`}`
  const encoded =
    `0x0104${signer}0${budgets.length}${budgets.join('')}01${(entry.length / 2).toString(16).padStart(4, '0')}${entry}` as Hex
  const { amounts, ...others } = overrides
  return judgeOp(encoded, {
    account,
    calls: amounts.map((amount) => ({
      to: target,
      value: 0n,
      data: concatHex([selector, numberToHex(amount, { size: 32 })]),
    })),
    fee: 0n,
    forbidden: [],
    paymaster: undefined,
    periods: [3],
    spent: () => 0n,
    ...others,
  })
}

test('behavior: budgets', () => {
  const calls = { kind: 'calls', id: `0x${'02'.repeat(16)}`, max: 2n, period: { seconds: 10, start: 100 } } as const
  const key = getBudgetKey(calls, { index: 3 })
  expect(charge({ amounts: [4n, 6n] })).toEqual({
    charges: [
      {
        amount: 10n,
        id: `0x${'01'.repeat(16)}`,
        index: 0,
        key: getBudgetKey({ kind: 'sum', id: `0x${'01'.repeat(16)}`, max: 10n }),
        kind: 'sum',
        left: 0n,
      },
      { amount: 2n, id: calls.id, index: 1, key, kind: 'calls', left: 0n },
    ],
    permissions: [0, 0],
  })
  const id = `0x${'01'.repeat(16)}`
  expect(charge({ amounts: [4n, 7n] })).toMatchObject({
    refusal: { error: 'BudgetExceeded', id, wanted: 11n, left: 10n },
  })
  expect(charge({ amounts: [1n], spent: (each) => (each === key ? 0n : 10n) })).toMatchObject({
    refusal: { error: 'BudgetExceeded', id, wanted: 1n, left: 0n },
  })
  // Another session counted past this cap, and nothing is added.
  expect(charge({ amounts: [0n], spent: (each) => (each === key ? 0n : 11n) })).toMatchObject({ permissions: [0] })
  expect(charge({ amounts: [1n, 1n, 1n] })).toMatchObject({
    refusal: { id: `0x${'02'.repeat(16)}`, wanted: 3n, left: 2n },
  })
  // Sums do not wrap round.
  expect(charge({ amounts: [maxUint256, 2n] })).toMatchObject({ refusal: { id, wanted: maxUint256, left: 10n } })
})

test('behavior: two budgets with one key share its counter', () => {
  const calls = `01${'02'.repeat(16)}${'00'.repeat(15)}09`
  const fees = `04${'03'.repeat(16)}${'00'.repeat(15)}05`
  const budgets = [sum, calls, fees, fees]
  expect(charge({ amounts: [2n], fee: 2n, periods: [] }, budgets)).toMatchObject({
    charges: [{ index: 0 }, { index: 1 }, { amount: 2n, index: 2, left: 3n }, { amount: 2n, index: 3, left: 1n }],
  })
  expect(charge({ amounts: [2n], fee: 3n, periods: [] }, budgets)).toMatchObject({
    refusal: { error: 'BudgetExceeded', wanted: 3n, left: 2n },
  })
})

test('behavior: periods', () => {
  expect(charge({ amounts: [1n], periods: [] })).toMatchObject({
    refusal: { error: 'PeriodsMismatch', named: 0, needed: 1 },
  })
  expect(charge({ amounts: [1n], periods: [1, 2] })).toMatchObject({
    refusal: { error: 'PeriodsMismatch', named: 2, needed: 1 },
  })
  const late = weekly.replace('000000000064', '7ffffffffff0')
  expect(charge({ amounts: [1n], periods: [0] }, [sum, late])).toMatchObject({ permissions: [0] })
  expect(charge({ amounts: [1n], periods: [1] }, [sum, late])).toMatchObject({ refusal: { error: 'PeriodOutOfRange' } })
  // To the EntryPoint a window that ends in second 0 has no end.
  const second = (start: string) => `${weekly.slice(0, -20)}${start}00000001`
  expect(charge({ amounts: [1n], periods: [0] }, [sum, second('000000000000')])).toMatchObject({
    refusal: { error: 'PeriodOutOfRange' },
  })
  expect(charge({ amounts: [1n], periods: [1] }, [sum, second('000000000000')])).toMatchObject({ permissions: [0] })
  expect(charge({ amounts: [1n], periods: [0] }, [sum, second('000000000001')])).toMatchObject({ permissions: [0] })
  // Budget by budget: the first is exceeded before the second's period is looked at.
  expect(charge({ amounts: [11n], periods: [1] }, [sum, late])).toMatchObject({ refusal: { error: 'BudgetExceeded' } })
})

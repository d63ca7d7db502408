import { concatHex, encodePacked, keccak256, numberToHex, stringToHex } from 'viem'
import { expect, test } from 'vitest'
import { getBudgetId, getBudgetKey, getBudgetPeriod } from './budget.js'
import type { Budget } from './policy.js'

const id = getBudgetId('weekly')
const lifetime = { kind: 'calls', id, max: 5n } as const satisfies Budget
const weekly = { ...lifetime, period: { seconds: 604_800, start: 1_700_000_000 } }

test('default', () => {
  expect(id).toBe(keccak256(stringToHex('weekly')).slice(0, 34))
  expect(getBudgetId('é')).toBe(keccak256('0xc3a9').slice(0, 34))
  expect(getBudgetKey(lifetime)).toBe(keccak256(concatHex(['0x01', id, numberToHex(0, { size: 14 })])))
  expect(getBudgetKey(weekly, { index: 7 })).toBe(
    keccak256(encodePacked(['uint8', 'bytes16', 'uint48', 'uint32', 'uint32'], [0x81, id, 1_700_000_000, 604_800, 7])),
  )
})

test('behavior: kind, id and period make another counter, the cap does not', () => {
  const budgets = [
    lifetime,
    { ...lifetime, kind: 'fees' },
    { ...lifetime, id: getBudgetId('daily') },
    weekly,
    { ...weekly, period: { ...weekly.period, start: 0 } },
    { ...weekly, period: { ...weekly.period, seconds: 1 } },
  ] as const satisfies readonly Budget[]
  const keys = [...budgets.map((budget) => getBudgetKey(budget)), getBudgetKey(weekly, { index: 1 })]
  expect(new Set(keys).size).toBe(keys.length)
  expect(getBudgetKey({ ...lifetime, max: 6n })).toBe(getBudgetKey(lifetime))
})

test('behavior: the period at a time', () => {
  const { start } = weekly.period
  expect([start - 1, start, start + 604_799, start + 604_800].map((time) => getBudgetPeriod(weekly, time))).toEqual([
    0, 0, 0, 1,
  ])
  expect(getBudgetPeriod(lifetime, start)).toBe(0)
})

test.each([-1, 0.5, 2 ** 32, Number.NaN])('error: %s is no index', (index) => {
  expect(() => getBudgetKey(weekly, { index })).toThrow(expect.objectContaining({ path: 'index' }))
})

test('error: an index without periods, an id that is none', () => {
  expect(() => getBudgetKey(lifetime, { index: 1 })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidPolicyError: The policy is invalid: \`index\` is 1, which is no period of the budget.

    This could arise when:
    - A field was left out, or comes from a configuration that lacks it. What is missing is never unlimited.
    - A number was given where a bigint is meant: caps are bigints, times are whole unix seconds.
    - The policy was put together by hand: \`definePolicy\` makes them.
    ]
  `)
  expect(() => getBudgetKey({ ...lifetime, id: '0x12' })).toThrow(expect.objectContaining({ path: 'id' }))
})

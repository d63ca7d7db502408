import { expect, test } from 'vitest'
import { account, between, eq, gt, gte, lt, lte, mask, neq, oneOf, sum } from './wordRules.js'

test('default', () => {
  expect([eq(1n), neq(1n), lt(1n), lte(1n), gt(1n), gte(1n)].map(({ rule, value }) => [rule, value])).toEqual(
    ['eq', 'neq', 'lt', 'lte', 'gt', 'gte'].map((rule) => [rule, 1n]),
  )
  expect(between(1n, 5n)).toEqual({ rule: 'between', min: 1n, max: 5n })
  expect(oneOf([500, 3000])).toEqual({ rule: 'oneOf', values: [500, 3000] })
  expect(mask({ mask: 3n, value: 1n })).toEqual({ rule: 'mask', mask: 3n, value: 1n })
  expect(account()).toEqual({ rule: 'account' })
  expect(sum('weekly')).toEqual({ rule: 'sum', budget: 'weekly' })
})

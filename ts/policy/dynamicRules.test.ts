import { zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { and, any, each, hashEq, lengthLte } from './dynamicRules.js'
import { lte } from './wordRules.js'

test('default', () => {
  expect(any()).toEqual({ rule: 'any' })
  expect(and(lte(1n), any())).toEqual({ rule: 'and', rules: [lte(1n), any()] })
  expect(hashEq(zeroHash)).toEqual({ rule: 'hashEq', hash: zeroHash })
  expect(lengthLte(5)).toEqual({ rule: 'lengthLte', max: 5 })
  expect(each({ amount: lte(1n) })).toEqual({ rule: 'each', element: { amount: lte(1n) } })
})

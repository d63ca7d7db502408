import { expect, test } from 'vitest'
import * as policy from './index.js'

test('default', () => {
  expect(Object.keys(policy)).toMatchInlineSnapshot(`
    [
      "InvalidPermissionError",
      "InvalidPolicyCheckError",
      "InvalidPolicyError",
      "InvalidRuleError",
      "PolicyDecodingError",
      "allow",
      "allowAnyFunction",
      "allowTransfer",
      "getBudgetId",
      "getBudgetKey",
      "getBudgetPeriod",
      "checkPolicy",
      "checkSession",
      "decodePolicy",
      "definePolicy",
      "deny",
      "denyAnyFunction",
      "denyTransfer",
      "and",
      "any",
      "each",
      "hashEq",
      "lengthLte",
      "encodePolicy",
      "explainSession",
      "labelPolicy",
      "toPolicySession",
      "account",
      "between",
      "eq",
      "gt",
      "gte",
      "lt",
      "lte",
      "mask",
      "neq",
      "oneOf",
      "sum",
    ]
  `)
})

import { erc20Abi, parseAbi } from 'viem'
import { expect, test } from 'vitest'
import { deny, denyAnyFunction, denyTransfer } from './deny.js'
import { and, any, each } from './dynamicRules.js'
import { eq, lte, sum } from './wordRules.js'

const address = '0x909E30bdBCb728131E3F8d17150eaE740C904649'

test('default', () => {
  expect(deny({ abi: erc20Abi, address: any(), functionName: 'approve', args: any() })).toMatchObject({
    effect: 'deny',
    target: 'any',
    function: '0x095ea7b3',
    limits: [],
    program: [{ kind: 'skip', words: 2 }],
    abi: { name: 'approve' },
  })
})

test('args: args', () => {
  const args = { spender: eq(address), amount: any() }
  expect(deny({ abi: erc20Abi, address, functionName: 'approve', args }).program).toHaveLength(2)
})

test('behavior: plain transfers, and any function', () => {
  const entry = { effect: 'deny', target: address, limits: [], program: [] }
  expect(denyTransfer({ address })).toEqual({ ...entry, function: 'transfer' })
  expect(denyTransfer({ address: any() })).toEqual({ ...entry, target: 'any', function: 'transfer' })
  expect(denyAnyFunction({ address })).toEqual({ ...entry, function: 'any' })
  expect(denyAnyFunction({ address: any() })).toEqual({ ...entry, target: 'any', function: 'any' })
})

test('error: a sum', () => {
  const args = { spender: any(), amount: and(lte(5n), sum('weekly')) }
  expect(() => deny({ abi: erc20Abi, address, functionName: 'approve', args })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidRuleError: The rule for \`approve\` is invalid: \`sum\` charges a budget, and what is denied charges none.

    This could arise when:
    - An argument was left out or misspelled. Nothing is allowed by omission: write \`any()\` for what may be anything.
    - The value or the rule is for another type: numbers above 48 bits are bigints, and only numbers have an order.
    - The rules come from JSON, which knows no bigints.
    ]
  `)
  const abi = parseAbi(['function pay((address to, uint256 amount)[] payments, bytes data)'])
  expect(() =>
    deny({
      abi,
      address,
      functionName: 'pay',
      args: { payments: each({ to: any(), amount: sum('weekly') }), data: any() },
    }),
  ).toThrow(expect.objectContaining({ name: 'InvalidRuleError' }))
})

test('error: no address', () => {
  // @ts-expect-error Everybody is said aloud.
  expect(() => denyTransfer({})).toThrow(expect.objectContaining({ field: 'address' }))
  // @ts-expect-error Every contract is said aloud.
  expect(() => denyAnyFunction({})).toThrow(expect.objectContaining({ field: 'address' }))
})

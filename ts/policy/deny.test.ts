import { concatHex, erc20Abi, padHex, parseAbi, toFunctionSelector } from 'viem'
import { expect, test } from 'vitest'
import { allowAnyFunction } from './allowAnyFunction.js'
import { checkPolicy } from './checkPolicy.js'
import { definePolicy } from './definePolicy.js'
import { deny, denyAnyFunction, denyTransfer } from './deny.js'
import { and, any, each } from './dynamicRules.js'
import { eq, lte, neq, sum } from './wordRules.js'

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

test.each([
  ['true', eq(true), [1, 2, 255, 256]],
  ['anything but false', neq(false), [1, 2, 255, 256]],
  ['false', eq(false), [0, 256]],
  ['anything but true', neq(true), [0, 256]],
])('behavior: no flag in another form gets past a denial of %s', (_, approved, words) => {
  const abi = parseAbi(['function setApprovalForAll(address operator, bool approved)'])
  const args = { operator: any(), approved }
  const policy = definePolicy({
    signer: address,
    fees: 'none',
    permissions: [
      allowAnyFunction({ address }),
      deny({ abi, address, functionName: 'setApprovalForAll', args }),
      deny({
        abi: parseAbi(['function setAll((address operator, bool approved)[] flags)']),
        address,
        functionName: 'setAll',
        args: { flags: each(args) },
      }),
    ],
  })
  for (const word of words) {
    const flag = concatHex([padHex(address), padHex(`0x${word.toString(16)}`)])
    const data = concatHex([toFunctionSelector('setApprovalForAll(address,bool)'), flag])
    expect(checkPolicy(policy, { account: address, calls: [{ to: address, data }] })).toMatchObject({
      allowed: false,
      error: 'CallDenied',
    })
    const list = concatHex([toFunctionSelector('setAll((address,bool)[])'), padHex('0x20'), padHex('0x01'), flag])
    expect(checkPolicy(policy, { account: address, calls: [{ to: address, data: list }] })).toMatchObject({
      allowed: false,
      error: 'CallDenied',
    })
  }
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

import { erc20Abi, zeroAddress } from 'viem'
import { expect, test } from 'vitest'
import { allow } from './allow.js'
import { allowTransfer } from './allowTransfer.js'
import { getBudgetId } from './budget.js'
import { definePolicy } from './definePolicy.js'
import { deny, denyTransfer } from './deny.js'
import { and, any } from './dynamicRules.js'
import { lte, sum } from './wordRules.js'

const signer = '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c'
const address = '0x909E30bdBCb728131E3F8d17150eaE740C904649'
const transfer = allowTransfer({ address, value: { max: 5n } })
const approve = allow({
  abi: erc20Abi,
  address,
  functionName: 'approve',
  args: { spender: any(), amount: and(lte(5n), sum('weekly')) },
  limits: ['calls'],
})
const budgets = { calls: { kind: 'calls', max: 3n }, weekly: { kind: 'sum', max: 50n } } as const

test('default', () => {
  const period = { seconds: 604_800, start: 1_700_000_000 }
  const policy = definePolicy({
    signer,
    permissions: [approve, transfer],
    budgets: { ...budgets, weekly: { ...budgets.weekly, period } },
    fees: { maxPerOp: 7n },
  })
  expect(policy).toMatchObject({
    signer,
    paymaster: 'none',
    fees: { maxPerOp: 7n },
    budgets: [
      { kind: 'calls', id: getBudgetId('calls'), max: 3n, name: 'calls' },
      { kind: 'sum', id: getBudgetId('weekly'), max: 50n, name: 'weekly', period },
    ],
    permissions: [
      {
        effect: 'allow',
        budgets: [0],
        abi: { name: 'approve' },
        program: [{ kind: 'skip' }, { rules: [{ op: 'lte' }, { op: 'sum', budget: 1 }] }],
      },
      { function: 'transfer', budgets: [] },
    ],
  })
  expect(policy).not.toHaveProperty('salt')
})

test('behavior: what is denied stands first, in the order given', () => {
  const denials = [denyTransfer({ address }), deny({ abi: erc20Abi, address, functionName: 'name' })]
  const { permissions } = definePolicy({
    signer,
    permissions: [transfer, denials[0] ?? transfer, approve, denials[1] ?? transfer],
    budgets,
    fees: 'none',
  })
  expect(permissions.map(({ effect, function: fn }) => `${effect} ${fn}`)).toEqual([
    'deny transfer',
    'deny 0x06fdde03',
    'allow transfer',
    'allow 0x095ea7b3',
  ])
})

test('args: fees', () => {
  expect(definePolicy({ signer, permissions: [transfer], fees: 'none' }).fees).toBe('none')
  expect(definePolicy({ signer, permissions: [transfer], fees: any() }).fees).toBe('any')
  expect(definePolicy({ signer, permissions: [transfer], fees: { maxPerOp: 0n } }).fees).toEqual({ maxPerOp: 0n })
})

test('args: paymaster', () => {
  const define = (paymaster: definePolicy.Parameters['paymaster']) =>
    definePolicy({ signer, permissions: [transfer], fees: 'none', paymaster }).paymaster
  expect(define(undefined)).toBe('none')
  expect(define('none')).toBe('none')
  expect(define(any())).toBe('any')
  expect(define(address)).toBe(address)
})

test('args: salt', () => {
  const salt = `0x${'AB'.repeat(16)}` as const
  expect(definePolicy({ signer, permissions: [transfer], fees: 'none', salt }).salt).toBe(salt.toLowerCase())
})

test('args: budgets of kind fees and nativeValue', () => {
  const policy = definePolicy({
    signer,
    permissions: [allowTransfer({ address, value: { max: 5n }, limits: ['value'] })],
    budgets: { value: { kind: 'nativeValue', max: 0n }, fees: { kind: 'fees', max: 2n ** 128n - 1n } },
    fees: any(),
  })
  expect(policy.permissions[0]?.budgets).toEqual([0])
})

const period = { seconds: 1, start: 0 }

test.each<[string, string, object]>([
  ['no signer', 'signer', { signer: undefined }],
  ['a zero signer', 'signer', { signer: zeroAddress }],
  ['no permission', 'permissions', { permissions: [] }],
  ['no permissions', 'permissions', { permissions: undefined }],
  ['a permission that is none', 'permissions[1]', { permissions: [approve, {}] }],
  ['a permission that is null', 'permissions[0]', { permissions: [null] }],
  ['256 permissions', 'permissions', { permissions: [approve, ...Array(255).fill(transfer)] }],
  ['no fees', 'fees', { fees: undefined }],
  ['fees in words', 'fees', { fees: 'any' }],
  ['bare fees', 'fees', { fees: 5n }],
  ['fees without cap', 'fees', { fees: {} }],
  ['fees as a number', 'fees', { fees: { maxPerOp: 5 } }],
  ['negative fees', 'fees.maxPerOp', { fees: { maxPerOp: -1n } }],
  ['fees of 2^128', 'fees.maxPerOp', { fees: { maxPerOp: 2n ** 128n } }],
  ['a paymaster in words', 'paymaster', { paymaster: 'any' }],
  ['a zero paymaster', 'paymaster', { paymaster: zeroAddress }],
  ['no paymaster by mistake', 'paymaster', { paymaster: null }],
  ['a salt of 32 bytes', 'salt', { salt: `0x${'00'.repeat(32)}` }],
  ['a salt as a number', 'salt', { salt: 1n }],
  ['budgets as a list', 'budgets', { budgets: [{ kind: 'calls', max: 3n }] }],
  ['budgets of null', 'budgets', { budgets: null }],
  ['a budget without a name', 'budgets', { budgets: { ...budgets, '': { kind: 'fees', max: 1n } } }],
  ['a budget of null', 'budgets.weekly', { budgets: { ...budgets, weekly: null } }],
  ['a budget without a cap', 'budgets.weekly.max', { budgets: { ...budgets, weekly: { kind: 'sum' } } }],
  ['a cap as a number', 'budgets.weekly.max', { budgets: { ...budgets, weekly: { kind: 'sum', max: 5 } } }],
  ['a negative cap', 'budgets.weekly.max', { budgets: { ...budgets, weekly: { kind: 'sum', max: -1n } } }],
  ['a cap of 2^128', 'budgets.weekly.max', { budgets: { ...budgets, weekly: { kind: 'sum', max: 2n ** 128n } } }],
  ['an unknown kind', 'budgets.weekly.kind', { budgets: { ...budgets, weekly: { kind: 'gas', max: 1n } } }],
  ['a kind of every object', 'budgets.weekly.kind', { budgets: { ...budgets, weekly: { kind: 'toString', max: 1n } } }],
  [
    '17 budgets',
    'budgets',
    { budgets: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [i, { kind: 'fees', max: 1n }])) },
  ],
  ['a budget that nothing names', 'budgets.other', { budgets: { ...budgets, other: { kind: 'calls', max: 1n } } }],
  ['a sum that nothing names', 'budgets.other', { budgets: { ...budgets, other: { kind: 'sum', max: 1n } } }],
  ['a limit that is not there', 'permissions[0].limits', { budgets: { weekly: budgets.weekly } }],
  ['a sum that is not there', 'permissions[0].approve', { budgets: { calls: budgets.calls } }],
  ['a sum that counts calls', 'permissions[0].approve', { budgets: { ...budgets, weekly: budgets.calls } }],
  ['a limit that is a sum', 'permissions[0].limits', { budgets: { ...budgets, calls: budgets.weekly } }],
  ['a limit that is fees', 'permissions[0].limits', { budgets: { ...budgets, calls: { kind: 'fees', max: 1n } } }],
  [
    'a period of nothing',
    'budgets.weekly.period.seconds',
    { budgets: { ...budgets, weekly: { ...budgets.weekly, period: {} } } },
  ],
  [
    'a period of null',
    'budgets.weekly.period.seconds',
    { budgets: { ...budgets, weekly: { ...budgets.weekly, period: null } } },
  ],
  [
    'a period without length',
    'budgets.weekly.period.seconds',
    { budgets: { ...budgets, weekly: { ...budgets.weekly, period: { ...period, seconds: 0 } } } },
  ],
  [
    'a period of 2^32',
    'budgets.weekly.period.seconds',
    { budgets: { ...budgets, weekly: { ...budgets.weekly, period: { ...period, seconds: 2 ** 32 } } } },
  ],
  [
    'a start as a bigint',
    'budgets.weekly.period.start',
    { budgets: { ...budgets, weekly: { ...budgets.weekly, period: { ...period, start: 0n } } } },
  ],
  [
    'a start at 2^47',
    'budgets.weekly.period.start',
    { budgets: { ...budgets, weekly: { ...budgets.weekly, period: { ...period, start: 2 ** 47 } } } },
  ],
])('error: %s', (_, path, change) => {
  const parameters = { signer, permissions: [approve], budgets, fees: 'none', ...change } as definePolicy.Parameters
  expect(() => definePolicy(parameters)).toThrow(expect.objectContaining({ name: 'InvalidPolicyError', path }))
})

test('error: more bytes than a session may have', () => {
  const args = { spender: any(), amount: lte(5n) }
  const permissions = Array.from({ length: 100 }, () =>
    allow({ abi: erc20Abi, address, functionName: 'approve', args }),
  )
  expect(() => definePolicy({ signer, permissions, fees: 'none' })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidPolicyError: The policy is invalid: \`policy\` takes 6424 bytes, more than 4096: grant its entries as several sessions.

    This could arise when:
    - A field was left out, or comes from a configuration that lacks it. What is missing is never unlimited.
    - A number was given where a bigint is meant: caps are bigints, times are whole unix seconds.
    - The policy was put together by hand: \`definePolicy\` makes them.
    ]
  `)
})

test('error: says what and why', () => {
  // @ts-expect-error What an op may cost is said aloud.
  expect(() => definePolicy({ signer, permissions: [transfer] })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidPolicyError: The policy is invalid: \`fees\` is not \`{ maxPerOp }\` in wei, nor "none", nor \`any()\`: without a cap the key could burn the balance.

    This could arise when:
    - A field was left out, or comes from a configuration that lacks it. What is missing is never unlimited.
    - A number was given where a bigint is meant: caps are bigints, times are whole unix seconds.
    - The policy was put together by hand: \`definePolicy\` makes them.
    ]
  `)
  expect(() =>
    definePolicy({ signer, permissions: [transfer], fees: 'none', budgets: { daily: { kind: 'calls', max: 5n } } }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [InvalidPolicyError: The policy is invalid: \`budgets.daily\` is not used: the \`limits\` of no entry names it, so it limits nothing.

    This could arise when:
    - A field was left out, or comes from a configuration that lacks it. What is missing is never unlimited.
    - A number was given where a bigint is meant: caps are bigints, times are whole unix seconds.
    - The policy was put together by hand: \`definePolicy\` makes them.
    ]
  `)
  expect(() => definePolicy({ signer, permissions: [approve], fees: 'none' })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidPolicyError: The policy is invalid: \`permissions[0].limits\` names the budget "calls", which is not there.

    This could arise when:
    - A field was left out, or comes from a configuration that lacks it. What is missing is never unlimited.
    - A number was given where a bigint is meant: caps are bigints, times are whole unix seconds.
    - The policy was put together by hand: \`definePolicy\` makes them.
    ]
  `)
})

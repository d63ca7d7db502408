import { type Address, encodeFunctionData, erc20Abi, type Hex, parseAbi } from 'viem'
import { expect, test } from 'vitest'
import { allow } from './allow.js'
import { allowAnyFunction } from './allowAnyFunction.js'
import { allowTransfer } from './allowTransfer.js'
import { getBudgetId, getBudgetKey } from './budget.js'
import { checkPolicy } from './checkPolicy.js'
import { definePolicy } from './definePolicy.js'
import { deny } from './deny.js'
import { and, any, each, hashEq, lengthLte } from './dynamicRules.js'
import { encodePolicy } from './encodePolicy.js'
import type { Policy } from './policy.js'
import { between, eq, gt, gte, account as isAccount, lt, lte, mask, neq, oneOf, sum } from './wordRules.js'

const signer = '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c'
const account = '0x4b7f018Fa27a97b6a17b6d4d8Cb3c0e2D9340133'
const token = '0x909E30bdBCb728131E3F8d17150eaE740C904649'
const spender = '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3'
const abi = parseAbi([
  'struct Params { address recipient; uint24 fee; }',
  'struct Payment { address to; uint256 amount; string memo; }',
  'function swap(Params params, address[] path, bytes data, uint8[2] pair)',
  'function pay(Payment[] payments, (uint256 a, bytes b)[2] extra)',
  'function set(int8 a, bytes4 b, bool c, uint256, uint16 d)',
])

const policy = definePolicy({
  signer,
  fees: { maxPerOp: 1000n },
  budgets: {
    calls: { kind: 'calls', max: 3n, period: { seconds: 100, start: 1000 } },
    weekly: { kind: 'sum', max: 150n },
    gas: { kind: 'fees', max: 1500n },
  },
  permissions: [
    deny({ abi: erc20Abi, address: any(), functionName: 'transferFrom', args: any() }),
    allow({
      abi: erc20Abi,
      address: token,
      functionName: 'approve',
      args: { spender: eq(spender), amount: and(lte(100n), sum('weekly')) },
      limits: ['calls'],
    }),
    allowTransfer({ address: spender, value: { max: 5n } }),
  ],
})

function approve(amount: bigint, to: Address = spender) {
  return {
    to: token,
    data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [to, amount] }),
  } as const
}

function message(checked: Policy, ...calls: readonly { to: Address; data?: Hex; value?: bigint }[]) {
  const result = checkPolicy(checked, { account, calls })
  return result.allowed ? 'allowed' : result.message
}

test('default', () => {
  const result = checkPolicy(policy, {
    account,
    calls: [approve(40n), { to: spender, value: 5n }, approve(60n)],
    fee: 1000n,
    timestamp: 1234,
  })
  const [calls, weekly, gas] = policy.budgets.map((budget) => getBudgetKey(budget, { index: budget.period ? 2 : 0 }))
  expect(result).toEqual({
    allowed: true,
    charges: [
      { amount: 2n, id: getBudgetId('calls'), index: 0, key: calls, kind: 'calls', left: 1n, name: 'calls' },
      { amount: 100n, id: getBudgetId('weekly'), index: 1, key: weekly, kind: 'sum', left: 50n, name: 'weekly' },
      { amount: 1000n, id: getBudgetId('gas'), index: 2, key: gas, kind: 'fees', left: 500n, name: 'gas' },
    ],
    permissions: [1, 2, 1],
  })
})

test('behavior: the rule that failed, by name and path', () => {
  expect(checkPolicy(policy, { account, calls: [approve(1n), approve(101n)] })).toEqual({
    allowed: false,
    error: 'RuleFailed',
    call: 1,
    permission: 1,
    failure: 'WORD_NOT_ALLOWED',
    offset: 36,
    functionName: 'approve',
    path: 'amount',
    expected: 'at most 100',
    got: '101',
    message: 'Call 1: `approve.amount` is 101; it must be at most 100.',
  })
})

test('behavior: every refusal in words', () => {
  const refuse = (parameters: Partial<checkPolicy.Parameters>) => {
    const result = checkPolicy(policy, { account, calls: [approve(1n)], ...parameters })
    return result.allowed ? 'allowed' : `${result.error}: ${result.message}`
  }
  const transferFrom = encodeFunctionData({ abi: erc20Abi, functionName: 'transferFrom', args: [token, spender, 1n] })
  expect([
    refuse({ paymaster: token }),
    refuse({ fee: 1001n }),
    refuse({ calls: [{ to: token, data: transferFrom }] }),
    refuse({ calls: [{ to: spender, data: '0x12345678' }] }),
    refuse({ calls: [{ to: token }] }),
    refuse({ calls: [{ to: token, data: '0x12' }] }),
    refuse({ calls: [{ to: spender, value: 6n }] }),
    refuse({ calls: [{ ...approve(1n), value: 1n }] }),
    refuse({ calls: [{ to: token, data: approve(1n).data.slice(0, -2) as Hex }] }),
    refuse({ calls: [approve(1n, token)] }),
    refuse({ calls: [{ to: token, data: approve(1n).data.replace('095ea7b300', '095ea7b301') as Hex }] }),
    refuse({ calls: [approve(100n), approve(51n)] }),
    refuse({ calls: Array(4).fill(approve(1n)) }),
    refuse({ fee: 1000n, state: { spent: ({ name }) => (name === 'gas' ? 501n : 0n) } }),
    refuse({ periods: [] }),
    refuse({ periods: [1, 2] }),
  ]).toMatchInlineSnapshot(`
    [
      "PaymasterNotAllowed: The op is paid for by 0x909E30bdBCb728131E3F8d17150eaE740C904649, which the policy does not allow.",
      "FeeAboveCap: The op may cost 1001 wei; the policy allows at most 1000.",
      "CallDenied: Call 0 is denied by entry 0.",
      "CallNotPermitted: Call 0 is the function 0x12345678 of 0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3, which no entry allows.",
      "CallNotPermitted: Call 0 is a plain transfer to 0x909E30bdBCb728131E3F8d17150eaE740C904649, which no entry allows.",
      "CallNotPermitted: Call 0 is calldata of less than 4 bytes to 0x909E30bdBCb728131E3F8d17150eaE740C904649, which no entry allows.",
      "RuleFailed: Call 0 carries 6 wei; entry 2 allows at most 5.",
      "RuleFailed: Call 0 carries 1 wei; entry 1 allows at most 0.",
      "RuleFailed: Call 0 is not the canonical encoding of arguments for \`approve\`.",
      "RuleFailed: Call 0: \`approve.spender\` is 0x909E30bdBCb728131E3F8d17150eaE740C904649; it must be 0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3.",
      "RuleFailed: Call 0: \`approve.spender\` is 0x01000000000000000000000011d266772b85c2c5d4f84a41ca3e08e9f04fb5d3; it must be a word of type address.",
      "BudgetExceeded: The op counts 151 against the budget "weekly", of which 150 is left.",
      "BudgetExceeded: The op counts 4 against the budget "calls", of which 3 is left.",
      "BudgetExceeded: The op counts 1000 against the budget "gas", of which 999 is left.",
      "PeriodsMismatch: The op names 0 periods; the policy needs 1.",
      "PeriodsMismatch: The op names 2 periods; the policy needs 1.",
    ]
  `)
})

test('behavior: rules of every kind in words', () => {
  const functionName = 'set'
  const free = { a: any(), b: any(), c: any(), d: any() }
  const names = ['a', 'b', 'c', 'd'] as const
  const data = encodeFunctionData({ abi, functionName, args: [-5, '0x11223344', true, 9n, 7] })
  const judge = (name: (typeof names)[number] | undefined, rule: object) => {
    const { a, b, c, d } = Object.assign({ ...free }, name ? { [name]: rule } : {})
    const args = [a, b, c, name ? any() : rule, d] as never
    return message(
      definePolicy({ signer, fees: 'none', permissions: [allow({ abi, address: token, functionName, args })] }),
      {
        to: token,
        data,
      },
    )
  }
  expect([
    judge('a', eq(-4)),
    judge('a', neq(-5)),
    judge('a', lt(-5)),
    judge('a', gt(-5)),
    judge('a', gte(-4)),
    judge('a', between(0, 4)),
    judge('a', oneOf([1, -1])),
    judge('b', eq('0x11223345')),
    judge('b', mask({ mask: '0xff000000', value: '0x12000000' })),
    judge('c', eq(false)),
    judge('c', neq(true)),
    judge('d', oneOf([8])),
    judge(undefined, lte(8n)),
  ]).toMatchInlineSnapshot(`
    [
      "Call 0: \`set.a\` is -5; it must be -4.",
      "Call 0: \`set.a\` is -5; it must be anything but -5.",
      "Call 0: \`set.a\` is -5; it must be below -5.",
      "Call 0: \`set.a\` is -5; it must be above -5.",
      "Call 0: \`set.a\` is -5; it must be at least -4.",
      "Call 0: \`set.a\` is -5; it must be between 0 and 4.",
      "Call 0: \`set.a\` is -5; it must be 1 or -1.",
      "Call 0: \`set.b\` is 0x11223344; it must be 0x11223345.",
      "Call 0: \`set.b\` is 0x11223344; it must be a value whose bits under the mask 0xff000000 are 0x12000000.",
      "Call 0: \`set.c\` is true; it must be false.",
      "Call 0: \`set.c\` is true; it must be false.",
      "Call 0: \`set.d\` is 7; it must be 8.",
      "Call 0: \`set[3]\` is 9; it must be at most 8.",
    ]
  `)
})

test('behavior: places in structs, arrays and dynamic values', () => {
  const swap = (params: object, path: object = any(), data: object = any(), pair: object = any()) => {
    const args = { params, path, data, pair } as never
    return definePolicy({
      signer,
      fees: 'none',
      permissions: [allow({ abi, address: token, functionName: 'swap', args })],
    })
  }
  const call = {
    to: token,
    data: encodeFunctionData({
      abi,
      functionName: 'swap',
      args: [{ recipient: spender, fee: 500 }, [token, spender, account], '0x1234', [1, 2]],
    }),
  } as const
  const pay = (payments: object, extra: object = any()) => {
    const args = { payments, extra } as never
    return definePolicy({
      signer,
      fees: 'none',
      permissions: [allow({ abi, address: token, functionName: 'pay', args })],
    })
  }
  const payCall = {
    to: token,
    data: encodeFunctionData({
      abi,
      functionName: 'pay',
      args: [
        [
          { to: spender, amount: 1n, memo: 'one' },
          { to: account, amount: 2n, memo: 'two' },
        ],
        [
          { a: 1n, b: '0x' },
          { a: 2n, b: '0x12' },
        ],
      ],
    }),
  } as const
  expect([
    message(swap({ recipient: isAccount(), fee: any() }), call),
    message(swap({ recipient: any(), fee: lte(499) }), call),
    message(swap(any(), { 0: eq(spender) }), call),
    message(swap(any(), each(oneOf([token, spender]))), call),
    message(swap(any(), lengthLte(2)), call),
    message(swap(any(), { 3: any() }), call),
    message(swap(any(), any(), eq('0x1235')), call),
    message(swap(any(), any(), hashEq(`0x${'00'.repeat(32)}`)), call),
    message(swap(any(), any(), lengthLte(1)), call),
    message(swap(any(), any(), any(), [any(), eq(1)]), call),
    message(pay({ 1: { to: isAccount(), amount: lte(1n), memo: any() } }), payCall),
    message(pay(each({ to: any(), amount: any(), memo: eq('one') })), payCall),
    message(pay(any(), { 1: { a: eq(1n), b: any() } }), payCall),
    message(pay(any(), each({ a: any(), b: lengthLte(0) })), payCall),
    message(pay(each({ to: any(), amount: lte(2n), memo: any() })), payCall),
  ]).toMatchInlineSnapshot(`
    [
      "Call 0: \`swap.params.recipient\` is 0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3; it must be the account itself.",
      "Call 0: \`swap.params.fee\` is 500; it must be at most 499.",
      "Call 0: \`swap.path[0]\` is 0x909E30bdBCb728131E3F8d17150eaE740C904649; it must be 0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3.",
      "Call 0: \`swap.path[2]\` is 0x4b7f018Fa27a97b6a17b6d4d8Cb3c0e2D9340133; it must be 0x909E30bdBCb728131E3F8d17150eaE740C904649 or 0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3.",
      "Call 0: \`swap.path\` is 3 elements long; it must be at most 2 elements long.",
      "Call 0: \`swap.path\` is 3 elements long; it must be at least 4 elements long.",
      "Call 0: \`swap.data\` is 2 bytes with the hash 0x56570de287d73cd1cb6092bb8fdee6173974955fdef345ae579ee9f475ea7432; it must be the bytes with the hash 0x355dc3abd2c0ead98829c8db05b3c5b19eb32e15435d45674c94ac8d8e1cccb9.",
      "Call 0: \`swap.data\` is 2 bytes with the hash 0x56570de287d73cd1cb6092bb8fdee6173974955fdef345ae579ee9f475ea7432; it must be the bytes with the hash 0x0000000000000000000000000000000000000000000000000000000000000000.",
      "Call 0: \`swap.data\` is 2 bytes long; it must be at most 1 byte long.",
      "Call 0: \`swap.pair[1]\` is 2; it must be 1.",
      "Call 0: \`pay.payments[1].amount\` is 2; it must be at most 1.",
      "Call 0: \`pay.payments[1].memo\` is 3 bytes with the hash 0x332c39dcd398ea34a48b871898d589f55fc4c7bce00562fb670c972e7e1b0720; it must be the bytes with the hash 0x23dc111d7c3ad1df9806ce1e8eb4f55f57dba117339c545e7593d1f6c3b02662.",
      "Call 0: \`pay.extra[1].a\` is 2; it must be 1.",
      "Call 0: \`pay.extra[1].b\` is 1 byte long; it must be at most 0 bytes long.",
      "allowed",
    ]
  `)
})

test('behavior: bytes have no names, unless an ABI is given', () => {
  const encoded = encodePolicy(policy)
  const parameters = { account, calls: [approve(101n)] } as const
  expect(checkPolicy(encoded, parameters)).toMatchObject({
    offset: 36,
    message: 'Call 0: the word at byte 36 is 101; it must be at most 100.',
  })
  expect(checkPolicy(encoded, parameters)).not.toHaveProperty('path')
  expect(checkPolicy(encoded, { ...parameters, abis: [erc20Abi] })).toMatchObject({ path: 'amount' })
  expect(checkPolicy(encoded, { account, calls: [approve(1n)], periods: [0] })).toMatchObject({ allowed: true })
  expect(checkPolicy(encoded.toUpperCase().replace('0X', '0x') as Hex, parameters)).toMatchObject({ offset: 36 })
})

test('behavior: bytes that are no policy', () => {
  expect(checkPolicy('0x', { account, calls: [approve(1n)] })).toEqual({
    allowed: false,
    error: 'PolicyMalformed',
    message: 'The policy is not one that the chain can read.',
  })
})

test('behavior: dirty words', () => {
  const data = approve(1n).data.replace('095ea7b300', '095ea7b301') as Hex
  expect(checkPolicy(policy, { account, calls: [{ to: token, data }] })).toMatchObject({
    failure: 'DIRTY_WORD',
    path: 'spender',
    expected: 'a word of type address',
    got: `0x01${'00'.repeat(11)}${spender.slice(2).toLowerCase()}`,
  })
})

test('behavior: counters are asked by key, once and only when they are charged', () => {
  const asked: unknown[] = []
  const state = {
    spent: (counter: object) => {
      asked.push(counter)
      return 1n
    },
  }
  checkPolicy(policy, { account, calls: [{ to: spender, value: 1n }], state })
  expect(asked).toEqual([])
  checkPolicy(policy, { account, calls: [approve(1n)], periods: [7], state })
  const [calls, weekly] = policy.budgets
  if (!calls || !weekly) throw new Error('There are two budgets.')
  expect(asked).toEqual([
    { key: getBudgetKey(calls, { index: 7 }), id: calls.id, name: 'calls' },
    { key: getBudgetKey(weekly), id: weekly.id, name: 'weekly' },
  ])
})

test('args: paymaster', () => {
  const check = (paymaster: 'none' | Address | ReturnType<typeof any>, used?: Address) =>
    checkPolicy(
      definePolicy({ signer, fees: 'none', paymaster, permissions: [allowAnyFunction({ address: token })] }),
      { account, calls: [approve(1n)], paymaster: used },
    ).allowed
  expect([check('none'), check('none', token), check(any()), check(any(), token)]).toEqual([true, false, true, true])
  expect([check(token), check(token, token), check(token, spender)]).toEqual([true, true, false])
})

test('args: fee', () => {
  const check = (fees: 'none' | { maxPerOp: bigint } | ReturnType<typeof any>, fee?: bigint) =>
    checkPolicy(definePolicy({ signer, fees, permissions: [allowAnyFunction({ address: token })] }), {
      account,
      calls: [approve(1n)],
      fee,
    }).allowed
  expect([check('none'), check('none', 1n), check(any(), 2n ** 200n)]).toEqual([true, false, true])
  expect([check({ maxPerOp: 5n }, 5n), check({ maxPerOp: 5n }, 6n)]).toEqual([true, false])
})

test.each<[string, string, object]>([
  ['no account', 'account', { account: undefined }],
  ['no calls', 'calls', { calls: [] }],
  ['calls that are none', 'calls', { calls: undefined }],
  ['a call to nobody', 'calls[1].to', { calls: [approve(1n), { data: '0x' }] }],
  ['a value as a number', 'calls[0].value', { calls: [{ to: token, value: 1 }] }],
  ['a value below zero', 'calls[0].value', { calls: [{ to: token, value: -1n }] }],
  ['a value of 2^256', 'calls[0].value', { calls: [{ to: token, value: 2n ** 256n }] }],
  ['data that is none', 'calls[0].data', { calls: [{ to: token, data: '0x1' }] }],
  ['a fee as a number', 'fee', { fee: 1 }],
  ['a paymaster that is none', 'paymaster', { paymaster: '0x' }],
  ['a period below zero', 'periods[0]', { periods: [-1] }],
  ['a period of 2^32', 'periods[0]', { periods: [2 ** 32] }],
  ['a time in words', 'timestamp', { timestamp: 'now' }],
  ['a time of 2^47', 'timestamp', { timestamp: 2 ** 47 }],
  ['a counter as a number', 'state.spent', { state: { spent: () => 1 } }],
])('error: %s', (_, path, change) => {
  const parameters = { account, calls: [approve(1n)], ...change } as checkPolicy.Parameters
  expect(() => checkPolicy(policy, parameters)).toThrow(
    expect.objectContaining({ name: 'InvalidPolicyCheckError', path }),
  )
})

test('error: bytes that are none, or too many', () => {
  const parameters = { account, calls: [approve(1n)] } as const
  expect(() => checkPolicy('0x1', parameters)).toThrow(expect.objectContaining({ path: 'policy' }))
  expect(() => checkPolicy(`0x${'00'.repeat(4097)}`, parameters)).toThrow(expect.objectContaining({ path: 'policy' }))
})

test('error: says what and why', () => {
  // @ts-expect-error A number is no wei.
  expect(() => checkPolicy(policy, { account, calls: [{ to: token, value: 1 }] })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidPolicyCheckError: The op cannot be checked: \`calls[0].value\` is 1, not a bigint that fits a uint256.

    This could arise when:
    - A number was given where a bigint is meant, or an address that does not match its checksum.
    - A call was given in the form of another library: \`{ to, value, data }\` is meant.
    ]
  `)
})

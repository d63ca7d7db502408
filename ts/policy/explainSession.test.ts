import { type Abi, type Address, erc20Abi, maxUint128, maxUint256, parseAbi, parseEther } from 'viem'
import { expect, test } from 'vitest'
import { generateCase } from '../../test/policy/generators.js'
import { createRandom } from '../../test/vectors/random.js'
import { allow } from './allow.js'
import { allowAnyFunction } from './allowAnyFunction.js'
import { allowTransfer } from './allowTransfer.js'
import { definePolicy } from './definePolicy.js'
import { deny, denyAnyFunction, denyTransfer } from './deny.js'
import { and, any, each, hashEq, lengthLte } from './dynamicRules.js'
import { explainSession } from './explainSession.js'
import type { PermissionDraft } from './policy.js'
import type { Program } from './program.js'
import { toPolicySession } from './toPolicySession.js'
import { account, between, eq, gte, lt, lte, mask, neq, oneOf, sum } from './wordRules.js'

const signer = '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c'
const usdc = '0x909E30bdBCb728131E3F8d17150eaE740C904649'
const router = '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3'
const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
const now = 1_750_000_000
const options = {
  module,
  names: { [router]: 'Router' },
  now,
  tokens: { [usdc.toLowerCase()]: { decimals: 6, symbol: 'USDC' } },
} as const

const left32 = { kind: 'left', size: 32 } as const

const abi = parseAbi([
  'struct Params { address recipient; uint256 amountIn; uint256 amountOutMinimum; uint24 fee; bytes path; }',
  'function swap(Params params, uint256 deadline) payable',
  'function pay(address[] recipients, uint256[] amounts)',
  'function multicall(bytes[] data)',
  'function execute(bytes commands, bytes[] inputs, uint256 deadline) payable',
  'function execute(address target, uint256 value, bytes data)',
  'function setApprovalForAll(address operator, bool approved)',
  'function claim()',
  'function flags(uint8 bits, int24 tick, bytes4 tag, bool open)',
])

function explain(permission: PermissionDraft, others: Partial<definePolicy.Parameters> = {}) {
  const policy = definePolicy({ signer, fees: 'none', paymaster: any(), permissions: [permission], ...others })
  const { sentences, warnings } = explainSession(policy, options)
  const codes = warnings.map(({ code, level, path }) => [level, code, ...(path === undefined ? [] : [path])].join(' '))
  return { codes: codes.filter((code) => code !== 'low any-paymaster'), sentence: sentences[1] }
}

test('default', () => {
  const policy = definePolicy({
    signer,
    fees: { maxPerOp: parseEther('0.001') },
    budgets: {
      weekly: { kind: 'sum', max: 500_000_000n, period: { seconds: 604_800, start: 1_700_000_000 } },
      calls: { kind: 'calls', max: 10n },
      ether: { kind: 'nativeValue', max: parseEther('1') },
      gas: { kind: 'fees', max: parseEther('0.01'), period: { seconds: 3600, start: 0 } },
    },
    permissions: [
      deny({ abi: erc20Abi, address: any(), functionName: 'transferFrom', args: any() }),
      allow({
        abi: erc20Abi,
        address: usdc,
        functionName: 'approve',
        args: { spender: eq(router), amount: and(lte(100_000_000n), sum('weekly')) },
        limits: ['calls'],
      }),
      allow({
        abi: erc20Abi,
        address: usdc,
        functionName: 'transfer',
        args: { recipient: account(), amount: sum('weekly') },
      }),
      allowTransfer({ address: router, value: { max: parseEther('0.1') }, limits: ['ether'] }),
    ],
  })
  const session = toPolicySession({ policy, module, validUntil: now + 86_400, validAfter: now })
  const explained = explainSession(session, options)
  expect(explained).toMatchInlineSnapshot(`
    {
      "sentences": [
        "The key 0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c may act for the account from 2025-06-15 15:06:40 UTC until 2025-06-16 15:06:40 UTC.",
        "It may never call \`transferFrom\` of any contract.",
        "It may call \`approve\` of USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649), if \`spender\` is Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3) and \`amount\` is at most 100 USDC and stays within its total.",
        "It may call \`transfer\` of USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649), if \`recipient\` is the account itself and \`amount\` stays within its total.",
        "It may send ETH to Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), with at most 0.1 ETH in each call.",
        "Over all its calls, \`approve.amount\` and \`transfer.amount\` add up to at most 500 USDC in every 7 days, from 2023-11-14 22:13:20 UTC on.",
        "It may call \`approve\` of USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649) at most 10 times in all.",
        "To send ETH to Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), it may spend at most 1 ETH in all.",
        "Its ops may cost the account at most 0.01 ETH in fees in every hour, from 1970-01-01 00:00:00 UTC on.",
        "Other sessions of the account with a budget of the same name share its count.",
        "Each of its ops may cost the account at most 0.001 ETH in fees.",
        "Nobody but the account may pay for its ops.",
      ],
      "warnings": [
        {
          "code": "approval-outlives-session",
          "level": "medium",
          "message": "It may call \`approve\` of USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649): an allowance stays when the session has ended or was revoked.",
          "permission": 1,
        },
      ],
    }
  `)
  // The bytes say the same as the policy they were made of, and its ABI is known.
  expect(explainSession(policy, options).sentences.slice(1)).toEqual(explained.sentences.slice(1))
})

test('behavior: words for what is named, and for what is not', () => {
  const params = { recipient: account(), amountIn: lte(5n), amountOutMinimum: gte(1n), fee: any(), path: any() }
  const sentences = [
    allow({ abi, address: router, functionName: 'claim' }),
    allow({ abi, address: router, functionName: 'swap', args: { params, deadline: any() }, value: { max: 1n } }),
    allow({ abi, address: router, functionName: 'swap', args: any() }),
    allow({
      abi,
      address: router,
      functionName: 'pay',
      args: { recipients: and(each(oneOf([usdc, router])), lengthLte(3)), amounts: { 1: between(1n, 2n) } },
    }),
    allow({
      abi,
      address: router,
      functionName: 'flags',
      args: {
        bits: mask({ mask: 3, value: 1 }),
        tick: lt(-5),
        tag: neq('0x12345678'),
        open: eq(true),
      },
    }),
    allow({
      abi,
      address: any(),
      functionName: 'multicall',
      args: { data: { 0: hashEq(`0x${'ab'.repeat(32)}`), 1: lengthLte(1) } },
    }),
    allowTransfer({ address: any(), value: { max: parseEther('2') } }),
    allowAnyFunction({ address: router }),
    allowAnyFunction({ address: any() }),
  ].map((permission) => explain(permission).sentence)
  expect(sentences).toMatchInlineSnapshot(`
    [
      "It may call \`claim\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3).",
      "It may call \`swap\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), with at most 0.000000000000000001 ETH in each call, if \`params.recipient\` is the account itself, \`params.amountIn\` is at most 5 and \`params.amountOutMinimum\` is at least 1; \`params.fee\`, \`params.path\` and \`deadline\` may be anything.",
      "It may call \`swap\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3); \`params.recipient\`, \`params.amountIn\`, \`params.amountOutMinimum\`, \`params.fee\`, \`params.path\` and \`deadline\` may be anything.",
      "It may call \`pay\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), if the length of \`recipients\` is at most 3, every \`recipients[]\` is USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649) or Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), the length of \`amounts\` is at least 2 and \`amounts[1]\` is between 1 and 2; \`amounts[0]\` and \`amounts[]\` may be anything.",
      "It may call \`flags\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), if \`bits\` is a value whose bits under the mask 0x03 are 0x01, \`tick\` is below -5, \`tag\` is anything but 0x12345678 and \`open\` is true.",
      "It may call \`multicall\` of any contract, if the length of \`data\` is at least 2, \`data[0]\` is the bytes with the hash 0xabababababababababababababababababababababababababababababababab and \`data[1]\` is at most 1 byte long; \`data[]\` may be anything.",
      "It may send ETH to anybody, with at most 2 ETH in each call.",
      "It may call any function of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3).",
      "It may call any function of any contract.",
    ]
  `)
  expect(
    [
      deny({ abi, address: usdc, functionName: 'setApprovalForAll', args: { operator: neq(router), approved: any() } }),
      denyTransfer({ address: any() }),
      denyAnyFunction({ address: usdc }),
    ].map((permission) => explain(permission).sentence),
  ).toMatchInlineSnapshot(`
    [
      "It may never call \`setApprovalForAll\` of USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649), if \`operator\` is anything but Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3).",
      "It may never send ETH to anybody.",
      "It may never call any function of USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649).",
    ]
  `)
})

test('behavior: a function that no ABI names', () => {
  const params = { recipient: account(), amountIn: lte(5n), amountOutMinimum: any(), fee: any(), path: lengthLte(9) }
  const policy = definePolicy({
    signer,
    fees: 'none',
    permissions: [
      allow({ abi, address: router, functionName: 'swap', args: { params, deadline: any() } }),
      allow({
        abi,
        address: router,
        functionName: 'pay',
        args: { recipients: each(eq(usdc)), amounts: { 0: lte(5n) } },
      }),
      allow({ abi, address: router, functionName: 'flags', args: [lt(5), eq(-5), any(), any()] }),
    ],
  })
  const session = toPolicySession({ policy, module, validUntil: now + 1, validAfter: 0 })
  const { sentences, warnings } = explainSession(session, options)
  expect(sentences.slice(1, 4)).toMatchInlineSnapshot(`
    [
      "It may call \`0x39808a5c\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), if \`[0][0]\` is the account itself, \`[0][1]\` is at most 5 and \`[0][4]\` is at most 9 bytes long; other arguments may be anything.",
      "It may call \`0x084ce708\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), if every \`[0][]\` is USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649), the length of \`[1]\` is at least 1 and \`[1][0]\` is at most 5; other arguments may be anything.",
      "It may call \`0x33b0328a\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), if \`[0]\` is below 5 and \`[1]\` is -5; other arguments may be anything.",
    ]
  `)
  expect(warnings.filter(({ code }) => code === 'unknown-function')).toHaveLength(3)
  expect(explainSession(session, { ...options, abis: [abi] }).sentences[1]).toContain('`params.amountIn` is at most 5')
})

/** Whoever writes the bytes by hand may give `transfer` any rules: these hold for every call of it. */
test.each([
  ['another type', { kind: 'word', rules: [{ op: 'gte', operands: [`0x${'00'.repeat(32)}`], type: left32 }] }],
  ['another shape', { kind: 'bytes' }],
] as const)('behavior: rules of %s do not hide what a known function does', (_, item) => {
  const anything = allow({ abi: erc20Abi, address: usdc, args: any(), functionName: 'transfer' })
  const policy = definePolicy({ fees: 'none', permissions: [anything], signer })
  const [permission] = policy.permissions
  if (!permission) throw new Error('There is a permission.')
  const { abi: __, ...unnamed } = permission
  const program: Program = [{ kind: 'skip', words: 1 }, item]
  const { warnings } = explainSession({ ...policy, permissions: [{ ...unnamed, program }] }, options)
  expect(warnings[0]).toEqual({
    code: 'misread-arguments',
    level: 'high',
    message: `It may call \`0xa9059cbb\` of USDC (${usdc}), which is \`transfer\`, by rules that are not for its arguments: they may limit nothing.`,
    permission: 0,
  })
  expect(warnings.map(({ code }) => code)).not.toContain('unknown-function')
})

test('behavior: a policy has no names of its own for what is known', () => {
  const harmless = parseAbi(['function approve(address topic, uint256 nonce)'])
  const vote = allow({ abi: harmless, address: usdc, args: any(), functionName: 'approve' })
  expect(explain(vote).codes).toEqual(
    explain(allow({ abi: erc20Abi, address: usdc, args: any(), functionName: 'approve' })).codes,
  )
  expect(explain(vote).codes).toContain('high unlimited-amount amount')
})

test('behavior: elements that the rule for all others does not reach', () => {
  const recipients = {
    ...definePolicy({
      signer,
      fees: 'none',
      permissions: [
        allow({ abi, address: router, functionName: 'pay', args: { recipients: each(eq(usdc)), amounts: any() } }),
      ],
    }),
  }
  const [entry] = recipients.permissions
  const [array, amounts] = entry?.program ?? []
  if (!entry || array?.kind !== 'array' || !amounts) throw new Error('The program has another shape.')
  const explainPrefix = (prefix: (typeof array)['prefix'], abis: readonly Abi[]) => {
    const policy = { ...recipients, permissions: [{ ...entry, program: [{ ...array, prefix }, amounts] }] }
    const session = toPolicySession({ policy, module, validUntil: now + 1, validAfter: 0 })
    return explainSession(session, { ...options, abis }).sentences[1]
  }
  expect([
    explainPrefix([], [abi]),
    explainPrefix([[]], [abi]),
    explainPrefix([array.rest], [abi]),
    explainPrefix([], []),
    explainPrefix([[]], []),
  ]).toMatchInlineSnapshot(`
    [
      "It may call \`pay\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), if every \`recipients[]\` is USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649); \`amounts[]\` may be anything.",
      "It may call \`pay\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), if the length of \`recipients\` is at least 1 and every other \`recipients[]\` is USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649); \`recipients[0]\` and \`amounts[]\` may be anything.",
      "It may call \`pay\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), if the length of \`recipients\` is at least 1, \`recipients[0]\` is USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649) and every other \`recipients[]\` is USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649); \`amounts[]\` may be anything.",
      "It may call \`0x084ce708\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), if every \`[0][]\` is USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649); other arguments may be anything.",
      "It may call \`0x084ce708\` of Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), if the length of \`[0]\` is at least 1 and every other \`[0][]\` is USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649); other arguments may be anything.",
    ]
  `)
})

test('behavior: totals that do not count everything say so', () => {
  const transfer = (recipient: object, amount: object, limits: readonly string[] = []) =>
    allow({ abi: erc20Abi as Abi, address: usdc, functionName: 'transfer', args: { recipient, amount }, limits })
  const totals = (...permissions: readonly PermissionDraft[]) => {
    const budgets = {
      weekly: { kind: 'sum', max: 5_000_000n },
      calls: { kind: 'calls', max: 3n },
      ether: { kind: 'nativeValue', max: 1n },
    } as const
    const tip = allowTransfer({ address: router, value: { max: 1n }, limits: ['ether'] })
    const counted = transfer(eq(router), sum('weekly'), ['calls'])
    const policy = definePolicy({ signer, fees: 'none', budgets, permissions: [counted, tip, ...permissions] })
    return explainSession(policy, options).sentences.slice(3 + permissions.length, -3)
  }
  const all = totals()
  expect(all).toMatchInlineSnapshot(`
    [
      "Over all its calls, \`transfer.amount\` adds up to at most 5 USDC in all.",
      "It may call \`transfer\` of USDC (0x909E30bdBCb728131E3F8d17150eaE740C904649) at most 3 times in all.",
      "To send ETH to Router (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), it may spend at most 0.000000000000000001 ETH in all.",
    ]
  `)
  const onTop = ', besides what another sentence above lets it do.'
  const [weekly = '', calls = '', ether = ''] = all.map((sentence) => sentence.replace(/\.$/, ''))
  expect(totals(transfer(eq(usdc), lte(5n)))).toEqual([`${weekly}${onTop}`, `${calls}${onTop}`, `${ether}.`])
  expect(totals(allowAnyFunction({ address: any() }))).toEqual([`${weekly}${onTop}`, `${calls}${onTop}`, `${ether}.`])
  expect(totals(allowTransfer({ address: any(), value: { max: 1n } }))).toEqual([
    `${weekly}.`,
    `${calls}.`,
    `${ether}${onTop}`,
  ])
  expect(totals(transfer(eq(usdc), sum('weekly')))).toEqual([`${weekly}.`, `${calls}${onTop}`, `${ether}.`])
  // Of other contracts, other functions, and what is denied anyway.
  expect(
    totals(
      allowAnyFunction({ address: router }),
      allow({ abi: erc20Abi, address: usdc, functionName: 'approve', args: { spender: eq(router), amount: eq(0n) } }),
    ),
  ).toEqual(all)
  expect(totals(denyAnyFunction({ address: usdc }))).toEqual(all)
})

test('behavior: totals that count nothing limit nothing', () => {
  const permission = allow({ abi, address: router, functionName: 'claim' })
  const budget = { id: `0x${'00'.repeat(16)}`, max: 3n } as const
  const policy = {
    ...definePolicy({ signer, fees: 'none', permissions: [permission] }),
    budgets: (['calls', 'nativeValue', 'sum'] as const).map((kind) => ({ ...budget, kind })),
  }
  const session = toPolicySession({ policy, module, validUntil: now + 1, validAfter: 0 })
  expect(explainSession(session, options).sentences.slice(3, -3)).toEqual(
    Array(3).fill('One of its totals counts nothing, so it limits nothing.'),
  )
})

test('behavior: time', () => {
  const policy = definePolicy({
    signer,
    fees: 'none',
    permissions: [allowTransfer({ address: usdc, value: { max: 0n } })],
  })
  const explainTime = (validUntil: number, validAfter = 0) => {
    const { sentences, warnings } = explainSession(toPolicySession({ policy, module, validUntil, validAfter }), options)
    return [sentences[0]?.replace(/^.*the account/, ''), ...warnings.map(({ code, level }) => `${level} ${code}`)]
  }
  const others = ['low nobody-pays']
  expect(explainTime(now + 1)).toEqual([' until 2025-06-15 15:06:41 UTC.', ...others])
  expect(explainTime(now + 366 * 86_400)).toEqual([' until 2026-06-16 15:06:40 UTC.', ...others])
  expect(explainTime(now + 366 * 86_400 + 1)).toEqual([
    ' until 2026-06-16 15:06:41 UTC.',
    'medium expiry-too-far',
    ...others,
  ])
  expect(explainTime(now * 1000)).toEqual([' until +057425-04-17 15:06:40 UTC.', 'high expiry-too-far', ...others])
  expect(explainTime(2 ** 47 - 1, now)).toEqual([
    ' from 2025-06-15 15:06:40 UTC until the unix second 140737488355327.',
    'high expiry-too-far',
    ...others,
  ])
  expect(explainTime(0, now)).toEqual([' from 2025-06-15 15:06:40 UTC, without end.', 'high no-expiry', ...others])
})

test('behavior: warnings of payment', () => {
  const permission = allow({ abi, address: router, functionName: 'claim' })
  const gas = { gas: { kind: 'fees', max: 5n } } as const
  const warn = (parameters: Partial<definePolicy.Parameters>) =>
    explainSession(
      definePolicy({ signer, fees: 'none', permissions: [permission], ...parameters }),
      options,
    ).warnings.map(({ code, level }) => `${level} ${code}`)
  expect(warn({})).toEqual(['low nobody-pays'])
  expect(warn({ paymaster: usdc })).toEqual([])
  expect(warn({ paymaster: any() })).toEqual(['low any-paymaster'])
  expect(warn({ fees: any() })).toEqual(['high no-fee-cap'])
  expect(warn({ fees: any(), budgets: gas })).toEqual([])
  expect(warn({ fees: { maxPerOp: 1n } })).toEqual(['low fees-without-total'])
  expect(warn({ fees: { maxPerOp: 1n }, budgets: gas })).toEqual([])
})

test('behavior: warnings of wildcards and of what makes other calls', () => {
  expect(explain(allowAnyFunction({ address: router })).codes).toEqual(['high any-function'])
  expect(explain(allowAnyFunction({ address: any() })).codes).toEqual(['high any-target', 'high any-function'])
  expect(explain(allow({ abi, address: any(), functionName: 'claim' })).codes).toEqual(['high any-target'])
  expect(explain(allow({ abi, address: router, functionName: 'multicall', args: any() })).codes).toEqual([
    'high calls-anything',
  ])
  const universal = 'execute(bytes,bytes[],uint256)'
  expect(explain(allow({ abi, address: router, functionName: universal, args: any() })).codes).toEqual([
    'high calls-anything',
  ])
  const args = { commands: eq('0x00'), inputs: each(hashEq(`0x${'00'.repeat(32)}`)), deadline: any() }
  expect(explain(allow({ abi, address: router, functionName: universal, args })).codes).toEqual([])
  const safe = { target: eq(usdc), value: eq(0n), data: any() }
  expect(
    explain(allow({ abi, address: router, functionName: 'execute(address,uint256,bytes)', args: safe })).codes,
  ).toContain('high calls-anything')
  expect(explain(denyAnyFunction({ address: any() })).codes).toEqual([])
})

test('behavior: warnings of value', () => {
  const ether = { ether: { kind: 'nativeValue', max: 5n } } as const
  expect(explain(allowTransfer({ address: router, value: { max: 1n } })).codes).toEqual(['medium value-without-total'])
  expect(explain(allowTransfer({ address: router, value: { max: 0n } })).codes).toEqual([])
  expect(
    explain(allowTransfer({ address: router, value: { max: 1n }, limits: ['ether'] }), { budgets: ether }).codes,
  ).toEqual([])
})

test('behavior: warnings of amounts and recipients', () => {
  const transfer = (
    recipient: object,
    amount: object,
    others?: Partial<definePolicy.Parameters>,
    limits: readonly string[] = [],
  ) =>
    explain(
      allow({ abi: erc20Abi as Abi, address: usdc, functionName: 'transfer', args: { recipient, amount }, limits }),
      others,
    ).codes
  const capped = 'medium cap-without-total amount'
  expect(transfer(eq(router), any())).toEqual(['high unlimited-amount amount'])
  expect(transfer(eq(router), gte(1n))).toEqual(['high unlimited-amount amount'])
  expect(transfer(eq(router), lte(maxUint256))).toEqual(['high unlimited-amount amount'])
  expect(transfer(eq(router), lt(2n ** 112n + 1n))).toEqual(['medium large-amount amount'])
  for (const rule of [eq(5n), lt(5n), lte(5n), between(1n, 5n), oneOf([1n, 5n]), and(lte(maxUint256), lte(5n))])
    expect(transfer(eq(router), rule)).toEqual([capped])
  expect(transfer(eq(router), eq(0n))).toEqual([])
  const weekly = { budgets: { weekly: { kind: 'sum', max: 5n } } } as const
  expect(transfer(eq(router), sum('weekly'), weekly)).toEqual([])
  expect(transfer(eq(router), and(sum('weekly'), lte(1n)), weekly)).toEqual([])
  expect(transfer(eq(router), sum('weekly'), { budgets: { weekly: { kind: 'sum', max: maxUint128 } } })).toEqual([
    'medium large-amount amount',
  ])
  expect(transfer(eq(router), lte(5n), { budgets: { calls: { kind: 'calls', max: 5n } } }, ['calls'])).toEqual([])
  for (const rule of [oneOf([router]), account(), and(neq(usdc), eq(router))])
    expect(transfer(rule, lte(5n))).toEqual([capped])
  for (const rule of [any(), neq(router)])
    expect(transfer(rule, lte(5n))).toEqual(['high unpinned-recipient recipient', capped])
})

test('behavior: warnings name arguments in structs and arrays', () => {
  expect(explain(allow({ abi, address: router, functionName: 'swap', args: any() })).codes).toEqual([
    'high unpinned-recipient params.recipient',
    'high unlimited-amount params.amountIn',
  ])
  const args = { recipients: { 0: eq(router) }, amounts: { 0: eq(0n) } }
  expect(explain(allow({ abi, address: router, functionName: 'pay', args })).codes).toEqual([
    'high unpinned-recipient recipients[]',
    'high unlimited-amount amounts[]',
  ])
})

test('behavior: warnings of approvals', () => {
  const approve = (amount: object) =>
    explain(
      allow({ abi: erc20Abi as Abi, address: usdc, functionName: 'approve', args: { spender: eq(router), amount } }),
    ).codes
  expect(approve(lte(5n))).toEqual(['medium approval-outlives-session', 'medium cap-without-total amount'])
  expect(approve(eq(0n))).toEqual([])
  const forAll = (approved: object) =>
    explain(
      allow({
        abi: abi as Abi,
        address: usdc,
        functionName: 'setApprovalForAll',
        args: { operator: eq(router), approved },
      }),
    ).codes
  expect(forAll(any())).toEqual(['medium approval-outlives-session'])
  expect(forAll(eq(false))).toEqual([])
})

test('args: module', () => {
  const policy = definePolicy({
    signer,
    fees: { maxPerOp: 1n },
    budgets: { gas: { kind: 'fees', max: 5n } },
    permissions: [allow({ abi, address: router, functionName: 'claim' })],
  })
  const session = toPolicySession({ policy, module, validUntil: now + 1, validAfter: 0 })
  expect(explainSession(session, { abis: [abi], module: module.toLowerCase() as Address, now }).warnings).toEqual([])
  expect(explainSession(policy, { module: router, now }).warnings).toEqual([])

  // The bytes of a harmless policy, for a module that reads them in another way.
  const disguised = { ...session, module: router } as const
  expect(() => explainSession(disguised, { module, now })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionError: The session is invalid: \`module\` is 0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3, not \`CallPolicyModule\` at 0x000000D50C68705bd6897B2d17c7de32FB519fDA.

    Addresses keep to their checksum.
    ]
  `)
  expect(explainSession(disguised, { abis: [abi], now }).warnings).toMatchInlineSnapshot(`
    [
      {
        "code": "unchecked-module",
        "level": "high",
        "message": "The calls are judged by 0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3. If that is not CallPolicyModule, none of these words hold.",
      },
    ]
  `)
})

test('args: nativeSymbol', () => {
  const policy = definePolicy({
    signer,
    fees: { maxPerOp: parseEther('1') },
    permissions: [allowTransfer({ address: router, value: { max: parseEther('2') } })],
  })
  const { sentences } = explainSession(policy, { nativeSymbol: 'POL' })
  expect(sentences.join(' ')).not.toContain('ETH')
  expect(sentences[1]).toBe(`It may send POL to ${router}, with at most 2 POL in each call.`)
})

test('behavior: says something about every policy', () => {
  const random = createRandom(26)
  for (let round = 0; round < 200; round++) {
    const { policy, readable } = generateCase(random)
    const session = { module, sessionKeyData: policy, validAfter: 0, validUntil: now } as const
    const { sentences } = explainSession(session, options)
    expect(sentences.length).toBeGreaterThanOrEqual(readable.permissions.length + readable.budgets.length + 3)
    expect(sentences.join()).not.toMatch(/undefined|NaN|\[object/)
  }
})

test('error: a session of another module', () => {
  const session = { module, sessionKeyData: `0x${'00'.repeat(128)}`, validAfter: 0, validUntil: now } as const
  expect(() => explainSession(session)).toThrow(expect.objectContaining({ name: 'PolicyDecodingError' }))
})

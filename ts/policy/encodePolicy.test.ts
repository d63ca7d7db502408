import { concatHex, parseAbi, toFunctionSelector } from 'viem'
import { expect, test } from 'vitest'
import { generateCase } from '../../test/policy/generators.js'
import { createRandom } from '../../test/vectors/random.js'
import { allow } from './allow.js'
import { allowAnyFunction } from './allowAnyFunction.js'
import { allowTransfer } from './allowTransfer.js'
import { getBudgetId } from './budget.js'
import { decodePolicy } from './decodePolicy.js'
import { definePolicy } from './definePolicy.js'
import { deny } from './deny.js'
import { and, any, each, hashEq, lengthLte } from './dynamicRules.js'
import { encodePolicy } from './encodePolicy.js'
import type { Permission, Policy } from './policy.js'
import type { ProgramItem } from './program.js'
import { account, between, eq, gt, lt, mask, neq, oneOf, sum } from './wordRules.js'

const signer = '0x1111111111111111111111111111111111111111'
const target = '0x2222222222222222222222222222222222222222'
const paymaster = '0x3333333333333333333333333333333333333333'
const abi = parseAbi([
  'function f(uint8 a, int16 b, bytes4 c, address d, bool e, uint16 g)',
  'function g(bytes a, string b, (uint8 x, bytes y) c, uint8[] d, bytes[] e)',
  'function pause()',
])

test('default', () => {
  const policy = definePolicy({
    signer,
    paymaster,
    fees: { maxPerOp: 0x0a0bn },
    salt: `0x${'55'.repeat(16)}`,
    budgets: {
      calls: { kind: 'calls', max: 3n },
      weekly: { kind: 'sum', max: 0xffn, period: { seconds: 604_800, start: 0x123456789abc } },
    },
    permissions: [
      allow({
        abi,
        address: target,
        functionName: 'f',
        args: {
          a: and(lt(5), gt(1), sum('weekly')),
          b: between(-2, 3),
          c: neq('0xabcdef01'),
          d: account(),
          e: any(),
          g: oneOf([1, 2]),
        },
        value: { max: 1n },
        limits: ['calls'],
      }),
      deny({ abi, address: any(), functionName: 'pause' }),
      allowTransfer({ address: target, value: { max: 0n } }),
      allowAnyFunction({ address: any() }),
    ],
  })
  const uint128 = (value: number) => value.toString(16).padStart(32, '0')
  expect(encodePolicy(policy)).toBe(
    [
      // version, flags: paymaster rule 2, fee rule 2, salt
      '0x01',
      '1a',
      signer.slice(2),
      paymaster.slice(2),
      uint128(0x0a0b),
      '55'.repeat(16),
      // budgets
      '02',
      `01${getBudgetId('calls').slice(2)}${uint128(3)}`,
      `83${getBudgetId('weekly').slice(2)}${uint128(255)}123456789abc00093a80`,
      '04',
      // deny, any target
      '0006',
      `038456cb59`,
      '00',
      // allow, with value
      '004b',
      '10',
      target.slice(2),
      toFunctionSelector('f(uint8,int16,bytes4,address,bool,uint16)').slice(2),
      uint128(1),
      '0100',
      'c20005',
      'c40001',
      '4a0001',
      '4641fffe0003',
      '4183abcdef01',
      '4913',
      '0101',
      '47010200010002',
      // a plain transfer
      '0016',
      `04${target.slice(2)}00`,
      // any function of any contract
      '0002',
      '0a00',
    ].join(''),
  )
})

test('behavior: dynamic values', () => {
  const hash = `0x${'ab'.repeat(32)}` as const
  const policy = definePolicy({
    signer,
    fees: any(),
    paymaster: any(),
    permissions: [
      allow({
        abi,
        address: target,
        functionName: 'g',
        args: {
          a: hashEq(hash),
          b: lengthLte(258),
          c: { x: mask({ mask: 3, value: 1 }), y: any() },
          d: and({ 1: eq(7) }, lengthLte(4)),
          e: each(lengthLte(1)),
        },
      }),
    ],
  })
  expect(encodePolicy(policy).slice(2 + 2 * 52)).toBe(
    [
      // after length, flags, target, selector and budgets
      `03${hash.slice(2)}`,
      '0400000102',
      '050005' + '48000301' + '02',
      // first elements: nothing, and 7
      '0600000004' + '01' + '02' + '0000' + '0003400007' + '0000',
      // dynamic elements
      '06ffffffff' + '00' + '00' + '0005' + '0400000001',
    ].join(''),
  )
})

test('behavior: gives what was decoded the same bytes, and the other way round', () => {
  const random = createRandom(21)
  for (let round = 0; round < 300; round++) {
    const { policy, readable } = generateCase(random)
    expect(decodePolicy(policy)).toEqual(readable)
    expect(encodePolicy(decodePolicy(policy))).toBe(policy)
  }
})

const transfer = { effect: 'allow', target, function: 'transfer', budgets: [], program: [] } as const
const policy = { signer, paymaster: 'none', fees: 'none', budgets: [], permissions: [transfer] } as const
const call = { ...transfer, function: '0x12345678' } as const
const budget = { kind: 'calls', id: getBudgetId('calls'), max: 1n } as const
const type = { kind: 'unsigned', size: 32 } as const

function withProgram(...program: readonly unknown[]): Policy {
  return { ...policy, permissions: [{ ...call, program: program as readonly ProgramItem[] }] }
}

function withPermission(permission: object): Policy {
  return { ...policy, permissions: [{ ...transfer, ...permission } as Permission] }
}

test.each<[string, string, unknown]>([
  ['no signer', 'signer', { ...policy, signer: undefined }],
  ['a zero signer', 'policy', { ...policy, signer: `0x${'00'.repeat(20)}` }],
  ['a paymaster in words', 'paymaster', { ...policy, paymaster: 'all' }],
  ['no fees', 'fees.maxPerOp', { ...policy, fees: undefined }],
  ['a fee of 2^128', 'fees.maxPerOp', { ...policy, fees: { maxPerOp: 2n ** 128n } }],
  ['a salt of 15 bytes', 'salt', { ...policy, salt: `0x${'00'.repeat(15)}` }],
  ['no budgets', 'budgets', { ...policy, budgets: undefined }],
  ['17 budgets', 'budgets', { ...policy, budgets: Array(17).fill(budget) }],
  ['a budget of no kind', 'policy', { ...policy, budgets: [{ ...budget, kind: 'gas' }] }],
  ['an id of 15 bytes', 'budgets[0].id', { ...policy, budgets: [{ ...budget, id: `0x${'00'.repeat(15)}` }] }],
  ['a cap that is a fraction', 'budgets[0].max', { ...policy, budgets: [{ ...budget, max: 0.5 }] }],
  [
    'a period of 2^32',
    'budgets[0].period.seconds',
    { ...policy, budgets: [{ ...budget, period: { seconds: 2 ** 32, start: 0 } }] },
  ],
  ['a period of 0', 'policy', { ...policy, budgets: [{ ...budget, period: { seconds: 0, start: 0 } }] }],
  [
    'a start of 2^48',
    'budgets[0].period.start',
    { ...policy, budgets: [{ ...budget, period: { seconds: 1, start: 2 ** 48 } }] },
  ],
  ['no permission', 'policy', { ...policy, permissions: [] }],
  ['256 permissions', 'permissions', { ...policy, permissions: Array(256).fill(transfer) }],
  ['a deny entry behind another', 'policy', { ...policy, permissions: [transfer, { ...transfer, effect: 'deny' }] }],
  ['a deny entry with value', 'policy', withPermission({ effect: 'deny', maxValue: 1n })],
  ['a deny entry with budgets', 'policy', { ...withPermission({ effect: 'deny', budgets: [0] }), budgets: [budget] }],
  ['no target', 'permissions[0].target', withPermission({ target: undefined })],
  ['a zero target', 'policy', withPermission({ target: `0x${'00'.repeat(20)}` })],
  ['a selector of 3 bytes', 'permissions[0].function', withPermission({ function: '0x123456' })],
  ['a value of 2^128', 'permissions[0].maxValue', withPermission({ maxValue: 2n ** 128n })],
  ['a budget that is not there', 'policy', withPermission({ budgets: [0] })],
  ['a budget below zero', 'permissions[0].budgets[0]', withPermission({ budgets: [-1] })],
  ['a program without a function', 'policy', withPermission({ program: [{ kind: 'bytes' }] })],
  ['no word skipped', 'policy', withProgram({ kind: 'skip', words: 0 })],
  ['256 words skipped', 'permissions[0].program[0].words', withProgram({ kind: 'skip', words: 256 })],
  ['a word without rules', 'permissions[0].program[0].rules', withProgram({ kind: 'word', rules: [] })],
  ['an unknown item', 'permissions[0].program[0]', withProgram({ kind: 'map' })],
  [
    'a hash of 31 bytes',
    'permissions[0].program[0].hash',
    withProgram({ kind: 'bytesHash', hash: `0x${'00'.repeat(31)}` }),
  ],
  ['a length of 2^32', 'permissions[0].program[0].max', withProgram({ kind: 'bytesMax', max: 2 ** 32 })],
  [
    'an element of 256 words',
    'permissions[0].program[0].head',
    withProgram({ kind: 'array', max: 1, head: 256, prefix: [], rest: [] }),
  ],
  [
    'a dynamic element without an item',
    'policy',
    withProgram({ kind: 'array', max: 1, head: 0, prefix: [], rest: [] }),
  ],
  [
    'a dynamic element of two items',
    'policy',
    withProgram({ kind: 'array', max: 1, head: 0, prefix: [], rest: [{ kind: 'bytes' }, { kind: 'bytes' }] }),
  ],
  [
    'a dynamic element that is a word',
    'policy',
    withProgram({ kind: 'array', max: 1, head: 0, prefix: [], rest: [{ kind: 'skip', words: 1 }] }),
  ],
  [
    'a static element that is dynamic',
    'policy',
    withProgram({ kind: 'array', max: 1, head: 1, prefix: [], rest: [{ kind: 'bytes' }] }),
  ],
  [
    'a static element of other words',
    'policy',
    withProgram({ kind: 'array', max: 1, head: 2, prefix: [[{ kind: 'skip', words: 1 }]], rest: [] }),
  ],
  [
    'an operand too many',
    'permissions[0].program[0].rules[0].operands',
    withProgram({
      kind: 'word',
      rules: [{ op: 'eq', type: { kind: 'unsigned', size: 1 }, operands: ['0x01', '0x02'] }],
    }),
  ],
  [
    'an operand of another size',
    'permissions[0].program[0].rules[0].operands[0]',
    withProgram({ kind: 'word', rules: [{ op: 'eq', type, operands: ['0x01'] }] }),
  ],
  ['one of nothing', 'policy', withProgram({ kind: 'word', rules: [{ op: 'oneOf', type, operands: [] }] })],
  [
    'a type without size',
    'permissions[0].program[0].rules[0].type.size',
    withProgram({ kind: 'word', rules: [{ op: 'account', type: { kind: 'unsigned', size: 0 } }] }),
  ],
  [
    'a type of no kind',
    'policy',
    withProgram({ kind: 'word', rules: [{ op: 'account', type: { kind: 'float', size: 20 } }] }),
  ],
  ['an account of 32 bytes', 'policy', withProgram({ kind: 'word', rules: [{ op: 'account', type }] })],
  ['a sum of no budget', 'policy', withProgram({ kind: 'word', rules: [{ op: 'sum', type, budget: 0 }] })],
  [
    'a sum with a sign',
    'policy',
    {
      ...withProgram({ kind: 'word', rules: [{ op: 'sum', type: { kind: 'signed', size: 32 }, budget: 0 }] }),
      budgets: [{ ...budget, kind: 'sum' }],
    },
  ],
  [
    'an unknown rule',
    'policy',
    withProgram({ kind: 'word', rules: [{ op: 'like', type, operands: [concatHex([`0x${'00'.repeat(32)}`])] }] }),
  ],
])('error: %s', (_, path, broken) => {
  expect(() => encodePolicy(broken as Policy)).toThrow(expect.objectContaining({ name: 'InvalidPolicyError', path }))
})

test('error: says what and why', () => {
  expect(() => encodePolicy(withPermission({ budgets: [0] }))).toThrowErrorMatchingInlineSnapshot(`
    [InvalidPolicyError: The policy is invalid: \`policy\` is nothing that the chain could read.

    The policy cannot be decoded at byte 49: budget 0 counts neither calls nor their value.

    This could arise when:
    - A field was left out, or comes from a configuration that lacks it. What is missing is never unlimited.
    - A number was given where a bigint is meant: caps are bigints, times are whole unix seconds.
    - The policy was put together by hand: \`definePolicy\` makes them.
    ]
  `)
})

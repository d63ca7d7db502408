import { type AbiFunction, concatHex, encodeAbiParameters, maxUint128, parseAbi, zeroAddress } from 'viem'
import { expect, test } from 'vitest'
import { randomParameters, randomValue } from '../../test/policy/abi.js'
import { randomArgs } from '../../test/policy/rules.js'
import { createRandom } from '../../test/vectors/random.js'
import { InvalidRuleError } from '../errors/policy.js'
import { allow } from './allow.js'
import { checkPolicy } from './checkPolicy.js'
import { compileArguments } from './compileArguments.js'
import { getConditions } from './conditions.js'
import { definePolicy } from './definePolicy.js'
import { and, any, each, hashEq, lengthLte } from './dynamicRules.js'
import { findSums } from './findSums.js'
import { account, between, eq, gt, lt, lte, mask, neq, oneOf, sum } from './wordRules.js'

const address = '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3'
const abi = parseAbi([
  'struct Pool { address token; uint24 fee; }',
  'struct Order { Pool pool; bytes memo; uint256[] amounts; }',
  'function approve(address spender, uint256 amount)',
  'function pause()',
  'function types(uint8 a, int16 b, bytes4 c, bool d, address e, uint256 f)',
  'function dynamic(bytes data, string memo)',
  'function arrays(uint256[] a, Pool[] b, bytes[] c, uint8[2] d, string[2] e)',
  'function order(Order o, Pool p)',
  'function nested(uint256[][] grid)',
  'function long(uint256[300] a, bool b)',
  'function wide(uint256[256][] a)',
  'function unnamed(address, address from, uint256)',
  'function rule(uint256 rule, uint256 values)',
])

function compile(name: string, args?: unknown, effect: 'allow' | 'deny' = 'allow') {
  const fn = abi.find((item) => item.name === name) as AbiFunction
  return compileArguments(fn, args, effect)
}

const words = (count: number) => ({ kind: 'skip', words: count })
const uint256 = { kind: 'unsigned', size: 32 }

test('default', () => {
  expect(compile('approve', { amount: and(lte(5n), sum('weekly')), spender: eq(address) })).toEqual([
    {
      kind: 'word',
      rules: [{ op: 'eq', type: { kind: 'unsigned', size: 20 }, operands: [address.toLowerCase()] }],
    },
    {
      kind: 'word',
      rules: [
        { op: 'lte', type: uint256, operands: [`0x${'5'.padStart(64, '0')}`] },
        { op: 'sum', type: uint256, budget: 'weekly' },
      ],
    },
  ])
})

test('behavior: anything keeps its shape', () => {
  expect(compile('approve', any())).toEqual([words(2)])
  expect(compile('approve', [any(), any()])).toEqual([words(2)])
  expect(compile('pause')).toEqual([])
  expect(compile('pause', [])).toEqual([])
  expect(compile('pause', any())).toEqual([])
  expect(compile('dynamic', any())).toEqual([{ kind: 'bytes' }, { kind: 'bytes' }])
  const array = { kind: 'array', max: 0xffffffff, prefix: [] }
  expect(compile('arrays', any())).toEqual([
    { ...array, head: 1, rest: [] },
    { ...array, head: 2, rest: [] },
    { ...array, head: 0, rest: [{ kind: 'bytes' }] },
    words(2),
    { kind: 'tuple', program: [{ kind: 'bytes' }, { kind: 'bytes' }] },
  ])
  expect(compile('order', any())).toEqual([
    { kind: 'tuple', program: [words(2), { kind: 'bytes' }, { ...array, head: 1, rest: [] }] },
    words(2),
  ])
  expect(compile('nested', any())).toEqual([{ ...array, head: 0, rest: [{ ...array, head: 1, rest: [] }] }])
})

test('behavior: words without a rule are as few items as possible', () => {
  expect(compile('long', any())).toEqual([words(255), words(46)])
  expect(compile('long', { a: { 1: eq(1n) }, b: any() })).toMatchObject([
    words(1),
    { kind: 'word' },
    words(255),
    words(44),
  ])
})

test('behavior: each type has its words', () => {
  const program = compile('types', {
    a: eq(255),
    b: eq(-2),
    c: eq('0xABCDEF01'),
    d: eq(true),
    e: account(),
    f: mask({ mask: 3n, value: 1n }),
  })
  expect(program.flatMap((item) => (item.kind === 'word' ? item.rules : []))).toEqual([
    { op: 'eq', type: { kind: 'unsigned', size: 1 }, operands: ['0xff'] },
    { op: 'eq', type: { kind: 'signed', size: 2 }, operands: ['0xfffe'] },
    { op: 'eq', type: { kind: 'left', size: 4 }, operands: ['0xabcdef01'] },
    { op: 'eq', type: { kind: 'unsigned', size: 1 }, operands: ['0x01'] },
    { op: 'account', type: { kind: 'unsigned', size: 20 } },
    { op: 'mask', type: uint256, operands: [`0x${'3'.padStart(64, '0')}`, `0x${'1'.padStart(64, '0')}`] },
  ])
})

test('behavior: not a boolean is the other one', () => {
  const args = (d: unknown) => ({ a: any(), b: any(), c: any(), d, e: any(), f: any() })
  expect(compile('types', args(neq(true)))).toEqual(compile('types', args(eq(false))))
  expect(compile('types', args(neq(false)))).toEqual(compile('types', args(eq(true))))
})

test('behavior: what is not false is denied as true', () => {
  const args = (d: unknown) => ({ a: any(), b: any(), c: any(), d, e: any(), f: any() })
  const [, denied] = compile('types', args(eq(true)), 'deny')
  expect(denied).toEqual({
    kind: 'word',
    rules: [{ op: 'neq', type: { kind: 'unsigned', size: 1 }, operands: ['0x00'] }],
  })
  expect(compile('types', args(neq(false)), 'deny')[1]).toEqual(denied)
  for (const rule of [eq(false), neq(true)])
    expect(compile('types', args(rule), 'deny')).toEqual(compile('types', args(eq(false))))
})

test('behavior: bytes and strings', () => {
  const [data, memo] = compile('dynamic', { data: eq('0x1234'), memo: eq('hello') })
  expect([data, memo]).toEqual([
    { kind: 'bytesHash', hash: '0x56570de287d73cd1cb6092bb8fdee6173974955fdef345ae579ee9f475ea7432' },
    { kind: 'bytesHash', hash: '0x1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8' },
  ])
  const hash = `0x${'AB'.repeat(32)}` as const
  expect(compile('dynamic', [hashEq(hash), lengthLte(0)])).toEqual([
    { kind: 'bytesHash', hash: hash.toLowerCase() },
    { kind: 'bytesMax', max: 0 },
  ])
  expect(compile('dynamic', [any(), and(lengthLte(3), lengthLte(2), lengthLte(5))])[1]).toEqual({
    kind: 'bytesMax',
    max: 2,
  })
})

test('behavior: elements by index, for each, and both', () => {
  const one = { kind: 'word', rules: [{ op: 'eq', type: uint256, operands: [`0x${'1'.padStart(64, '0')}`] }] }
  const args = (a: unknown) => [a, any(), any(), any(), any()]
  expect(compile('arrays', args({ 2: eq(1n) }))[0]).toEqual({
    kind: 'array',
    max: 0xffffffff,
    head: 1,
    prefix: [[], [], [one]],
    rest: [],
  })
  expect(compile('arrays', args(and(each(eq(1n)), { 0: gt(0n) }, lengthLte(3), lengthLte(2))))[0]).toMatchObject({
    max: 2,
    prefix: [[{ rules: [{ op: 'eq' }, { op: 'gt' }] }]],
    rest: [one],
  })
})

test('behavior: elements that are structs, dynamic, or of fixed number', () => {
  const program = compile('arrays', {
    a: any(),
    b: each({ token: eq(address), fee: any() }),
    c: { 1: lengthLte(4) },
    d: [lt(5), any()],
    e: and(each(lengthLte(9)), { 0: any() }),
  })
  expect(program).toMatchObject([
    { kind: 'array' },
    { kind: 'array', head: 2, rest: [{ kind: 'word' }, words(1)] },
    { kind: 'array', head: 0, prefix: [[{ kind: 'bytes' }], [{ kind: 'bytesMax' }]], rest: [{ kind: 'bytes' }] },
    { kind: 'word' },
    words(1),
    { kind: 'tuple', program: [{ kind: 'bytesMax' }, { kind: 'bytesMax' }] },
  ])
})

test('behavior: a field may be called like a rule', () => {
  expect(compile('rule', { rule: eq(1n), values: any() })).toMatchObject([{ kind: 'word' }, words(1)])
})

test('behavior: parameters without a name have a position', () => {
  expect(compile('unnamed', [any(), any(), lte(1n)])).toMatchObject([words(2), { kind: 'word' }])
  expect(() => compile('unnamed', { from: any() })).toThrow(expect.objectContaining({ path: 'unnamed[0]' }))
})

test('behavior: rules drawn from random values hold for them, and have the names of the ABI', () => {
  const random = createRandom(20)
  for (let round = 0; round < 400; round++) {
    const accountAddress = random.address()
    const inputs = randomParameters(random)
    const values = inputs.map((parameter) => randomValue(random, parameter, accountAddress))
    const fn = { type: 'function', name: 'f', inputs, outputs: [], stateMutability: 'payable' } as const
    const permission = allow({
      abi: [fn],
      address,
      functionName: 'f',
      args: randomArgs(random, inputs, values, { account: accountAddress }),
    })
    const isCharged = findSums(permission.program).length > 0
    const policy = definePolicy({
      signer: address,
      fees: 'none',
      budgets: isCharged ? { total: { kind: 'sum', max: maxUint128 } } : {},
      permissions: [permission],
    })
    expect(getConditions(fn, policy.permissions[0]?.program ?? [])).toBeDefined()
    const result = checkPolicy(policy, {
      account: accountAddress,
      calls: [{ to: address, data: concatHex([permission.function as '0x', encodeAbiParameters(inputs, values)]) }],
    })
    if (!result.allowed) expect(result.error).toBe('BudgetExceeded')
  }
})

const types = (name: string, rule: unknown) => ({
  a: any(),
  b: any(),
  c: any(),
  d: any(),
  e: any(),
  f: any(),
  [name]: rule,
})

test.each<[string, string, unknown, string]>([
  ['no rules', 'approve', undefined, 'approve'],
  ['null', 'approve', null, 'approve'],
  ['a value', 'approve', 5n, 'approve'],
  ['an argument left out', 'approve', { spender: any() }, 'approve.amount'],
  ['an argument that is undefined', 'approve', { spender: any(), amount: undefined }, 'approve.amount'],
  ['an argument misspelled', 'approve', { spendr: any(), amount: any() }, 'approve.spendr'],
  ['an argument too many', 'approve', { spender: any(), amount: any(), x: any() }, 'approve.x'],
  ['a position too many', 'approve', [any(), any(), any()], 'approve'],
  ['a position too few', 'approve', [any()], 'approve.amount'],
  ['a hole', 'approve', [undefined, any()], 'approve.spender'],
  ['a bare value', 'approve', { spender: address, amount: any() }, 'approve.spender'],
  ['a rule for all arguments', 'approve', lte(5n), 'approve'],
  ['an empty `and`', 'approve', { spender: any(), amount: and() }, 'approve.amount'],
  ['an `and` without rules', 'approve', { spender: any(), amount: { rule: 'and' } }, 'approve.amount'],
  ['an unknown rule', 'approve', { spender: any(), amount: { rule: 'max', value: 5n } }, 'approve.amount'],
  ['a struct for a word', 'approve', { spender: { x: any() }, amount: any() }, 'approve.spender'],
  ['arguments of a function without', 'pause', { x: any() }, 'pause'],
  ['an address out of order', 'types', types('e', lt(5n)), 'types.e'],
  ['a boolean out of order', 'types', types('d', lt(5n)), 'types.d'],
  ['one of some booleans', 'types', types('d', oneOf([true])), 'types.d'],
  ['`bytes4` out of order', 'types', types('c', lte(5n)), 'types.c'],
  ['the account as a number', 'types', types('f', account()), 'types.f'],
  ['a signed sum', 'types', types('b', sum('x')), 'types.b'],
  ['a sum of addresses', 'types', types('e', sum('x')), 'types.e'],
  ['a sum without budget', 'types', types('f', { rule: 'sum' }), 'types.f'],
  ['a sum of no name', 'types', types('f', sum('')), 'types.f'],
  ['a masked address', 'types', types('e', mask({ mask: address, value: address })), 'types.e'],
  ['the hash of a word', 'types', types('c', hashEq(`0x${'00'.repeat(32)}`)), 'types.c'],
  ['the length of a word', 'types', types('f', lengthLte(5)), 'types.f'],
  ['elements of a word', 'types', types('f', each(any())), 'types.f'],
  ['a number where a bigint is meant', 'types', types('f', eq(5)), 'types.f'],
  ['a fraction', 'types', types('a', eq(0.5)), 'types.a'],
  ['a decimal string', 'types', types('f', eq('5')), 'types.f'],
  ['a uint8 of 256', 'types', types('a', eq(256)), 'types.a'],
  ['a uint8 below zero', 'types', types('a', eq(-1)), 'types.a'],
  ['an int16 of 2^15', 'types', types('b', eq(32768)), 'types.b'],
  ['an int16 below -2^15', 'types', types('b', eq(-32769n)), 'types.b'],
  ['a uint256 of 2^256', 'types', types('f', eq(2n ** 256n)), 'types.f'],
  ['`bytes4` of 3 bytes', 'types', types('c', eq('0x123456')), 'types.c'],
  ['half a byte', 'types', types('c', eq('0x1234567')), 'types.c'],
  ['an address cut short', 'types', types('e', eq(address.slice(0, -1))), 'types.e'],
  ['a wrong checksum', 'types', types('e', eq(address.replace('D', 'd'))), 'types.e'],
  ['a boolean as a number', 'types', types('d', eq(1)), 'types.d'],
  ['nothing between', 'types', types('f', between(5n, 4n)), 'types.f'],
  ['nothing between, with signs', 'types', types('b', between(1, -1)), 'types.b'],
  ['one of nothing', 'types', types('f', oneOf([])), 'types.f'],
  ['one of no list', 'types', types('f', { rule: 'oneOf', values: 5n }), 'types.f'],
  ['one of too many', 'types', types('f', oneOf(Array(256).fill(1n))), 'types.f'],
  ['bits outside the mask', 'types', types('f', mask({ mask: 1n, value: 2n })), 'types.f'],
  ['the order of bytes', 'dynamic', [lt(5n), any()], 'dynamic.data'],
  ['not the bytes', 'dynamic', [neq('0x'), any()], 'dynamic.data'],
  ['two rules for bytes', 'dynamic', [and(lengthLte(5), eq('0x')), any()], 'dynamic.data'],
  ['parts of bytes', 'dynamic', [{ 0: any() }, any()], 'dynamic.data'],
  ['text for bytes', 'dynamic', [eq('hello'), any()], 'dynamic.data'],
  ['a number for text', 'dynamic', [any(), eq(5)], 'dynamic.memo'],
  ['a hash of 31 bytes', 'dynamic', [hashEq(`0x${'00'.repeat(31)}`), any()], 'dynamic.data'],
  ['a negative length', 'dynamic', [lengthLte(-1), any()], 'dynamic.data'],
  ['a length of 2^32', 'dynamic', [lengthLte(2 ** 32), any()], 'dynamic.data'],
  ['the order of an array', 'nested', [lte(5n)], 'nested.grid'],
  ['a list for a dynamic array', 'nested', [[any()]], 'nested.grid'],
  ['no element', 'nested', [{}], 'nested.grid'],
  ['an index that is none', 'nested', [{ first: any() }], 'nested.grid'],
  ['a negative index', 'nested', [{ '-1': any() }], 'nested.grid'],
  ['an index above 254', 'nested', [{ 255: any() }], 'nested.grid[255]'],
  ['more elements than allowed', 'nested', [and({ 1: any() }, lengthLte(1))], 'nested.grid'],
  ['a rule for an inner array', 'nested', [each(lte(5n))], 'nested.grid[]'],
  ['a rule for an inner element', 'nested', [{ 1: { 0: account() } }], 'nested.grid[1][0]'],
  ['a list too short', 'arrays', [any(), any(), any(), [any()], any()], 'arrays.d'],
  ['an index beyond the end', 'arrays', [any(), any(), any(), { 2: any() }, any()], 'arrays.d[2]'],
  ['the length of a fixed array', 'arrays', [any(), any(), any(), lengthLte(1), any()], 'arrays.d'],
  [
    'a field left out',
    'order',
    { o: { pool: { token: any() }, memo: any(), amounts: any() }, p: any() },
    'order.o.pool.fee',
  ],
  ['a rule for a struct', 'order', { o: lte(5n), p: any() }, 'order.o'],
  ['elements of 256 words', 'wide', any(), 'wide.a'],
])('error: %s', (_, name, args, path) => {
  expect(() => compile(name, args)).toThrow(expect.objectContaining({ name: 'InvalidRuleError', path }))
})

test('error: a fixed array without end, or without elements', () => {
  const fn = (type: string): AbiFunction => ({
    type: 'function',
    name: 'f',
    inputs: [{ name: 'a', type }],
    outputs: [],
    stateMutability: 'view',
  })
  for (const type of ['uint256[1000000000]', 'string[1000000000]', 'uint256[0]', 'uint256[0][]'])
    expect(() => compileArguments(fn(type), any(), 'allow')).toThrow(InvalidRuleError)
  expect(() => compileArguments(fn('function'), { a: eq('0x') }, 'allow')).toThrow(InvalidRuleError)
  expect(compileArguments(fn('function'), any(), 'allow')).toEqual([words(1)])
})

test('error: says where and why', () => {
  expect(() => compile('approve', { spender: any() })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidRuleError: The rule for \`approve.amount\` is invalid: it was left out; \`any()\` says that it may be anything.

    This could arise when:
    - An argument was left out or misspelled. Nothing is allowed by omission: write \`any()\` for what may be anything.
    - The value or the rule is for another type: numbers above 48 bits are bigints, and only numbers have an order.
    - The rules come from JSON, which knows no bigints.
    ]
  `)
  expect(() => compile('approve', { spender: eq(zeroAddress), amount: eq(5) })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidRuleError: The rule for \`approve.amount\` is invalid: the value 5 is not a bigint.

    This could arise when:
    - An argument was left out or misspelled. Nothing is allowed by omission: write \`any()\` for what may be anything.
    - The value or the rule is for another type: numbers above 48 bits are bigints, and only numbers have an order.
    - The rules come from JSON, which knows no bigints.
    ]
  `)
  expect(() => compile('types', types('e', lt(5n)))).toThrowErrorMatchingInlineSnapshot(`
    [InvalidRuleError: The rule for \`types.e\` is invalid: \`lt\` is no rule for the type address.

    This could arise when:
    - An argument was left out or misspelled. Nothing is allowed by omission: write \`any()\` for what may be anything.
    - The value or the rule is for another type: numbers above 48 bits are bigints, and only numbers have an order.
    - The rules come from JSON, which knows no bigints.
    ]
  `)
  expect(() => compile('nested', [{ 1: { 0: account() } }])).toThrowErrorMatchingInlineSnapshot(`
    [InvalidRuleError: The rule for \`nested.grid[1][0]\` is invalid: \`account\` is no rule for the type uint256.

    This could arise when:
    - An argument was left out or misspelled. Nothing is allowed by omission: write \`any()\` for what may be anything.
    - The value or the rule is for another type: numbers above 48 bits are bigints, and only numbers have an order.
    - The rules come from JSON, which knows no bigints.
    ]
  `)
})

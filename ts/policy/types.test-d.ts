import { type Abi, type AbiFunction, erc20Abi, type Hex, parseAbi } from 'viem'
import { expectTypeOf, test } from 'vitest'
import { allow } from './allow.js'
import type { ParameterRule } from './argumentRules.js'
import { deny } from './deny.js'
import { and, any, each, hashEq, lengthLte } from './dynamicRules.js'
import type { FunctionName, FunctionNamed } from './functionNames.js'
import type { PermissionDraft } from './policy.js'
import { account, between, eq, gt, lt, lte, mask, neq, oneOf, sum } from './wordRules.js'

/* Checked by `tsc --noEmit`; nothing here runs. */

const address = '0x909E30bdBCb728131E3F8d17150eaE740C904649'
const abi = parseAbi([
  'struct Pool { address token; uint24 fee; bytes32 salt; bool open; }',
  'struct Swap { Pool pool; uint256[] amounts; string memo; }',
  'function approve(address spender, uint256 amount)',
  'function swap(Swap params, uint256 deadline) payable',
  'function mint(address to)',
  'function mint(address to, uint256 id)',
  'function pause()',
  'function matrix(uint8[2][] grid, Pool[] pools, address[3] path, int64 delta)',
  'function unnamed(address, uint256)',
  'function store(bytes data, bytes4 tag)',
])

test('default', () => {
  const permission: PermissionDraft = allow({
    abi,
    address,
    functionName: 'approve',
    args: { spender: eq(address), amount: and(gt(0n), lte(100n), sum('weekly')) },
  })
  expectTypeOf(permission.limits).toEqualTypeOf<readonly string[]>()

  allow({ abi: erc20Abi, address, functionName: 'approve', args: { spender: account(), amount: lte(5n) } })
  allow({ abi: erc20Abi, address: any(), functionName: 'approve', args: any() })
  allow({ abi, address, functionName: 'approve', args: [oneOf([address]), between(1n, 5n)] })
  allow({ abi, address, functionName: 'unnamed', args: [neq(address), mask({ mask: 1n, value: 0n })] })
  allow({ abi, address, functionName: 'pause' })
  allow({ abi, address, functionName: 'pause', value: { max: 1n }, limits: ['calls'] })
  allow({ abi, address, functionName: 'mint(address)', args: { to: account() } })
  allow({ abi, address, functionName: 'mint(address,uint256)', args: { to: account(), id: lt(5n) } })
  deny({ abi, address, functionName: 'store', args: { data: hashEq('0x'), tag: eq('0x12345678') } })
  allow({ abi, address, functionName: 'store', args: { data: lengthLte(5), tag: mask({ mask: '0x', value: '0x' }) } })
  allow({ abi, address, functionName: 'store', args: { data: eq('0x1234'), tag: oneOf(['0x12345678']) } })
})

test('behavior: structs, arrays and their elements', () => {
  allow({
    abi,
    address,
    functionName: 'swap',
    args: {
      params: {
        pool: { token: eq(address), fee: oneOf([500, 3000]), salt: neq('0x00'), open: eq(true) },
        amounts: and({ 0: lte(5n), 2: any() }, each(sum('weekly')), lengthLte(3)),
        memo: eq('hello'),
      },
      deadline: any(),
    },
  })
  allow({
    abi,
    address,
    functionName: 'swap',
    args: [{ pool: [eq(address), eq(500), any(), neq(false)], amounts: any(), memo: any() }, any()],
  })
  allow({
    abi,
    address,
    functionName: 'matrix',
    args: {
      grid: each([eq(1), lt(5n)]),
      pools: each({ token: any(), fee: lte(500), salt: any(), open: any() }),
      path: [eq(address), any(), account()],
      delta: between(-5n, 5n),
    },
  })
  allow({ abi, address, functionName: 'matrix', args: { grid: any(), pools: any(), path: { 2: any() }, delta: any() } })
})

test('behavior: an ABI of which nothing is known at compile time', () => {
  const loose: Abi = abi
  const name: string = 'approve'
  allow({ abi: loose, address, functionName: 'whatever', args: { a: eq(1n), b: { c: each(any()) } } })
  allow({ abi: loose, address, functionName: name, args: [any()] })
  expectTypeOf<FunctionName<Abi>>().toEqualTypeOf<string>()
  expectTypeOf<FunctionNamed<Abi, 'x'>>().toEqualTypeOf<AbiFunction>()
})

test('behavior: names where they are unique, signatures always', () => {
  expectTypeOf<FunctionName<typeof erc20Abi>>().toExtend<string>()
  type Mint = Extract<FunctionName<typeof abi>, `mint${string}`>
  expectTypeOf<Mint>().toEqualTypeOf<'mint(address)' | 'mint(address,uint256)'>()
  type Swap = Extract<FunctionName<typeof abi>, `swap${string}`>
  expectTypeOf<Swap>().toEqualTypeOf<'swap' | 'swap(((address,uint24,bytes32,bool),uint256[],string),uint256)'>()
})

test('behavior: values have the type of the ABI', () => {
  const hex: Hex = '0x'
  expectTypeOf(eq(5n)).toExtend<ParameterRule<{ type: 'uint256' }>>()
  expectTypeOf(eq(5)).toExtend<ParameterRule<{ type: 'uint8' }>>()
  expectTypeOf(eq(hex)).toExtend<ParameterRule<{ type: 'address' }>>()
  expectTypeOf(eq(5)).not.toExtend<ParameterRule<{ type: 'uint256' }>>()
  expectTypeOf(lt(5n)).not.toExtend<ParameterRule<{ type: 'address' }>>()
  expectTypeOf(lt(5n)).not.toExtend<ParameterRule<{ type: 'uint256[]' }>>()
  expectTypeOf(eq(5n)).not.toExtend<ParameterRule<{ type: 'uint256[]' }>>()
  expectTypeOf(any()).toExtend<ParameterRule<{ type: 'uint256[2][]' }>>()
})

test('args: functionName', () => {
  // @ts-expect-error There is no such function.
  allow({ abi, address, functionName: 'transfer', args: any() })
  // @ts-expect-error Which of the two?
  allow({ abi, address, functionName: 'mint', args: any() })
})

test('args: args', () => {
  // @ts-expect-error Nothing is allowed by omission.
  allow({ abi, address, functionName: 'approve' })
  // @ts-expect-error `amount` was left out.
  allow({ abi, address, functionName: 'approve', args: { spender: any() } })
  // @ts-expect-error It is called `spender`.
  allow({ abi, address, functionName: 'approve', args: { spendr: any(), amount: any() } })
  // @ts-expect-error There is no `extra`.
  allow({ abi, address, functionName: 'approve', args: { spender: any(), amount: any(), extra: any() } })
  // @ts-expect-error One argument too few.
  allow({ abi, address, functionName: 'approve', args: [any()] })
  // @ts-expect-error One argument too many.
  allow({ abi, address, functionName: 'approve', args: [any(), any(), any()] })
  // @ts-expect-error The arguments have no names.
  allow({ abi, address, functionName: 'unnamed', args: { to: any(), amount: any() } })
  // @ts-expect-error There are no arguments.
  allow({ abi, address, functionName: 'pause', args: { to: any() } })
  // @ts-expect-error A value is not a rule.
  allow({ abi, address, functionName: 'approve', args: { spender: address, amount: any() } })
})

test('args: rules that do not fit', () => {
  const functionName = 'approve'
  // @ts-expect-error An address has no order.
  allow({ abi, address, functionName, args: { spender: lt(5n), amount: any() } })
  // @ts-expect-error A number is not the account.
  allow({ abi, address, functionName, args: { spender: any(), amount: account() } })
  // @ts-expect-error Amounts are bigints.
  allow({ abi, address, functionName, args: { spender: any(), amount: lte(5) } })
  // @ts-expect-error An address is a hex string.
  allow({ abi, address, functionName, args: { spender: eq(5n), amount: any() } })
  // @ts-expect-error A number has no hash.
  allow({ abi, address, functionName, args: { spender: any(), amount: hashEq('0x') } })
  // @ts-expect-error A number has no length.
  allow({ abi, address, functionName, args: { spender: any(), amount: lengthLte(5) } })
  // @ts-expect-error A number has no elements.
  allow({ abi, address, functionName, args: { spender: any(), amount: each(any()) } })
  // @ts-expect-error One of the rules does not fit.
  allow({ abi, address, functionName, args: { spender: any(), amount: and(lte(5n), account()) } })
  // @ts-expect-error A signed number is not charged.
  allow({ abi, address, functionName: 'matrix', args: [any(), any(), any(), sum('weekly')] })
  // @ts-expect-error `bytes4` has no order.
  allow({ abi, address, functionName: 'store', args: { data: any(), tag: lt(5n) } })
  // @ts-expect-error `bytes4` is static: its value is compared.
  allow({ abi, address, functionName: 'store', args: { data: any(), tag: hashEq('0x') } })
  // @ts-expect-error `bytes` has no order.
  allow({ abi, address, functionName: 'store', args: { data: lt(5n), tag: any() } })
  // @ts-expect-error Only one value of `bytes` can be named.
  allow({ abi, address, functionName: 'store', args: { data: neq('0x'), tag: any() } })
})

test('args: rules in structs and arrays that do not fit', () => {
  const pool = { token: any(), fee: any(), salt: any(), open: any() }
  const params = { pool, amounts: any(), memo: any() }
  allow({ abi, address, functionName: 'swap', args: { params, deadline: any() } })
  // @ts-expect-error A bool has no order.
  allow({ abi, address, functionName: 'swap', args: [{ ...params, pool: { ...pool, open: lt(1n) } }, any()] })
  // @ts-expect-error `bytes32` has no order.
  allow({ abi, address, functionName: 'swap', args: [{ ...params, pool: { ...pool, salt: lt(1n) } }, any()] })
  // @ts-expect-error A string has no order.
  allow({ abi, address, functionName: 'swap', args: [{ ...params, memo: lt(1n) }, any()] })
  // @ts-expect-error A rule for an element is not one for the array.
  allow({ abi, address, functionName: 'swap', args: [{ ...params, amounts: lte(1n) }, any()] })
  // @ts-expect-error The elements are numbers.
  allow({ abi, address, functionName: 'swap', args: [{ ...params, amounts: each(account()) }, any()] })
  // @ts-expect-error The elements are numbers.
  allow({ abi, address, functionName: 'swap', args: [{ ...params, amounts: { 0: account() } }, any()] })
  // @ts-expect-error How many elements there are is not known: rules by index, or for each.
  allow({ abi, address, functionName: 'swap', args: [{ ...params, amounts: [lte(1n)] }, any()] })
  // @ts-expect-error A field was left out.
  allow({ abi, address, functionName: 'swap', args: [{ pool, amounts: any() }, any()] })
  // @ts-expect-error An array of fixed length has no other.
  allow({ abi, address, functionName: 'matrix', args: [any(), any(), lengthLte(2), any()] })
})

test('args: deny', () => {
  // @ts-expect-error What is denied carries no value.
  deny({ abi, address, functionName: 'pause', value: { max: 1n } })
  // @ts-expect-error What is denied is charged to nothing.
  deny({ abi, address, functionName: 'pause', limits: ['calls'] })
})

test('args: address, value, limits', () => {
  // @ts-expect-error Any target is said aloud.
  allow({ abi, functionName: 'pause' })
  // @ts-expect-error Wei are bigints.
  allow({ abi, address, functionName: 'pause', value: { max: 1 } })
  // @ts-expect-error A cap without a maximum is none.
  allow({ abi, address, functionName: 'pause', value: {} })
  // @ts-expect-error Budgets are named.
  allow({ abi, address, functionName: 'pause', limits: [1] })
})

import { erc20Abi, parseAbi } from 'viem'
import { expect, test } from 'vitest'
import { allow } from './allow.js'
import { allowTransfer } from './allowTransfer.js'
import { decodePolicy } from './decodePolicy.js'
import { definePolicy } from './definePolicy.js'
import { and, any, each, lengthLte } from './dynamicRules.js'
import { encodePolicy } from './encodePolicy.js'
import { labelPolicy } from './labelPolicy.js'
import type { Policy } from './policy.js'
import { eq, lte } from './wordRules.js'

const address = '0x909E30bdBCb728131E3F8d17150eaE740C904649'
const abi = parseAbi([
  'struct Leg { address pool; uint24 fee; bytes data; }',
  'function route(Leg[] legs, uint8[][2] grid, (uint256 a, bool b)[] pairs, string memo)',
])

function decode(...permissions: Parameters<typeof definePolicy>[0]['permissions'][number][]): Policy {
  return decodePolicy(
    encodePolicy(definePolicy({ signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c', fees: 'none', permissions })),
  )
}

test('default', () => {
  const policy = decode(
    allow({ abi: erc20Abi, address, functionName: 'approve', args: { spender: any(), amount: lte(5n) } }),
    allowTransfer({ address, value: { max: 5n } }),
    allow({
      abi,
      address,
      functionName: 'route',
      args: {
        legs: and(each({ pool: eq(address), fee: any(), data: lengthLte(5) }), { 1: any() }),
        grid: { 1: { 2: eq(5) } },
        pairs: { 0: { a: eq(5n), b: any() } },
        memo: any(),
      },
    }),
  )
  const { permissions } = labelPolicy(policy, { abis: [abi, erc20Abi] })
  expect(permissions.map((permission) => permission.abi?.name)).toEqual(['approve', undefined, 'route'])
  expect(labelPolicy(policy, { abis: [] })).toEqual(policy)
})

test('behavior: names that are there stay', () => {
  const policy = definePolicy({
    signer: address,
    fees: 'none',
    permissions: [allow({ abi: erc20Abi, address, functionName: 'approve', args: any() })],
  })
  const other = parseAbi(['function approve(address who, uint256 much)'])
  expect(labelPolicy(policy, { abis: [other] })).toEqual(policy)
})

test('behavior: names of another function are dropped', () => {
  const policy = definePolicy({
    signer: address,
    fees: 'none',
    permissions: [allow({ abi: erc20Abi, address, functionName: 'approve', args: any() })],
  })
  const [claim] = parseAbi(['function claim(address to, uint256 id)'])
  const [entry] = policy.permissions
  if (!entry) throw new Error('There is a permission.')
  expect(
    labelPolicy({ ...policy, permissions: [{ ...entry, abi: claim }] }, { abis: [] }).permissions[0],
  ).not.toHaveProperty('abi')
})

test('behavior: a function of another shape, or other types, is not taken', () => {
  const permission = decode(allow({ abi: erc20Abi, address, functionName: 'approve', args: any() })).permissions[0]
  if (!permission) throw new Error('There is a permission.')
  const word = { kind: 'word', rules: [{ op: 'eq', type: { kind: 'unsigned', size: 32 }, operands: [] }] } as const
  const array = { kind: 'array', max: 1, head: 1, prefix: [], rest: [] } as const
  for (const program of [
    [],
    [{ kind: 'skip', words: 1 }],
    [{ kind: 'skip', words: 3 }],
    [{ kind: 'skip', words: 255 }],
    [word, { kind: 'skip', words: 1 }],
    [{ kind: 'skip', words: 1 }, { kind: 'bytes' }],
    [
      { kind: 'skip', words: 1 },
      { kind: 'tuple', program: [] },
    ],
    [{ kind: 'skip', words: 1 }, array],
  ] as const) {
    const policy = {
      ...decode(allowTransfer({ address, value: { max: 5n } })),
      permissions: [{ ...permission, program }],
    }
    expect(labelPolicy(policy, { abis: [erc20Abi] }).permissions[0]).not.toHaveProperty('abi')
  }
  const policy = {
    ...decode(allowTransfer({ address, value: { max: 5n } })),
    permissions: [{ ...permission, program: [{ kind: 'skip', words: 1 } as const, word] }],
  }
  expect(labelPolicy(policy, { abis: [erc20Abi] }).permissions[0]?.abi?.name).toBe('approve')
})

test('behavior: arrays of another element are not taken', () => {
  const numbers = parseAbi(['function f(uint256[] a)'])
  const permission = decode(allow({ abi: numbers, address, functionName: 'f', args: any() })).permissions[0]
  if (!permission) throw new Error('There is a permission.')
  const array = { kind: 'array', max: 1, head: 1, prefix: [], rest: [] } as const
  for (const program of [
    [{ ...array, head: 0 }],
    [{ ...array, head: 2 }],
    [{ ...array, rest: [{ kind: 'skip', words: 2 }] }],
    [{ ...array, prefix: [[{ kind: 'bytes' }]] }],
    [{ kind: 'bytes' }],
  ] as const) {
    const policy = {
      ...decode(allowTransfer({ address, value: { max: 5n } })),
      permissions: [{ ...permission, program }],
    }
    expect(labelPolicy(policy, { abis: [numbers] }).permissions[0]).not.toHaveProperty('abi')
  }
})

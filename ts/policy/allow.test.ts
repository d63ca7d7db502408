import { type Abi, erc20Abi, parseAbi, toFunctionSelector, zeroAddress } from 'viem'
import { expect, test } from 'vitest'
import { allow } from './allow.js'
import { any } from './dynamicRules.js'
import { eq, lte } from './wordRules.js'

const address = '0x909E30bdBCb728131E3F8d17150eaE740C904649'
const abi = parseAbi([
  'struct Pool { address token; uint24 fee; }',
  'function mint(address to)',
  'function mint(address to, uint256 id)',
  'function swap(Pool[2] pools)',
  'function pause()',
  'event pause()',
])

test('default', () => {
  const permission = allow({
    abi: erc20Abi,
    address,
    functionName: 'approve',
    args: { spender: eq(address), amount: lte(100n) },
  })
  expect(permission).toMatchObject({
    effect: 'allow',
    target: address,
    function: '0x095ea7b3',
    limits: [],
    abi: { name: 'approve' },
  })
  expect(permission.program).toHaveLength(2)
  expect(permission).not.toHaveProperty('maxValue')
})

test('args: address', () => {
  expect(allow({ abi, address: any(), functionName: 'pause' }).target).toBe('any')
  const lower = address.toLowerCase() as typeof address
  expect(allow({ abi, address: lower, functionName: 'pause' }).target).toBe(address)
})

test('args: functionName', () => {
  expect(allow({ abi, address, functionName: 'mint(address)', args: any() }).function).toBe('0x6a627842')
  expect(allow({ abi, address, functionName: 'mint(address,uint256)', args: any() }).function).toBe('0x40c10f19')
  expect(allow({ abi, address, functionName: 'swap((address,uint24)[2])', args: any() }).function).toBe(
    toFunctionSelector('swap((address,uint24)[2])'),
  )
  const single = abi.slice(0, 1) as Abi
  expect(allow({ abi: single, address, functionName: 'mint', args: any() }).function).toBe('0x6a627842')
})

test('args: value', () => {
  expect(allow({ abi, address, functionName: 'pause', value: { max: 5n } })).toMatchObject({ maxValue: 5n })
  expect(allow({ abi, address, functionName: 'pause', value: { max: 0n } })).not.toHaveProperty('maxValue')
})

test('args: limits', () => {
  expect(allow({ abi, address, functionName: 'pause', limits: ['a', 'b'] }).limits).toEqual(['a', 'b'])
})

test.each<[string, string, unknown]>([
  ['no address', 'address', undefined],
  ['no target to mean any', 'address', null],
  ['any in words', 'address', 'any'],
  ['the zero address', 'address', zeroAddress],
  ['a wrong checksum', 'address', address.replace('E', 'e')],
  ['no ABI', 'abi', undefined],
  ['an ABI in words', 'abi', 'function pause()'],
  ['an ABI without the function', 'functionName', 'transfer'],
  ['an event', 'functionName', 'Transfer'],
  ['an overload', 'functionName', 'mint'],
  ['no name', 'functionName', undefined],
  ['a name with blanks', 'functionName', 'mint(address, uint256)'],
  ['a bare value', 'value', 5n],
  ['a number for wei', 'value', { max: 5 }],
  ['a value without cap', 'value', {}],
  ['a value of null', 'value', null],
  ['a negative value', 'value', { max: -1n }],
  ['a value of 2^128', 'value', { max: 2n ** 128n }],
  ['limits that are no list', 'limits', 'a'],
  ['limits that are no names', 'limits', [1]],
  ['a limit twice', 'limits', ['a', 'a']],
])('error: %s', (_, field, value) => {
  const parameters = { abi, address, functionName: 'pause', [field]: value }
  // @ts-expect-error A client without types gives anything.
  expect(() => allow(parameters)).toThrow(expect.objectContaining({ field, name: 'InvalidPermissionError' }))
})

test.each([
  [{}],
  [[{ type: 'function' }]],
  [[{ type: 'function', name: 'f', inputs: [{}] }]],
  [[null]],
])('error: an ABI of garbage', (garbage) => {
  const parameters = { abi: garbage as Abi, address, functionName: 'f', args: any() } as const
  expect(() => allow(parameters)).toThrow(expect.objectContaining({ name: 'InvalidPermissionError' }))
})

test('error: says what and why', () => {
  expect(() =>
    // @ts-expect-error Which of the two?
    allow({ abi, address, functionName: 'mint', args: any() }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [InvalidPermissionError: The permission is invalid: \`functionName\` is "mint", which stands for \`mint(address)\` and \`mint(address,uint256)\`.

    This could arise when:
    - The name is misspelled, or the ABI is that of another contract.
    - The function is overloaded: name it by its signature, such as \`mint(address,uint256)\`.
    ]
  `)
  expect(() =>
    // @ts-expect-error Any contract is said aloud.
    allow({ abi, functionName: 'pause' }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [InvalidPermissionError: The permission is invalid: \`address\` is undefined, neither an address nor \`any()\`.

    This could arise when:
    - The address does not match its checksum, or is not configured on this chain.
    - No address was given to mean every contract: write \`any()\` for that.
    ]
  `)
  expect(() =>
    // @ts-expect-error A cap without a maximum is none.
    allow({ abi, address, functionName: 'pause', value: {} }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [InvalidPermissionError: The permission is invalid: \`value\` has undefined for \`max\`, where a bigint is needed.

    This could arise when:
    - A number was given where a bigint is meant: values are in wei.
    - \`max\` was left out. No value is 0n.
    ]
  `)
})

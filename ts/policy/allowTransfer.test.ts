import { expect, test } from 'vitest'
import { allowTransfer } from './allowTransfer.js'
import { any } from './dynamicRules.js'

const address = '0x909E30bdBCb728131E3F8d17150eaE740C904649'

test('default', () => {
  expect(allowTransfer({ address, value: { max: 5n }, limits: ['total'] })).toEqual({
    effect: 'allow',
    target: address,
    function: 'transfer',
    maxValue: 5n,
    limits: ['total'],
    program: [],
  })
})

test('args: address', () => {
  expect(allowTransfer({ address: any(), value: { max: 5n } }).target).toBe('any')
})

test('args: value', () => {
  expect(allowTransfer({ address, value: { max: 0n } })).not.toHaveProperty('maxValue')
})

test('error: no value', () => {
  // @ts-expect-error A transfer has a value.
  expect(() => allowTransfer({ address })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidPermissionError: The permission is invalid: \`value\` was left out; a transfer needs a \`max\`.

    This could arise when:
    - A number was given where a bigint is meant: values are in wei.
    - \`max\` was left out. No value is 0n.
    ]
  `)
})

test('error: no address', () => {
  // @ts-expect-error Everybody is said aloud.
  expect(() => allowTransfer({ value: { max: 5n } })).toThrow(expect.objectContaining({ field: 'address' }))
})

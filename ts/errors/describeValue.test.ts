import { zeroAddress } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { expect, test } from 'vitest'
import { describeValue } from './describeValue.js'

test.each([
  [zeroAddress, `"${zeroAddress}"`],
  ['', '""'],
  [1.5, '1.5'],
  [Number.NaN, 'NaN'],
  [-1n, '-1n'],
  [10n ** 80n, 'a bigint of more than 78 digits'],
  [true, 'true'],
  [undefined, 'undefined'],
  [null, 'null'],
  [[], 'an array'],
  [Object.create(null), 'a value of type object'],
  [Symbol('x'), 'a value of type symbol'],
  [() => {}, 'a value of type function'],
])('default', (value, text) => {
  expect(describeValue(value)).toBe(text)
})

test('behavior: does not show a private key', () => {
  const key = generatePrivateKey()
  expect(describeValue(key)).toBe('a string of 66 characters')
  expect(describeValue(key.slice(2))).toBe('a string of 64 characters')
})

import { expect, test } from 'vitest'
import { isBytes, readHex, readNumber, toLower } from './hex.js'

test.each([
  ['0x', true],
  ['0x00', true],
  ['0xAbCd', true],
  ['0x0', false],
  ['0X00', false],
  ['00', false],
  ['0x0g', false],
  ['0x00\n', false],
  [undefined, false],
  [0, false],
  [['0x00'], false],
  [new String('0x00'), false],
])('default: isBytes(%j) is %j', (value, expected) => {
  expect(isBytes(value)).toBe(expected)
})

test('args: size', () => {
  expect(isBytes('0x0102', 2)).toBe(true)
  expect(isBytes('0x0102', 1)).toBe(false)
  expect(isBytes('0x', 0)).toBe(true)
})

test('default: toLower', () => {
  expect(toLower('0x00ABcd')).toBe('0x00abcd')
  expect(toLower('0x')).toBe('0x')
})

test('default: readHex', () => {
  expect(readHex('0x00ABcd00', 1, 2)).toBe('0xabcd')
  expect(readHex('0x00', 1, 0)).toBe('0x')
})

test('default: readNumber', () => {
  expect(readNumber('0x00ff', 1, 1)).toBe(255)
  expect(readNumber('0x000102', 1, 2)).toBe(258)
  expect(readNumber('0xffffffffffff', 0, 6)).toBe(2 ** 48 - 1)
})

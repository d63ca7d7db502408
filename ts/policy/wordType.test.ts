import { expect, test } from 'vitest'
import { fromOperand, getWordType, guessAbiType, toOperand } from './wordType.js'

test.each([
  ['address', 'unsigned', 20],
  ['bool', 'unsigned', 1],
  ['uint', 'unsigned', 32],
  ['uint8', 'unsigned', 1],
  ['uint256', 'unsigned', 32],
  ['int', 'signed', 32],
  ['int24', 'signed', 3],
  ['bytes1', 'left', 1],
  ['bytes32', 'left', 32],
])('default: %s', (abiType, kind, size) => {
  expect(getWordType(abiType)).toEqual({ kind, size })
})

test.each([
  'bytes',
  'string',
  'tuple',
  'uint256[]',
  'bytes33',
  'bytes0',
  'uint7',
  'uint264',
  'function',
  'fixed128x18',
  '',
])('behavior: %s is no word with rules', (abiType) => {
  expect(getWordType(abiType)).toBeUndefined()
})

test.each<[string, unknown, string]>([
  ['uint8', 255, '0xff'],
  ['uint8', 0n, '0x00'],
  ['int8', -128, '0x80'],
  ['int8', 127n, '0x7f'],
  ['uint48', 2 ** 48 - 1, '0xffffffffffff'],
  ['bool', true, '0x01'],
  ['bytes2', '0xAB12', '0xab12'],
])('behavior: %s of %s', (abiType, value, operand) => {
  const type = getWordType(abiType)
  if (!type) throw new Error(abiType)
  expect(toOperand(abiType, type, value)).toEqual({ operand })
  const back = fromOperand(abiType, type, operand as `0x${string}`)
  expect(String(back).toLowerCase()).toBe(String(value).toLowerCase())
})

test('behavior: guesses', () => {
  expect(
    ['address', 'uint8', 'int16', 'bytes4'].map((name) => getWordType(name)).map((type) => type && guessAbiType(type)),
  ).toEqual(['address', 'uint8', 'int16', 'bytes4'])
})

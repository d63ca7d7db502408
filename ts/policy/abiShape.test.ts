import { type AbiParameter, parseAbiParameters } from 'viem'
import { expect, test } from 'vitest'
import { countWords, getArrayShape, getComponents, isDynamic, joinPath } from './abiShape.js'

function parse(type: string): AbiParameter {
  const [parameter] = parseAbiParameters(type) as readonly AbiParameter[]
  if (!parameter) throw new Error(type)
  return parameter
}

test.each([
  ['uint256', 1, false],
  ['address', 1, false],
  ['bytes32', 1, false],
  ['bytes', 1, true],
  ['string', 1, true],
  ['uint8[3]', 3, false],
  ['uint8[3][2]', 6, false],
  ['uint8[]', 1, true],
  ['uint8[][2]', 1, true],
  ['string[2]', 1, true],
  ['(uint8, (bool, address)[2])', 5, false],
  ['(uint8, string)', 1, true],
  ['(uint8, bool)[]', 1, true],
])('default: %s', (type, words, dynamic) => {
  expect(countWords(parse(type))).toBe(words)
  expect(isDynamic(parse(type))).toBe(dynamic)
})

test('behavior: the outermost array is the last one', () => {
  expect(getArrayShape(parse('uint8[2][]'))).toMatchObject({ element: { type: 'uint8[2]' }, length: undefined })
  expect(getArrayShape(parse('uint8[][2]'))).toMatchObject({ element: { type: 'uint8[]' }, length: 2 })
  expect(getArrayShape(parse('uint8'))).toBeUndefined()
  const { element } = getArrayShape(parse('(uint8 a)[2]')) ?? {}
  expect(element && getComponents(element)).toMatchObject([{ name: 'a', type: 'uint8' }])
  expect(getComponents(parse('(uint8 a)[2]'))).toBeUndefined()
  expect(getComponents({ type: 'tuple' })).toEqual([])
})

test('behavior: paths', () => {
  expect(joinPath('a', 'b', 0)).toBe('a.b')
  expect(joinPath('', 'b', 0)).toBe('b')
  expect(joinPath('a', undefined, 2)).toBe('a[2]')
  expect(joinPath('', '', 2)).toBe('[2]')
})

import { expect, test } from 'vitest'
import { JsonFault, readArray, readBigint, readFields, readString } from './jsonFields.js'

const read = (value: unknown) => readFields(value, { field: 'it', optional: ['b'], required: ['a'] })

test('default: readFields', () => {
  expect({ ...read({ a: 1 }) }).toEqual({ a: 1 })
  expect({ ...read({ a: undefined, b: 2 }) }).toEqual({ a: undefined, b: 2 })
})

test('behavior: what is read has no prototype', () => {
  expect(Object.getPrototypeOf(read({ a: 1 }))).toBeNull()
})

test.each([
  [null, 'is null, not an object'],
  [undefined, 'is undefined, not an object'],
  ['a', 'is "a", not an object'],
  [[1], 'is an array, not an object'],
  [{}, 'lacks `a`'],
  [{ b: 1 }, 'lacks `a`'],
  [Object.create({ a: 1 }), 'lacks `a`'],
  [{ a: 1, c: 2 }, 'has an unknown field, "c"'],
  [JSON.parse('{"a":1,"__proto__":{}}'), 'has an unknown field, "__proto__"'],
])('error: readFields of %j', (value, reason) => {
  expect(() => read(value)).toThrow(expect.objectContaining({ field: 'it', reason }))
  expect(() => read(value)).toThrow(JsonFault)
})

test.each([
  ['0', 0n],
  ['12', 12n],
  ['9'.repeat(78), BigInt('9'.repeat(78))],
])('default: readBigint of %s', (value, expected) => {
  expect(readBigint(value, 'it')).toBe(expected)
})

test.each([
  '',
  '00',
  '01',
  '-1',
  '+1',
  '1n',
  '0x1',
  '1e3',
  ' 1',
  '1\n',
  '9'.repeat(79),
  1,
  1n,
  null,
])('error: readBigint of %s', (value) => {
  expect(() => readBigint(value, 'it')).toThrow(JsonFault)
})

test('error: readString and readArray', () => {
  expect(readString('', 'it')).toBe('')
  expect(readArray([], 'it')).toEqual([])
  expect(() => readString(1, 'it')).toThrow('`it` is 1, not a string')
  expect(() => readArray({}, 'it')).toThrow('`it` is a value of type object, not an array')
})

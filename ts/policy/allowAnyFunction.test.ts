import { expect, test } from 'vitest'
import { allowAnyFunction } from './allowAnyFunction.js'
import { any } from './dynamicRules.js'

const address = '0x909E30bdBCb728131E3F8d17150eaE740C904649'

test('default', () => {
  expect(allowAnyFunction({ address })).toEqual({
    effect: 'allow',
    target: address,
    function: 'any',
    limits: [],
    program: [],
  })
})

test('args: address, value, limits', () => {
  expect(allowAnyFunction({ address: any(), value: { max: 5n }, limits: ['total'] })).toMatchObject({
    target: 'any',
    maxValue: 5n,
    limits: ['total'],
  })
})

test('error: no address', () => {
  // @ts-expect-error Every contract is said aloud.
  expect(() => allowAnyFunction({})).toThrow(expect.objectContaining({ field: 'address' }))
})

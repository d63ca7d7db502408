import { keccak256 } from 'viem'
import { expect, test } from 'vitest'
import { getSessionId } from './getSessionId.js'
import { getSessionLeaf } from './getSessionLeaf.js'

const session = {
  validUntil: 1_893_456_000,
  validAfter: 0,
  module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
  sessionKeyData: '0xabcd',
} as const

test('default', () => {
  expect(getSessionLeaf(session)).toBe(keccak256(getSessionId(session)))
})

test('behavior: takes an id', () => {
  expect(getSessionLeaf(getSessionId(session))).toBe(getSessionLeaf(session))
})

test('error: the id is not 32 bytes', () => {
  expect(() => getSessionLeaf('0x1234')).toThrowErrorMatchingInlineSnapshot(`
    [InvalidHashError: \`id\` is "0x1234", not a hex string of 32 bytes.
    ]
  `)
})

test('error: the session is not valid', () => {
  expect(() => getSessionLeaf({ ...session, module: '0x' })).toThrow(
    expect.objectContaining({ field: 'module', name: 'InvalidSessionError' }),
  )
})

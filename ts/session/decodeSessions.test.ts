import type { Hex } from 'viem'
import { expect, test } from 'vitest'
import { createRandom, damage } from '../../test/vectors/random.js'
import { SessionsDecodingError } from '../errors/session.js'
import { decodeSessions } from './decodeSessions.js'
import { encodeSessions } from './encodeSessions.js'

const session = {
  validUntil: 1_893_456_000,
  validAfter: 0,
  module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
  sessionKeyData: '0x1234',
} as const
const encoded = encodeSessions({ sessions: [session] })

test('default', () => {
  expect(decodeSessions(encoded)).toEqual([session])
})

test('behavior: gives back what was encoded, in the same order', () => {
  const random = createRandom(2)
  for (const size of [1, 2, 3, 10, 50]) {
    const sessions = Array.from({ length: size }, () => random.session())
    expect(decodeSessions(encodeSessions({ sessions }))).toEqual(sessions)
  }
})

test('behavior: the case of hex digits changes nothing', () => {
  expect(decodeSessions(`0x${encoded.slice(2).toUpperCase()}`)).toEqual([session])
})

test('behavior: damaged bytes are refused, or are the encoding of other sessions', () => {
  const random = createRandom(3)
  const refusals = Array.from({ length: 3000 }, () => {
    const sessions = Array.from({ length: 1 + random.below(4) }, () => random.session(random.below(80)))
    const bytes = damage(random, encodeSessions({ sessions }))
    try {
      expect(encodeSessions({ sessions: decodeSessions(bytes) })).toBe(bytes)
      return 0
    } catch (error) {
      expect(error).toBeInstanceOf(SessionsDecodingError)
      return 1
    }
  })
  const refused = refusals.filter(Boolean).length
  expect(refused).toBeGreaterThan(1000)
  expect(refused).toBeLessThan(3000)
})

test.each<[string, Hex, number]>([
  ['no bytes', '0x', 0],
  ['a version alone', '0x01', 1],
  ['half a byte', '0x010', 0],
  ['version 0', `0x00${encoded.slice(4)}`, 0],
  ['version 2', `0x02${encoded.slice(4)}`, 0],
  ['a header cut short', `0x${encoded.slice(2, 2 + 2 * 34)}`, 1],
  ['data cut short', `0x${encoded.slice(2, -2)}`, 35],
  ['a byte too many', `${encoded}00`, 37],
  ['a second session without a module', `${encoded}${'00'.repeat(34)}`, 37],
  ['a time of 2^47', encoded.replace('0x01000070', '0x01800070') as Hex, 1],
])('error: %s', (_, bytes, offset) => {
  expect(() => decodeSessions(bytes)).toThrow(expect.objectContaining({ name: 'SessionsDecodingError', offset }))
})

test.each([undefined, null, 1, {}, [], '01', new Uint8Array([1])])('error: %s is not hex', (value) => {
  // @ts-expect-error A client without types gives anything.
  expect(() => decodeSessions(value)).toThrow(SessionsDecodingError)
})

test('error: says where and why', () => {
  expect(() => decodeSessions(`0x02${encoded.slice(4)}`)).toThrowErrorMatchingInlineSnapshot(`
    [SessionsDecodingError: The sessions cannot be decoded at byte 0: version 2 is unknown, only 1 is known.

    This could arise when:
    - The grant was made without its sessions, or by a tool that publishes them in a form of its own.
    - The bytes were cut short, or others were added.
    ]
  `)
  expect(() => decodeSessions(`${encoded}00`)).toThrowErrorMatchingInlineSnapshot(`
    [SessionsDecodingError: The sessions cannot be decoded at byte 37: a session takes at least 34 bytes; left: 1.

    This could arise when:
    - The grant was made without its sessions, or by a tool that publishes them in a form of its own.
    - The bytes were cut short, or others were added.
    ]
  `)
  expect(() => decodeSessions(`0x${encoded.slice(2, -2)}`)).toThrowErrorMatchingInlineSnapshot(`
    [SessionsDecodingError: The sessions cannot be decoded at byte 35: \`sessionKeyData\` takes 2 bytes; left: 1.

    This could arise when:
    - The grant was made without its sessions, or by a tool that publishes them in a form of its own.
    - The bytes were cut short, or others were added.
    ]
  `)
  expect(() => decodeSessions(`0x01${'00'.repeat(34)}`)).toThrowErrorMatchingInlineSnapshot(`
    [SessionsDecodingError: The sessions cannot be decoded at byte 1: what stands there is not a valid session.

    The session at index 0 is invalid: \`module\` is the zero address.

    This could arise when:
    - The grant was made without its sessions, or by a tool that publishes them in a form of its own.
    - The bytes were cut short, or others were added.
    ]
  `)
})

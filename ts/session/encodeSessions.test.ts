import { expect, test } from 'vitest'
import { encodeSessions } from './encodeSessions.js'

const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'

test('default', () => {
  expect(
    encodeSessions({
      sessions: [
        { validUntil: 2 ** 47 - 1, validAfter: 1, module, sessionKeyData: '0xABCD' },
        { validUntil: 0, validAfter: 0, module, sessionKeyData: '0x' },
      ],
    }),
  ).toBe(
    [
      '0x01',
      '7fffffffffff',
      '000000000001',
      '000000d50c68705bd6897b2d17c7de32fb519fda',
      '0002',
      'abcd',
      '000000000000',
      '000000000000',
      '000000d50c68705bd6897b2d17c7de32fb519fda',
      '0000',
    ].join(''),
  )
})

test('behavior: writes the length of long data', () => {
  const encoded = encodeSessions({
    sessions: [{ validUntil: 0, validAfter: 0, module, sessionKeyData: `0x${'ff'.repeat(4096)}` }],
  })
  expect(encoded.slice(2 + 2 * 33, 2 + 2 * 35)).toBe('1000')
})

test('error: there is no session', () => {
  expect(() => encodeSessions({ sessions: [] })).toThrowErrorMatchingInlineSnapshot(`
    [EmptySessionsError: There is no session in the list.

    There is no empty grant: revoke what is to end.
    ]
  `)
})

test('error: a session is not valid', () => {
  const session = { validUntil: 0, validAfter: 0, module, sessionKeyData: '0x' } as const
  expect(() =>
    encodeSessions({ sessions: [session, { ...session, sessionKeyData: '0x0' }] }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionError: The session at index 1 is invalid: \`sessionKeyData\` is "0x0", not a hex string of whole bytes.

    An \`encode…\` function writes the data.
    ]
  `)
})

test('error: the sessions are not a list', () => {
  // @ts-expect-error A client without types gives one session.
  expect(() => encodeSessions({ sessions: {} })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionError: The session is invalid: it is a value of type object where a list of sessions is meant.
    ]
  `)
})

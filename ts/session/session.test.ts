import { zeroAddress } from 'viem'
import { expect, test, vi } from 'vitest'
import { assertSession, maxSessionKeyDataSize } from './session.js'

const session = {
  validUntil: 1_893_456_000,
  validAfter: 1_700_000_000,
  module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
  sessionKeyData: '0x1234',
} as const

test('default', () => {
  expect(() => assertSession(session)).not.toThrow()
})

test.each([
  ['no expiry', { validUntil: 0 }],
  ['no expiry and no start', { validUntil: 0, validAfter: 0 }],
  ['one second', { validUntil: session.validAfter }],
  ['the last second below 2^47', { validUntil: 2 ** 47 - 1, validAfter: 2 ** 47 - 1 }],
  ['no data', { sessionKeyData: '0x' }],
  ['the most data', { sessionKeyData: `0x${'00'.repeat(maxSessionKeyDataSize)}` }],
  ['a module in lower case', { module: session.module.toLowerCase() }],
])('behavior: takes %s', (_, change) => {
  expect(() => assertSession({ ...session, ...change })).not.toThrow()
})

test.each([
  ['validUntil', 2 ** 47],
  ['validUntil', -1],
  ['validUntil', 1.5],
  ['validUntil', Number.NaN],
  ['validUntil', Number.POSITIVE_INFINITY],
  ['validUntil', 1n],
  ['validUntil', '1'],
  ['validUntil', undefined],
  ['validAfter', 2 ** 47],
  ['validAfter', -1],
  ['validAfter', 0.5],
  ['validAfter', null],
  ['validAfter', session.validUntil + 1],
  ['module', zeroAddress],
  ['module', '0x'],
  ['module', `${session.module}00`],
  ['module', session.module.replace('D', 'd')],
  ['module', [session.module]],
  ['module', undefined],
  ['sessionKeyData', '1234'],
  ['sessionKeyData', '0x123'],
  ['sessionKeyData', '0x12zz'],
  ['sessionKeyData', '0x12\n'],
  ['sessionKeyData', new Uint8Array(2)],
  ['sessionKeyData', undefined],
  ['sessionKeyData', `0x${'00'.repeat(maxSessionKeyDataSize + 1)}`],
])('error: %s is %s', (field, value) => {
  expect(() => assertSession({ ...session, [field]: value })).toThrow(
    expect.objectContaining({ field, name: 'InvalidSessionError' }),
  )
})

test.each([undefined, null, 'session', 1])('error: the session is %s', (value) => {
  expect(() => assertSession(value)).toThrow(expect.objectContaining({ field: undefined, name: 'InvalidSessionError' }))
})

test('error: says why', () => {
  expect(() => assertSession({ ...session, validUntil: 2 ** 47 })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionError: The session is invalid: \`validUntil\` is 140737488355328, not a whole number from 0 to 2^47.

    Times are whole numbers of unix seconds, \`validAfter\` before \`validUntil\`; 0 means no limit.
    ]
  `)
  expect(() => assertSession({ ...session, validAfter: session.validUntil + 1 })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionError: The session is invalid: \`validAfter\` is 1893456001, later than \`validUntil\`, 1893456000.

    Times are whole numbers of unix seconds, \`validAfter\` before \`validUntil\`; 0 means no limit.
    ]
  `)
  expect(() => assertSession({ ...session, module: zeroAddress })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionError: The session is invalid: \`module\` is the zero address.

    Addresses keep to their checksum.
    ]
  `)
  expect(() => assertSession({ ...session, sessionKeyData: '0x123' })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionError: The session is invalid: \`sessionKeyData\` is "0x123", not a hex string of whole bytes.

    An \`encode…\` function writes the data.
    ]
  `)
  expect(() => assertSession(undefined)).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionError: The session is invalid: it is undefined, not an object.
    ]
  `)
})

test('behavior: no module is taken for one that was checked, be it the first or asked twice', async () => {
  vi.resetModules()
  const { assertSession } = await import('./session.js')
  const refused = [undefined, zeroAddress, undefined, session.module.replace('D', 'd')]
  for (const module of [...refused, session.module, ...refused, ...refused]) {
    const assert = () => assertSession({ ...session, module })
    if (module === session.module) expect(assert).not.toThrow()
    else expect(assert).toThrow('`module`')
  }
})

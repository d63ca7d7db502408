import { encodeAbiParameters } from 'viem'
import { expect, test } from 'vitest'
import { getSessionId } from './getSessionId.js'
import type { Session } from './session.js'

const session = {
  validUntil: 1_893_456_000,
  validAfter: 1_700_000_000,
  module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
  sessionKeyData: '0xabcd',
} as const satisfies Session

test('default', () => {
  expect(getSessionId(session)).toMatchInlineSnapshot(
    `"0xa6129eb57c36c16fdb3752924fec727f801c54f3c665c325d07868251c0be4d3"`,
  )
})

test('behavior: equals the leaf in Particle’s documentation', () => {
  const id = getSessionId({
    validUntil: 0,
    validAfter: 0,
    module: '0x4b7f018Fa27a97b6a17b6d4d8Cb3c0e2D9340133',
    sessionKeyData: encodeAbiParameters(
      [{ type: 'address' }, { type: 'address' }, { type: 'address' }, { type: 'uint256' }],
      [
        '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
        '0x909E30bdBCb728131E3F8d17150eaE740C904649',
        // Printed there with a wrong checksum.
        '0x11d266772b85c2c5d4f84a41ca3e08e9f04fb5d3',
        1n,
      ],
    ),
  })
  expect(id).toBe('0x6c98955fe6db976fde4318beb22b3aa902fa5de66756158c4f4ef5c012e90551')
})

test('behavior: any change makes another session', () => {
  const ids = [
    session,
    { ...session, validUntil: session.validUntil + 1 },
    { ...session, validAfter: session.validAfter + 1 },
    { ...session, module: '0x000006bC2eCdAe38113929293d241Cf252D91861' } as const,
    { ...session, sessionKeyData: '0xabcd00' } as const,
    { ...session, sessionKeyData: '0x' } as const,
  ].map(getSessionId)
  expect(new Set(ids).size).toBe(ids.length)
})

test('behavior: the case of hex digits changes nothing', () => {
  expect(
    getSessionId({
      ...session,
      module: '0x000000d50c68705bd6897b2d17c7de32fb519fda',
      sessionKeyData: '0xABCD',
    }),
  ).toBe(getSessionId(session))
})

test('error: the session is not valid', () => {
  expect(() => getSessionId({ ...session, validUntil: 1 })).toThrow(
    expect.objectContaining({ field: 'validAfter', name: 'InvalidSessionError' }),
  )
})

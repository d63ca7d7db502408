import { type Address, encodeFunctionData, erc20Abi } from 'viem'
import { expect, test } from 'vitest'
import { allowAnyFunction } from './allowAnyFunction.js'
import { checkSession } from './checkSession.js'
import { definePolicy } from './definePolicy.js'
import { any } from './dynamicRules.js'
import { toPolicySession } from './toPolicySession.js'

const account = '0x4b7f018Fa27a97b6a17b6d4d8Cb3c0e2D9340133'
const token = '0x909E30bdBCb728131E3F8d17150eaE740C904649'
const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
const session = toPolicySession({
  policy: definePolicy({
    signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
    fees: 'none',
    permissions: [allowAnyFunction({ address: any() })],
  }),
  module,
  validUntil: 1_893_456_000,
  validAfter: 0,
})
const data = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [token, 1n] })

test('default', () => {
  expect(checkSession(session, { account, calls: [{ to: token, data }] })).toEqual({
    allowed: true,
    charges: [],
    permissions: [0],
  })
})

test.each<Address>([account, module])('behavior: no session calls %s', (target) => {
  expect(
    checkSession(session, {
      account,
      calls: [
        { to: token, data },
        { to: target, data },
      ],
    }),
  ).toEqual({
    allowed: false,
    error: 'TargetForbidden',
    target,
    message: `No session may call ${target}: the registry forbids it.`,
  })
  // An earlier call is refused first.
  expect(checkSession(session, { account, calls: [{ to: token }, { to: target, data }] })).toMatchObject({
    error: 'CallNotPermitted',
  })
})

test('args: forbidden', () => {
  const calls = [{ to: token, data }] as const
  expect(checkSession(session, { account, calls, forbidden: [token] })).toMatchObject({ error: 'TargetForbidden' })
})

test('behavior: a session of another module', () => {
  const other = { ...session, sessionKeyData: `0x${'00'.repeat(64)}` } as const
  expect(checkSession(other, { account, calls: [{ to: account, data }] })).toMatchObject({ error: 'PolicyMalformed' })
})

test('error: the session is not valid', () => {
  expect(() => checkSession({ ...session, validUntil: -1 }, { account, calls: [{ to: token, data }] })).toThrow(
    expect.objectContaining({ name: 'InvalidSessionError' }),
  )
})

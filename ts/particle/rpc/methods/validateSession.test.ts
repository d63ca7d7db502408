import { describe, expect, test } from 'vitest'
import { createMockStack, errorOf, resultOf, strangeValues, withValue } from '../../../../test/particle/mockStack.js'
import { encodedSession, root, session, smartAccount } from '../../../../test/particle/requests.js'

const method = 'particle_aa_validateSession'
const target = { sessions: [session], targetSession: encodedSession }
const live = { deployed: true, enabled: true, root } as const

test('default: live under the root of all sessions', async () => {
  expect(await resultOf(createMockStack(live).handler, method, [smartAccount, target])).toBe(true)
})

test.each([
  ['the account is not deployed', { ...live, deployed: false }],
  ['the account has not enabled the registry', { ...live, enabled: false }],
  ['the account has set another root', { ...live, root: `0x${'11'.repeat(32)}` }],
] as const)('behavior: not when %s', async (_, parameters) => {
  expect(await resultOf(createMockStack(parameters).handler, method, [smartAccount, target])).toBe(false)
})

describe('error: what cannot be read is named by its path', () => {
  test.each([
    ['[1]', 'params[1]'],
    ['[1].sessions', 'params[1].sessions'],
    ['[1].sessions[0]', 'params[1].sessions[0]'],
    ['[1].targetSession', 'params[1].targetSession'],
    ['[1].targetSession.sessionKeyData', 'params[1].targetSession'],
    ['[1].targetSession.validUntil', 'params[1].targetSession'],
  ])('params%s', async (path, named) => {
    const { handler } = createMockStack(live)
    for (const value of strangeValues) {
      const changed = withValue([smartAccount, target], path, value)
      const { code, data } =
        value === 0 && path.endsWith('validUntil') ? right : await errorOf(handler, method, changed)
      expect(code).toBe(-32602)
      expect((data as { path: string }).path.startsWith(named)).toBe(true)
    }
  })
  const right = { code: -32602, data: { path: 'params[1].targetSession' } }

  test('a session that is not one of the list', async () => {
    const { handler } = createMockStack(live)
    const other = { ...encodedSession, validUntil: 5 }
    expect(await errorOf(handler, method, [smartAccount, { ...target, targetSession: other }])).toEqual({
      code: -32602,
      data: { path: 'params[1].targetSession' },
      message: '`params[1].targetSession` is not one of `params[1].sessions`.',
    })
  })

  test('a field too many, and one too few', async () => {
    const { handler } = createMockStack(live)
    expect(await errorOf(handler, method, [smartAccount, { ...target, tree: 'native' }])).toMatchObject({
      code: -32602,
      data: { path: 'params[1]' },
    })
    expect(await errorOf(handler, method, [smartAccount])).toMatchObject({ code: -32602, data: { path: 'params' } })
  })
})

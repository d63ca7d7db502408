import type { Hex } from 'viem'
import { entryPoint06Address, entryPoint07Address, entryPoint08Address } from 'viem/account-abstraction'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { createRandom } from '../../test/vectors/random.js'
import { ownerNonceKey } from '../accounts/ownerNonceKey.js'
import type { SignedGrant } from '../grants/grantWire.js'
import { allowTransfer } from '../policy/allowTransfer.js'
import { definePolicy } from '../policy/definePolicy.js'
import { toPolicySession } from '../policy/toPolicySession.js'
import { getSessionProof } from '../tree/getSessionProof.js'
import type { SessionTree } from '../tree/sessionTree.js'
import { toBiconomySessionTree } from '../tree/toBiconomySessionTree.js'
import { toSessionTree } from '../tree/toSessionTree.js'
import { getSessionLeaf } from './getSessionLeaf.js'
import { type GrantedSession, toGrantedSession } from './grantedSession.js'

const random = createRandom(21)
const sessions = Array.from({ length: 5 }, () => random.session(40))
const [session, other] = sessions as [(typeof sessions)[0], (typeof sessions)[0]]
const tree = toSessionTree({ sessions })
const account = random.address()
const registry = random.address()
const base = { account, chainId: 137, registry, session } as const
const grant: SignedGrant = { chainProof: [random.hex(32)], sessions: '0x', signature: random.hex(65) }
const nexus = { entryPoint: { address: entryPoint07Address, version: '0.7' }, family: 'nexus' } as const

describe('default', () => {
  test('a session granted alone, to a Biconomy account', () => {
    const { entryPoint, ...granted } = toGrantedSession(base)
    expect(granted).toEqual({ ...base, family: 'biconomy', proof: [], root: getSessionLeaf(session), wire: 'native' })
    expect([entryPoint.address, entryPoint.version]).toEqual([entryPoint06Address, '0.6'])
  })

  test('a session in a tree', () => {
    expect(toGrantedSession({ ...base, tree })).toMatchObject({ root: tree.root, tree, wire: 'native' })
    const biconomy = toBiconomySessionTree({ sessions })
    expect(toGrantedSession({ ...base, tree: biconomy })).toMatchObject({ root: biconomy.root, wire: 'biconomy' })
  })

  test('a session and its proof', () => {
    for (const kind of [tree, toBiconomySessionTree({ sessions })]) {
      const proof = getSessionProof(kind, { session })
      const granted = toGrantedSession({ ...base, proof, root: kind.root, wire: kind.kind })
      expect(granted).toMatchObject({ proof, root: kind.root, wire: kind.kind })
    }
  })

  test('what it returns, it takes', () => {
    const granted = toGrantedSession({ ...base, ...nexus, grant, nonceKey: 2n ** 24n - 1n, tree })
    expect(toGrantedSession(granted)).toEqual(granted)
  })
})

test('behavior: hex in any case is written in one', () => {
  const upper = (hex: Hex): Hex => `0x${hex.slice(2).toUpperCase()}`
  const lower = (hex: Hex): Hex => `0x${hex.slice(2).toLowerCase()}`
  const proof = getSessionProof(tree, { session })
  const granted = toGrantedSession({ ...base, ...nexus, grant, proof, root: tree.root })
  expect(
    toGrantedSession({
      ...base,
      ...nexus,
      account: lower(account),
      grant: {
        chainProof: grant.chainProof.map(upper),
        sessions: grant.sessions,
        signature: upper(grant.signature),
      },
      proof: proof.map(upper),
      registry: lower(registry),
      root: upper(tree.root),
      session: { ...session, module: lower(session.module), sessionKeyData: upper(session.sessionKeyData) },
    }),
  ).toEqual(granted)
})

test('behavior: a tree is built anew, whatever root its object names', () => {
  const forged = { ...toSessionTree({ sessions: [other] }), sessions } as SessionTree
  expect(toGrantedSession({ ...base, tree: forged }).root).toBe(tree.root)
})

test('behavior: what else stands in the session or the grant is left behind', () => {
  const extra = { ...base, grant: { ...grant, owner: 'x' }, owner: 'x', session: { ...session, owner: 'x' } }
  expect(JSON.stringify(toGrantedSession(extra))).not.toContain('owner":"x')
})

test.each([
  ['account', { account: '0x1234' }, 'is "0x1234", not an address'],
  ['account', { account: account.replace(/[a-f]/, (digit) => digit.toUpperCase()) }, 'not an address'],
  ['account', { account: `0x${'00'.repeat(20)}` }, 'is the zero address'],
  ['registry', { registry: undefined }, 'is undefined, not an address'],
  ['chainId', { chainId: 0 }, 'is 0, not a chain id'],
  ['chainId', { chainId: 1.5 }, 'is 1.5, not a chain id'],
  ['chainId', { chainId: 2 ** 53 }, 'not a chain id'],
  ['chainId', { chainId: 137n }, 'is 137n, not a chain id'],
  ['chainId', { chainId: '137' }, 'is "137", not a chain id'],
  ['entryPoint.version', { entryPoint: { ...nexus.entryPoint, version: '0.5' } }, 'is "0.5", which is unknown'],
  ['entryPoint.version', { entryPoint: { ...nexus.entryPoint, version: ['0.7'] } }, 'which is unknown'],
  ['entryPoint.version', { entryPoint: { ...nexus.entryPoint, version: 'toString' } }, 'which is unknown'],
  ['entryPoint.address', { entryPoint: { ...nexus.entryPoint, address: '0x' } }, 'is "0x", not an address'],
  ['family', { family: 'nexus' }, 'is "nexus", on EntryPoint v0.6'],
  ['family', { entryPoint: nexus.entryPoint }, 'is undefined, on EntryPoint v0.7'],
  ['family', { entryPoint: nexus.entryPoint, family: 'biconomy' }, 'is "biconomy", on EntryPoint v0.7'],
  ['family', { entryPoint: nexus.entryPoint, family: 'constructor' }, 'is "constructor", on EntryPoint v0.7'],
  ['family', { entryPoint: nexus.entryPoint, family: ['nexus'] }, 'on EntryPoint v0.7'],
  ['root', { root: random.hex(32) }, 'and the session is under'],
  ['root', { proof: [random.hex(32)], root: tree.root }, 'and the session is under'],
  ['root', { proof: getSessionProof(tree, { session: other }), root: tree.root }, 'and the session is under'],
  ['wire', { wire: 'solana' }, 'is "solana"'],
  ['nonceKey', { nonceKey: 1 }, 'is 1, not a bigint'],
  ['grant', { grant: null }, 'is null, not an object'],
])('error: %s, %o', (field, change, message) => {
  const run = () => toGrantedSession({ ...base, ...change } as toGrantedSession.Parameters)
  expect(run).toThrow(expect.objectContaining({ field, name: 'InvalidGrantedSessionError' }))
  expect(run).toThrow(message)
})

test.each([
  ['InvalidSessionError', { session: { ...session, validUntil: -1 } }],
  ['InvalidProofError', { proof: ['0x12'] }],
  ['InvalidProofError', { proof: Array.from({ length: 33 }, () => random.hex(32)) }],
  ['InvalidHashError', { root: '0x12' }],
  ['SessionNotInTreeError', { tree: toSessionTree({ sessions: [other] }) }],
  ['EmptySessionsError', { tree: { kind: 'native', sessions: [] } }],
  ['AmbiguousBiconomySessionError', { tree: { kind: 'biconomy', sessions: [session, random.session(32)] } }],
  ['TreeKindError', { tree, wire: 'biconomy' }],
  ['TreeKindError', { ...nexus, wire: 'biconomy' }],
  ['TreeKindError', { grant, wire: 'biconomy' }],
  ['InvalidSignedGrantError', { grant: { ...grant, signature: '0x1' } }],
  ['NonceKeyError', { nonceKey: ownerNonceKey }],
  ['NonceKeyError', { nonceKey: -1n }],
  ['NonceKeyError', { ...nexus, nonceKey: 2n ** 24n }],
])('error: %s, %o', (name, change) => {
  expect(() => toGrantedSession({ ...base, ...change } as toGrantedSession.Parameters)).toThrow(
    expect.objectContaining({ name }),
  )
})

test('behavior: a session with a budget per period', () => {
  const policy = definePolicy({
    budgets: { 'app.example/weekly': { kind: 'calls', max: 5n, period: { seconds: 604_800, start: 0 } } },
    fees: { maxPerOp: 1n },
    permissions: [allowTransfer({ address: account, limits: ['app.example/weekly'], value: { max: 1n } })],
    signer: registry,
  })
  const counted = toPolicySession({ module: registry, policy, validAfter: 0, validUntil: 0 })
  expect(toGrantedSession({ ...base, session: counted }).session).toEqual(counted)
})

test('behavior: takes an account on EntryPoint v0.9, whose version the oldest viem has no type for', () => {
  const entryPoint: object = { address: registry, version: '0.9' }
  const granted = toGrantedSession({ ...base, ...nexus, entryPoint: entryPoint as typeof nexus.entryPoint })
  expect(granted.entryPoint).toMatchObject(entryPoint)
  expect(granted.entryPoint.abi).toContainEqual(expect.objectContaining({ name: 'getNonce' }))
})

test('error: says what does not fit', () => {
  expect(() =>
    toGrantedSession({ ...base, entryPoint: { address: entryPoint08Address, version: '0.8' } }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [InvalidGrantedSessionError: The granted session is invalid: \`family\` is undefined, on EntryPoint v0.8.

    This could arise when:
    - The proof belongs to another session, or to another tree than the one that was granted.
    - Account, registry and EntryPoint are of different families or chains.
    ]
  `)
})

test('types', () => {
  expectTypeOf<GrantedSession>().toExtend<toGrantedSession.Parameters>()
  expectTypeOf(toGrantedSession(base).nonceKey).toEqualTypeOf<bigint | undefined>()
  // @ts-expect-error One place, not two.
  void (() => toGrantedSession({ ...base, proof: [], tree }))
  // @ts-expect-error A session is on some chain.
  void (() => toGrantedSession({ account, registry, session }))
})

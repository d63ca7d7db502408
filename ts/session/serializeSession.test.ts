import type { Hex } from 'viem'
import { entryPoint07Address } from 'viem/account-abstraction'
import { describe, expect, test } from 'vitest'
import { createSessionKey } from '../keys/createSessionKey.js'
import { toSessionKey } from '../keys/toSessionKey.js'
import { getSessionProof } from '../tree/getSessionProof.js'
import { toSessionTree } from '../tree/toSessionTree.js'
import { serializeSession } from './serializeSession.js'
import type { Session } from './session.js'

const session: Session = {
  validUntil: 1_893_456_000,
  validAfter: 0,
  module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
  sessionKeyData: '0x1234',
}
const other: Session = { ...session, sessionKeyData: '0x5678' }
const tree = toSessionTree({ sessions: [session, other] })
const base = {
  account: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
  chainId: 137,
  entryPoint: { address: entryPoint07Address, version: '0.7' },
  family: 'nexus',
  registry: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3',
  session,
  tree,
} as const
const privateKey: Hex = `0x${'0123456789abcdef'.repeat(4)}`

describe('default', () => {
  test('the session and its proof', () => {
    expect(serializeSession(base)).toMatchInlineSnapshot(
      `"{"format":"latchkey session","version":1,"chainId":137,"account":"0x909E30bdBCb728131E3F8d17150eaE740C904649","family":"nexus","entryPoint":{"address":"0x0000000071727De22E5E9d8BAf0edAc6f37da032","version":"0.7"},"registry":"0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3","session":{"validUntil":1893456000,"validAfter":0,"module":"0x000000D50C68705bd6897B2d17c7de32FB519fDA","sessionKeyData":"0x1234"},"tree":{"kind":"native","root":"0x140744c1af5097e4f0332b7452601013eadad3a48096adf5ab7bec94f25409a2","proof":["0x9716d8d929b3e95eb4400eea403a34bcfd29b609961ebbdf1541e36a32d87a0a"]}}"`,
    )
  })

  test('with all that may go along', async () => {
    const text = serializeSession({
      ...base,
      grant: { chainProof: [`0x${'11'.repeat(32)}`], sessions: '0x', signature: '0x1234' },
      includeKey: true,
      includeTree: true,
      key: await toSessionKey({ privateKey, type: 'secp256k1' }),
      nonceKey: 2n ** 24n - 1n,
    })
    expect(JSON.stringify(JSON.parse(text), null, 2)).toMatchInlineSnapshot(`
      "{
        "format": "latchkey session",
        "version": 1,
        "chainId": 137,
        "account": "0x909E30bdBCb728131E3F8d17150eaE740C904649",
        "family": "nexus",
        "entryPoint": {
          "address": "0x0000000071727De22E5E9d8BAf0edAc6f37da032",
          "version": "0.7"
        },
        "registry": "0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3",
        "session": {
          "validUntil": 1893456000,
          "validAfter": 0,
          "module": "0x000000D50C68705bd6897B2d17c7de32FB519fDA",
          "sessionKeyData": "0x1234"
        },
        "tree": {
          "kind": "native",
          "root": "0x140744c1af5097e4f0332b7452601013eadad3a48096adf5ab7bec94f25409a2",
          "sessions": [
            {
              "validUntil": 1893456000,
              "validAfter": 0,
              "module": "0x000000D50C68705bd6897B2d17c7de32FB519fDA",
              "sessionKeyData": "0x1234"
            },
            {
              "validUntil": 1893456000,
              "validAfter": 0,
              "module": "0x000000D50C68705bd6897B2d17c7de32FB519fDA",
              "sessionKeyData": "0x5678"
            }
          ]
        },
        "grant": {
          "chainProof": [
            "0x1111111111111111111111111111111111111111111111111111111111111111"
          ],
          "sessions": "0x",
          "signature": "0x1234"
        },
        "nonceKey": "16777215",
        "key": {
          "type": "secp256k1",
          "privateKey": "0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        }
      }"
    `)
  })
})

test('behavior: the same session is the same text', () => {
  const { account, tree: _, ...rest } = base
  const proof = getSessionProof(tree, { session })
  expect(serializeSession({ ...rest, account, proof, root: tree.root })).toBe(serializeSession(base))
  expect(serializeSession({ ...rest, account: account.toLowerCase() as Hex, tree })).toBe(serializeSession(base))
})

test('behavior: sessions of others do not go along', () => {
  expect(serializeSession(base)).not.toContain('5678')
  expect(serializeSession({ ...base, includeTree: true })).toContain('5678')
})

test('behavior: a key goes along when it is asked for, and not otherwise', async () => {
  const key = await toSessionKey({ privateKey, type: 'secp256k1' })
  const withoutKey = serializeSession(base)
  for (const includeKey of [undefined, false, 0, 1, 'true'])
    expect(serializeSession({ ...base, includeKey: includeKey as false, key })).toBe(withoutKey)
  expect(withoutKey).not.toContain(privateKey.slice(2))
  expect(serializeSession({ ...base, includeKey: true, key })).toContain(privateKey)
})

test('behavior: what else is passed along is not written', () => {
  const owner = { ownerKey: privateKey, signer: { privateKey }, ...base, session: { ...session, ownerKey: privateKey } }
  expect(serializeSession(owner)).toBe(serializeSession(base))
})

test('error: a key that nobody can read', async () => {
  const key = await createSessionKey({ type: 'p256' })
  expect(() => serializeSession({ ...base, includeKey: true, key })).toThrowErrorMatchingInlineSnapshot(`
    [SessionKeyNotExportableError: A P-256 session key cannot be put into text: nobody can read it.

    To keep such a key, use \`createIndexedDbStore\`, which stores it without reading it.
    To let an agent act, have the agent make a key, grant a session to it, and hand that over without a key.
    ]
  `)
})

test('error: no key, and one that is a copy', async () => {
  const key = await toSessionKey({ privateKey, type: 'secp256k1' })
  // @ts-expect-error The key is missing.
  expect(() => serializeSession({ ...base, includeKey: true })).toThrow(
    expect.objectContaining({ name: 'InvalidSessionKeyError' }),
  )
  expect(() => serializeSession({ ...base, includeKey: true, key: { ...key } })).toThrow(
    expect.objectContaining({ name: 'InvalidSessionKeyError' }),
  )
})

test('error: a session that is not under what was granted', () => {
  const { tree: _, ...proven } = { ...base, proof: [], root: tree.root }
  expect(() => serializeSession(proven)).toThrowErrorMatchingInlineSnapshot(`
    [InvalidGrantedSessionError: The granted session is invalid: \`root\` is 0x140744c1af5097e4f0332b7452601013eadad3a48096adf5ab7bec94f25409a2, and the session is under 0x2905a0fd74b732d1e22d80bd03f8369d8c0265168611378a254db090d866ed57.

    This could arise when:
    - The proof belongs to another session, or to another tree than the one that was granted.
    - Account, registry and EntryPoint are of different families or chains.
    ]
  `)
})

test('error: too long', () => {
  const sessions = Array.from({ length: 130 }, (_, index) => ({
    ...session,
    sessionKeyData: `0x${index.toString(16).padStart(8192, '0')}` as Hex,
  }))
  const many = toSessionTree({ sessions: [session, ...sessions] })
  expect(serializeSession({ ...base, tree: many }).length).toBeLessThan(2_000)
  expect(() => serializeSession({ ...base, includeTree: true, tree: many })).toThrowErrorMatchingInlineSnapshot(`
    [SessionSerializationError: The session takes 1080805 characters, more than 1048576.

    This could arise when:
    - A whole tree of many sessions goes along (\`includeTree\`). A proof takes 67 characters per level.
    ]
  `)
})

test('types: a key goes along only when there is one', async () => {
  // @ts-expect-error There is no key.
  void (() => serializeSession({ ...base, includeKey: true }))
  void (() => serializeSession({ ...base, includeKey: false }))
})

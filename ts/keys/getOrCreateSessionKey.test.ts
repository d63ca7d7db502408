import { expect, expectTypeOf, test } from 'vitest'
import { createStorage, newGranted } from '../../test/stores/contract.js'
import { createMemoryStore } from '../stores/createMemoryStore.js'
import { createWebStorageStore } from '../stores/createWebStorageStore.js'
import type { SessionRecord, SessionStore } from '../stores/sessionStore.js'
import { createSessionKey } from './createSessionKey.js'
import { getOrCreateSessionKey } from './getOrCreateSessionKey.js'
import { getSessionRecordId } from './getSessionRecordId.js'
import type { SessionKey } from './sessionKey.js'

const account = '0x909E30bdBCb728131E3F8d17150eaE740C904649'
const scope = { account, chainId: 137, origin: 'https://app.example', user: 'alice' } as const
const others = [
  { account: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3' },
  { chainId: 1 },
  { origin: 'https://other.example' },
  { origin: 'https://app.example/' },
  { user: 'bob' },
] as const

test('default', async () => {
  const store = createMemoryStore()
  const record = await getOrCreateSessionKey({ ...scope, store })
  expect(record).toMatchObject({ ...scope, id: getSessionRecordId(scope), key: { type: 'secp256k1' } })
  expect((await getOrCreateSessionKey({ ...scope, store })).key).toBe(record.key)
  expect(await store.list()).toHaveLength(1)
})

test('behavior: each user, origin, account and chain has a key of its own', async () => {
  const store = createMemoryStore()
  const records = [await getOrCreateSessionKey({ ...scope, store })]
  for (const other of others) records.push(await getOrCreateSessionKey({ ...scope, ...other, store }))
  expect(new Set(records.map(({ key }) => key.address)).size).toBe(records.length)
  // None of them has become another since.
  for (const [index, other] of [{}, ...others].entries())
    expect((await getOrCreateSessionKey({ ...scope, ...other, store })).key).toBe(records[index]?.key)
})

test('behavior: names do not run together', () => {
  const ids = [
    { origin: 'b', user: 'a' },
    { origin: 'a', user: 'b' },
    { origin: '","b', user: 'a' },
    { origin: 'b', user: 'a","' },
    { origin: '\ud800', user: 'a' },
    { origin: '\ud801', user: 'a' },
  ].map((names) => getSessionRecordId({ ...scope, ...names }))
  expect(new Set(ids).size).toBe(ids.length)
})

test('behavior: an address is the same in any case', async () => {
  const store = createMemoryStore()
  const lower = account.toLowerCase() as typeof account
  const one = await getOrCreateSessionKey({ ...scope, store, user: account })
  const other = await getOrCreateSessionKey({ ...scope, account: lower, store, user: lower })
  expect(other.key).toBe(one.key)
})

test('behavior: what was granted comes along', async () => {
  const store = createMemoryStore()
  const record = await getOrCreateSessionKey({ ...scope, store })
  expect(record.granted).toBeUndefined()
  const granted = newGranted(scope)
  await store.set({ record: { ...record, granted } })
  expect((await getOrCreateSessionKey({ ...scope, store })).granted).toEqual(granted)
})

test('args: id', async () => {
  const store = createMemoryStore()
  const [one, other] = [
    await getOrCreateSessionKey({ ...scope, id: 'mint', store }),
    await getOrCreateSessionKey({ ...scope, id: 'trade', store }),
  ]
  expect(one.key.address).not.toBe(other.key.address)
  expect((await getOrCreateSessionKey({ ...scope, id: 'mint', store })).key).toBe(one.key)
})

test('args: type', async () => {
  const store = createMemoryStore()
  const { key } = await getOrCreateSessionKey({ ...scope, store, type: 'p256' })
  expect(key.type).toBe('p256')
  expect((await getOrCreateSessionKey({ ...scope, store })).key).toBe(key)
  await expect(
    getOrCreateSessionKey({ ...scope, store, type: 'secp256k1' }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(`
    [SessionKeyTypeError: The record a string of 66 characters holds a p256 key, and a secp256k1 key was asked for.

    Leave \`type\` out to take the key as it is, or pass another \`id\` to have one of each.
    ]
  `)
})

test('args: reuse', async () => {
  const store = createMemoryStore()
  const one = await getOrCreateSessionKey({ ...scope, store })
  await store.set({ record: { ...one, granted: newGranted(scope) } })
  const elsewhere = { ...scope, origin: 'https://other.example' }
  const reused = await getOrCreateSessionKey({ ...elsewhere, reuse: one.id, store })
  expect(reused.key).toBe(one.key)
  // The key is the same, and each has a record and a session of its own.
  expect(reused).toMatchObject({ ...elsewhere, id: getSessionRecordId(elsewhere) })
  expect(reused.granted).toBeUndefined()
  expect(await store.list()).toHaveLength(2)
  // The choice was made: it need not be said again, and may be.
  expect((await getOrCreateSessionKey({ ...elsewhere, store })).key).toBe(one.key)
  expect((await getOrCreateSessionKey({ ...elsewhere, reuse: one.id, store })).key).toBe(one.key)
})

test.each(others)('error: the record of an id is of somebody else, %o', async (other) => {
  const store = createMemoryStore()
  await getOrCreateSessionKey({ ...scope, id: 'key', store })
  const [field] = Object.keys(other)
  await expect(getOrCreateSessionKey({ ...scope, ...other, id: 'key', store })).rejects.toMatchObject({
    field,
    name: 'SessionKeyScopeError',
  })
  expect(await store.list()).toHaveLength(1)
})

test('error: a record was put under the id of somebody else', async () => {
  const store = createMemoryStore()
  const mine = await getOrCreateSessionKey({ ...scope, store })
  const theirs = { ...scope, origin: 'https://evil.example' }
  await store.set({ record: { ...mine, id: getSessionRecordId(theirs) } })
  await expect(getOrCreateSessionKey({ ...theirs, store })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [SessionKeyScopeError: The record a string of 66 characters holds a key of another \`origin\`.

    Stored: "https://app.example". Asked for: "https://evil.example".
    Each user, origin, account and chain has a key of its own, so that one that leaks opens one door only.
    To use one key for both all the same, pass the id of its record as \`reuse\`.
    ]
  `)
})

test('error: nothing to reuse, and no new key in its place', async () => {
  const store = createMemoryStore()
  await expect(
    getOrCreateSessionKey({ ...scope, reuse: 'nothing', store }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(`
    [SessionRecordNotFoundError: There is no record "nothing".

    This could arise when:
    - It was deleted, or stands in another store.
    - The browser cleared the site’s data.
    ]
  `)
  expect(await store.list()).toEqual([])
})

test('error: reuse where there is a key already', async () => {
  const store = createMemoryStore()
  const one = await getOrCreateSessionKey({ ...scope, id: 'one', store })
  const other = await getOrCreateSessionKey({ ...scope, id: 'other', store })
  const error = await getOrCreateSessionKey({ ...scope, id: 'other', reuse: 'one', store }).catch((thrown) => thrown)
  expect(error).toMatchObject({ name: 'SessionKeyConflictError' })
  expect(error.shortMessage).toBe(
    `The key ${one.key.address} cannot be reused: the record "other" holds ${other.key.address}.`,
  )
  expect((await store.get({ id: 'other' }))?.key).toBe(other.key)
})

test('error: reuse of a key of another type', async () => {
  const store = createMemoryStore()
  await getOrCreateSessionKey({ ...scope, id: 'one', store })
  await expect(
    getOrCreateSessionKey({ ...scope, id: 'other', reuse: 'one', store, type: 'p256' }),
  ).rejects.toMatchObject({ name: 'SessionKeyTypeError' })
  expect(await store.list()).toHaveLength(1)
})

test.each([
  ['account', { account: '0x12' }],
  ['chainId', { chainId: 0 }],
  ['origin', { origin: '' }],
  ['user', { user: 'x'.repeat(257) }],
])('error: %s, %o', async (field, change) => {
  const run = getOrCreateSessionKey({ ...scope, ...change, store: createMemoryStore() } as never)
  await expect(run).rejects.toMatchObject({ field, name: 'InvalidSessionRecordError' })
})

test('behavior: another was faster, so its key is taken', async () => {
  const inner = createMemoryStore()
  const key = await createSessionKey({ type: 'secp256k1' })
  const first: SessionRecord = { ...scope, id: getSessionRecordId(scope), key }
  let looks = 0
  const store: SessionStore = {
    ...inner,
    get: async (parameters) => {
      // The other one writes between our look and our write.
      if (looks++ === 0) {
        await inner.set({ record: first })
        return undefined
      }
      return inner.get(parameters)
    },
  }
  expect((await getOrCreateSessionKey({ ...scope, store })).key).toBe(key)
})

test('error: what the store throws', async () => {
  const encryptionKey = await crypto.subtle.generateKey({ length: 256, name: 'AES-GCM' }, false, ['encrypt', 'decrypt'])
  const store = createWebStorageStore({ encryptionKey, storage: createStorage() })
  await expect(getOrCreateSessionKey({ ...scope, store, type: 'p256' })).rejects.toMatchObject({
    name: 'SessionKeyNotExportableError',
  })
})

test('types', () => {
  const store = createMemoryStore()
  const typed = () => getOrCreateSessionKey({ ...scope, store, type: 'p256' })
  expectTypeOf<Awaited<ReturnType<typeof typed>>['key']>().toEqualTypeOf<SessionKey<'p256'>>()
  const loose = () => getOrCreateSessionKey({ ...scope, store })
  expectTypeOf<Awaited<ReturnType<typeof loose>>['key']['address']>().toEqualTypeOf<`0x${string}`>()
  void (async () => store.set({ record: { ...(await typed()), granted: newGranted(scope) } }))
  // @ts-expect-error Whose key it is is always said.
  void (() => getOrCreateSessionKey({ account, chainId: 1, store, user: 'alice' }))
})

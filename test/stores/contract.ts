import { type Hex, hashMessage, hexToBytes, recoverMessageAddress, slice } from 'viem'
import { entryPoint07Address } from 'viem/account-abstraction'
import { describe, expect, test } from 'vitest'
import { createSessionKey } from '../../ts/keys/createSessionKey.js'
import { getOrCreateSessionKey } from '../../ts/keys/getOrCreateSessionKey.js'
import { getKeyMaterial, type SessionKey, type SessionKeyType } from '../../ts/keys/sessionKey.js'
import { type GrantedSession, toGrantedSession } from '../../ts/session/grantedSession.js'
import { toP256Address } from '../../ts/signers/p256.js'
import type { SessionRecord, SessionStore } from '../../ts/stores/sessionStore.js'
import { toSessionTree } from '../../ts/tree/toSessionTree.js'
import { createRandom } from '../vectors/random.js'

const random = createRandom(41)

/** A record of an app, with something granted unless said otherwise. */
export async function newRecord(parameters: Partial<SessionRecord> & { type?: SessionKeyType } = {}) {
  const { type = 'secp256k1', ...rest } = parameters
  const scope = { account: random.address(), chainId: 137, origin: 'https://app.example', user: 'alice', ...rest }
  const record: SessionRecord = { id: random.hex(8), key: await createSessionKey({ type }), ...scope }
  return { granted: newGranted(record), ...record } satisfies SessionRecord
}

export function newGranted({ account, chainId }: Pick<SessionRecord, 'account' | 'chainId'>): GrantedSession {
  const sessions = Array.from({ length: 3 }, () => random.session(40))
  return toGrantedSession({
    account,
    chainId,
    entryPoint: { address: entryPoint07Address, version: '0.7' },
    family: 'nexus',
    grant: { chainProof: [], sessions: '0x', signature: random.hex(65) },
    nonceKey: 12n,
    registry: random.address(),
    session: sessions[0] ?? random.session(),
    tree: toSessionTree({ sessions }),
  })
}

/** What a record says, with the secret of its key where it can be compared. */
export function show(record: SessionRecord | undefined) {
  if (!record) return undefined
  const { key, ...rest } = record
  const material = getKeyMaterial(key)
  return { ...rest, address: key.address, secret: material.type === 'secp256k1' ? material.privateKey : 'nobody knows' }
}

/** Whether the key signs as the one that its address is of. */
async function signs({ address, signer }: SessionKey): Promise<boolean> {
  const hash = hashMessage('an operation')
  if ('signMessage' in signer) {
    const signature = await signer.signMessage({ message: { raw: hash } })
    return (await recoverMessageAddress({ message: { raw: hash }, signature })) === address
  }
  const signature = await signer.signUserOperationHash({ hash })
  const bytes = (hex: Hex) => new Uint8Array(hexToBytes(hex))
  const point = bytes(`0x04${slice(signature, 1, 65).slice(2)}`)
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const verifier = await crypto.subtle.importKey('raw', point, curve, false, ['verify'])
  const algorithm = { hash: 'SHA-256', name: 'ECDSA' }
  const isRight = await crypto.subtle.verify(algorithm, verifier, bytes(slice(signature, 65)), bytes(hash))
  return isRight && toP256Address(1, slice(signature, 1, 65)) === address
}

/** What every store does. `reopen` gives a store of the same records, as after a restart. */
export function describeStore(parameters: {
  create: () => Promise<{ reopen: () => Promise<SessionStore>; store: SessionStore }>
  types: readonly SessionKeyType[]
}) {
  const { create, types } = parameters

  describe.each(types)('of a %s key', (type) => {
    test('default: gives back what was set, also after a restart', async () => {
      const { reopen, store } = await create()
      const record = await newRecord({ type })
      await store.set({ record })
      for (const again of [store, await reopen()]) {
        const found = await again.get({ id: record.id })
        expect(show(found)).toEqual(show(record))
        expect(found?.granted?.nonceKey).toBe(12n)
        expect(found && (await signs(found.key))).toBe(true)
        expect((await again.list()).map(show)).toEqual([show(record)])
      }
    })

    test('behavior: a record without a session, then with one', async () => {
      const { store } = await create()
      const { granted, ...record } = await newRecord({ type })
      await store.set({ record })
      expect((await store.get({ id: record.id }))?.granted).toBeUndefined()
      await store.set({ record: { ...record, granted } })
      expect(show(await store.get({ id: record.id }))).toEqual(show({ ...record, granted }))
      expect(await store.list()).toHaveLength(1)
    })

    test('error: another key of the same id', async () => {
      const { store } = await create()
      const record = await newRecord({ type })
      await store.set({ record })
      const other = { ...record, key: await createSessionKey({ type }) }
      await expect(store.set({ record: other })).rejects.toMatchObject({ name: 'SessionRecordExistsError' })
      expect(show(await store.get({ id: record.id }))).toEqual(show(record))
      await store.delete({ id: record.id })
      await store.set({ record: other })
      expect(show(await store.get({ id: record.id }))).toEqual(show(other))
    })

    test('behavior: of many that ask for a key at once, all get the same', async () => {
      const { reopen, store } = await create()
      const stores = [store, await reopen(), await reopen()]
      const scope = { account: random.address(), chainId: 1, origin: 'https://app.example', type, user: 'alice' }
      const records = await Promise.all(
        Array.from({ length: 9 }, (_, index) => getOrCreateSessionKey({ ...scope, store: stores[index % 3] ?? store })),
      )
      expect(new Set(records.map(({ key }) => key.address)).size).toBe(1)
      expect(await store.list()).toHaveLength(1)
    })
  })

  test('default: nothing', async () => {
    const { store } = await create()
    expect(await store.get({ id: 'nothing' })).toBeUndefined()
    expect(await store.list()).toEqual([])
    await expect(store.delete({ id: 'nothing' })).resolves.toBeUndefined()
  })

  test('behavior: any name is an id of its own', async () => {
    const { reopen, store } = await create()
    const ids = [
      'a',
      'A',
      '../../a',
      '__proto__',
      'con',
      'x'.repeat(256),
      'ä',
      'a\u0308',
      '\ud800',
      '\ud801',
      '0x12',
      ' ',
    ]
    const records = await Promise.all(ids.map((id) => newRecord({ id })))
    for (const record of records) await store.set({ record })
    const again = await reopen()
    for (const record of records) expect(show(await again.get({ id: record.id }))).toEqual(show(record))
    expect(await again.list()).toHaveLength(ids.length)
    await again.delete({ id: 'a' })
    expect(await store.get({ id: 'a' })).toBeUndefined()
    expect(await store.list()).toHaveLength(ids.length - 1)
  })

  test('behavior: what is set at once is all there', async () => {
    const { reopen, store } = await create()
    const stores = [store, await reopen()]
    const records = await Promise.all(Array.from({ length: 8 }, () => newRecord()))
    await Promise.all(records.map((record, index) => (stores[index % 2] ?? store).set({ record })))
    const found = await store.list()
    expect(new Set(found.map((record) => show(record)?.secret))).toEqual(
      new Set(records.map((record) => show(record)?.secret)),
    )
  })

  test('behavior: a record that was read is not changed in the store', async () => {
    const { store } = await create()
    const record = await newRecord()
    await store.set({ record })
    const before = show(record)
    record.origin = 'https://evil.example'
    const found = await store.get({ id: record.id })
    expect(show(found)).toEqual(before)
    expect(() => Object.assign(found ?? {}, { origin: 'https://evil.example' })).toThrow(TypeError)
  })

  test.each([
    ['id', { id: '' }],
    ['id', { id: 'x'.repeat(257) }],
    ['id', { id: 1 }],
    ['user', { user: '' }],
    ['origin', { origin: undefined }],
    ['account', { account: '0x12' }],
    ['chainId', { chainId: 0 }],
    ['chainId', { chainId: 1n }],
    ['granted', { account: '0x909E30bdBCb728131E3F8d17150eaE740C904649' }],
    ['granted', { chainId: 138 }],
  ])('error: a record whose %s is not right, %o', async (field, change) => {
    const { store } = await create()
    const record = { ...(await newRecord()), ...change } as SessionRecord
    await expect(store.set({ record })).rejects.toMatchObject({ field, name: 'InvalidSessionRecordError' })
    expect(await store.list()).toEqual([])
  })

  test('error: a record whose session or key is not right', async () => {
    const { store } = await create()
    const record = await newRecord()
    const granted = { ...record.granted, root: random.hex(32) } as GrantedSession
    await expect(store.set({ record: { ...record, granted } })).rejects.toMatchObject({
      name: 'InvalidGrantedSessionError',
    })
    await expect(store.set({ record: { ...record, key: { ...record.key } } })).rejects.toMatchObject({
      name: 'InvalidSessionKeyError',
    })
    expect(await store.list()).toEqual([])
  })
}

/** A `Storage` in memory. */
export function createStorage(): Pick<Storage, 'getItem' | 'key' | 'length' | 'removeItem' | 'setItem'> {
  const items = new Map<string, string>()
  return {
    getItem: (name) => items.get(name) ?? null,
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size
    },
    removeItem: (name) => void items.delete(name),
    setItem: (name, value) => void items.set(name, value),
  }
}

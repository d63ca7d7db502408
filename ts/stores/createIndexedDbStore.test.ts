import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { createStorage, describeStore, newRecord, show } from '../../test/stores/contract.js'
import { UnreadableRecordsError } from '../errors/store.js'
import { getOrCreateSessionKey } from '../keys/getOrCreateSessionKey.js'
import { getKeyMaterial } from '../keys/sessionKey.js'
import { createIndexedDbStore } from './createIndexedDbStore.js'
import { createWebStorageStore } from './createWebStorageStore.js'
import { ask } from './database.js'
import { getOrCreateEncryptionKey } from './getOrCreateEncryptionKey.js'

async function create() {
  const indexedDB = new IDBFactory()
  const reopen = async () => createIndexedDbStore({ indexedDB })
  return { indexedDB, reopen, store: await reopen() }
}

type Row = Record<string, unknown> & { key: Record<string, unknown> }

const readRow = (indexedDB: IDBFactory, id: string) =>
  ask<Row>({ indexedDB, mode: 'readonly', request: (store) => store.get(id), table: 'records' })

const writeRow = (indexedDB: IDBFactory, row: object) =>
  ask({ indexedDB, mode: 'readwrite', request: (store) => store.put(row), table: 'records' })

describeStore({ create, types: ['p256', 'secp256k1'] })

test('behavior: a P-256 key stands there as it is, and cannot be read', async () => {
  const { indexedDB, store } = await create()
  const record = await newRecord({ type: 'p256' })
  await store.set({ record })
  const { key } = await readRow(indexedDB, record.id)
  expect(key.privateKey).toBeInstanceOf(CryptoKey)
  await expect(crypto.subtle.exportKey('pkcs8', key.privateKey as CryptoKey)).rejects.toThrow('not extractable')
})

test('behavior: a secp256k1 key stands there encrypted, under a key that cannot be read', async () => {
  const { indexedDB, store } = await create()
  const record = await newRecord()
  await store.set({ record })
  const row = await readRow(indexedDB, record.id)
  const material = getKeyMaterial(record.key)
  const secret = material.type === 'secp256k1' ? material.privateKey.slice(2) : ''
  expect(secret).toHaveLength(64)
  expect(JSON.stringify(row)).not.toContain(secret)
  const encryptionKey = await getOrCreateEncryptionKey({ indexedDB })
  await expect(crypto.subtle.exportKey('raw', encryptionKey)).rejects.toThrow('not extractable')
})

test('behavior: of many who ask for the encryption key at once, all get the same', async () => {
  const indexedDB = new IDBFactory()
  const keys = await Promise.all(Array.from({ length: 5 }, () => getOrCreateEncryptionKey({ indexedDB })))
  const storage = createStorage()
  const record = await newRecord()
  await createWebStorageStore({ encryptionKey: keys[0] as CryptoKey, storage }).set({ record })
  for (const encryptionKey of keys)
    expect(show(await createWebStorageStore({ encryptionKey, storage }).get({ id: record.id }))).toEqual(show(record))
})

test('args: name', async () => {
  const indexedDB = new IDBFactory()
  const record = await newRecord()
  await createIndexedDbStore({ indexedDB, name: 'one' }).set({ record })
  expect(await createIndexedDbStore({ indexedDB, name: 'other' }).list()).toEqual([])
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['one', 'other'])
})

test('behavior: no connection stays open', async () => {
  const { indexedDB, store } = await create()
  await store.set({ record: await newRecord() })
  await store.list()
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase('latchkey')
    request.onsuccess = resolve
    request.onblocked = () => reject(new Error('a connection is open'))
  })
  expect(await store.list()).toEqual([])
})

describe('error: a row that was changed', async () => {
  const foreign = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const readable = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const edit = (row: Row, change: (record: Record<string, unknown>) => void) => {
    const record = JSON.parse(String(row.record))
    change(record)
    return { ...row, record: JSON.stringify(record) }
  }

  test.each<[string, 'p256' | 'secp256k1', (row: Row) => object, string]>([
    ['no version', 'p256', ({ version: _, ...row }) => row, 'CorruptRecordError'],
    ['another version', 'p256', (row) => ({ ...row, version: 2 }), 'UnknownRecordVersionError'],
    ['one more field', 'p256', (row) => ({ ...row, more: 1 }), 'CorruptRecordError'],
    ['no key', 'p256', ({ key: _, ...row }) => row, 'CorruptRecordError'],
    ['no record', 'p256', ({ record: _, ...row }) => row, 'CorruptRecordError'],
    ['a record that is no JSON', 'p256', (row) => ({ ...row, record: '{' }), 'CorruptRecordError'],
    [
      'a record of another version',
      'p256',
      (row) => edit(row, (record) => Object.assign(record, { version: 9 })),
      'UnknownRecordVersionError',
    ],
    ['another address', 'p256', (row) => ({ ...row, address: `0x${'11'.repeat(20)}` }), 'CorruptRecordError'],
    [
      'keys that are no pair',
      'p256',
      (row) => ({ ...row, key: { ...row.key, privateKey: foreign.privateKey } }),
      'CorruptRecordError',
    ],
    [
      'another pair',
      'p256',
      (row) => ({
        ...row,
        key: { type: 'p256', ...foreign, privateKey: foreign.privateKey, publicKey: foreign.publicKey },
      }),
      'CorruptRecordError',
    ],
    [
      'a key that can be read',
      'p256',
      (row) => ({ ...row, key: { privateKey: readable.privateKey, publicKey: readable.publicKey, type: 'p256' } }),
      'CorruptRecordError',
    ],
    [
      'a key of another type',
      'p256',
      (row) => ({ ...row, key: { ...row.key, type: 'secp256k1' } }),
      'CorruptRecordError',
    ],
    [
      'a sealed key of another type',
      'secp256k1',
      (row) => ({ ...row, key: { ...row.key, type: 'p256' } }),
      'CorruptRecordError',
    ],
    [
      'a sealed key that is damaged',
      'secp256k1',
      (row) => ({ ...row, key: { ...row.key, sealed: String(row.key.sealed).slice(1) } }),
      'CorruptRecordError',
    ],
    [
      'another origin, of no name',
      'p256',
      (row) => edit(row, (record) => Object.assign(record, { origin: '' })),
      'CorruptRecordError',
    ],
    [
      'another account',
      'p256',
      (row) => edit(row, (record) => Object.assign(record, { account: `0x${'11'.repeat(20)}` })),
      'CorruptRecordError',
    ],
    [
      'another session',
      'p256',
      (row) => edit(row, (record) => Object.assign((record.granted as { session: object }).session, { validUntil: 0 })),
      'CorruptRecordError',
    ],
    [
      'another id',
      'p256',
      (row) => edit(row, (record) => Object.assign(record, { id: 'other' })),
      'CorruptRecordError',
    ],
  ])('%s', async (_, type, change, name) => {
    const { indexedDB, store } = await create()
    const record = await newRecord({ type })
    const other = await newRecord({ type })
    await store.set({ record: other })
    await store.set({ record })
    const damaged = change(await readRow(indexedDB, record.id))
    await writeRow(indexedDB, damaged)
    await expect(store.get({ id: record.id })).rejects.toMatchObject({ name })
    await expect(store.set({ record })).rejects.toMatchObject({ name })
    const failed = await store.list().catch((error) => error)
    expect(failed).toBeInstanceOf(UnreadableRecordsError)
    expect(failed.failures).toMatchObject([{ entry: record.id, error: { name } }])
    expect(failed.records.map(show)).toEqual([show(other)])
    expect(Object.keys(await readRow(indexedDB, record.id))).toEqual(Object.keys(damaged))
    await store.delete({ id: record.id })
    expect(await store.list()).toHaveLength(1)
  })
})

test('error: the key of another record', async () => {
  const { indexedDB, store } = await create()
  const [one, other] = [await newRecord(), await newRecord()]
  await store.set({ record: one })
  await store.set({ record: other })
  const { key } = await readRow(indexedDB, other.id)
  await writeRow(indexedDB, { ...(await readRow(indexedDB, one.id)), address: other.key.address, key })
  await expect(store.get({ id: one.id })).rejects.toThrow('its key is of another id')
})

test('error: the encryption key is gone, which loses nothing else', async () => {
  const { indexedDB, store } = await create()
  const [sealed, open] = [await newRecord(), await newRecord({ type: 'p256' })]
  await store.set({ record: sealed })
  await store.set({ record: open })
  await ask({ indexedDB, mode: 'readwrite', request: (keys) => keys.delete('default'), table: 'encryptionKeys' })
  await expect(store.get({ id: sealed.id })).rejects.toMatchObject({ name: 'WrongStoreKeyError' })
  expect(show(await store.get({ id: open.id }))).toEqual(show(open))
})

test('error: what is kept as the encryption key is none', async () => {
  const { indexedDB, store } = await create()
  await store.list()
  const row = { id: 'default', key: 'x', version: 1 }
  await ask({ indexedDB, mode: 'readwrite', request: (keys) => keys.put(row), table: 'encryptionKeys' })
  await expect(getOrCreateEncryptionKey({ indexedDB })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [CorruptRecordError: The record at "encryptionKeys/default" cannot be read: it is no key.

    It was left as it is. Restore it, or delete it.
    This could arise when:
    - It was cut, edited, or moved from another place.
    ]
  `)
  await expect(store.set({ record: await newRecord() })).rejects.toMatchObject({ name: 'CorruptRecordError' })
})

test('error: no IndexedDB', async () => {
  const store = createIndexedDbStore()
  await expect(store.list()).rejects.toThrowErrorMatchingInlineSnapshot(`
    [StoreUnavailableError: The store cannot use IndexedDB.

    This could arise when:
    - The browser allows the page no storage, or there is no space left.
    - The directory cannot be written to.
    ]
  `)
  const refused = {
    open: () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    },
  } as unknown as IDBFactory
  await expect(createIndexedDbStore({ indexedDB: refused }).list()).rejects.toMatchObject({
    cause: { name: 'SecurityError' },
    name: 'StoreUnavailableError',
  })
})

test('error: a database of a later version', async () => {
  const indexedDB = new IDBFactory()
  await new Promise<void>((resolve) => {
    const request = indexedDB.open('latchkey', 2)
    request.onsuccess = () => {
      request.result.close()
      resolve()
    }
  })
  await expect(createIndexedDbStore({ indexedDB }).list()).rejects.toMatchObject({ name: 'StoreUnavailableError' })
})

test('error: a value that cannot be stored undoes the whole', async () => {
  const { indexedDB } = await create()
  const write = ask({
    indexedDB,
    mode: 'readwrite',
    request: (store) => store.put({ id: 'a', run: () => {} }),
    table: 'records',
  })
  await expect(write).rejects.toMatchObject({ name: 'DataCloneError' })
  expect(await readRow(indexedDB, 'a')).toBeUndefined()
})

test('behavior: a key is made once, and found after a restart', async () => {
  const { reopen, store } = await create()
  const scope = {
    account: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
    chainId: 137,
    origin: 'https://app.example',
    user: 'alice',
  } as const
  const { key } = await getOrCreateSessionKey({ ...scope, store, type: 'p256' })
  const again = await getOrCreateSessionKey({ ...scope, store: await reopen(), type: 'p256' })
  expect(again.key.address).toBe(key.address)
})

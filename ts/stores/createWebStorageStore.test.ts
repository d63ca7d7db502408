import { keccak256, stringToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { createStorage, describeStore, newRecord, show } from '../../test/stores/contract.js'
import { createRandom } from '../../test/vectors/random.js'
import { UnreadableRecordsError } from '../errors/store.js'
import { getKeyMaterial } from '../keys/sessionKey.js'
import { createWebStorageStore } from './createWebStorageStore.js'

const newKey = (extractable = false, usages: readonly KeyUsage[] = ['encrypt', 'decrypt']) =>
  crypto.subtle.generateKey({ length: 256, name: 'AES-GCM' }, extractable, [...usages])
const encryptionKey = await newKey()
const passphrase = 'correct horse battery'

async function create() {
  const storage = createStorage()
  const reopen = async () => createWebStorageStore({ encryptionKey, storage })
  return { reopen, storage, store: await reopen() }
}

describe('with a key', () => {
  describeStore({ create, types: ['secp256k1'] })
})

test('args: passphrase', async () => {
  const storage = createStorage()
  const records = [await newRecord(), await newRecord()]
  const store = createWebStorageStore({ passphrase, storage })
  for (const record of records) await store.set({ record })
  // Its accents may be typed in another way, and so may its letters be wide.
  const again = createWebStorageStore({ passphrase: passphrase.replace('horse', 'ｈorse'), storage })
  for (const record of records) expect(show(await again.get({ id: record.id }))).toEqual(show(record))
  const salts = Array.from(
    { length: 2 },
    (_, index) => JSON.parse(storage.getItem(storage.key(index) ?? '') ?? '').salt,
  )
  expect(salts[0]).toHaveLength(34)
  expect(salts[1]).toBe(salts[0])
})

test('args: prefix', async () => {
  const storage = createStorage()
  storage.setItem('latchkey.theme', 'dark')
  storage.setItem('other', 'x')
  const [one, other] = ['one.', 'other.'].map((prefix) => createWebStorageStore({ encryptionKey, prefix, storage }))
  const record = await newRecord()
  await one?.set({ record })
  expect(await other?.get({ id: record.id })).toBeUndefined()
  expect(await other?.list()).toEqual([])
  expect(await one?.list()).toHaveLength(1)
  expect(storage.getItem('latchkey.theme')).toBe('dark')
})

test('behavior: nothing of a record but its id can be read', async () => {
  const { storage, store } = await create()
  const record = await newRecord({ id: 'the name' })
  await store.set({ record })
  const name = storage.key(0) ?? ''
  const sealed = storage.getItem(name) ?? ''
  expect(sealed).toContain('the name')
  const material = getKeyMaterial(record.key)
  const secret = material.type === 'secp256k1' ? material.privateKey.slice(2) : ''
  expect(secret).toHaveLength(64)
  for (const word of [secret, record.account, record.origin, record.user, record.key.address])
    expect(`${name}${sealed}`.toLowerCase()).not.toContain(word.toLowerCase())
})

test('behavior: the same record is sealed differently each time', async () => {
  const { storage, store } = await create()
  const record = await newRecord()
  const seals = new Set<string>()
  for (let round = 0; round < 20; round++) {
    await store.set({ record })
    const { ciphertext, iv } = JSON.parse(storage.getItem(storage.key(0) ?? '') ?? '')
    seals.add(iv).add(ciphertext)
  }
  expect(seals.size).toBe(40)
})

test('error: another key or passphrase, which loses nothing', async () => {
  const { storage, store } = await create()
  const record = await newRecord()
  await store.set({ record })
  const before = storage.getItem(storage.key(0) ?? '')
  for (const other of [
    createWebStorageStore({ encryptionKey: await newKey(), storage }),
    createWebStorageStore({ passphrase, storage }),
  ]) {
    const wrong = { name: 'WrongStoreKeyError' }
    await expect(other.get({ id: record.id })).rejects.toMatchObject(wrong)
    await expect(other.list()).rejects.toMatchObject(wrong)
    await expect(other.set({ record })).rejects.toMatchObject(wrong)
    // Not even beside it: no passphrase would open both.
    await expect(other.set({ record: await newRecord() })).rejects.toMatchObject(wrong)
  }
  expect(storage.length).toBe(1)
  expect(storage.getItem(storage.key(0) ?? '')).toBe(before)
  expect(show(await store.get({ id: record.id }))).toEqual(show(record))
})

test('error: each way to damage a record, which is left as it is', async () => {
  const { storage, store } = await create()
  const record = await newRecord()
  const other = await newRecord()
  await store.set({ record: other })
  await store.set({ record })
  const name = [storage.key(0), storage.key(1)].find((key) => storage.getItem(key ?? '')?.includes(record.id)) ?? ''
  const sealed = storage.getItem(name) ?? ''
  const random = createRandom(51)
  const edit = (change: (fields: Record<string, unknown>) => void) => {
    const fields = JSON.parse(sealed)
    change(fields)
    return JSON.stringify(fields)
  }
  const damages = [
    '',
    'null',
    '[]',
    '{}',
    sealed.slice(0, -1),
    `${sealed} x`,
    'x'.repeat(2 ** 22 + 1),
    ...Object.keys(JSON.parse(sealed)).flatMap((field) => [
      edit((fields) => delete fields[field]),
      edit((fields) => {
        fields[field] = null
      }),
      edit((fields) => {
        fields[field] = '0x12'
      }),
    ]),
    edit((fields) => {
      fields.more = 1
    }),
    ...Array.from({ length: 60 }, () => {
      const at = random.below(sealed.length)
      const digit = sealed[at] === '1' ? '2' : '1'
      return `${sealed.slice(0, at)}${digit}${sealed.slice(at + 1)}`
    }),
  ]
  for (const damaged of damages) {
    storage.setItem(name, damaged)
    const error = await store.get({ id: record.id }).catch((thrown) => thrown)
    expect(error.name).toMatch(/^(CorruptRecordError|UnknownRecordVersionError)$/)
    await expect(store.set({ record })).rejects.toThrow(error.shortMessage)
    const failed = await store.list().catch((thrown) => thrown)
    expect(failed).toBeInstanceOf(UnreadableRecordsError)
    expect(failed.records.map(show)).toEqual([show(other)])
    expect(failed.failures).toMatchObject([{ entry: name, error: { name: error.name } }])
    expect(storage.getItem(name)).toBe(damaged)
  }
  await store.delete({ id: record.id })
  expect(await store.list()).toHaveLength(1)
})

test('error: a record that was moved under another id', async () => {
  const { storage, store } = await create()
  const [one, other] = [await newRecord(), await newRecord()]
  await store.set({ record: one })
  const name = storage.key(0) ?? ''
  const sealed = storage.getItem(name) ?? ''
  await store.set({ record: other })
  const otherName = [storage.key(0), storage.key(1)].find((key) => key !== name) ?? ''
  storage.setItem(otherName, sealed)
  await expect(store.get({ id: other.id })).rejects.toThrow('it is of another id')
})

test('error: a forged checksum does not open what was changed', async () => {
  const { storage, store } = await create()
  const record = await newRecord()
  await store.set({ record })
  const name = storage.key(0) ?? ''
  const { checksum: _, ...fields } = JSON.parse(storage.getItem(name) ?? '')
  const other = fields.ciphertext.endsWith('00') ? '01' : '00'
  const forged = { ...fields, ciphertext: `${fields.ciphertext.slice(0, -2)}${other}` }
  storage.setItem(name, JSON.stringify({ ...forged, checksum: keccak256(stringToHex(JSON.stringify(forged))) }))
  await expect(store.get({ id: record.id })).rejects.toMatchObject({ name: 'WrongStoreKeyError' })
})

test('error: a key that nobody can read', async () => {
  const { store } = await create()
  await expect(store.set({ record: await newRecord({ type: 'p256' }) })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [SessionKeyNotExportableError: A P-256 session key cannot be put into the Web Storage: nobody can read it.

    To keep such a key, use \`createIndexedDbStore\`, which stores it without reading it.
    To let an agent act, have the agent make a key, grant a session to it, and hand that over without a key.
    ]
  `)
})

test('error: no space left', async () => {
  const storage = createStorage()
  storage.setItem = () => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
  }
  const store = createWebStorageStore({ encryptionKey, storage })
  await expect(store.set({ record: await newRecord() })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [StoreUnavailableError: The store cannot write to the Web Storage.

    This could arise when:
    - The browser allows the page no storage, or there is no space left.
    - The directory cannot be written to.

    Details: The quota has been exceeded.]
  `)
})

test('error: what protects nothing', async () => {
  const storage = createStorage()
  const open = (parameters: object) => () =>
    createWebStorageStore({ storage, ...parameters } as createWebStorageStore.Parameters)
  expect(open({ passphrase: 'secret' })).toThrowErrorMatchingInlineSnapshot(`
    [WeakStoreKeyError: The store cannot be protected: its passphrase is shorter than 8 characters.

    Pass a passphrase of 8 characters or more, or the AES-GCM key of \`getOrCreateEncryptionKey\`.
    ]
  `)
  expect(open({ passphrase: '' })).toThrow('shorter than 8 characters')
  expect(open({ passphrase: 12345678 })).toThrow('no string')
  expect(open({})).toThrow('no AES-GCM key')
  expect(open({ encryptionKey: 'x' })).toThrow('no AES-GCM key')
  expect(open({ encryptionKey: await newKey(true) })).toThrow('can be extracted')
  expect(open({ encryptionKey: await newKey(false, ['encrypt']) })).toThrow('may not encrypt and decrypt')
})

test('error: messages', async () => {
  const { storage, store } = await create()
  const record = await newRecord({ id: 'alice' })
  await store.set({ record })
  const name = storage.key(0) ?? ''
  const sealed = storage.getItem(name) ?? ''
  const message = async (text: string) => {
    storage.setItem(name, text)
    return (await store.get({ id: 'alice' }).catch((error) => error)).message
  }
  expect([
    await message(sealed.replace('"version":1', '"version":2')),
    await message(sealed.replace('"iv":"0x', '"iv":"0x00')),
    await message(sealed.replace('"alice"', '"alicf"')),
  ]).toMatchInlineSnapshot(`
    [
      "The record at "latchkey.076df0424d2e61c88a1eb5a52c8ce9e8e13a43e8adf38ebb3784ac30f4e687bc" is of version 2, only 1 is known.

    It was left as it is. It was written by a later version of this package: update it.
    ",
      "The record at "latchkey.076df0424d2e61c88a1eb5a52c8ce9e8e13a43e8adf38ebb3784ac30f4e687bc" cannot be read: its bytes are no bytes.

    It was left as it is. Restore it, or delete it.
    This could arise when:
    - It was cut, edited, or moved from another place.
    ",
      "The record at "latchkey.076df0424d2e61c88a1eb5a52c8ce9e8e13a43e8adf38ebb3784ac30f4e687bc" cannot be read: its checksum is another.

    It was left as it is. Restore it, or delete it.
    This could arise when:
    - It was cut, edited, or moved from another place.
    ",
    ]
  `)
  await expect(store.list()).rejects.toThrowErrorMatchingInlineSnapshot(`
    [UnreadableRecordsError: 1 of 1 records cannot be read.

    - The record at "latchkey.076df0424d2e61c88a1eb5a52c8ce9e8e13a43e8adf38ebb3784ac30f4e687bc" cannot be read: its checksum is another.

    They were left as they are. Those that can be read are in \`records\` of this error.
    ]
  `)
  storage.setItem(name, sealed)
  const other = createWebStorageStore({ encryptionKey: await newKey(), storage })
  await expect(other.get({ id: 'alice' })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [WrongStoreKeyError: The record at "latchkey.076df0424d2e61c88a1eb5a52c8ce9e8e13a43e8adf38ebb3784ac30f4e687bc" does not open with this passphrase or key.

    It was left as it is, and nothing was written beside it.
    This could arise when:
    - The passphrase is another one, or a key was given where a passphrase was before.
    - The browser cleared the key (IndexedDB) and not the records.
    ]
  `)
})

test('types: one protection', () => {
  const storage = createStorage()
  // @ts-expect-error Nothing is kept unprotected.
  void (() => createWebStorageStore({ storage }))
  // @ts-expect-error One or the other.
  void (() => createWebStorageStore({ encryptionKey, passphrase, storage }))
})

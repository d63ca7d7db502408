import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { describeStore, newRecord, show } from '../../test/stores/contract.js'
import { UnreadableRecordsError } from '../errors/store.js'
import { getKeyMaterial } from '../keys/sessionKey.js'
import { createFileStore } from './fileStore.js'

// Each store that is opened stretches its passphrase anew.
vi.setConfig({ testTimeout: 60_000 })

const passphrase = 'correct horse battery'
const made: string[] = []

async function newDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-'))
  made.push(directory)
  // Not there yet: the store makes it.
  return join(directory, 'keys')
}

afterAll(() => Promise.all(made.map((directory) => rm(directory, { recursive: true }))))

async function create() {
  const directory = await newDirectory()
  const reopen = async () => createFileStore({ directory, passphrase })
  return { directory, reopen, store: await reopen() }
}

/** The only file of a directory. */
async function onlyFile(directory: string) {
  const names = await readdir(directory)
  expect(names).toHaveLength(1)
  return join(directory, names[0] ?? '')
}

describe('a directory', () => {
  describeStore({ create, types: ['secp256k1'] })
})

test('behavior: only its owner reads it, and nothing of it but the id', async () => {
  const { directory, store } = await create()
  const record = await newRecord({ id: 'the name' })
  await store.set({ record })
  await store.set({ record })
  const file = await onlyFile(directory)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(directory)).mode & 0o777).toBe(0o700)
  const text = await readFile(file, 'utf8')
  expect(text).toContain('the name')
  const material = getKeyMaterial(record.key)
  const secret = material.type === 'secp256k1' ? material.privateKey.slice(2) : ''
  expect(secret).toHaveLength(64)
  for (const word of [secret, record.account, record.origin, record.user, record.key.address])
    expect(text.toLowerCase()).not.toContain(word.toLowerCase())
})

test('behavior: a file that was readable to all is not, once it is written again', async () => {
  const { directory, store } = await create()
  const record = await newRecord()
  await store.set({ record })
  const file = await onlyFile(directory)
  await chmod(file, 0o644)
  await store.set({ record })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('behavior: a link in the place of a file is replaced, and what it points to left alone', async () => {
  const { directory, store } = await create()
  const record = await newRecord()
  await store.set({ record })
  const file = await onlyFile(directory)
  const elsewhere = join(directory, 'elsewhere')
  const text = await readFile(file, 'utf8')
  await writeFile(elsewhere, text)
  await rm(file)
  await symlink(elsewhere, file)
  await store.set({ record })
  expect(await readFile(elsewhere, 'utf8')).toBe(text)
  expect(show(await store.get({ id: record.id }))).toEqual(show(record))
})

test('behavior: other files in the directory are passed over', async () => {
  const { directory, store } = await create()
  await store.set({ record: await newRecord() })
  await writeFile(join(directory, 'notes.json'), 'x')
  await writeFile(join(directory, `.${'a'.repeat(64)}.0123456789abcdef`), 'what a crash left behind')
  expect(await store.list()).toHaveLength(1)
})

test('error: a wrong passphrase, which loses nothing', async () => {
  const { directory, reopen, store } = await create()
  const record = await newRecord()
  await store.set({ record })
  const file = await onlyFile(directory)
  const before = await readFile(file, 'utf8')
  const other = createFileStore({ directory, passphrase: 'incorrect horse' })
  await expect(other.get({ id: record.id })).rejects.toMatchObject({ name: 'WrongStoreKeyError' })
  await expect(other.list()).rejects.toMatchObject({ name: 'WrongStoreKeyError' })
  await expect(other.set({ record })).rejects.toMatchObject({ name: 'WrongStoreKeyError' })
  await expect(other.set({ record: await newRecord() })).rejects.toMatchObject({ name: 'WrongStoreKeyError' })
  expect(await onlyFile(directory)).toBe(file)
  expect(await readFile(file, 'utf8')).toBe(before)
  expect(show(await (await reopen()).get({ id: record.id }))).toEqual(show(record))
})

test('error: a file that was damaged, which is left as it is', async () => {
  const { directory, store } = await create()
  const record = await newRecord()
  await store.set({ record })
  const file = await onlyFile(directory)
  const text = await readFile(file, 'utf8')
  const other = await newRecord()
  await store.set({ record: other })
  for (const damaged of [
    '',
    text.slice(0, -10),
    text.replace('"ciphertext":"0x', '"ciphertext":"0x00'),
    '{"version":2}',
  ]) {
    await writeFile(file, damaged)
    const error = await store.get({ id: record.id }).catch((thrown) => thrown)
    expect(error.name).toBe(damaged === '{"version":2}' ? 'UnknownRecordVersionError' : 'CorruptRecordError')
    expect(error.message).toContain(file)
    await expect(store.set({ record })).rejects.toMatchObject({ name: error.name })
    const failed = await store.list().catch((thrown) => thrown)
    expect(failed).toBeInstanceOf(UnreadableRecordsError)
    expect(failed.failures).toMatchObject([{ entry: file }])
    expect(failed.records.map(show)).toEqual([show(other)])
    expect(await readFile(file, 'utf8')).toBe(damaged)
  }
  await writeFile(file, text)
  expect(show(await store.get({ id: record.id }))).toEqual(show(record))
})

test('error: a directory that cannot be used, and nothing is left beside', async () => {
  const directory = await newDirectory()
  const { store } = await create()
  await writeFile(directory, 'a file')
  const other = createFileStore({ directory, passphrase })
  await expect(other.set({ record: await newRecord() })).rejects.toMatchObject({ name: 'StoreUnavailableError' })
  await expect(other.list()).rejects.toMatchObject({ cause: { code: 'ENOTDIR' }, name: 'StoreUnavailableError' })
  expect(await readFile(directory, 'utf8')).toBe('a file')
  expect(await store.list()).toEqual([])
})

test('error: no passphrase', async () => {
  expect(() => createFileStore({ directory: 'x', passphrase: '' })).toThrowErrorMatchingInlineSnapshot(`
    [WeakStoreKeyError: The store cannot be protected: its passphrase is shorter than 8 characters.

    Pass a passphrase of 8 characters or more, or the AES-GCM key of \`getOrCreateEncryptionKey\`.
    ]
  `)
})

test('error: a key that nobody can read', async () => {
  const { directory, store } = await create()
  await expect(store.set({ record: await newRecord({ type: 'p256' }) })).rejects.toMatchObject({
    name: 'SessionKeyNotExportableError',
  })
  await expect(readdir(directory)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('behavior: processes that ask for a key at once get the same one', async () => {
  const directory = await newDirectory()
  const script = `
    import { createFileStore } from ${JSON.stringify(new URL('./fileStore.ts', import.meta.url).href)}
    import { getOrCreateSessionKey } from ${JSON.stringify(new URL('../keys/getOrCreateSessionKey.ts', import.meta.url).href)}
    const store = createFileStore({ directory: process.argv[1], passphrase: ${JSON.stringify(passphrase)} })
    const scope = { account: '0x909E30bdBCb728131E3F8d17150eaE740C904649', chainId: 1, origin: 'job', store }
    for (const user of ['a', 'b', 'c']) console.log((await getOrCreateSessionKey({ ...scope, user })).key.address)
  `
  const run = promisify(execFile)
  const answers = await Promise.all(
    Array.from({ length: 3 }, () =>
      run(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script, directory]),
    ),
  )
  expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1)
  const records = await createFileStore({ directory, passphrase }).list()
  expect(records.map(({ key }) => key.address).sort()).toEqual(answers[0]?.stdout.trim().split('\n').sort())
  expect(await readdir(directory)).toHaveLength(3)
})

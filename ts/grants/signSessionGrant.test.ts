import { createClient, custom, type Hex, serializeErc6492Signature, zeroHash } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { polygon } from 'viem/chains'
import { expect, test } from 'vitest'
import { toSessionTree } from '../tree/toSessionTree.js'
import { signSessionGrant } from './signSessionGrant.js'

const registry = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
const tree = toSessionTree({
  sessions: [{ module: registry, sessionKeyData: '0x1234', validAfter: 0, validUntil: 0 }],
})

const toAccount = (signature: Hex, chain: typeof polygon | undefined = polygon) =>
  ({
    address: registry,
    client: createClient({ chain, transport: custom({ request: async () => zeroHash }) }),
    signTypedData: async () => signature,
  }) as unknown as SmartAccount

test('default', async () => {
  const grant = await signSessionGrant({ account: toAccount('0x1234'), registry, tree })
  expect(grant).toMatchObject({ chainProof: [], signature: '0x1234' })
  expect(grant.sessions.length).toBeGreaterThan(2)
})

test('behavior: what deploys the account is taken off its signature', async () => {
  const signature = serializeErc6492Signature({ address: registry, data: '0xabcd', signature: '0x1234' })
  expect(await signSessionGrant({ account: toAccount(signature), registry, tree })).toMatchObject({
    signature: '0x1234',
  })
})

test('behavior: a root that is not of the sessions is not signed', async () => {
  const signed: unknown[] = []
  const account = {
    ...toAccount('0x'),
    signTypedData: async ({ message }: { message: unknown }) => {
      signed.push(message)
      return '0x'
    },
  } as unknown as SmartAccount
  await signSessionGrant({ account, registry, tree: { ...tree, root: zeroHash } })
  expect(signed).toEqual([expect.objectContaining({ root: tree.root })])
})

test('args: sessions', async () => {
  expect((await signSessionGrant({ account: toAccount('0x'), registry, sessions: '0x', tree })).sessions).toBe('0x')
})

test('error: a client without a chain', async () => {
  const account = { ...toAccount('0x'), client: createClient({ transport: custom({ request: async () => zeroHash }) }) }
  await expect(signSessionGrant({ account: account as unknown as SmartAccount, registry, tree })).rejects.toThrow(
    'its client names no chain',
  )
})

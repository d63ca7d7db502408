import { IDBFactory } from 'fake-indexeddb'
import { encodeFunctionData } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { erc7579SessionValidatorAbi } from '../ts/generated/abis.js'
import { type Session, signSessionGrant, toSessionAccount, toSessionTree } from '../ts/index.js'
import {
  createIndexedDbStore,
  createSessionKey,
  deserializeSession,
  getOrCreateSessionKey,
  serializeSession,
  toGrantedSession,
} from '../ts/keys/index.js'
import { createAccountWithRegistry } from './accountWithRegistry.js'
import { toApproveSession } from './approveSession.js'
import { type Stack, sendCalls, startStack } from './stack/index.js'
import { attempt } from './story/attempt.js'
import { createWorld, erc20Abi, type World } from './story/world.js'

let stack: Stack
let world: World

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
})

afterAll(() => stack?.stop())

const send = (account: SmartAccount, calls: sendCalls.Parameters['calls']) => sendCalls({ account, calls, stack })

const approve = (amount: bigint) => ({
  data: encodeFunctionData({ abi: erc20Abi, args: [world.spender, amount], functionName: 'approve' }),
  to: world.token,
})

const allowance = (account: SmartAccount) =>
  stack.publicClient.readContract({
    abi: erc20Abi,
    address: world.token,
    args: [account.address, world.spender],
    functionName: 'allowance',
  })

const newSession = (signer: `0x${string}`) => toApproveSession({ ...world, signer })

/** A session beside another, so that there is a proof. */
const newTree = (session: Session) =>
  toSessionTree({ sessions: [session, newSession(privateKeyToAccount(generatePrivateKey()).address)] })

async function makeAccount(family: 'biconomy' | 'nexus' | 'safe') {
  const owner = privateKeyToAccount(generatePrivateKey())
  return { ...(await createAccountWithRegistry({ family, latchkey: world.latchkey, owner, stack })), family }
}

test.each(['biconomy', 'nexus'] as const)('%s: a stored P-256 key signs after a restart', async (family) => {
  const { account, registry } = await makeAccount(family)
  const indexedDB = new IDBFactory()
  const whose = { account: account.address, chainId: stack.chain.id, origin: 'https://app.example', user: 'alice' }

  // The app makes a key, the owner grants, the app keeps both.
  const store = createIndexedDbStore({ indexedDB })
  const record = await getOrCreateSessionKey({ ...whose, store, type: 'p256' })
  const session = newSession(record.key.address)
  const tree = newTree(session)
  const args = [tree.root, '0x'] as const
  const data = encodeFunctionData({ abi: erc7579SessionValidatorAbi, args, functionName: 'grantSessions' })
  expect(await send(account, [{ data, to: registry }])).toBe(true)
  const { entryPoint } = account
  const granted = toGrantedSession({ ...whose, entryPoint, family, registry, session, tree })
  await store.set({ record: { ...record, granted } })

  // The page is loaded again.
  const again = await getOrCreateSessionKey({ ...whose, store: createIndexedDbStore({ indexedDB }), type: 'p256' })
  expect(again.key).not.toBe(record.key)
  if (!again.granted) throw new Error('nothing was kept')
  const client = stack.publicClient
  const sessionAccount = await toSessionAccount({ ...again.granted, client, signer: again.key.signer })
  expect(await send(sessionAccount, [approve(40n)])).toBe(true)
  expect(await allowance(account)).toBe(40n)
})

// Accounts whose own library signs typed data as they check it.
test.each(['biconomy', 'safe'] as const)('%s: an agent sends with what it was handed as text', async (family) => {
  const { account, registry } = await makeAccount(family)
  const key = await createSessionKey({ type: 'secp256k1' })
  const session = newSession(key.address)
  const tree = newTree(session)
  const grant = await signSessionGrant({ account, registry, tree })
  const place = {
    account: account.address,
    chainId: stack.chain.id,
    entryPoint: account.entryPoint,
    family,
    grant,
    nonceKey: 7n,
    registry,
    session,
    tree,
  }

  // With the key: the text is all that the agent has beside a client. Its first operation makes the grant live.
  const client = stack.publicClient
  const text = serializeSession({ ...place, includeKey: true, key })
  const agent = await toSessionAccount({ ...deserializeSession(text, { requireKey: true }), client })
  expect(await send(agent, [approve(41n)])).toBe(true)
  expect(await allowance(account)).toBe(41n)

  // Without it: the agent signs with a key that it made, here the same one.
  const { grant: _, ...live } = place
  const other = deserializeSession(serializeSession({ ...live, includeTree: true }))
  expect(await send(await toSessionAccount({ ...other, client, signer: key.signer }), [approve(42n)])).toBe(true)
  expect(await allowance(account)).toBe(42n)

  // Of no use to whoever reads it without the key.
  const stranger = await createSessionKey({ type: 'secp256k1' })
  const strangers = await toSessionAccount({ ...other, client, signer: stranger.signer })
  const callData = await strangers.encodeCalls([approve(43n)])
  expect((await attempt({ account: strangers, callData, stack })).refusal).toBe('WrongSignature')
  expect(await allowance(account)).toBe(42n)
})

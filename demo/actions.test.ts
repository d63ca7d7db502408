import { type Address, encodeFunctionData, type Hex, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  getSessionProof,
  type Session,
  type SessionAccount,
  SessionRefusedError,
  sendSessionOperation,
  sessionActions,
  toSessionAccount,
  toSessionTree,
  updateSessionTree,
} from '../ts/index.js'
import { allow, and, decodePolicy, definePolicy, eq, lte, sum, toPolicySession } from '../ts/policy/index.js'
import { toApproveSession } from './approveSession.js'
import { registryOf } from './latchkey.js'
import { createAccount, createStackBundlerClient, type Stack, type StackFamily, startStack } from './stack/index.js'
import { createWorld, erc20Abi, type World } from './story/world.js'

let stack: Stack
let world: World

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
})

afterAll(() => stack?.stop())

const newKey = () => privateKeyToAccount(generatePrivateKey())

const approve = (amount: bigint) => ({
  data: encodeFunctionData({ abi: erc20Abi, args: [world.spender, amount], functionName: 'approve' }),
  to: world.token,
})

const approveSession = (signer: Address) => toApproveSession({ ...world, signer })

/** Approvals of at most 60 a call and 100 for life. */
const budgetSession = (signer: Address): Session =>
  toPolicySession({
    module: world.latchkey.CallPolicyModule,
    policy: definePolicy({
      budgets: { 'app.example/life': { kind: 'sum', max: 100n } },
      fees: { maxPerOp: parseEther('1') },
      permissions: [
        allow({
          abi: erc20Abi,
          address: world.token,
          args: { amount: and(lte(60n), sum('app.example/life')), spender: eq(world.spender) },
          functionName: 'approve',
        }),
      ],
      signer,
    }),
    validAfter: 0,
    validUntil: 0,
  })

async function createOwner(family: StackFamily) {
  const account = await createAccount({ family, owner: newKey(), stack })
  const registry = registryOf(world.latchkey, { family })
  const client = createStackBundlerClient({ account, stack }).extend(sessionActions({ registry }))
  const done = async (sent: Hex | { hash: Hex } | Promise<Hex> | Promise<{ hash: Hex }>) => {
    const result = await sent
    const hash = typeof result === 'string' ? result : result.hash
    expect((await client.waitForUserOperationReceipt({ hash })).success).toBe(true)
  }
  /** Sends approvals as a session, each amount in a call of its own, and waits. */
  const use = async (session: Session, signer: ReturnType<typeof newKey>, amounts: readonly bigint[]) => {
    const sessionAccount = (await toSessionAccount({ account, registry, session, signer })) as SessionAccount
    const bundlerClient = createStackBundlerClient({ account: sessionAccount, stack })
    await done(sendSessionOperation(bundlerClient, { abis: [erc20Abi], calls: amounts.map(approve) }))
  }
  return { account, client, done, registry, use }
}

const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'runs',
    (error: unknown) => {
      if (!(error instanceof SessionRefusedError)) throw error
      return error.shortMessage
    },
  )

describe.each(['biconomy', 'nexus', 'kernel', 'safe'] as const)('%s', (family) => {
  test('install, list, use, refuse, update, rotate, revoke', async () => {
    const { client, done, use } = await createOwner(family)
    const key = newKey()
    const session = approveSession(key.address)
    const second = { ...session, validUntil: 4_000_000_000 }

    expect(await client.isRegistryInstalled()).toBe(false)
    await expect(client.grantSessions({ sessions: [session] })).rejects.toThrow('has not installed the registry')
    const installed = await client.installSessions({ sessions: [session] })
    await done(installed)
    expect(await client.isRegistryInstalled()).toBe(true)
    await expect(client.installSessions()).rejects.toThrow('has installed the registry')
    await use(session, key, [100n, 1n])

    const granted = await client.grantSessions({ sessions: [second] })
    await done(granted)
    const listed = await client.getSessions()
    expect(listed.sessions.map(({ id }) => id)).toEqual([...installed.ids, ...granted.ids])

    expect(await refusalOf(use(session, key, [1n, 101n]))).toBe(
      'The amount 101 is above the cap of 100 for `approve.amount`.',
    )
    await expect(use(session, newKey(), [1n])).rejects.toThrow()

    const { sessionKeyData } = toApproveSession({ ...world, maxAmount: 200n, signer: key.address })
    const updated = await client.updateSession({ session, update: { sessionKeyData } })
    await done(updated)
    await use(updated.session, key, [101n])
    expect(await refusalOf(use(session, key, [1n]))).toContain('was revoked')
    expect(await client.getSessionStatus({ session })).toBe('revoked')
    expect(await client.getSessionStatus({ session: updated.session })).toBe('live')

    const newSigner = newKey()
    const rotated = await client.rotateSession({
      newSigner: newSigner.address,
      oldSigner: key.address,
      session: updated.session,
    })
    await done(rotated)
    await use(rotated.session, newSigner, [101n])
    expect(await refusalOf(use(updated.session, key, [1n]))).toContain('was revoked')
    await expect(
      client.rotateSession({ newSigner: key.address, oldSigner: newSigner.address, session: rotated.session }),
    ).rejects.toThrow('was revoked')

    await done(client.revokeSessions({ sessions: [rotated.session] }))
    expect(await refusalOf(use(rotated.session, newSigner, [1n]))).toContain('was revoked')
    await use(second, key, [1n])
    await done(client.revokeSessions({ roots: [granted.tree.root], sessions: installed.ids }))
    expect(await client.getSessionStatus({ session: second })).toBe('revoked')
    expect((await client.getSessions()).sessions).toEqual([])
    await expect(client.revokeSessions({})).rejects.toThrow(SessionRefusedError)

    const [third, fourth] = [3_999_999_999, 3_999_999_998].map((validUntil) => ({ ...session, validUntil }))
    if (!third || !fourth) throw new Error('There are two.')
    await done(client.grantSessions({ publish: false, sessions: [third, fourth] }))
    expect((await client.getSessions()).grants).toMatchObject([{ tree: undefined }])
    await done(client.revokeAllSessions())
    expect((await client.getSessions()).grants).toEqual([])
    expect(await client.getSessionStatus({ session: third })).toBe('not-granted')
  })
})

test('what a budget has counted stays counted when its session is rotated and updated', async () => {
  const { client, done, use } = await createOwner('nexus')
  const [key, nextKey] = [newKey(), newKey()]
  const session = budgetSession(key.address)
  await done(client.installSessions({ sessions: [session] }))
  await use(session, key, [60n])
  expect(await refusalOf(use(session, key, [61n]))).toBe('Call 0: `approve.amount` is 61; it must be at most 60.')

  const rotated = await client.rotateSession({ newSigner: nextKey.address, oldSigner: key.address, session })
  await done(rotated)
  expect(decodePolicy(rotated.session.sessionKeyData).signer).toBe(nextKey.address)
  const [budget] = decodePolicy(rotated.session.sessionKeyData).budgets
  if (!budget) throw new Error('The policy has a budget.')
  expect(await client.getBudget({ budget })).toMatchObject({ left: 40n, spent: 60n })
  expect(await refusalOf(use(rotated.session, nextKey, [41n]))).toContain('of which 40 is left')
  await use(rotated.session, nextKey, [40n])

  const updated = await client.updateSession({ session: rotated.session, update: { validUntil: 4_000_000_000 } })
  await done(updated)
  expect(await refusalOf(use(updated.session, nextKey, [1n]))).toContain('of which 0 is left')
})

test('a session key cannot use up the nonce of its own revocation', async () => {
  const { account, client, done, registry, use } = await createOwner('biconomy')
  const key = newKey()
  const session = approveSession(key.address)
  await done(client.installSessions({ sessions: [session] }))
  const hash = await client.revokeSessions({ sessions: [session] })
  await done(hash)
  const { userOperation } = await client.getUserOperation({ hash })
  expect(userOperation.nonce >> 255n).toBe(1n)
  await expect(use(session, key, [1n])).rejects.toThrow('was revoked')
  await expect(toSessionAccount({ account, nonceKey: 2n ** 191n, registry, session, signer: key })).rejects.toThrow(
    'A session may not use the nonce key',
  )
})

test('one of ten thousand sessions, granted for the price of one', async () => {
  const { account, client, done, registry } = await createOwner('nexus')
  const key = newKey()
  const session = approveSession(key.address)
  const others = Array.from({ length: 9_999 }, (_, index) => ({ ...session, validUntil: 3_000_000_000 + index }))
  const tree = toSessionTree({ sessions: [...others.slice(0, 4_321), session, ...others.slice(4_321)] })
  await done(client.installSessions({ publish: false, sessions: tree }))

  const sessionAccount = (await toSessionAccount({ account, registry, session, signer: key, tree })) as SessionAccount
  const bundlerClient = createStackBundlerClient({ account: sessionAccount, stack })
  await done(sendSessionOperation(bundlerClient, { calls: [approve(7n)] }))
  const proof = getSessionProof(tree, { session })
  expect(proof).toHaveLength(14)
  expect(await client.getSessionStatus({ proof, session })).toBe('live')

  // Changed where it stands: the other root is another grant, and the old one goes on until it is revoked.
  const next = updateSessionTree(tree, { add: [{ ...session, validUntil: 4_000_000_000 }], remove: [session] })
  await done(client.grantSessions({ publish: false, sessions: next }))
  await done(client.revokeSessions({ roots: [tree.root] }))
  const [last] = next.sessions.slice(-1)
  if (!last) throw new Error('The tree has sessions.')
  const nextProof = getSessionProof(next, { session: last })
  expect(await client.getSessionStatus({ proof: nextProof, session: last })).toBe('live')
  expect(await client.getSessionStatus({ proof, session })).toBe('revoked')
})

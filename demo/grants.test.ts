import { type Address, concat, encodeFunctionData } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { biconomySessionRegistryAbi, erc7579SessionValidatorAbi } from '../ts/generated/abis.js'
import {
  decodeAccountSignature,
  encodeSessions,
  getMultichainGrantTypedData,
  getSessionId,
  getSessionProof,
  getSessionStatus,
  getSessions,
  hashSessionGrant,
  type Session,
  type SessionAccount,
  type SignedGrant,
  signSessionGrant,
  toMultichainGrant,
  toSessionAccount,
  toSessionTree,
} from '../ts/index.js'
import { createAccountWithRegistry } from './accountWithRegistry.js'
import { toApproveSession } from './approveSession.js'
import { type Stack, sendCalls, startStack } from './stack/index.js'
import { attempt } from './story/attempt.js'
import { inspectValidation } from './story/inspectValidation.js'
import { createWorld, erc20Abi, type World } from './story/world.js'

let stack: Stack
let world: World

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
})

afterAll(() => stack?.stop())

const send = (account: SmartAccount, calls: sendCalls.Parameters['calls']) => sendCalls({ account, calls, stack })

const approve = () => ({
  data: encodeFunctionData({ abi: erc20Abi, args: [world.spender, 1n], functionName: 'approve' }),
  to: world.token,
})

/** Sends an approve as the session, its validation traced against ERC-7562; what came of it. */
async function approveAs(account: SessionAccount): Promise<string> {
  const { ran, refusal } = await attempt({
    account,
    callData: await account.encodeCalls([approve()]),
    inspect: inspectValidation(stack),
    stack,
  })
  return ran ? 'runs' : (refusal ?? 'refused for another reason')
}

function newTree(signer: Address) {
  const session = toApproveSession({ ...world, signer })
  return { session, tree: toSessionTree({ sessions: [session, { ...session, validUntil: 4_000_000_000 }] }) }
}

const owner = privateKeyToAccount(generatePrivateKey())
const key = privateKeyToAccount(generatePrivateKey())
let indexes = 0n

/** An account that has taken the registry up, and granted nothing. */
async function makeAccount(
  family: 'biconomy' | 'nexus' | 'safe',
): Promise<{ account: SmartAccount; registry: Address }> {
  indexes += 1n
  return createAccountWithRegistry({ family, index: indexes, latchkey: world.latchkey, owner, stack })
}

describe.each(['biconomy', 'safe'] as const)('%s: a grant that the account signs, by its own library', (family) => {
  test('comes with the first operation, and is undone by revoking', async () => {
    const { account, registry } = await makeAccount(family)
    const { session, tree } = newTree(key.address)
    const grant = await signSessionGrant({ account, registry, tree })

    const without = await toSessionAccount({ account, registry, session, signer: key, tree })
    expect(await approveAs(without)).toBe('SessionNotGranted')
    const withGrant = await toSessionAccount({ account, grant, registry, session, signer: key, tree })
    const moduleSignature = async () => {
      const signature = await withGrant.getStubSignature()
      return family === 'biconomy' ? decodeAccountSignature(signature).moduleSignature : signature
    }
    expect(await moduleSignature()).toMatch(/^0x03/)
    expect(await approveAs(withGrant)).toBe('runs')
    // Live now: it is left out by itself, and was all that was needed.
    expect(await moduleSignature()).toMatch(/^0x01/)
    expect(await approveAs(withGrant)).toBe('runs')
    expect(await approveAs(without)).toBe('runs')
    expect(await send(withGrant, [approve()])).toBe(true)

    // Anybody finds the sessions again, from the logs alone.
    const { publicClient } = stack
    const found = await getSessions(publicClient, { account: account.address, registry })
    expect(found.sessions.map(({ session: one }) => one)).toEqual(tree.sessions)
    expect(found.grants).toEqual([{ root: tree.root, tree }])
    const proof = getSessionProof(tree, { session })
    const statusOf = (one: Session) =>
      getSessionStatus(publicClient, { account: account.address, proof, registry, session: one })
    expect(await statusOf(session)).toBe('live')
    expect(await statusOf({ ...session, validUntil: 1 })).toBe('not-granted')
    const revoke = encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [getSessionId(session)],
      functionName: 'revokeSession',
    })
    expect(await send(account, [{ data: revoke, to: registry }])).toBe(true)
    expect(await statusOf(session)).toBe('revoked')
    const left = await getSessions(publicClient, { account: account.address, registry })
    expect(left.sessions.map(({ id }) => id)).toEqual([tree.ids[1]])
    expect(await approveAs(without)).toBe('SessionDead')

    const revokeAll = encodeFunctionData({ abi: biconomySessionRegistryAbi, functionName: 'revokeAllSessions' })
    expect(await send(account, [{ data: revokeAll, to: registry }])).toBe(true)
    expect(await approveAs(withGrant)).toBe('GrantSignatureInvalid')
    expect(await approveAs(without)).toMatch(/SessionDead|SessionNotGranted/)
    expect((await getSessions(publicClient, { account: account.address, registry })).sessions).toEqual([])
  })

  test('is of no use to another account of the same owner', async () => {
    const [one, other] = [await makeAccount(family), await makeAccount(family)]
    const { session, tree } = newTree(key.address)
    const grant = await signSessionGrant({ ...one, tree })
    const account = await toSessionAccount({ ...other, grant, session, signer: key, tree })
    expect(await approveAs(account)).toBe('GrantSignatureInvalid')
  })

  test('cannot be widened by what it publishes', async () => {
    const { account, registry } = await makeAccount(family)
    const { session, tree } = newTree(key.address)
    const grant = { ...(await signSessionGrant({ account, registry, tree })), sessions: '0x' } as const
    const sessionAccount = await toSessionAccount({ account, grant, registry, session, signer: key, tree })
    expect(await approveAs(sessionAccount)).toBe('GrantSignatureInvalid')
  })
})

test('one signature over several chains is good on each of them only for what it says', async () => {
  const { account, registry } = await makeAccount('nexus')
  const { session, tree } = newTree(key.address)
  const here = {
    account: account.address,
    chainId: stack.chain.id,
    epoch: 0n,
    registry,
    root: tree.root,
    sessions: encodeSessions({ sessions: tree.sessions }),
  }
  const many = toMultichainGrant({ grants: [{ ...here, chainId: 1 }, here, { ...here, chainId: 137 }] })
  const { domain, message, primaryType, types } = getMultichainGrantTypedData(many)
  const signature = concat([
    stack.erc7579.ownerValidator,
    await owner.signTypedData({ domain, message, primaryType, types }),
  ])
  const grantOf = (index: number): SignedGrant => ({
    chainProof: many.proofs[index] ?? [],
    sessions: here.sessions,
    signature,
  })

  const as = async (grant: SignedGrant) =>
    approveAs(await toSessionAccount({ account, grant, registry, session, signer: key, tree }))
  expect(await as(grantOf(0))).toBe('GrantSignatureInvalid')
  expect(await as({ ...grantOf(1), chainProof: [] })).toBe('GrantSignatureInvalid')
  expect(await as(grantOf(1))).toBe('runs')

  // What was published can be read from the logs alone.
  const logs = await stack.publicClient.getContractEvents({
    abi: erc7579SessionValidatorAbi,
    address: registry,
    args: { account: account.address },
    eventName: 'SessionsGranted',
    fromBlock: 0n,
  })
  expect(logs.map(({ args }) => args)).toEqual([
    { account: account.address, epoch: 0n, root: tree.root, sessions: here.sessions },
  ])
})

test('a grant that is signed by its hash', async () => {
  const { account, registry } = await makeAccount('nexus')
  const { session, tree } = newTree(key.address)
  const digest = hashSessionGrant({
    account: account.address,
    chainId: stack.chain.id,
    epoch: 0n,
    registry,
    root: tree.root,
    sessions: '0x',
  })
  const by = async (signer: typeof owner): Promise<SignedGrant> => ({
    chainProof: [],
    sessions: '0x',
    signature: concat([stack.erc7579.ownerValidator, await signer.sign({ hash: digest })]),
  })
  const as = async (grant: SignedGrant) =>
    approveAs(await toSessionAccount({ account, grant, registry, session, signer: key, tree }))
  expect(await as(await by(key))).toBe('GrantSignatureInvalid')
  expect(await as(await by(owner))).toBe('runs')
})

import { encodeFunctionData, erc20Abi } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getSessionKeys } from '../../examples/alchemy/inspect.js'
import {
  addSessionKey,
  removeSessionKey,
  rotateSessionKey,
  toTag,
  updateKeyPermissions,
} from '../../examples/alchemy/lifecycle.js'
import { toPolicies } from '../../examples/alchemy/toPolicies.js'
import type { Call } from '../../ts/accounts/biconomyCalls.js'
import type { Policy } from '../../ts/policy/policy.js'
import { toPolicySession } from '../../ts/policy/toPolicySession.js'
import type { Session } from '../../ts/session/session.js'
import { toSessionTree } from '../../ts/tree/toSessionTree.js'
import { include } from './ask.js'
import { contracts, type Permissions } from './generate.js'
import { toBuilder } from './permissions.js'
import { type Sides, startSides } from './sides.js'

/* The owner's functions: what they leave behind, judged by the plugin's code and by the registry. */

let sides: Sides

beforeAll(async () => {
  sides = await startSides()
})

afterAll(() => sides?.stop())

const [token, , contract] = contracts
const permissions: Permissions = {
  accessControlType: 'ALLOWLIST',
  contracts: [token, contract].map((contractAddress) => ({ checkSelectors: false, contractAddress, isOnList: true })),
  erc20TokenSpendLimits: [{ spendLimit: 100n, tokenAddress: token }],
  nativeTokenSpendLimit: { spendLimit: 100n },
}
const newKey = () => privateKeyToAccount(generatePrivateKey())

const send = (value: bigint): Call => ({ data: '0x', to: contract, value })
const transfer = (amount: bigint): Call => ({
  data: encodeFunctionData({ abi: erc20Abi, args: [contract, amount], functionName: 'transfer' }),
  to: token,
  value: 0n,
})

function toSession(signer: PrivateKeyAccount, name: string, of: Permissions = permissions): Session {
  const [policy] = toPolicies({ name, permissions: of, signer: signer.address, start: 1_700_000_000 })
  if (!policy) throw new Error('The permissions allow nothing.')
  return toPolicySession({ module: sides.latchkey.module, policy, validAfter: 0, validUntil: 0 })
}

async function asOwner(...calls: readonly { data: `0x${string}` }[]): Promise<void> {
  for (const { data } of calls) await sides.latchkey.asAccount(data)
}

/** What both say of an op of a key, which is included when they say yes. */
async function use(account: `0x${string}`, key: PrivateKeyAccount, session: Session, ...calls: readonly Call[]) {
  const { timestamp } = await sides.chain.publicClient.getBlock()
  const op = {
    calls,
    callGasLimit: 0n,
    initCode: '0x',
    maxFeePerGas: 0n,
    nonceKey: BigInt(key.address),
    paymasterAndData: '0x',
    preVerificationGas: 0n,
    timestamp: Number(timestamp) + 1,
    verificationGasLimit: 0n,
  } as const
  const tree = toSessionTree({ sessions: [session] })
  const [theirs, ours] = await include(sides.chain, op.timestamp, [
    await sides.plugin.propose({ account, key, op }),
    await sides.latchkey.propose({ key, op, session, tree }),
  ])
  return { ours: ours.accepted, theirs: theirs.accepted }
}

const both = (answer: boolean) => ({ ours: answer, theirs: answer })

test('a key works once it is added, and never again once it is removed', async () => {
  const { latchkey, plugin } = sides
  const { registry } = latchkey
  const account = await plugin.createAccount()
  const key = newKey()
  const session = toSession(key, 'added')

  expect(await use(account, key, session, send(1n))).toEqual(both(false))
  await plugin.owner.addSessionKey(account, key.address, toBuilder(permissions).encode())
  await asOwner(addSessionKey({ registry, sessions: [session] }))
  expect(await use(account, key, session, send(60n), transfer(60n))).toEqual(both(true))
  expect(await use(account, newKey(), session, send(1n))).toEqual(both(false))

  await plugin.owner.removeSessionKey(account, key.address)
  await asOwner(removeSessionKey({ registry, session }))
  expect(await use(account, key, session, send(1n))).toEqual(both(false))

  // Added anew, the plugin's key begins at zero. Here the same session stays dead: one with
  // budgets of other names begins at zero.
  await plugin.owner.addSessionKey(account, key.address, toBuilder(permissions).encode())
  await expect(asOwner(addSessionKey({ registry, sessions: [session] }))).rejects.toThrow('reverted')
  expect(await use(account, key, session, send(0n))).toEqual({ ours: false, theirs: true })
  const again = toSession(key, 'added anew')
  await asOwner(addSessionKey({ registry, sessions: [again] }))
  expect(await use(account, key, again, send(100n), transfer(100n))).toEqual(both(true))
  expect(await use(account, key, again, send(1n))).toEqual(both(false))
})

test('updated permissions hold at once, and what was used stays used', async () => {
  const { latchkey, plugin } = sides
  const { registry } = latchkey
  const account = await plugin.createAccount()
  const key = newKey()
  const before = toSession(key, 'updated')
  await plugin.owner.addSessionKey(account, key.address, toBuilder(permissions).encode())
  await asOwner(addSessionKey({ registry, sessions: [before] }))
  expect(await use(account, key, before, send(60n))).toEqual(both(true))

  const more: Permissions = { ...permissions, nativeTokenSpendLimit: { spendLimit: 150n } }
  const after = toSession(key, 'updated', more)
  await plugin.owner.updateKeyPermissions(account, key.address, toBuilder(more).encode())
  await asOwner(...updateKeyPermissions({ after, before, registry }))
  expect(await use(account, key, after, send(91n))).toEqual(both(false))
  expect(await use(account, key, after, send(90n))).toEqual(both(true))
  expect(await use(account, key, before, send(0n))).toEqual({ ours: false, theirs: true })

  // Below what is used: the plugin refuses even ops that use nothing; here they pass.
  const less: Permissions = { ...permissions, nativeTokenSpendLimit: { spendLimit: 10n } }
  const last = toSession(key, 'updated', less)
  await plugin.owner.updateKeyPermissions(account, key.address, toBuilder(less).encode())
  await asOwner(...updateKeyPermissions({ after: last, before: after, registry }))
  expect(await use(account, key, last, send(1n))).toEqual(both(false))
  expect(await use(account, key, last, transfer(1n))).toEqual({ ours: true, theirs: false })
})

test('a rotated key is left what the old one left over', async () => {
  const { latchkey, plugin } = sides
  const { registry } = latchkey
  const account = await plugin.createAccount()
  const [oldKey, key] = [newKey(), newKey()]
  const before = toSession(oldKey, 'rotated')
  await plugin.owner.addSessionKey(account, oldKey.address, toBuilder(permissions).encode())
  await asOwner(addSessionKey({ registry, sessions: [before] }))
  expect(await use(account, oldKey, before, send(60n), transfer(30n))).toEqual(both(true))

  const { calls, session } = rotateSessionKey({ newKey: key.address, registry, session: before })
  await plugin.owner.rotateSessionKey(account, oldKey.address, key.address)
  await asOwner(...calls)
  expect(await use(account, oldKey, before, send(1n))).toEqual(both(false))
  expect(await use(account, key, session, send(41n))).toEqual(both(false))
  expect(await use(account, key, session, transfer(71n))).toEqual(both(false))
  expect(await use(account, key, session, send(40n), transfer(70n))).toEqual(both(true))
  expect(await use(account, key, session, send(1n))).toEqual(both(false))
})

test('keys, tags and what is used of each limit are read from the chain', async () => {
  const { chain, latchkey, plugin } = sides
  const { account: address, module, registry } = latchkey
  const account = await plugin.createAccount()
  const key = newKey()
  const [policy] = toPolicies({ name: 'inspected', permissions, signer: key.address, start: 0 })
  if (!policy) throw new Error('The permissions allow nothing.')
  const tagged: Policy = { ...policy, salt: toTag('app.example/desktop') }
  const session = toPolicySession({ module, policy: tagged, validAfter: 1_700_000_000, validUntil: 4_000_000_000 })
  await plugin.owner.addSessionKey(account, key.address, toBuilder(permissions).encode())
  await asOwner(addSessionKey({ registry, sessions: [session] }))
  expect(await use(account, key, session, send(12n), transfer(34n))).toEqual(both(true))

  const keys = await getSessionKeys(chain.publicClient, { account: address, registry })
  const found = keys.find(({ tag }) => tag === toTag('app.example/desktop'))
  expect(found).toMatchObject({ key: key.address, validFrom: 1_700_000_000, validUntil: 4_000_000_000 })
  expect(found?.sentences.join(' ')).toContain(`call any function of ${contract}`)
  // The same numbers as the plugin holds.
  const used = async (limit: 'native' | { token: typeof token }) =>
    (await plugin.owner.getUsage(account, key.address, limit)).used
  expect(found?.limits).toEqual([
    { kind: 'nativeValue', left: 88n, max: 100n, spent: await used('native') },
    { kind: 'sum', left: 66n, max: 100n, spent: await used({ token }) },
  ])
  await asOwner(removeSessionKey({ registry, session }))
  const left = await getSessionKeys(chain.publicClient, { account: address, registry })
  expect(left.map(({ tag }) => tag)).not.toContain(toTag('app.example/desktop'))
})

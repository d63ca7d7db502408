import { concatHex, encodeFunctionData, erc20Abi, type Hex, maxUint256, pad, parseAbi, zeroAddress } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allowAllPolicy } from '../../examples/alchemy/contractAccess.js'
import { functionAllowlistPolicy } from '../../examples/alchemy/functionAccess.js'
import { addSessionKey } from '../../examples/alchemy/lifecycle.js'
import { timeRangeSession } from '../../examples/alchemy/timeRange.js'
import { toPolicies } from '../../examples/alchemy/toPolicies.js'
import type { Call } from '../../ts/accounts/biconomyCalls.js'
import { EmptyCallsError } from '../../ts/errors/account.js'
import { InvalidPolicyError } from '../../ts/errors/policy.js'
import { InvalidSessionError } from '../../ts/errors/session.js'
import type { Policy } from '../../ts/policy/policy.js'
import { toSessionTree } from '../../ts/tree/toSessionTree.js'
import { include } from './ask.js'
import { contracts, type Permissions } from './generate.js'
import type { Verdict } from './latchkey.js'
import type { Op } from './ops.js'
import { SessionKeyPermissionsBuilder } from './peer.js'
import { toBuilder } from './permissions.js'
import { type Sides, startSides } from './sides.js'

/* What `docs/moving/from-alchemy.md` lists and no generated op shows: each difference once, by name. */

let sides: Sides

beforeAll(async () => {
  sides = await startSides()
})

afterAll(() => sides?.stop())

const [token, , contract] = contracts
const listed: Permissions = {
  accessControlType: 'ALLOWLIST',
  contracts: [token, contract].map((contractAddress) => ({ checkSelectors: false, contractAddress, isOnList: true })),
}
const limited: Permissions = { ...listed, erc20TokenSpendLimits: [{ spendLimit: 100n, tokenAddress: token }] }
const call: Call = { data: '0x12345678', to: contract, value: 0n }
const tokenCall = (data: Hex): Call => ({ data, to: token, value: 0n })
const transfer = (amount: bigint) =>
  tokenCall(encodeFunctionData({ abi: erc20Abi, args: [contract, amount], functionName: 'transfer' }))

let names = 0

/** A key with the same permissions on both sides, or with those that are given one by one. */
async function addKey(
  permissions: Permissions,
  given: { policy?: (signer: Hex) => Policy; updates?: readonly Hex[] } = {},
) {
  const { latchkey, plugin } = sides
  const account = await plugin.createAccount()
  const key = privateKeyToAccount(generatePrivateKey())
  const { timestamp } = await sides.chain.publicClient.getBlock()
  names += 1
  const [policy] = given.policy
    ? [given.policy(key.address)]
    : toPolicies({ name: `difference-${names}`, permissions, signer: key.address, start: Number(timestamp) })
  if (!policy) throw new Error('The permissions allow nothing.')
  const session = timeRangeSession({ module: latchkey.module, policy, validFrom: 0, validUntil: 0 })
  await plugin.owner.addSessionKey(account, key.address, given.updates ?? toBuilder(permissions).encode())
  await latchkey.asAccount(addSessionKey({ registry: latchkey.registry, sessions: [session] }).data)

  const toOp = async (op: Partial<Op>): Promise<Op> => ({
    calls: [call],
    callGasLimit: 0n,
    initCode: '0x',
    maxFeePerGas: 0n,
    nonceKey: BigInt(key.address),
    paymasterAndData: '0x',
    preVerificationGas: 0n,
    timestamp: Number((await sides.chain.publicClient.getBlock()).timestamp) + 1,
    verificationGasLimit: 0n,
    ...op,
  })
  const propose = async (op: Op) =>
    [
      await plugin.propose({ account, key, op }),
      await latchkey.propose({ key, op, session, tree: toSessionTree({ sessions: [session] }) }),
    ] as const
  return {
    account,
    key,
    propose,
    toOp,
    /** What both say of an op. */
    async ask(changes: Partial<Op>) {
      const op = await toOp(changes)
      const theirs = await plugin.judge({ account, key, op })
      const ours = await latchkey.judge({ key, op, session, tree: toSessionTree({ sessions: [session] }) })
      return { ours: toName(ours), theirs: theirs.accepted ? 'accepted' : theirs.phase }
    },
    /** The same, and the op is included where it is accepted. */
    async use(changes: Partial<Op>) {
      const op = await toOp(changes)
      const [theirs, ours] = await include(sides.chain, op.timestamp, await propose(op))
      return { ours: toName(ours), theirs: theirs.accepted ? 'accepted' : theirs.phase }
    },
  }
}

const toName = (verdict: Verdict) => (verdict.accepted ? 'accepted' : verdict.error)

test('fields of an op that the plugin does not look at', async () => {
  const { ask } = await addKey(listed)
  expect(await ask({})).toEqual({ ours: 'accepted', theirs: 'accepted' })
  expect(await ask({ initCode: `0x${'12'.repeat(24)}` })).toEqual({ ours: 'InitCodeNotAllowed', theirs: 'accepted' })
  expect(await ask({ nonceKey: 2n ** 191n })).toEqual({ ours: 'NonceReserved', theirs: 'accepted' })
  expect(await ask({ paymasterAndData: zeroAddress })).toEqual({ ours: 'PaymasterNotAllowed', theirs: 'accepted' })
})

test('the selector of zeros stands for empty calldata in the plugin', async () => {
  const claim = parseAbi(['function claim()'])
  const updates = new SessionKeyPermissionsBuilder()
    .addContractAddressAccessEntry({ checkSelectors: true, contractAddress: contract, isOnList: true })
    .addContractFunctionAccessEntry({ contractAddress: contract, isOnList: true, methodSelector: '0x00000000' })
    .encode()
  const { ask } = await addKey(listed, {
    policy: (signer) => functionAllowlistPolicy({ contract, functions: claim, signer }),
    updates,
  })
  expect(await ask({ calls: [{ ...call, data: '0x' }] })).toEqual({ ours: 'CallNotPermitted', theirs: 'accepted' })
})

test('functions of a limited token that nobody counts', async () => {
  const { ask } = await addKey(limited)
  const uncounted = [
    encodeFunctionData({ abi: erc20Abi, args: [contract, contract, 1_000n], functionName: 'transferFrom' }),
    encodeFunctionData({
      abi: parseAbi(['function increaseAllowance(address spender, uint256 amount)']),
      args: [contract, 1_000n],
    }),
  ]
  for (const data of uncounted)
    expect(await ask({ calls: [tokenCall(data)] })).toEqual({ ours: 'CallNotPermitted', theirs: 'accepted' })
  // Too short to hold an amount: the plugin counts nothing, and an old token takes what is missing for zeros.
  const short: Hex = concatHex(['0xa9059cbb', pad(contract)])
  expect(await ask({ calls: [tokenCall(short)] })).toEqual({ ours: 'RuleFailed', theirs: 'accepted' })
  // The plugin's own rule against them is asked only of entries that check selectors.
  const checked = await addKey({
    ...limited,
    contracts: [{ checkSelectors: true, contractAddress: token, isOnList: true }],
    functions: erc20Abi.flatMap((abi) =>
      abi.type === 'function' ? [{ abi, contractAddress: token, isOnList: true }] : [],
    ),
  })
  expect(await checked.ask({ calls: [transfer(100n)] })).toEqual({ ours: 'accepted', theirs: 'accepted' })
  expect(await checked.ask({ calls: [tokenCall(uncounted[0] ?? '0x')] })).toEqual({
    ours: 'CallNotPermitted',
    theirs: 'validation',
  })
})

test('what exceeds a token limit is refused before it costs the account anything', async () => {
  const { ask } = await addKey(limited)
  expect(await ask({ calls: [transfer(101n)] })).toEqual({ ours: 'BudgetExceeded', theirs: 'execution' })
})

test('values that no ether there is amounts to', async () => {
  const { ask } = await addKey({ ...listed, nativeTokenSpendLimit: { spendLimit: maxUint256 } })
  expect(await ask({ calls: [{ ...call, value: 2n ** 128n - 1n }] })).toEqual({ ours: 'accepted', theirs: 'accepted' })
  expect(await ask({ calls: [{ ...call, value: 2n ** 128n }] })).toEqual({ ours: 'RuleFailed', theirs: 'accepted' })
})

test('an op whose calls fail is counted', async () => {
  const { account, key, use } = await addKey({ ...listed, nativeTokenSpendLimit: { spendLimit: 100n } })
  await sides.chain.testClient.setCode({ address: account, bytecode: '0x5f5ffd' })
  const calls = [{ ...call, value: 60n }]
  expect(await use({ calls })).toEqual({ ours: 'accepted', theirs: 'execution' })
  expect((await sides.plugin.owner.getUsage(account, key.address, 'native')).used).toBe(0n)
  expect(await use({ calls })).toEqual({ ours: 'BudgetExceeded', theirs: 'execution' })
})

test('the second op of a bundle is refused before it costs the account anything', async () => {
  const { propose, toOp } = await addKey({ ...listed, nativeTokenSpendLimit: { spendLimit: 100n } })
  const op = await toOp({ calls: [{ ...call, value: 60n }] })
  const [theirs, ours] = await propose(op)
  const [validation, execution] = theirs.transactions
  const [charge] = ours.transactions
  if (!validation || !execution || !charge) throw new Error('One of them was refused.')
  // As an EntryPoint does: all validations, then all executions.
  const transactions = [validation, validation, charge, charge, execution, execution]
  const settle = (successes: readonly boolean[]) => successes
  const [successes] = await include(sides.chain, op.timestamp, [
    { settle, transactions },
    { settle, transactions: [] },
  ])
  expect(successes).toEqual([true, true, true, false, true, false])
})

test('an op for the next interval is signed for the next interval', async () => {
  const { ask, use } = await addKey({ ...listed, nativeTokenSpendLimit: { refreshInterval: 86_400, spendLimit: 100n } })
  const calls = [{ ...call, value: 60n }]
  expect(await use({ calls })).toEqual({ ours: 'accepted', theirs: 'accepted' })
  // The plugin validates it with a later beginning, so that a bundler may keep it until then.
  expect(await ask({ calls })).toEqual({ ours: 'BudgetExceeded', theirs: 'window' })
})

test('what the plugin takes and a session does not', async () => {
  const signer = privateKeyToAccount(generatePrivateKey()).address
  const range = { module: sides.latchkey.module, policy: allowAllPolicy({ signer }) }
  expect(() => timeRangeSession({ ...range, validFrom: 2, validUntil: 1 })).toThrow(InvalidSessionError)
  expect(() => timeRangeSession({ ...range, validFrom: 0, validUntil: 2 ** 47 })).toThrow(InvalidSessionError)
  const toPolicy = (nativeTokenSpendLimit: NonNullable<Permissions['nativeTokenSpendLimit']>) =>
    toPolicies({ name: 'limits', permissions: { ...listed, nativeTokenSpendLimit }, signer, start: 0 })
  expect(() => toPolicy({ refreshInterval: 2 ** 32, spendLimit: 1n })).toThrow(InvalidPolicyError)
  expect(() => toPolicy({ spendLimit: 2n ** 128n })).toThrow('uint128')
  const { ask } = await addKey(listed)
  await expect(ask({ calls: [] })).rejects.toThrow(EmptyCallsError)
})

import { encodeFunctionData, erc20Abi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toPolicies } from '../../examples/alchemy/toPolicies.js'
import type { Call } from '../../ts/accounts/biconomyCalls.js'
import { biconomySessionRegistryAbi } from '../../ts/generated/abis.js'
import { getBudgetKey, getBudgetPeriod } from '../../ts/policy/budget.js'
import { decodePolicy } from '../../ts/policy/decodePolicy.js'
import { toPolicySession } from '../../ts/policy/toPolicySession.js'
import { pick } from '../policy/abi.js'
import { createRandom, type Random } from '../vectors/random.js'
import { include } from './ask.js'
import { contracts, type Permissions } from './generate.js'
import type { Op } from './ops.js'
import { addKeys, type Key, type Sides, startSides } from './sides.js'

/* Budgets over time: ops that both sides let through are included on both, in the same block. */

let sides: Sides

beforeAll(async () => {
  sides = await startSides()
})

afterAll(() => sides?.stop())

const [token, , contract] = contracts
const limit = 100n
const interval = 1_000

/** A limit, how an op uses so much of it, and what the plugin calls it. */
const kinds = {
  native: {
    toPermissions: (refreshInterval): Permissions => ({
      accessControlType: 'ALLOWLIST',
      contracts: [{ checkSelectors: false, contractAddress: contract, isOnList: true }],
      nativeTokenSpendLimit: { refreshInterval, spendLimit: limit },
    }),
    toOp: (amount) => ({ calls: [{ data: '0x', to: contract, value: amount }], fee: 0n }),
    usage: 'native',
  },
  'ERC-20': {
    toPermissions: (refreshInterval): Permissions => ({
      accessControlType: 'ALLOWLIST',
      contracts: [{ checkSelectors: false, contractAddress: token, isOnList: true }],
      erc20TokenSpendLimits: [{ refreshInterval, spendLimit: limit, tokenAddress: token }],
    }),
    // Half of it by each of the two functions that are counted.
    toOp: (amount) => ({ calls: [spend('approve', amount / 2n), spend('transfer', amount - amount / 2n)], fee: 0n }),
    usage: { token },
  },
  gas: {
    toPermissions: (refreshInterval): Permissions => ({
      accessControlType: 'ALLOWLIST',
      contracts: [{ checkSelectors: false, contractAddress: contract, isOnList: true }],
      gasSpendLimit: { refreshInterval, spendLimit: limit },
    }),
    toOp: (amount) => ({ calls: [{ data: '0x', to: contract, value: 0n }], fee: amount }),
    usage: 'gas',
  },
} as const satisfies Record<
  string,
  {
    toPermissions: (refreshInterval: number) => Permissions
    toOp: (amount: bigint) => { calls: readonly Call[]; fee: bigint }
    usage: Parameters<Sides['plugin']['owner']['getUsage']>[2]
  }
>

function spend(functionName: 'approve' | 'transfer', amount: bigint): Call {
  return { data: encodeFunctionData({ abi: erc20Abi, args: [contract, amount], functionName }), to: token, value: 0n }
}

type Kind = (typeof kinds)[keyof typeof kinds]

const keys = createRandom(4337)

/** A key with one limit on both sides, and where its first interval begins. */
async function addKey(kind: Kind, name: string, refreshInterval: number): Promise<{ added: Key; start: number }> {
  const key = privateKeyToAccount(keys.hex(32))
  const permissions = kind.toPermissions(refreshInterval)
  // What the plugin will take for the beginning of its first window: the block after the grant is the next.
  const { timestamp } = await sides.chain.publicClient.getBlock()
  const start = Number(timestamp) + 10
  await sides.chain.testClient.setNextBlockTimestamp({ timestamp: BigInt(start) })
  const sessions = toPolicies({ name, permissions, signer: key.address, start }).map((policy) =>
    toPolicySession({ module: sides.latchkey.module, policy, validAfter: 0, validUntil: 0 }),
  )
  const [added] = await addKeys(sides, [{ key, permissions, sessions }])
  if (!added) throw new Error('The key was not added.')
  return { added, start }
}

/** Has both sides include an op that uses so much of the limit. */
async function use(kind: Kind, { account, key, sessions, tree }: Key, timestamp: number, amount: bigint) {
  const { calls, fee } = kind.toOp(amount)
  const op: Op = {
    calls,
    callGasLimit: fee,
    initCode: '0x',
    maxFeePerGas: 1n,
    nonceKey: BigInt(key.address),
    paymasterAndData: '0x',
    preVerificationGas: 0n,
    timestamp,
    verificationGasLimit: 0n,
  }
  const [session] = sessions
  if (!session) throw new Error('The key has no session.')
  const [theirs, ours] = await include(sides.chain, timestamp, [
    await sides.plugin.propose({ account, key, op }),
    await sides.latchkey.propose({ key, op, session, tree }),
  ])
  return { ours: ours.accepted, theirs: theirs.accepted }
}

/** What of the limit is used on each side, for an op of a time. */
async function getUsed(kind: Kind, { account, key, sessions }: Key, timestamp: number, refreshInterval: number) {
  const { lastUsed, used } = await sides.plugin.owner.getUsage(account, key.address, kind.usage)
  const [budget] = sessions[0] ? decodePolicy(sessions[0].sessionKeyData).budgets : []
  if (!budget) throw new Error('The session has no budget.')
  const spent = await sides.chain.publicClient.readContract({
    abi: biconomySessionRegistryAbi,
    address: sides.latchkey.registry,
    args: [getBudgetKey(budget, { index: getBudgetPeriod(budget, timestamp) }), sides.latchkey.account],
    functionName: 'spentOf',
  })
  const isOver = refreshInterval !== 0 && lastUsed + refreshInterval <= timestamp
  return { ours: spent, theirs: isOver ? 0n : used }
}

const amountOf = (random: Random) => BigInt(pick(random, [1, 20, 49, 50, 51, 99, 100, 101]))

describe.each(Object.entries(kinds))('%s', (name, kind) => {
  test('for life, both refuse at the same unit, whatever the time', async () => {
    const random = createRandom(1)
    const { added, start } = await addKey(kind, `${name}/life`, 0)
    let timestamp = start
    const answers = []
    for (let at = 0; at < 20; at++) {
      timestamp += 1 + random.below(3 * interval)
      const { ours, theirs } = await use(kind, added, timestamp, at === 19 ? limit : 1n + BigInt(random.below(14)))
      expect({ at, ours }).toEqual({ at, ours: theirs })
      answers.push(ours)
    }
    expect(new Set(answers).size).toBe(2)
  })

  test('per interval, both say the same where a window begins with a period', async () => {
    const random = createRandom(2)
    const { added, start } = await addKey(kind, `${name}/aligned`, interval)
    const answers = []
    for (let period = 0; period < 6; period++) {
      // To the last unit: the plugin begins a window of gas anew only when the old one is too small.
      const first = BigInt(1 + random.below(99))
      const begin = start + period * interval
      const uses: [number, bigint][] = [
        [period === 0 ? 1 : 0, first],
        [interval / 4, limit - first + 1n],
        [interval / 2, limit - first],
        [interval - 1, 1n],
      ]
      for (const [after, amount] of uses) {
        const { ours, theirs } = await use(kind, added, begin + after, amount)
        expect({ amount, ours, period }).toEqual({ amount, ours: theirs, period })
        answers.push(ours)
      }
    }
    expect(answers).toEqual(Array(6).fill([true, false, true, false]).flat())
  })

  test('per interval, at any time, they differ only when different windows hold different sums', async () => {
    const random = createRandom(3)
    const { added, start } = await addKey(kind, `${name}/any`, interval)
    let timestamp = start
    const perPeriod = new Map<number, bigint>()
    const seen = { alike: 0, different: 0 }
    for (let at = 0; at < 60; at++) {
      timestamp += pick(random, [1, 100, 333, 500, 999, 1_000, 1_001])
      const amount = amountOf(random)
      const used = await getUsed(kind, added, timestamp, interval)
      const { ours, theirs } = await use(kind, added, timestamp, amount)
      // Each side decides by what its own window holds, and by nothing else.
      expect({ at, ours, theirs }).toEqual({
        at,
        ours: used.ours + amount <= limit,
        theirs: used.theirs + amount <= limit,
      })
      seen[ours === theirs ? 'alike' : 'different'] += 1
      const period = Math.floor((timestamp - start) / interval)
      if (ours) perPeriod.set(period, (perPeriod.get(period) ?? 0n) + amount)
    }
    for (const total of perPeriod.values()) expect(total).toBeLessThanOrEqual(limit)
    expect(seen.alike).toBeGreaterThan(20)
    expect(seen.different).toBeGreaterThan(0)
  })
})

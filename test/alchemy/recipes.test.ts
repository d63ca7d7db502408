import { parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowAllPolicy, allowlistPolicy, denylistPolicy } from '../../examples/alchemy/contractAccess.js'
import { erc20TokenSpendLimitPolicy } from '../../examples/alchemy/erc20TokenSpendLimit.js'
import { functionAllowlistPolicy, functionDenylistPolicy } from '../../examples/alchemy/functionAccess.js'
import { gasSpendLimitPolicy } from '../../examples/alchemy/gasSpendLimit.js'
import { nativeTokenSpendLimitPolicy } from '../../examples/alchemy/nativeTokenSpendLimit.js'
import { requiredPaymasterPolicy } from '../../examples/alchemy/requiredPaymaster.js'
import { timeRangeSession } from '../../examples/alchemy/timeRange.js'
import type { Policy } from '../../ts/policy/policy.js'
import { createRandom } from '../vectors/random.js'
import { contracts, generateOp, type Permissions } from './generate.js'
import { addKeys, compare, createCounts, judge, type Sides, startSides } from './sides.js'

/* Each recipe of `examples/alchemy`, and the calls of Alchemy's builder that it stands for. */

const opsPerRecipe = 40

let sides: Sides

beforeAll(async () => {
  sides = await startSides()
})

afterAll(() => sides?.stop())

const [token, other, contract, another] = contracts
const functions = parseAbi([
  'function claim()',
  'function setName(string name)',
  'function approve(address spender, uint256 amount)',
])
const signerOf = createRandom(7710)
const on = (...addresses: readonly (typeof contract)[]) =>
  addresses.map((contractAddress) => ({ checkSelectors: false, contractAddress, isOnList: true }))
const listed = { accessControlType: 'ALLOWLIST', contracts: on(contract) } as const
const functionEntries = {
  contracts: [{ checkSelectors: true, contractAddress: contract, isOnList: true }],
  functions: functions.map((abi) => ({ abi, contractAddress: contract, isOnList: true })),
}
const refresh = { seconds: 3_600, start: 1_700_000_000 }
const paymaster = '0x3000000000000000000000000000000000000001'

type Recipe = { permissions: Permissions; toPolicy: (signer: typeof contract) => Policy }

const recipes: Record<string, Recipe> = {
  nativeTokenSpendLimit: {
    permissions: { ...listed, nativeTokenSpendLimit: { spendLimit: 1_000n } },
    toPolicy: (signer) => nativeTokenSpendLimitPolicy({ contract, signer, spendLimit: 1_000n }),
  },
  'nativeTokenSpendLimit, refreshed': {
    permissions: { ...listed, nativeTokenSpendLimit: { refreshInterval: 3_600, spendLimit: 1_000n } },
    toPolicy: (signer) => nativeTokenSpendLimitPolicy({ contract, refresh, signer, spendLimit: 1_000n }),
  },
  erc20TokenSpendLimit: {
    permissions: {
      accessControlType: 'ALLOWLIST',
      contracts: on(token),
      erc20TokenSpendLimits: [{ spendLimit: 500n, tokenAddress: token }],
    },
    toPolicy: (signer) => erc20TokenSpendLimitPolicy({ signer, spendLimit: 500n, token }),
  },
  'erc20TokenSpendLimit, refreshed': {
    permissions: {
      accessControlType: 'ALLOWLIST',
      contracts: on(token),
      erc20TokenSpendLimits: [{ refreshInterval: 3_600, spendLimit: 500n, tokenAddress: token }],
    },
    toPolicy: (signer) => erc20TokenSpendLimitPolicy({ refresh, signer, spendLimit: 500n, token }),
  },
  gasSpendLimit: {
    permissions: { ...listed, gasSpendLimit: { spendLimit: 9_000n } },
    toPolicy: (signer) => gasSpendLimitPolicy({ contract, signer, spendLimit: 9_000n }),
  },
  'gasSpendLimit, refreshed': {
    permissions: { ...listed, gasSpendLimit: { refreshInterval: 3_600, spendLimit: 9_000n } },
    toPolicy: (signer) => gasSpendLimitPolicy({ contract, refresh, signer, spendLimit: 9_000n }),
  },
  requiredPaymaster: {
    permissions: { ...listed, requiredPaymaster: paymaster },
    toPolicy: (signer) => requiredPaymasterPolicy({ contract, paymaster, signer }),
  },
  allowlist: {
    permissions: { accessControlType: 'ALLOWLIST', contracts: on(contract, another) },
    toPolicy: (signer) => allowlistPolicy({ contracts: [contract, another], signer }),
  },
  denylist: {
    permissions: { accessControlType: 'DENYLIST', contracts: on(contract, other) },
    toPolicy: (signer) => denylistPolicy({ contracts: [contract, other], signer }),
  },
  allowAll: {
    permissions: { accessControlType: 'ALLOW_ALL_ACCESS' },
    toPolicy: (signer) => allowAllPolicy({ signer }),
  },
  functionAllowlist: {
    permissions: { accessControlType: 'ALLOWLIST', ...functionEntries },
    toPolicy: (signer) => functionAllowlistPolicy({ contract, functions, signer }),
  },
  functionDenylist: {
    permissions: { accessControlType: 'DENYLIST', ...functionEntries },
    toPolicy: (signer) => functionDenylistPolicy({ contract, functions, signer }),
  },
  timeRange: {
    permissions: {
      accessControlType: 'ALLOW_ALL_ACCESS',
      timeRange: { validFrom: 1_900_000_000, validUntil: 1_900_003_600 },
    },
    toPolicy: (signer) => allowAllPolicy({ signer }),
  },
}

describe.each(Object.entries(recipes))('%s', (name, { permissions, toPolicy }) => {
  test(`decides ${opsPerRecipe} ops as the plugin does`, async () => {
    const random = createRandom(name.length)
    const key = privateKeyToAccount(signerOf.hex(32))
    const { validFrom = 0, validUntil = 0 } = permissions.timeRange ?? {}
    const policy = toPolicy(key.address)
    const session = timeRangeSession({ module: sides.latchkey.module, policy, validFrom, validUntil })
    const [added] = await addKeys(sides, [{ key, permissions, sessions: [session] }])
    if (!added) throw new Error('The key was not added.')

    const counts = createCounts()
    const accepted: boolean[] = []
    const now =
      Math.max(permissions.timeRange?.validFrom ?? 0, Number((await sides.chain.publicClient.getBlock()).timestamp)) -
      10
    for (let at = 0; at < opsPerRecipe; at++) {
      const op = generateOp(random, permissions, { forbidden: sides.latchkey.forbidden, key: key.address, now })
      const verdicts = await judge(sides, added, op)
      counts.add(compare(sides, added, op, verdicts))
      accepted.push(verdicts.isAccepted)
    }
    // Both answers were given.
    expect(new Set(accepted).size).toBe(2)
    counts.expectEach(['both accept'], 2)
  })
})

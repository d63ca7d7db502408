import {
  type AbiFunction,
  type Address,
  concatHex,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  numberToHex,
  pad,
  parseAbi,
  slice,
} from 'viem'
import type { AlchemyPermissions } from '../../examples/alchemy/toPolicies.js'
import type { Call } from '../../ts/accounts/biconomyCalls.js'
import { oneIn, pick } from '../policy/abi.js'
import type { Random } from '../vectors/random.js'
import type { Op } from './ops.js'

/** Contracts that lists and ops are about: the first two are tokens. */
export const contracts: readonly [Address, Address, Address, Address] = [
  '0x1000000000000000000000000000000000000001',
  '0x1000000000000000000000000000000000000002',
  '0x1000000000000000000000000000000000000003',
  '0x1000000000000000000000000000000000000004',
]
const stranger: Address = '0x2000000000000000000000000000000000000005'
const paymasters: readonly [Address, Address] = [
  '0x3000000000000000000000000000000000000001',
  '0x3000000000000000000000000000000000000002',
]

/** What of a token has a limit. */
export const spendAbi = erc20Abi.filter(
  (item): item is Extract<(typeof erc20Abi)[number], { name: 'approve' | 'transfer' }> & AbiFunction =>
    item.type === 'function' && (item.name === 'transfer' || item.name === 'approve'),
)
const functions: readonly AbiFunction[] = parseAbi([
  'function transfer(address recipient, uint256 amount) returns (bool)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function transferFrom(address sender, address recipient, uint256 amount) returns (bool)',
  'function claim()',
  'function setName(string name)',
])

export type TimeRange = { validFrom: number; validUntil: number }
export type Permissions = AlchemyPermissions & { timeRange?: TimeRange | undefined }

const interval = (random: Random) => (oneIn(random, 2) ? { refreshInterval: pick(random, [60, 3_600, 86_400]) } : {})
const cap = (random: Random) => BigInt(pick(random, [0, 1, 1_000, 1 + random.below(1_000_000)]))

/** Permissions of every type, each of them there about half of the time. */
export function generatePermissions(random: Random, now: number): Permissions {
  const validFrom = now + random.below(1_000)
  return {
    accessControlType: pick(random, ['ALLOWLIST', 'ALLOWLIST', 'DENYLIST', 'ALLOW_ALL_ACCESS']),
    contracts: contracts
      .filter(() => !oneIn(random, 4))
      .map((contractAddress) => ({
        checkSelectors: oneIn(random, 2),
        contractAddress,
        isOnList: !oneIn(random, 5),
      })),
    functions: contracts.flatMap((contractAddress) =>
      functions.filter(() => oneIn(random, 2)).map((abi) => ({ abi, contractAddress, isOnList: !oneIn(random, 6) })),
    ),
    nativeTokenSpendLimit: oneIn(random, 3) ? undefined : { spendLimit: cap(random), ...interval(random) },
    erc20TokenSpendLimits: contracts
      .slice(0, 2)
      .filter(() => oneIn(random, 2))
      .map((tokenAddress) => ({ spendLimit: cap(random), tokenAddress, ...interval(random) })),
    gasSpendLimit: oneIn(random, 2) ? undefined : { spendLimit: cap(random) + 1_000n, ...interval(random) },
    requiredPaymaster: oneIn(random, 4) ? paymasters[0] : undefined,
    timeRange: oneIn(random, 2)
      ? { validFrom, validUntil: oneIn(random, 4) ? 0 : validFrom + random.below(100_000) }
      : undefined,
  }
}

/** An op of one call or a few, near every edge of the permissions. */
export function generateOp(
  random: Random,
  permissions: Permissions,
  facts: { forbidden: readonly Address[]; key: Address; now: number },
): Op {
  const { forbidden, key, now } = facts
  const count = pick(random, [1, 1, 1, 2, 3])
  const { gasSpendLimit, nativeTokenSpendLimit, requiredPaymaster, timeRange } = permissions
  const paymaster = oneIn(random, requiredPaymaster ? 2 : 5)
    ? undefined
    : oneIn(random, 5)
      ? paymasters[1]
      : requiredPaymaster
  const maxFeePerGas = BigInt(pick(random, [0, 1, 1, 3]))
  const verificationGasLimit = 7n
  const preVerificationGas = 5n
  const gas = near(random, gasSpendLimit?.spendLimit ?? 1_000n) / (maxFeePerGas || 1n)
  const others = verificationGasLimit + preVerificationGas
  return {
    calls: Array.from({ length: count }, () =>
      generateCall(
        random,
        permissions,
        forbidden,
        oneIn(random, 2) ? (nativeTokenSpendLimit?.spendLimit ?? 0n) : 0n,
        count,
      ),
    ),
    timestamp: timeRange && !oneIn(random, 3) ? generateTime(random, timeRange, now) : now + random.below(100_000),
    nonceKey: oneIn(random, 12) ? 0n : BigInt(key),
    initCode: '0x',
    paymasterAndData: paymaster ? concatHex([paymaster, random.hex(random.below(40))]) : '0x',
    callGasLimit: gas > others ? gas - others : 0n,
    verificationGasLimit,
    preVerificationGas,
    maxFeePerGas,
  }
}

function generateTime(random: Random, { validFrom, validUntil }: TimeRange, now: number): number {
  const edges = [validFrom - 1, validFrom, validFrom + 1, validUntil - 1, validUntil, validUntil + 1]
  return Math.max(now, pick(random, edges))
}

function generateCall(
  random: Random,
  { accessControlType, contracts: listed = [], erc20TokenSpendLimits = [] }: Permissions,
  forbidden: readonly Address[],
  native: bigint,
  count: number,
): Call {
  const entries = listed.filter(({ isOnList }) => isOnList).map(({ contractAddress }) => contractAddress)
  // An op of several calls is soon refused: most go where they may.
  const isListed = entries.length > 0 && (accessControlType === 'ALLOWLIST' ? !oneIn(random, 6) : oneIn(random, 2))
  const others = oneIn(random, 6) ? [stranger] : contracts
  const to = pick(random, oneIn(random, 25) ? forbidden : isListed ? entries : others)
  const limited = erc20TokenSpendLimits.find(({ tokenAddress }) => tokenAddress === to)
  const limit = limited?.spendLimit ?? 1_000n
  const share = oneIn(random, 2) ? BigInt(count) : 1n
  return {
    data: generateData(random, near(random, limit) / share, limited && !oneIn(random, 4) ? spendAbi : functions),
    to,
    value: native === 0n ? BigInt(pick(random, [0, 0, 0, 0, 0, 1])) : near(random, native) / share,
  }
}

/** A number at, around or far from an edge. */
function near(random: Random, edge: bigint): bigint {
  const value = pick(random, [edge, edge, edge / 2n, edge / 2n + 1n, edge - 1n, edge + 1n, 0n, edge * 3n])
  return value < 0n ? 0n : value
}

function generateData(random: Random, amount: bigint, fns: readonly AbiFunction[]): Hex {
  if (oneIn(random, 8)) return '0x'
  if (oneIn(random, 20)) return random.hex(1 + random.below(3))
  if (oneIn(random, 12)) return concatHex([random.hex(4), random.hex(32 * random.below(3))])
  const fn = pick(random, fns)
  const args = fn.inputs.map(({ type }) =>
    type === 'uint256' ? amount : type === 'address' ? random.address() : 'a name of more than thirty-two bytes',
  )
  const data = encodeFunctionData({ abi: [fn], args, functionName: fn.name })
  if (!oneIn(random, 6)) return data
  // Too short, too long, and bytes where padding is.
  return pick(random, [
    slice(data, 0, 4),
    data.length > 74 ? slice(data, 0, 36) : data,
    concatHex([data, pad('0x')]),
    concatHex([data, numberToHex(1, { size: 1 })]),
  ])
}

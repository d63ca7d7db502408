import {
  type Address,
  decodeFunctionData,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  maxUint256,
  size,
  slice,
  toFunctionSelector,
} from 'viem'
import type { AlchemyPermissions } from '../../examples/alchemy/toPolicies.js'
import type { Call } from '../../ts/accounts/biconomyCalls.js'
import { spendAbi } from './generate.js'
import type { Op } from './ops.js'

/*
 * What `docs/moving/from-alchemy.md` lists, as questions about an op and its key's permissions. None of them looks at a verdict: where none holds,
 * both sides must say the same.
 */

type Question = (
  op: Op,
  permissions: AlchemyPermissions,
  facts: { forbidden: readonly Address[]; key: Address },
) => boolean

/** Where Latchkey refuses on purpose, whatever the plugin says. */
export const stricter = {
  'short calldata': ({ calls }) => calls.some(({ data }) => size(data) > 0 && size(data) < 4),
  'not canonical': ({ calls }, permissions) => calls.some((call) => !isCanonical(call, permissions)),
  'forbidden target': ({ calls }, _, { forbidden }) =>
    calls.some(({ to }) => forbidden.some((address) => isAddressEqual(address, to))),
  'uncounted token function': ({ calls }, permissions) =>
    calls.some(({ data, to }) => isLimited(to, permissions) && !isSpend(data)),
  'mixed batch': ({ calls }, permissions) =>
    permissions.accessControlType !== 'ALLOWLIST' &&
    new Set(calls.map(({ to }) => isLimited(to, permissions))).size === 2,
} as const satisfies Record<string, Question>

/** Where the plugin refuses what costs the account nothing, or has rules of its own about nonces. */
export const looser = {
  'paymaster pays': ({ paymasterAndData }, { gasSpendLimit }) =>
    gasSpendLimit !== undefined && paymasterAndData !== '0x',
  'nonce lane': ({ nonceKey }, { gasSpendLimit }, { key }) => gasSpendLimit !== undefined && nonceKey !== BigInt(key),
  'free op': ({ maxFeePerGas, paymasterAndData }, { requiredPaymaster }) =>
    requiredPaymaster !== undefined && paymasterAndData === '0x' && maxFeePerGas === 0n,
} as const satisfies Record<string, Question>

/** The differences that may show in an op. */
export function findDifferences<name extends string>(
  questions: Record<name, Question>,
  ...[op, permissions, facts]: Parameters<Question>
): readonly name[] {
  return (Object.keys(questions) as name[]).filter((name) => questions[name](op, permissions, facts))
}

function isLimited(target: Address, { erc20TokenSpendLimits = [] }: AlchemyPermissions): boolean {
  return erc20TokenSpendLimits.some(
    ({ spendLimit, tokenAddress }) => spendLimit !== maxUint256 && isAddressEqual(tokenAddress, target),
  )
}

/** Whether calldata is of a function whose amount is counted. */
function isSpend(data: Hex): boolean {
  return spendAbi.some((abi) => data.startsWith(toFunctionSelector(abi)))
}

/** Whether calldata is what an encoder writes, where an entry is about one function. */
function isCanonical({ data, to }: Call, permissions: AlchemyPermissions): boolean {
  if (size(data) < 4) return true
  const selector = slice(data, 0, 4)
  const has = (abi: (typeof spendAbi)[number]) => toFunctionSelector(abi) === selector
  const listed = (permissions.functions ?? []).filter(
    ({ contractAddress, isOnList }) => isOnList && isAddressEqual(contractAddress, to),
  )
  const isListed =
    permissions.accessControlType === 'ALLOWLIST' &&
    (permissions.contracts ?? []).some(
      ({ checkSelectors, contractAddress, isOnList }) =>
        isOnList && checkSelectors && isAddressEqual(contractAddress, to),
    )
  const fn = isLimited(to, permissions)
    ? spendAbi.find(has)
    : isListed
      ? listed.find(({ abi }) => toFunctionSelector(abi) === selector)?.abi
      : undefined
  if (!fn) return true
  try {
    const { args } = decodeFunctionData({ abi: [fn], data })
    return encodeFunctionData({ abi: [fn], args: args ?? [] }) === data
  } catch {
    return false
  }
}

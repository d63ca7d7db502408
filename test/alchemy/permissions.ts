import { toFunctionSelector } from 'viem'
import type { AlchemyPermissions } from '../../examples/alchemy/toPolicies.js'
import { SessionKeyAccessListType, SessionKeyPermissionsBuilder } from './peer.js'

/** The same permissions, and a time range, in Alchemy's own builder. */
export function toBuilder(
  permissions: AlchemyPermissions & { timeRange?: { validFrom: number; validUntil: number } | undefined },
): SessionKeyPermissionsBuilder {
  const builder = new SessionKeyPermissionsBuilder()
  builder.setContractAccessControlType(SessionKeyAccessListType[permissions.accessControlType])
  for (const entry of permissions.contracts ?? []) builder.addContractAddressAccessEntry(entry)
  for (const { abi, contractAddress, isOnList } of permissions.functions ?? [])
    builder.addContractFunctionAccessEntry({ contractAddress, isOnList, methodSelector: toFunctionSelector(abi) })
  for (const { tokenAddress, ...limit } of permissions.erc20TokenSpendLimits ?? [])
    builder.addErc20TokenSpendLimit({ tokenAddress, ...toLimit(limit) })
  const { gasSpendLimit, nativeTokenSpendLimit, requiredPaymaster, timeRange } = permissions
  if (nativeTokenSpendLimit) builder.setNativeTokenSpendLimit(toLimit(nativeTokenSpendLimit))
  if (gasSpendLimit) builder.setGasSpendLimit(toLimit(gasSpendLimit))
  if (requiredPaymaster) builder.setRequiredPaymaster(requiredPaymaster)
  if (timeRange) builder.setTimeRange(timeRange)
  return builder
}

type Limit = NonNullable<AlchemyPermissions['gasSpendLimit']>

const toLimit = ({ refreshInterval = 0, spendLimit }: Limit) => ({ refreshInterval, spendLimit })

import { type Address, type Chain, type Client, parseAbi, type Transport } from 'viem'
import { getCode, readContract } from 'viem/actions'
import { getAction } from 'viem/utils'
import type { AccountFamily } from '../accounts/accountLayer.js'

const abi = parseAbi([
  'function isModuleEnabled(address module) view returns (bool)',
  'function isModuleInstalled(uint256 moduleTypeId, address module, bytes additionalContext) view returns (bool)',
])

/** Type of validators (ERC-7579). */
const validatorType = 1n

/**
 * Whether an account is deployed and asks a registry about its operations: a Biconomy account has enabled it as a module, an
 * ERC-7579 account has installed it as a validator.
 *
 * @param client - Reaches the account's chain.
 * @param parameters - The account, its family, and the registry.
 * @returns Whether sessions of the registry can act for the account once they are granted.
 *
 * @example
 * ```ts
 * import { isRegistryInstalled } from 'latchkey'
 *
 * const isReady = await isRegistryInstalled(client, { account: account.address, family: 'nexus', registry })
 * ```
 */
export async function isRegistryInstalled(
  client: Client<Transport, Chain | undefined>,
  parameters: isRegistryInstalled.Parameters,
): Promise<boolean> {
  const { account, family, registry } = parameters
  // An account that is not deployed yet has installed nothing.
  if (!(await getAction(client, getCode, 'getCode')({ address: account }))) return false
  const read = getAction(client, readContract, 'readContract')
  return family === 'biconomy'
    ? read({ abi, address: account, args: [registry], functionName: 'isModuleEnabled' })
    : read({ abi, address: account, args: [validatorType, registry, '0x'], functionName: 'isModuleInstalled' })
}

export declare namespace isRegistryInstalled {
  type Parameters = {
    /** The account, deployed or not. */
    account: Address
    /** Its family. */
    family: AccountFamily
    /** The `BiconomySessionRegistry`, or on an ERC-7579 account the `ERC7579SessionValidator`. */
    registry: Address
  }
}

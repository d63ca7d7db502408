import { type Address, type Chain, type Client, parseAbi, type Transport } from 'viem'
import { getCode, readContract } from 'viem/actions'
import { getAction } from 'viem/utils'

const accountAbi = parseAbi(['function isModuleEnabled(address module) view returns (bool)'])

/** Whether an account is deployed and has enabled a registry. */
export async function isRegistryEnabled(
  client: Client<Transport, Chain | undefined>,
  { account, registry }: { account: Address; registry: Address },
): Promise<boolean> {
  // An account that is not deployed yet has enabled nothing.
  if (!(await getAction(client, getCode, 'getCode')({ address: account }))) return false
  return getAction(
    client,
    readContract,
    'readContract',
  )({ abi: accountAbi, address: account, args: [registry], functionName: 'isModuleEnabled' })
}

import type { Address, Chain, Client, Hash, Transport } from 'viem'
import { readContract } from 'viem/actions'
import { getAction } from 'viem/utils'
import { registryReadsAbi } from '../generated/usedAbis.js'

/** What the registry keeps for what was revoked by name. */
const dead = 2n ** 256n - 1n

/**
 * Whether a node, the leaf of a session or the root of a grant, was revoked by name, which is for good.
 *
 * @internal
 */
export async function isRevoked(
  client: Client<Transport, Chain | undefined>,
  { account, node, registry }: { account: Address; node: Hash; registry: Address },
): Promise<boolean> {
  const status = await getAction(
    client,
    readContract,
    'readContract',
  )({ abi: registryReadsAbi, address: registry, args: [node, account], functionName: 'statusOf' })
  return status === dead
}

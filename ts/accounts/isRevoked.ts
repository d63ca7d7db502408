import type { Address, Chain, Client, Hash, Transport } from 'viem'
import { readRegistry } from './readRegistry.js'

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
  return (await readRegistry(client, { args: [node, account], functionName: 'statusOf', registry })) === dead
}

import type { Address, Chain, Client, Hash, Transport } from 'viem'
import { readContract } from 'viem/actions'
import { getAction } from 'viem/utils'
import { registryReadsAbi } from '../generated/usedAbis.js'
import { getSessionId } from '../session/getSessionId.js'
import type { Session } from '../session/session.js'

/**
 * Whether an account has a session under a live grant; its window is not looked at.
 *
 * @internal
 */
export async function isSessionLive(
  client: Client<Transport, Chain | undefined>,
  parameters: { account: Address; proof: readonly Hash[]; registry: Address; session: Session },
): Promise<boolean> {
  const { account, proof, registry, session } = parameters
  return getAction(
    client,
    readContract,
    'readContract',
  )({
    abi: registryReadsAbi,
    address: registry,
    args: [account, getSessionId(session), [...proof]],
    functionName: 'isSessionLive',
  })
}

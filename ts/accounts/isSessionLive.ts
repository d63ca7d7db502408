import type { Address, Chain, Client, Hash, Transport } from 'viem'
import { getSessionId } from '../session/getSessionId.js'
import type { Session } from '../session/session.js'
import { readRegistry } from './readRegistry.js'

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
  const args = [account, getSessionId(session), [...proof]] as const
  return readRegistry(client, { args, functionName: 'isSessionLive', registry })
}

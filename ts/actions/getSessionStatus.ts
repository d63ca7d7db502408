import type { Address, Chain, Client, Hash, Transport } from 'viem'
import { getBlock } from 'viem/actions'
import { getAction } from 'viem/utils'
import { isRevoked } from '../accounts/isRevoked.js'
import { isSessionLive } from '../accounts/isSessionLive.js'
import { getSessionLeaf } from '../session/getSessionLeaf.js'
import type { Session } from '../session/session.js'
import { processProof } from '../tree/processProof.js'

/** Where a session stands: usable now, before or after its window, revoked for good, or not granted in the current epoch. */
export type SessionStatus = 'expired' | 'live' | 'not-granted' | 'not-yet-valid' | 'revoked'

/**
 * Where a session stands on chain, under a native grant, at the latest block.
 *
 * @param client - Reaches the account's chain.
 * @param parameters - The account, its registry, the session, and its proof.
 * @returns One word.
 * @throws `InvalidSessionError` or `InvalidProofError`.
 *
 * @example
 * ```ts
 * import { getSessionProof, getSessionStatus } from 'latchkey'
 *
 * const proof = getSessionProof(tree, { session })
 * const status = await getSessionStatus(client, { account: account.address, proof, registry, session })
 * ```
 */
export async function getSessionStatus(
  client: Client<Transport, Chain | undefined>,
  parameters: getSessionStatus.Parameters,
): Promise<SessionStatus> {
  const { account, proof = [], registry, session } = parameters
  const leaf = getSessionLeaf(session)
  const root = processProof({ leaf, proof })
  const [isLeafRevoked, isRootRevoked, isLive, { timestamp }] = await Promise.all([
    isRevoked(client, { account, node: leaf, registry }),
    isRevoked(client, { account, node: root, registry }),
    isSessionLive(client, { account, proof, registry, session }),
    getAction(client, getBlock, 'getBlock')({ blockTag: 'latest' }),
  ])
  if (isLeafRevoked || isRootRevoked) return 'revoked'
  if (!isLive) return 'not-granted'
  if (timestamp < BigInt(session.validAfter)) return 'not-yet-valid'
  return session.validUntil !== 0 && timestamp > BigInt(session.validUntil) ? 'expired' : 'live'
}

export declare namespace getSessionStatus {
  type Parameters = {
    account: Address
    /** Siblings up to the granted root. Default: none, as for a session that was granted by itself. */
    proof?: readonly Hash[] | undefined
    /** The `BiconomySessionRegistry` or `ERC7579SessionValidator`. */
    registry: Address
    session: Session
  }
}

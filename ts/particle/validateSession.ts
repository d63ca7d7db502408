import { type Address, type Chain, type Client, type Hash, hexToBigInt, type Transport } from 'viem'
import { getBlock } from 'viem/actions'
import { getAction } from 'viem/utils'
import { isRevoked } from '../accounts/isRevoked.js'
import { isSessionLive } from '../accounts/isSessionLive.js'
import { readRegistry } from '../accounts/readRegistry.js'
import { isRegistryInstalled } from '../actions/isRegistryInstalled.js'
import { getSessionLeaf } from '../session/getSessionLeaf.js'
import type { Session } from '../session/session.js'
import { getSessionProof } from '../tree/getSessionProof.js'
import { toBiconomySessionTree } from '../tree/toBiconomySessionTree.js'
import { toSessionTree } from '../tree/toSessionTree.js'
import { type BiconomyAddresses, getParticleAccountAddress, type ParticleAccount } from './particleAccount.js'
import { fromParticleSession, type ParticleSession } from './particleSession.js'

/**
 * Whether a session can be used now: it is one of `sessions`, their tree is live on-chain for the account, the session was
 * not revoked, the account has enabled the registry, and the latest block is within the session's window.
 *
 * @param client - Reaches the account's chain.
 * @param parameters - Particle's account and sessions, and where the registry is.
 * @returns True when it can. What an operation does is not looked at.
 * @throws `SessionNotInTreeError` when `targetSession` is not one of `sessions`; otherwise as `createSessions`.
 *
 * @example
 * ```ts
 * import { validateSession } from 'latchkey/particle'
 *
 * const valid = await validateSession(client, {
 *   registry,
 *   sessions, // all sessions of the grant, for the proof
 *   smartAccount: { name: 'BICONOMY', version: '2.0.0', ownerAddress: owner.address },
 *   targetSession: session,
 * })
 * ```
 */
export async function validateSession(
  client: Client<Transport, Chain | undefined>,
  parameters: validateSession.Parameters,
): Promise<boolean> {
  const { biconomy, registry, smartAccount, targetSession, tree: kind = 'native' } = parameters
  const sessions = parameters.sessions.map((session, index) => fromParticleSession(session, `sessions[${index}]`))
  const session = fromParticleSession(targetSession, 'targetSession')
  const account = await getParticleAccountAddress(client, { biconomy, smartAccount })

  const live =
    kind === 'native'
      ? await isSessionLive(client, {
          account,
          proof: getSessionProof(toSessionTree({ sessions }), { session }),
          registry,
          session,
        })
      : await isLiveInBiconomyTree(client, { account, registry, session, sessions })
  if (!live || !(await isRegistryInstalled(client, { account, family: 'biconomy', registry }))) return false

  const { timestamp } = await getAction(client, getBlock, 'getBlock')({ blockTag: 'latest' })
  return timestamp >= session.validAfter && (session.validUntil === 0 || timestamp <= session.validUntil)
}

export declare namespace validateSession {
  type Parameters = {
    /** Where Biconomy Smart Account v2 is deployed. Default: its addresses on public chains. */
    biconomy?: BiconomyAddresses | undefined
    /** Address of the `BiconomySessionRegistry`. */
    registry: Address
    /** All sessions of the grant, in its order. */
    sessions: readonly ParticleSession[]
    /** Whose account it is. */
    smartAccount: ParticleAccount
    /** The session asked about. */
    targetSession: ParticleSession
    /** How the sessions were granted. Default: `'native'`. */
    tree?: 'biconomy' | 'native' | undefined
  }
  type ErrorType =
    | fromParticleSession.ErrorType
    | getParticleAccountAddress.ErrorType
    | getSessionProof.ErrorType
    | toBiconomySessionTree.ErrorType
    | toSessionTree.ErrorType
}

async function isLiveInBiconomyTree(
  client: Client<Transport, Chain | undefined>,
  parameters: { account: Address; registry: Address; session: Session; sessions: readonly Session[] },
): Promise<boolean> {
  const { account, registry, session, sessions } = parameters
  const tree = toBiconomySessionTree({ sessions })
  // Throws unless the session is one of the tree: a root that matches says nothing about a session beside it.
  getSessionProof(tree, { session })
  const [{ merkleRoot }, isDead] = await Promise.all([
    readRegistry(client, { args: [account], functionName: 'getSessionKeys', registry }),
    isRevoked(client, { account, node: getSessionLeaf(session), registry }),
  ])
  return isSame(merkleRoot, tree.root) && !isDead
}

function isSame(a: Hash, b: Hash): boolean {
  return hexToBigInt(a) === hexToBigInt(b)
}

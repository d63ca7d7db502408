import { type Address, type Chain, type Client, type Hash, hexToBigInt, type Transport } from 'viem'
import { getBlock, readContract } from 'viem/actions'
import { getAction } from 'viem/utils'
import { isRegistryInstalled } from '../actions/isRegistryInstalled.js'
import { registryReadsAbi } from '../generated/usedAbis.js'
import { getSessionId } from '../session/getSessionId.js'
import { getSessionLeaf } from '../session/getSessionLeaf.js'
import type { Session } from '../session/session.js'
import { getSessionProof } from '../tree/getSessionProof.js'
import { toBiconomySessionTree } from '../tree/toBiconomySessionTree.js'
import { toSessionTree } from '../tree/toSessionTree.js'
import { type BiconomyAddresses, getParticleAccountAddress, type ParticleAccount } from './particleAccount.js'
import { fromParticleSession, type ParticleSession } from './particleSession.js'

/** Status of a node that was revoked for good. */
const dead = 2n ** 256n - 1n

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
      ? await isLiveInGrant(client, { account, registry, session, sessions })
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

type Question = { account: Address; registry: Address; session: Session; sessions: readonly Session[] }

async function isLiveInGrant(client: Client<Transport, Chain | undefined>, question: Question): Promise<boolean> {
  const { account, registry, session, sessions } = question
  const proof = getSessionProof(toSessionTree({ sessions }), { session })
  return getAction(
    client,
    readContract,
    'readContract',
  )({
    abi: registryReadsAbi,
    address: registry,
    args: [account, getSessionId(session), proof],
    functionName: 'isSessionLive',
  })
}

async function isLiveInBiconomyTree(
  client: Client<Transport, Chain | undefined>,
  question: Question,
): Promise<boolean> {
  const { account, registry, session, sessions } = question
  const tree = toBiconomySessionTree({ sessions })
  // Throws unless the session is one of the tree: a root that matches says nothing about a session beside it.
  getSessionProof(tree, { session })
  const read = getAction(client, readContract, 'readContract')
  const contract = { abi: registryReadsAbi, address: registry } as const
  const [{ merkleRoot }, status] = await Promise.all([
    read({ ...contract, args: [account], functionName: 'getSessionKeys' }),
    read({ ...contract, args: [getSessionLeaf(session), account], functionName: 'statusOf' }),
  ])
  return isSame(merkleRoot, tree.root) && status !== dead
}

function isSame(a: Hash, b: Hash): boolean {
  return hexToBigInt(a) === hexToBigInt(b)
}

import type { Address, BlockNumber, BlockTag, Chain, Client, Hash, Transport } from 'viem'
import { getContractEvents } from 'viem/actions'
import { getAction } from 'viem/utils'
import { readRegistry } from '../accounts/readRegistry.js'
import { registryEventsAbi } from '../generated/usedAbis.js'
import { decodeSessions } from '../session/decodeSessions.js'
import type { Session } from '../session/session.js'
import type { SessionTree } from '../tree/sessionTree.js'
import { toSessionTree } from '../tree/toSessionTree.js'

/** A grant of an account that is live. */
export type LiveGrant = {
  root: Hash
  /** The tree, when the grant published its sessions and they lead to its root; undefined when only its granter knows them. */
  tree: SessionTree<'native'> | undefined
}

/** A session of an account that is live; its window is not looked at. */
export type LiveSession = { id: Hash; root: Hash; session: Session; tree: SessionTree<'native'> }

/**
 * The live sessions of an account, rebuilt from the registry's logs alone: what was granted in its current epoch, without what was
 * revoked. A grant that published nothing, or something else than its root holds, is listed without sessions.
 *
 * Biconomy trees (`setMerkleRoot`) publish nothing and are not listed.
 *
 * @param client - Reaches the account's chain.
 * @param parameters - The account, its registry, and from which block on to look.
 * @returns Grants and sessions, oldest first; each session once, under its latest grant.
 *
 * @example
 * ```ts
 * import { getSessions } from 'latchkey'
 *
 * const { sessions } = await getSessions(client, { account: account.address, fromBlock, registry })
 * for (const { id, session } of sessions) console.log(id, session.validUntil)
 * ```
 */
export async function getSessions(
  client: Client<Transport, Chain | undefined>,
  parameters: getSessions.Parameters,
): Promise<getSessions.ReturnType> {
  const { account, fromBlock = 0n, registry, toBlock } = parameters
  const of = { abi: registryEventsAbi, address: registry, fromBlock, strict: true, toBlock } as const
  const events = getAction(client, getContractEvents, 'getContractEvents')
  // The account is a topic of each event: nobody else's are sent.
  const [epoch, granted, revokedSessions, revokedGrants] = await Promise.all([
    readRegistry(client, { args: [account], functionName: 'epochOf', registry }),
    events({ ...of, args: { account }, eventName: 'SessionsGranted' }),
    events({ ...of, args: { account }, eventName: 'SessionRevoked' }),
    events({ ...of, args: { account }, eventName: 'GrantRevoked' }),
  ])
  // Revocation by name is for good, so it does not matter what came first.
  const dead = new Set(revokedSessions.map(({ args }) => args.id))
  const deadRoots = new Set(revokedGrants.map(({ args }) => args.root))

  const grants = new Map<Hash, LiveGrant>()
  for (const { args } of granted) {
    if (args.epoch !== epoch || deadRoots.has(args.root)) continue
    const tree = rebuild(args.root, args.sessions) ?? grants.get(args.root)?.tree
    // The latest grant last: what it publishes is as good as what an earlier one did.
    grants.delete(args.root)
    grants.set(args.root, { root: args.root, tree })
  }

  const sessions = new Map<Hash, LiveSession>()
  for (const { root, tree } of grants.values())
    for (const [index, id] of (tree?.ids ?? []).entries()) {
      const session = tree?.sessions[index]
      if (session && tree && !dead.has(id)) sessions.set(id, { id, root, session, tree })
    }
  // A grant of which every session is dead is as good as revoked.
  const live = [...grants.values()].filter(({ tree }) => tree?.ids.some((id) => !dead.has(id)) ?? true)
  return { epoch, grants: live, sessions: [...sessions.values()] }
}

export declare namespace getSessions {
  type Parameters = {
    account: Address
    /** Where to begin: the block of the account's first grant, which may come before it took the registry up. Default: the first. */
    fromBlock?: BlockNumber | BlockTag | undefined
    /** The `BiconomySessionRegistry` or `ERC7579SessionValidator`. */
    registry: Address
    /** Where to end. Default: the latest block. */
    toBlock?: BlockNumber | BlockTag | undefined
  }
  type ReturnType = {
    /** The account's current epoch. */
    epoch: bigint
    grants: readonly LiveGrant[]
    sessions: readonly LiveSession[]
  }
}

/** The tree of what a grant published. Anybody may publish anything: only what leads to the root is believed. */
function rebuild(root: Hash, encoded: `0x${string}`): SessionTree<'native'> | undefined {
  try {
    const tree = toSessionTree({ sessions: decodeSessions(encoded) })
    return tree.root === root ? tree : undefined
  } catch {
    return undefined
  }
}

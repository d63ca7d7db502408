import { type Address, encodeFunctionData, type Hash, type Hex } from 'viem'
import type { Call } from '../accounts/biconomyCalls.js'
import { registryWritesAbi } from '../generated/usedAbis.js'
import { encodeSessions } from '../session/encodeSessions.js'
import type { Session } from '../session/session.js'
import type { SessionTree } from '../tree/sessionTree.js'
import { toSessionTree } from '../tree/toSessionTree.js'

/** What is granted at once. */
export type Grant = {
  /** The sessions, or the native tree that was built of them; its root is computed anew. */
  sessions: readonly Session[] | SessionTree<'native'>
  /**
   * Whether the grant's event publishes the sessions, so that `getSessions` finds them again from logs alone. It costs calldata for each
   * session; without it only who keeps the sessions can use or show them. Default: true.
   */
  publish?: boolean | undefined
}

/** What a grant says that was sent. */
export type GrantReturnType = {
  /** Hash of the user operation: `waitForUserOperationReceipt` tells when it is included. */
  hash: Hash
  /** Ids of the sessions, one for each, in order: what is revoked, and what the registry's events name. */
  ids: readonly Hash[]
  /** The tree that was granted; `toSessionAccount` takes it. */
  tree: SessionTree<'native'>
}

/**
 * The tree of a grant and what its event publishes.
 *
 * @internal
 */
export function toGrant({ publish = true, sessions }: Grant): { published: Hex; tree: SessionTree<'native'> } {
  // A tree is built anew: a root that its sessions do not lead to would grant what the owner has not seen.
  const tree = toSessionTree({ sessions: 'kind' in sessions ? sessions.sessions : sessions })
  return { published: publish ? encodeSessions({ sessions: tree.sessions }) : '0x', tree }
}

export declare namespace toGrant {
  type ErrorType = encodeSessions.ErrorType | toSessionTree.ErrorType
}

/** The call that grants a root. @internal */
export function toGrantCall(registry: Address, { published, tree }: { published: Hex; tree: { root: Hash } }): Call {
  return {
    data: encodeFunctionData({ abi: registryWritesAbi, args: [tree.root, published], functionName: 'grantSessions' }),
    to: registry,
    value: 0n,
  }
}

/** The call that revokes sessions by id. @internal */
export function toRevokeCall(registry: Address, ids: readonly Hash[]): Call {
  return {
    data: encodeFunctionData({ abi: registryWritesAbi, args: [[...ids]], functionName: 'revokeSessions' }),
    to: registry,
    value: 0n,
  }
}

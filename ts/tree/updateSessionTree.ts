import { type Hash, hexToBytes } from 'viem'
import { EmptySessionsError, type EmptySessionsErrorType } from '../errors/session.js'
import { TooManySessionsError } from '../errors/tree.js'
import { assertSessions } from '../session/assertSessions.js'
import { packSession } from '../session/packSession.js'
import type { Session } from '../session/session.js'
import { type buildTree, toTree } from './buildTree.js'
import { getSessionIndex } from './getSessionProof.js'
import { nodeSize } from './hashPair.js'
import { getLevelSize, writeParent } from './levels.js'
import { maxSessionTreeSize, type SessionTree } from './sessionTree.js'
import { toBiconomyLeaf } from './toBiconomySessionTree.js'
import { toNativeLeaf } from './toSessionTree.js'

/**
 * The tree without some sessions and with others, of which only what changed is hashed: about 14 hashes for each session in a
 * tree of 10,000. The tree that is given stays as it is.
 *
 * The last session takes the place of one that is removed, and new ones are put at the end: `sessions` of the result says the order,
 * and `toSessionTree` of those builds the same tree.
 *
 * A tree is only what is to be granted. What leaves it stays live under the root that was granted before: revoke it with
 * `revokeSessions`.
 *
 * @param tree - What `toSessionTree` or `toBiconomySessionTree` made.
 * @param parameters - The sessions to add, and the sessions or ids to remove.
 * @returns A tree of the same kind.
 * @throws `SessionNotInTreeError` when one to remove is not in the tree; `DuplicateSessionError` when one to add is, or is added
 * twice; `EmptySessionsError` when none would be left; those of `toSessionTree`.
 *
 * @example
 * ```ts
 * import { toSessionTree, updateSessionTree } from 'latchkey'
 *
 * const tree = toSessionTree({ sessions })
 * const next = updateSessionTree(tree, { add: [newSession], remove: [oldSession] })
 * ```
 */
export function updateSessionTree<kind extends SessionTree['kind']>(
  tree: SessionTree<kind>,
  parameters: updateSessionTree.Parameters,
): SessionTree<kind> {
  const { add = [], remove = [] } = parameters
  const toLeaf = tree.kind === 'native' ? toNativeLeaf : toBiconomyLeaf
  const sessions = [...tree.sessions]
  const ids = [...tree.ids]
  // The old places of those that are left: where one comes from is hashed already.
  const from = ids.map((_, index) => index)
  const gone = new Set<number>()
  for (const item of remove)
    gone.add(getSessionIndex(tree, typeof item === 'string' ? { id: item } : { session: item }))
  // From the end on, so that what fills a gap is never one that goes as well.
  for (const index of [...gone].sort((a, b) => b - a)) {
    const last = sessions.length - 1
    sessions[index] = sessions[last] as Session
    ids[index] = ids[last] as Hash
    from[index] = from[last] as number
    sessions.length = ids.length = from.length = last
  }
  if (add.length !== 0) assertSessions(add)
  if (sessions.length + add.length === 0) throw new EmptySessionsError()
  if (sessions.length + add.length > maxSessionTreeSize)
    throw new TooManySessionsError({ max: maxSessionTreeSize, size: sessions.length + add.length })

  const [oldLeaves = new Uint8Array()] = tree.levels
  const idNodes = new Uint8Array((sessions.length + add.length) * nodeSize)
  const leaves = new Uint8Array(idNodes.length)
  let changed = new Set<number>()
  for (const [index, old] of from.entries()) {
    idNodes.set(hexToBytes(ids[index] as Hash), index * nodeSize)
    leaves.set(oldLeaves.subarray(old * nodeSize, (old + 1) * nodeSize), index * nodeSize)
    if (old !== index) changed.add(index)
  }
  for (const session of add) {
    const index = sessions.push(session) - 1
    const { id, leaf } = toLeaf(packSession(session), index)
    idNodes.set(id, index * nodeSize)
    leaves.set(leaf, index * nodeSize)
    changed.add(index)
  }

  const levels: [Uint8Array, ...Uint8Array[]] = [leaves]
  let below = leaves
  while (below.length > nodeSize) {
    const level = new Uint8Array(getLevelSize(below))
    const old = tree.levels[levels.length] ?? new Uint8Array()
    level.set(old.subarray(0, level.length))
    const parents = new Set<number>()
    for (const index of changed) parents.add(index >> 1)
    // The last node may have got a sibling, or lost it.
    parents.add(level.length / nodeSize - 1)
    for (let index = old.length / nodeSize; index < level.length / nodeSize; index++) parents.add(index)
    for (const index of parents) writeParent(level, below, index * nodeSize)
    levels.push(level)
    below = level
    changed = parents
  }
  return toTree(tree.kind, sessions, idNodes, levels)
}

export declare namespace updateSessionTree {
  type Parameters = {
    /** Sessions to add, each once. Default: none. */
    add?: readonly Session[] | undefined
    /** Sessions to remove, or their ids. Default: none. */
    remove?: readonly (Hash | Session)[] | undefined
  }
  type ErrorType = buildTree.ErrorType | EmptySessionsErrorType | getSessionIndex.ErrorType
}

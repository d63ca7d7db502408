import { keccak256 } from 'viem'
import { buildTree, type ToLeaf } from './buildTree.js'
import type { SessionTree } from './sessionTree.js'

/**
 * Puts sessions under one root, to be granted at once: a native tree, for `grantSessions`.
 *
 * The root of a tree of one is the session's leaf, and its proof is empty. The order of the sessions decides the root, and
 * `encodeSessions` keeps it.
 *
 * @param parameters - The sessions.
 * @returns The tree.
 * @throws `EmptySessionsError`, `InvalidSessionError` or `DuplicateSessionError` when a list is not one of distinct, valid
 * sessions; `TooManySessionsError` above 2^20 sessions.
 *
 * @example
 * ```ts
 * import { toSessionTree } from 'latchkey'
 *
 * const tree = toSessionTree({
 *   sessions: [
 *     {
 *       validUntil: 1_893_456_000,
 *       validAfter: 0,
 *       module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
 *       sessionKeyData: '0x1234',
 *     },
 *   ],
 * })
 * console.log(tree.root)
 * ```
 */
export function toSessionTree(parameters: toSessionTree.Parameters): toSessionTree.ReturnType {
  return buildTree('native', parameters, toNativeLeaf)
}

export declare namespace toSessionTree {
  type Parameters = buildTree.Parameters
  type ReturnType = SessionTree<'native'>
  type ErrorType = buildTree.ErrorType
}

/**
 * A leaf is its id hashed once more, so that no session is an inner node.
 *
 * @internal
 */
export const toNativeLeaf: ToLeaf = (packedSession) => {
  const id = keccak256(packedSession, 'bytes')
  return { id, leaf: keccak256(id, 'bytes') }
}

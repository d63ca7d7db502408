import { keccak256 } from 'viem'
import { AmbiguousBiconomySessionError, type AmbiguousBiconomySessionErrorType } from '../errors/tree.js'
import { packedHeaderSize } from '../session/packSession.js'
import { buildTree, type ToLeaf } from './buildTree.js'
import { nodeSize } from './hashPair.js'
import type { SessionTree } from './sessionTree.js'

/**
 * Puts sessions under one root in the way of Biconomy v2 and Particle, for `setMerkleRoot`. Only for clients that exist:
 * each root replaces the one before, so the tree must hold every session that is to go on.
 *
 * A session with 32 bytes of `sessionKeyData` is refused: in such a tree it is also an inner node, and can hide another
 * session. `toSessionTree` takes it.
 *
 * @param parameters - The sessions.
 * @returns The tree. Its leaves are the ids.
 * @throws `AmbiguousBiconomySessionError` for 32 bytes of `sessionKeyData`; `EmptySessionsError`, `InvalidSessionError` or
 * `DuplicateSessionError` when the list is not one of distinct, valid sessions; `TooManySessionsError` above 2^20 sessions.
 *
 * @example
 * ```ts
 * import { toBiconomySessionTree } from 'latchkey'
 *
 * const tree = toBiconomySessionTree({
 *   sessions: [
 *     {
 *       validUntil: 0,
 *       validAfter: 0,
 *       module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
 *       sessionKeyData: '0x1234',
 *     },
 *   ],
 * })
 * console.log(tree.root)
 * ```
 */
export function toBiconomySessionTree(parameters: toBiconomySessionTree.Parameters): toBiconomySessionTree.ReturnType {
  return buildTree('biconomy', parameters, toBiconomyLeaf)
}

export declare namespace toBiconomySessionTree {
  type Parameters = buildTree.Parameters
  type ReturnType = SessionTree<'biconomy'>
  type ErrorType = AmbiguousBiconomySessionErrorType | buildTree.ErrorType
}

/** @internal */
export const toBiconomyLeaf: ToLeaf = (packedSession, index) => {
  // Its id would hash 64 bytes, as an inner node does: its data could be the hash of a session that nobody reviewed.
  if (packedSession.length === packedHeaderSize + nodeSize) throw new AmbiguousBiconomySessionError({ index })
  const id = keccak256(packedSession, 'bytes')
  return { id, leaf: id }
}

import type { Hash } from 'viem'
import type { Session } from '../session/session.js'

/**
 * Sessions under one root. `native` trees hash each id once more to make a leaf; `biconomy` trees take the bare id, as
 * the clients of Biconomy v2 and Particle do.
 */
export type SessionTree<kind extends 'biconomy' | 'native' = 'biconomy' | 'native'> = {
  kind: kind
  /** What an account grants (`native`) or sets with `setMerkleRoot` (`biconomy`). */
  root: Hash
  /** The sessions, in the order they were given. */
  sessions: readonly Session[]
  /** Id of each session, in the same order. */
  ids: readonly Hash[]
  /** Leaf of each session, in the same order. */
  leaves: readonly Hash[]
  /** Place of each id in `ids`. */
  indexOf: ReadonlyMap<Hash, number>
  /** The nodes of each level, 32 bytes each without gaps: the leaves first, the root last. */
  levels: readonly Uint8Array[]
}

/**
 * The most sessions that one tree holds. Building a larger one would exhaust the memory of a browser before the proofs,
 * 20 siblings at this size, come near the 32 that the registries read.
 *
 * @example
 * ```ts
 * import { maxSessionTreeSize } from 'latchkey'
 *
 * console.log(maxSessionTreeSize)
 * // 1048576
 * ```
 */
export const maxSessionTreeSize = 2 ** 20

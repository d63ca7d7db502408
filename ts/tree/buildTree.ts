import { bytesToHex, type Hash } from 'viem'
import {
  DuplicateSessionError,
  type DuplicateSessionErrorType,
  TooManySessionsError,
  type TooManySessionsErrorType,
} from '../errors/tree.js'
import { assertSessions } from '../session/assertSessions.js'
import { packSession } from '../session/packSession.js'
import type { Session } from '../session/session.js'
import { nodeSize } from './hashPair.js'
import { buildLevels } from './levels.js'
import { maxSessionTreeSize, type SessionTree } from './sessionTree.js'

/**
 * Builds a tree of either kind. Leaves keep the order of the sessions.
 *
 * @internal
 */
export function buildTree<kind extends SessionTree['kind']>(
  kind: kind,
  { sessions }: buildTree.Parameters,
  toLeaf: ToLeaf,
): SessionTree<kind> {
  if (Array.isArray(sessions) && sessions.length > maxSessionTreeSize)
    throw new TooManySessionsError({ max: maxSessionTreeSize, size: sessions.length })
  assertSessions(sessions)

  const size = sessions.length * nodeSize
  const ids = new Uint8Array(size)
  const leaves = new Uint8Array(size)
  for (const [place, session] of sessions.entries()) {
    const { id, leaf } = toLeaf(packSession(session), place)
    ids.set(id, place * nodeSize)
    leaves.set(leaf, place * nodeSize)
  }
  return toTree(kind, [...sessions], ids, buildLevels(leaves))
}

export declare namespace buildTree {
  type Parameters = {
    /** The sessions, at least one, each once. Their order decides the root. */
    sessions: readonly Session[]
  }
  type ErrorType = assertSessions.ErrorType | DuplicateSessionErrorType | TooManySessionsErrorType
}

/**
 * How a kind of tree hashes a packed session. It gets the session's place in the list for its errors.
 *
 * @internal
 */
export type ToLeaf = (packedSession: Uint8Array, index: number) => { id: Uint8Array; leaf: Uint8Array }

/**
 * A tree around what was hashed. Hex strings are made when they are asked for: a large tree is mostly asked for its root.
 *
 * @internal
 */
export function toTree<kind extends SessionTree['kind']>(
  kind: kind,
  sessions: readonly Session[],
  idNodes: Uint8Array<ArrayBuffer>,
  levels: readonly [Uint8Array, ...Uint8Array[]],
): SessionTree<kind> {
  const ids = once(() => readNodes(idNodes))
  const leaves = once(() => readNodes(levels[0]))
  const indexOf = once(() => new Map(ids().map((id, index) => [id, index])))
  // A `Map` of every id in hex costs a large tree more than it is worth: only when two begin alike.
  const heads = new Uint32Array(idNodes.buffer).filter((_, index) => index % 8 === 0)
  if (new Set(heads).size < heads.length)
    ids().forEach((id, index) => {
      const last = indexOf().get(id)
      if (last !== index) throw new DuplicateSessionError({ id, indexes: [index, last as number] })
    })
  return {
    kind,
    root: bytesToHex(levels.at(-1) as Uint8Array),
    sessions,
    levels,
    get ids() {
      return ids()
    },
    get leaves() {
      return leaves()
    },
    get indexOf() {
      return indexOf()
    },
  }
}

function once<value>(read: () => value): () => value {
  let known: value | undefined
  return () => {
    known ??= read()
    return known
  }
}

function readNodes(nodes: Uint8Array): readonly Hash[] {
  const hashes: Hash[] = []
  for (let offset = 0; offset < nodes.length; offset += nodeSize)
    hashes.push(bytesToHex(nodes.subarray(offset, offset + nodeSize)))
  return hashes
}

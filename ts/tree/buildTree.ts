import { bytesToHex, type Hash, keccak256 } from 'viem'
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
  parameters: buildTree.Parameters,
): SessionTree<kind> {
  const { sessions } = parameters
  if (Array.isArray(sessions) && sessions.length > maxSessionTreeSize)
    throw new TooManySessionsError({ max: maxSessionTreeSize, size: sessions.length })
  assertSessions(sessions)

  const ids: Hash[] = []
  const leaves: Hash[] = []
  const indexOf = new Map<Hash, number>()
  const bottom = new Uint8Array(sessions.length * nodeSize)
  for (const [index, session] of sessions.entries()) {
    const idBytes = keccak256(packSession(session), 'bytes')
    const id = bytesToHex(idBytes)
    const first = indexOf.get(id)
    if (first !== undefined) throw new DuplicateSessionError({ id, indexes: [first, index] })
    indexOf.set(id, index)
    ids.push(id)

    const leaf = kind === 'native' ? keccak256(idBytes, 'bytes') : idBytes
    leaves.push(kind === 'native' ? bytesToHex(leaf) : id)
    bottom.set(leaf, index * nodeSize)
  }

  const levels = buildLevels(bottom)
  const top = levels[levels.length - 1] ?? bottom
  return { kind, root: bytesToHex(top), sessions: [...sessions], ids, leaves, indexOf, levels }
}

export declare namespace buildTree {
  type Parameters = {
    /** The sessions, at least one, each once. Their order decides the root. */
    sessions: readonly Session[]
  }
  type ErrorType = assertSessions.ErrorType | DuplicateSessionErrorType | TooManySessionsErrorType
}

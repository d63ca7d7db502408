import type { Hash, OneOf } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { SessionNotInTreeError, type SessionNotInTreeErrorType } from '../errors/tree.js'
import { getSessionId } from '../session/getSessionId.js'
import type { Session } from '../session/session.js'
import { assertHash } from '../utils/assertHash.js'
import { toLower } from '../utils/hex.js'
import { readProof } from './levels.js'
import type { SessionTree } from './sessionTree.js'

/**
 * The siblings that lead from a session's leaf to the root of its tree, from the leaf up. Works on trees of both kinds.
 *
 * @param tree - What `toSessionTree` or `toBiconomySessionTree` made.
 * @param parameters - The session, its id, or its place in the list: one of them.
 * @returns Hashes of 32 bytes, 20 at most. None in a tree of one.
 * @throws `SessionNotInTreeError` when the tree does not hold the session; `InvalidSessionError` or `InvalidHashError` when
 * the session or the id is not valid.
 *
 * @example
 * ```ts
 * import { getSessionProof, toSessionTree } from 'latchkey'
 *
 * const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
 * const tree = toSessionTree({
 *   sessions: [
 *     { validUntil: 1_893_456_000, validAfter: 0, module, sessionKeyData: '0x1234' },
 *     { validUntil: 1_893_456_000, validAfter: 0, module, sessionKeyData: '0x5678' },
 *   ],
 * })
 * const proof = getSessionProof(tree, { index: 1 })
 * ```
 */
export function getSessionProof(tree: SessionTree, parameters: getSessionProof.Parameters): getSessionProof.ReturnType {
  return readProof(tree.levels, getSessionIndex(tree, parameters))
}

export declare namespace getSessionProof {
  type Parameters = OneOf<
    | {
        /** The session. */
        session: Session
      }
    | {
        /** Its id, as `getSessionId` returns it. */
        id: Hash
      }
    | {
        /** Its place in `tree.sessions`, from 0. */
        index: number
      }
  >
  type ReturnType = readonly Hash[]
  type ErrorType = assertHash.ErrorType | getSessionId.ErrorType | SessionNotInTreeErrorType
}

/** A session's place in its tree. @internal */
export function getSessionIndex(tree: SessionTree, parameters: getSessionProof.Parameters): number {
  const { root } = tree
  const size = tree.sessions.length
  if (parameters.index !== undefined) {
    const { index } = parameters
    if (Number.isInteger(index) && index >= 0 && index < size) return index
    throw new SessionNotInTreeError({ root, size, subject: `session at index ${describeValue(index)}` })
  }
  const id = toId(parameters)
  const index = tree.indexOf.get(id)
  if (index === undefined) throw new SessionNotInTreeError({ root, size, subject: `session with the id ${id}` })
  return index
}

export declare namespace getSessionIndex {
  type ErrorType = getSessionProof.ErrorType
}

function toId({ id, session }: getSessionProof.Parameters): Hash {
  if (session) return getSessionId(session)
  assertHash('id', id)
  return toLower(id)
}

import type { Hash, OneOf } from 'viem'
import { getSessionLeaf } from '../session/getSessionLeaf.js'
import type { Session } from '../session/session.js'
import { assertHash } from '../utils/assertHash.js'
import { toLower } from '../utils/hex.js'
import { processProof } from './processProof.js'

/**
 * Whether a proof leads from a session to the root of a native tree. Says nothing about whether the root is granted, or
 * the session revoked: the registry knows that.
 *
 * @param parameters - The root, the proof, and the session or its id.
 * @returns True when it does.
 * @throws `InvalidSessionError`, `InvalidHashError` or `InvalidProofError` when a value cannot be read at all.
 *
 * @example
 * ```ts
 * import { getSessionProof, toSessionTree, verifySessionProof } from 'latchkey'
 *
 * const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
 * const session = { validUntil: 1_893_456_000, validAfter: 0, module, sessionKeyData: '0x1234' } as const
 * const tree = toSessionTree({ sessions: [session] })
 *
 * const valid = verifySessionProof({ proof: getSessionProof(tree, { session }), root: tree.root, session })
 * ```
 */
export function verifySessionProof(parameters: verifySessionProof.Parameters): verifySessionProof.ReturnType {
  const { id, proof, root, session } = parameters
  assertHash('root', root)
  return processProof({ leaf: getSessionLeaf(session ?? id), proof }) === toLower(root)
}

export declare namespace verifySessionProof {
  type Parameters = {
    /** The siblings from the leaf up, 32 at most. */
    proof: readonly Hash[]
    /** Root of the tree. */
    root: Hash
  } & OneOf<
    | {
        /** The session. */
        session: Session
      }
    | {
        /** Its id, as `getSessionId` returns it. */
        id: Hash
      }
  >
  type ReturnType = boolean
  type ErrorType = assertHash.ErrorType | getSessionLeaf.ErrorType | processProof.ErrorType
}

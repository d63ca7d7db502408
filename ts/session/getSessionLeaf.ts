import { type Hash, type Hex, keccak256 } from 'viem'
import { assertHash } from '../utils/assertHash.js'
import { getSessionId } from './getSessionId.js'
import type { Session } from './session.js'

/**
 * The leaf of a session in a native tree, and the root of its direct grant: `keccak256(id)`.
 *
 * @param session - The session, or its id.
 * @returns 32 bytes.
 * @throws `InvalidSessionError` or `InvalidHashError` when the session or the id is not valid.
 *
 * @example
 * ```ts
 * import { getSessionLeaf } from 'latchkey'
 *
 * const leaf = getSessionLeaf({
 *   validUntil: 1_893_456_000,
 *   validAfter: 0,
 *   module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
 *   sessionKeyData: '0x1234',
 * })
 * ```
 */
export function getSessionLeaf(session: Session | Hex): getSessionLeaf.ReturnType {
  if (typeof session !== 'string') return keccak256(getSessionId(session))
  assertHash('id', session)
  return keccak256(session)
}

export declare namespace getSessionLeaf {
  type ReturnType = Hash
  type ErrorType = assertHash.ErrorType | getSessionId.ErrorType
}

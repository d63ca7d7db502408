import { type Hash, keccak256 } from 'viem'
import { packSession } from './packSession.js'
import { assertSession, type Session } from './session.js'

/**
 * The id of a session: `keccak256(abi.encodePacked(uint48 validUntil, uint48 validAfter, address module, bytes
 * sessionKeyData))`. It is the leaf of Biconomy's and Particle's trees, and what an account revokes.
 *
 * @param session - The session.
 * @returns 32 bytes.
 * @throws `InvalidSessionError` when the session is one that the registries refuse.
 *
 * @example
 * ```ts
 * import { getSessionId } from 'latchkey'
 *
 * const id = getSessionId({
 *   validUntil: 1_893_456_000,
 *   validAfter: 0,
 *   module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
 *   sessionKeyData: '0x1234',
 * })
 * ```
 */
export function getSessionId(session: Session): getSessionId.ReturnType {
  assertSession(session)
  return keccak256(packSession(session))
}

export declare namespace getSessionId {
  type ReturnType = Hash
  type ErrorType = assertSession.ErrorType
}

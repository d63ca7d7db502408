import { bytesToHex, concatBytes, type Hex } from 'viem'
import { assertSessions } from './assertSessions.js'
import { packedHeaderSize, packSession } from './packSession.js'
import type { Session } from './session.js'
import { sessionsVersion } from './sessionsVersion.js'

/**
 * Writes sessions as the bytes that a grant emits, so that any client finds them again in the account's logs. The order
 * is kept: the tree built from the decoded sessions has the granted root.
 *
 * The bytes are a version, 0x01, and for each session `uint48 validUntil ‖ uint48 validAfter ‖ address module ‖ uint16
 * length ‖ sessionKeyData`. Everybody can read them: a session holds no secret.
 *
 * @param parameters - The sessions, at least one.
 * @returns The bytes.
 * @throws `EmptySessionsError` without a session, `InvalidSessionError` when one is not valid.
 *
 * @example
 * ```ts
 * import { encodeSessions } from 'latchkey'
 *
 * const bytes = encodeSessions({
 *   sessions: [
 *     {
 *       validUntil: 1_893_456_000,
 *       validAfter: 0,
 *       module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
 *       sessionKeyData: '0x1234',
 *     },
 *   ],
 * })
 * ```
 */
export function encodeSessions(parameters: encodeSessions.Parameters): encodeSessions.ReturnType {
  const { sessions } = parameters
  assertSessions(sessions)
  const chunks: Uint8Array[] = [Uint8Array.of(sessionsVersion)]
  for (const session of sessions) {
    const packed = packSession(session)
    const data = packed.subarray(packedHeaderSize)
    chunks.push(packed.subarray(0, packedHeaderSize), Uint8Array.of(data.length >> 8, data.length & 0xff), data)
  }
  return bytesToHex(concatBytes(chunks))
}

export declare namespace encodeSessions {
  type Parameters = {
    /** The sessions, in the order of their tree. */
    sessions: readonly Session[]
  }
  type ReturnType = Hex
  type ErrorType = assertSessions.ErrorType
}

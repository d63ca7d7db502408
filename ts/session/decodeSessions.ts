import { type Hex, size } from 'viem'
import { SessionsDecodingError, type SessionsDecodingErrorType } from '../errors/session.js'
import { isBytes, readNumber } from '../utils/hex.js'
import { packedHeaderSize } from './packSession.js'
import { readSession } from './readSession.js'
import { getSessionFault, type Session } from './session.js'
import { sessionsVersion } from './sessionsVersion.js'

/**
 * Reads the sessions that a grant emitted. Strict: whatever it accepts, `encodeSessions` writes as the same bytes.
 *
 * @param encoded - What `encodeSessions` wrote.
 * @returns The sessions in the order of their tree, addresses with their checksum.
 * @throws `SessionsDecodingError` saying at which byte, and why.
 *
 * @example
 * ```ts
 * import { decodeSessions } from 'latchkey'
 *
 * const sessions = decodeSessions('0x01000070dbd880000000000000000000d50c68705bd6897b2d17c7de32fb519fda00021234')
 * ```
 */
export function decodeSessions(encoded: Hex): decodeSessions.ReturnType {
  if (!isBytes(encoded)) throw new SessionsDecodingError({ offset: 0, reason: 'not a hex string of whole bytes' })
  const end = size(encoded)
  if (end === 0) throw new SessionsDecodingError({ offset: 0, reason: 'there are no bytes' })
  const version = readNumber(encoded, 0, 1)
  if (version !== sessionsVersion)
    throw new SessionsDecodingError({ offset: 0, reason: `version ${version} is unknown, only 1 is known` })
  if (end === 1) throw new SessionsDecodingError({ offset: 1, reason: 'there is no session' })

  const sessions: Session[] = []
  let offset = 1
  while (offset < end) {
    const dataOffset = offset + packedHeaderSize + 2
    if (dataOffset > end)
      throw new SessionsDecodingError({
        offset,
        reason: `a session takes at least ${dataOffset - offset} bytes; left: ${end - offset}`,
      })
    const dataSize = readNumber(encoded, dataOffset - 2, 2)
    if (dataOffset + dataSize > end)
      throw new SessionsDecodingError({
        offset: dataOffset,
        reason: `\`sessionKeyData\` takes ${dataSize} bytes; left: ${end - dataOffset}`,
      })
    const session = readSession(encoded, { dataOffset, dataSize, headerOffset: offset })
    const cause = getSessionFault(session, sessions.length)
    if (cause) throw new SessionsDecodingError({ cause, offset, reason: 'what stands there is not a valid session' })
    sessions.push(session)
    offset = dataOffset + dataSize
  }
  return sessions
}

export declare namespace decodeSessions {
  type ReturnType = readonly Session[]
  type ErrorType = SessionsDecodingErrorType
}

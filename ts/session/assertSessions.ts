import { describeValue } from '../errors/describeValue.js'
import {
  EmptySessionsError,
  type EmptySessionsErrorType,
  InvalidSessionError,
  type InvalidSessionErrorType,
} from '../errors/session.js'
import { getSessionFault, type Session } from './session.js'

/**
 * Throws unless the value is a list of at least one session, all of them valid.
 *
 * @internal
 */
export function assertSessions(sessions: unknown): asserts sessions is readonly Session[] {
  if (!Array.isArray(sessions))
    throw new InvalidSessionError({ reason: `is ${describeValue(sessions)} where a list of sessions is meant` })
  if (sessions.length === 0) throw new EmptySessionsError()
  for (const [index, session] of sessions.entries()) {
    const fault = getSessionFault(session, index)
    if (fault) throw fault
  }
}

export declare namespace assertSessions {
  type ErrorType = EmptySessionsErrorType | InvalidSessionErrorType
}

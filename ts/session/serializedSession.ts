import { writeKey } from '../keys/keyJson.js'
import type { SessionKey } from '../keys/sessionKey.js'
import type { GrantedSession } from './grantedSession.js'
import { writeGrantedSession } from './grantedSessionJson.js'

/** What the text says it is, and of which version. @internal */
export const serializedSessionHead = { format: 'latchkey session', version: 1 } as const

/**
 * The longest text that hands over a session, in characters.
 *
 * @example
 * ```ts
 * import { maxSerializedSessionSize } from 'latchkey/keys'
 *
 * console.log(maxSerializedSessionSize)
 * // 1048576
 * ```
 */
export const maxSerializedSessionSize = 2 ** 20

/**
 * The text of a granted session, and of the key when one is given.
 *
 * @internal
 */
export function writeSerializedSession(granted: GrantedSession, key: SessionKey | undefined): string {
  return JSON.stringify({
    ...serializedSessionHead,
    ...writeGrantedSession(granted),
    ...(key ? { key: writeKey(key, 'text') } : {}),
  })
}

export declare namespace writeSerializedSession {
  type ErrorType = writeKey.ErrorType
}

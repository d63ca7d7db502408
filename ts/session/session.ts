import { type Address, type Hex, isAddress, size, zeroAddress } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidSessionError, type InvalidSessionErrorType } from '../errors/session.js'
import { isBytes } from '../utils/hex.js'

/** Who may sign, when, and what is allowed. Its hash is its id, so changing any field makes another session. */
export type Session = {
  /** Last second at which the session is valid, inclusive (unix seconds, below 2^47). 0: no expiry. */
  validUntil: number
  /** First second at which the session is valid, inclusive (unix seconds, below 2^47). 0: at once. */
  validAfter: number
  /** The session validation module that judges each call and names the signer. */
  module: Address
  /** What the module reads: the signer and what it may do. At most 4096 bytes. */
  sessionKeyData: Hex
}

/** Times at or above this select the block-number mode of EntryPoint v0.9. */
const timeLimit = 2 ** 47

/**
 * The longest `sessionKeyData` that the registries read, in bytes.
 *
 * @example
 * ```ts
 * import { maxSessionKeyDataSize } from 'latchkey'
 *
 * console.log(maxSessionKeyDataSize)
 * // 4096
 * ```
 */
export const maxSessionKeyDataSize = 4096

/**
 * Throws unless the value is a session that the registries accept: whole numbers of seconds below 2^47, `validAfter` not
 * after `validUntil`, a module that is not the zero address, and at most 4096 bytes of `sessionKeyData`.
 *
 * @param session - The value to check.
 * @throws `InvalidSessionError` naming the field at fault.
 *
 * @example
 * ```ts
 * import { assertSession } from 'latchkey'
 *
 * assertSession({
 *   validUntil: 1_893_456_000,
 *   validAfter: 0,
 *   module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
 *   sessionKeyData: '0x1234',
 * })
 * ```
 */
export function assertSession(session: unknown): asserts session is Session {
  const fault = getSessionFault(session)
  if (fault) throw fault
}

export declare namespace assertSession {
  type ErrorType = InvalidSessionErrorType
}

/** An address for certain: the sessions of a tree share their modules, and viem's check takes as long each time. */
let lastModule: unknown = zeroAddress

/**
 * What is wrong with a session, or `undefined`. Decoders use it to throw an error of their own.
 *
 * @internal
 */
export function getSessionFault(value: unknown, index?: number): InvalidSessionError | undefined {
  const fault = (reason: string, field?: keyof Session) => new InvalidSessionError({ field, index, reason })
  if (typeof value !== 'object' || !value) return fault(`is ${describeValue(value)}, not an object`)

  const { module, sessionKeyData, validAfter, validUntil }: { [field in keyof Session]?: unknown } = value
  for (const [field, time] of Object.entries({ validUntil, validAfter }))
    if (!Number.isInteger(time) || (time as number) < 0 || (time as number) >= timeLimit)
      return fault(`is ${describeValue(time)}, not a whole number from 0 to 2^47`, field as keyof Session)
  if (validUntil !== 0 && (validAfter as number) > (validUntil as number))
    return fault(`is ${validAfter}, later than \`validUntil\`, ${validUntil}`, 'validAfter')

  if (module !== lastModule && (typeof module !== 'string' || !isAddress(module)))
    return fault(`is ${describeValue(module)}, not an address`, 'module')
  if (module === zeroAddress) return fault('is the zero address', 'module')
  lastModule = module

  if (!isBytes(sessionKeyData))
    return fault(`is ${describeValue(sessionKeyData)}, not a hex string of whole bytes`, 'sessionKeyData')
  if (size(sessionKeyData) > maxSessionKeyDataSize)
    return fault(`is ${size(sessionKeyData)} bytes, more than ${maxSessionKeyDataSize}`, 'sessionKeyData')
  return undefined
}

import { BaseError } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { SessionDeserializationError, type SessionDeserializationErrorType } from '../errors/grantedSession.js'
import { readKey } from '../keys/keyJson.js'
import type { SessionKey } from '../keys/sessionKey.js'
import { JsonFault, readFields } from '../utils/jsonFields.js'
import type { GrantedSession } from './grantedSession.js'
import { grantedSessionFields, readGrantedSession } from './grantedSessionJson.js'
import { maxSerializedSessionSize, serializedSessionHead, writeSerializedSession } from './serializedSession.js'

/**
 * Reads what `serializeSession` wrote. Strict: whatever it accepts, `serializeSession` writes as the same text, and the session is
 * under the root that the text names. Whether the grant is live, only the chain knows: nobody signs the text.
 *
 * @param text - The text. White space around it is passed over.
 * @param options - Whether it must hold a key.
 * @returns The granted session, to be spread into `toSessionAccount`; with the key and its `signer`, when the text holds one.
 * @throws `SessionDeserializationError` saying why. Nothing of the text is shown but what stands where it should not and is short.
 *
 * @example
 * ```ts
 * import { toSessionAccount } from 'latchkey'
 * import { deserializeSession } from 'latchkey/keys'
 *
 * const granted = deserializeSession(text, { requireKey: true })
 * const sessionAccount = await toSessionAccount({ ...granted, client })
 * ```
 */
export function deserializeSession<const requireKey extends boolean = false>(
  text: string,
  options: deserializeSession.Options<requireKey> = {},
): deserializeSession.ReturnType<requireKey> {
  // Before it is parsed: what is too long shall not cost the time to read it.
  if (typeof text !== 'string') throw new SessionDeserializationError({ reason: `it is ${describeValue(text)}` })
  const trimmed = text.trim()
  if (trimmed.length > maxSerializedSessionSize)
    throw new SessionDeserializationError({
      reason: `it is ${trimmed.length} characters, more than ${maxSerializedSessionSize}`,
    })

  const { granted, key } = read(parse(trimmed))
  // Two texts of one session would let a list of texts refuse the one and take the other.
  if (writeSerializedSession(granted, key) !== trimmed)
    throw new SessionDeserializationError({ reason: 'it is not written as `serializeSession` writes it' })
  if (options.requireKey && !key) throw new SessionDeserializationError({ reason: 'it holds no key' })
  return { ...granted, ...(key ? { key, signer: key.signer } : {}) } as deserializeSession.ReturnType<requireKey>
}

export declare namespace deserializeSession {
  type Options<requireKey extends boolean = boolean> = {
    /** Whether a text without a key is refused. Default: `false`. */
    requireKey?: requireKey | undefined
  }
  type ReturnType<requireKey extends boolean = false> = GrantedSession &
    (requireKey extends true ? WithKey : { [name in keyof WithKey]?: WithKey[name] | undefined })
  type ErrorType = SessionDeserializationErrorType
}

type WithKey = {
  /** The key that the text held. */
  key: SessionKey<'secp256k1'>
  /** Its `signer`, so that the whole can be spread into `toSessionAccount`. */
  signer: SessionKey<'secp256k1'>['signer']
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Without its cause, which quotes the text: there may be a key in it.
    throw new SessionDeserializationError({ reason: 'it is not JSON' })
  }
}

function read(value: unknown): { granted: GrantedSession; key: SessionKey<'secp256k1'> | undefined } {
  try {
    // Before the fields: another version has others.
    const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown }
    if (format !== serializedSessionHead.format)
      throw new JsonFault('format', `is not "${serializedSessionHead.format}"`)
    if (version !== serializedSessionHead.version)
      throw new JsonFault('version', `is ${describeValue(version)}, only ${serializedSessionHead.version} is known`)
    const { key, ...fields } = readFields(value, {
      field: 'text',
      optional: [...grantedSessionFields.optional, 'key'],
      required: ['format', 'version', ...grantedSessionFields.required],
    })
    return { granted: readGrantedSession(fields), key: key === undefined ? undefined : readKey(key) }
  } catch (error) {
    if (error instanceof JsonFault) throw new SessionDeserializationError({ reason: error.message })
    if (error instanceof BaseError)
      throw new SessionDeserializationError({ cause: error, reason: 'what it says of the session is not right' })
    throw error
  }
}

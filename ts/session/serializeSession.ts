import { SessionSerializationError, type SessionSerializationErrorType } from '../errors/grantedSession.js'
import { assertSessionKey, type SessionKey } from '../keys/sessionKey.js'
import { getSessionProof } from '../tree/getSessionProof.js'
import { type GrantedSession, toGrantedSession } from './grantedSession.js'
import { maxSerializedSessionSize, writeSerializedSession } from './serializedSession.js'

/**
 * Writes a granted session as text, to hand it to whoever holds its key: JSON, the same for the same session. It holds nothing of the
 * owner but a grant that the owner signed, and no key unless it is asked for.
 *
 * Better than handing over a key is to have an agent make its own (`createSessionKey`), grant a session to its address, and hand
 * that over. A text with a key is a secret: whoever reads it acts as the session.
 *
 * @param parameters - The session and its place in a grant, as `toGrantedSession` takes them; and the key, when it is to go along.
 * @returns The text.
 * @throws What `toGrantedSession` throws; `InvalidSessionKeyError` when a key is to go along and is none,
 * `SessionKeyNotExportableError` when nobody can read it; `SessionSerializationError` when the text would be too long.
 *
 * @example
 * ```ts
 * import { toSessionAccount } from 'latchkey'
 * import { deserializeSession, serializeSession } from 'latchkey/keys'
 *
 * const text = serializeSession({ account: account.address, chainId: client.chain.id, registry, session, tree })
 * // At the agent:
 * const sessionAccount = await toSessionAccount({ ...deserializeSession(text), client, signer: key.signer })
 * ```
 */
export function serializeSession(parameters: serializeSession.Parameters): serializeSession.ReturnType {
  const { includeKey, includeTree, key } = parameters
  const granted = toGrantedSession(parameters)
  // Nothing but `true`: a word out of a configuration file sends no secret away.
  const withKey = includeKey === true
  if (withKey) assertSessionKey(key)
  const text = writeSerializedSession(includeTree ? granted : toProven(granted), withKey ? key : undefined)
  if (text.length > maxSerializedSessionSize)
    throw new SessionSerializationError({ max: maxSerializedSessionSize, size: text.length })
  return text
}

export declare namespace serializeSession {
  type Parameters = toGrantedSession.Parameters & {
    /** Whether all sessions of the tree go along. Default: `false`, only this session and its proof. */
    includeTree?: boolean | undefined
  } & (
      | {
          /** Whether the private key goes along. Default: `false`. */
          includeKey?: false | undefined
          key?: SessionKey | undefined
        }
      | {
          includeKey: true
          /** A secp256k1 key that `createSessionKey` or `toSessionKey` made. */
          key: SessionKey
        }
    )
  type ReturnType = string
  type ErrorType =
    | assertSessionKey.ErrorType
    | SessionSerializationErrorType
    | toGrantedSession.ErrorType
    | writeSerializedSession.ErrorType
}

function toProven({ tree, ...granted }: GrantedSession): GrantedSession {
  const proof = tree ? getSessionProof(tree, { session: granted.session }) : granted.proof
  return { ...granted, proof } as GrantedSession
}

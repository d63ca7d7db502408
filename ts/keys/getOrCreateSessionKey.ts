import {
  SessionKeyConflictError,
  type SessionKeyConflictErrorType,
  SessionKeyScopeError,
  type SessionKeyScopeErrorType,
  SessionKeyTypeError,
  type SessionKeyTypeErrorType,
} from '../errors/key.js'
import {
  SessionRecordExistsError,
  SessionRecordNotFoundError,
  type SessionRecordNotFoundErrorType,
} from '../errors/store.js'
import type { SessionRecord, SessionStore } from '../stores/sessionStore.js'
import { createSessionKey } from './createSessionKey.js'
import { getSessionRecordId } from './getSessionRecordId.js'
import type { SessionKey, SessionKeyType } from './sessionKey.js'
import { type SessionKeyScope, toScope } from './sessionKeyScope.js'

/**
 * The session key of a user, origin, account and chain: the one that is stored, or a new one. Whoever asks for another of the four
 * gets another key, so that a key that leaks opens one door only.
 *
 * @param parameters - The store, whose key it is, and which.
 * @returns The record: its key, and the session that was granted to it, if one was stored.
 * @throws `SessionKeyScopeError` when the record of an `id` is of somebody else; `SessionKeyTypeError` when its key is of another
 * type; `SessionRecordNotFoundError` or `SessionKeyConflictError` when a key cannot be reused; and what the store throws.
 *
 * @example
 * ```ts
 * import { toSessionAccount } from 'latchkey'
 * import { createIndexedDbStore, getOrCreateSessionKey } from 'latchkey/keys'
 *
 * const store = createIndexedDbStore()
 * const record = await getOrCreateSessionKey({
 *   account: account.address,
 *   chainId: client.chain.id,
 *   origin: location.origin,
 *   store,
 *   user: owner.address,
 * })
 * // Once the owner has granted a session that names `record.key.address`:
 * await store.set({ record: { ...record, granted } })
 * const sessionAccount = await toSessionAccount({ ...granted, client, signer: record.key.signer })
 * ```
 */
export async function getOrCreateSessionKey<const type extends SessionKeyType = SessionKeyType>(
  parameters: getOrCreateSessionKey.Parameters<type>,
): Promise<getOrCreateSessionKey.ReturnType<type>> {
  const { reuse, store, type } = parameters
  const scope = toScope(parameters)
  const id = parameters.id ?? getSessionRecordId(scope)
  const stored = await store.get({ id })
  const reused = reuse === undefined ? undefined : await getReused(store, reuse)
  if (stored) return check({ id, reused, scope, stored, type }) as unknown as getOrCreateSessionKey.ReturnType<type>

  const key = reused ?? (await createSessionKey({ type: type ?? 'secp256k1' }))
  const record: SessionRecord = { ...scope, id, key }
  try {
    assertType(record, type)
    await store.set({ record })
  } catch (error) {
    // Somebody else was faster: a session may be granted to that key by now.
    const first = error instanceof SessionRecordExistsError ? await store.get({ id }) : undefined
    if (!first) throw error
    return check({ id, reused, scope, stored: first, type }) as unknown as getOrCreateSessionKey.ReturnType<type>
  }
  return record as unknown as getOrCreateSessionKey.ReturnType<type>
}

export declare namespace getOrCreateSessionKey {
  type Parameters<type extends SessionKeyType = SessionKeyType> = SessionKeyScope & {
    /** Name of the record. Default: `getSessionRecordId`. With others, one user of an app has several keys for an account. */
    id?: string | undefined
    /**
     * Id of a record whose key is to be used here too.
     *
     * Warning: whoever gets hold of the key then acts by the sessions of both.
     */
    reuse?: string | undefined
    store: SessionStore
    /** What a new key is, and a stored one must be. Default: any stored one, a new one is secp256k1. */
    type?: type | undefined
  }
  type ReturnType<type extends SessionKeyType = SessionKeyType> = Omit<SessionRecord, 'key'> & { key: SessionKey<type> }
  type ErrorType =
    | createSessionKey.ErrorType
    | getSessionRecordId.ErrorType
    | SessionKeyConflictErrorType
    | SessionKeyScopeErrorType
    | SessionKeyTypeErrorType
    | SessionRecordNotFoundErrorType
}

async function getReused(store: SessionStore, id: string): Promise<SessionKey> {
  const record = await store.get({ id })
  // Not a new one instead: sessions name the key that was meant.
  if (!record) throw new SessionRecordNotFoundError({ id })
  return record.key
}

function check(parameters: {
  id: string
  reused: SessionKey | undefined
  scope: SessionKeyScope
  stored: SessionRecord
  type: SessionKeyType | undefined
}): SessionRecord {
  const { id, reused, scope, stored, type } = parameters
  // A record that was copied or named alike would hand the key of one user, app, account or chain to another.
  for (const field of ['account', 'chainId', 'origin', 'user'] as const)
    if (stored[field] !== scope[field])
      throw new SessionKeyScopeError({ asked: scope[field], field, id, stored: stored[field] })
  if (reused && reused.address !== stored.key.address)
    throw new SessionKeyConflictError({ asked: reused.address, id, stored: stored.key.address })
  assertType(stored, type)
  return stored
}

function assertType({ id, key }: SessionRecord, type: SessionKeyType | undefined) {
  if (type !== undefined && key.type !== type) throw new SessionKeyTypeError({ asked: type, id, stored: key.type })
}

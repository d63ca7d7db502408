import { BaseError } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import {
  CorruptRecordError,
  InvalidSessionRecordError,
  type InvalidSessionRecordErrorType,
  SessionRecordExistsError,
  StoreUnavailableError,
  UnknownRecordVersionError,
  WrongStoreKeyError,
} from '../errors/store.js'
import { assertSessionKey, type SessionKey } from '../keys/sessionKey.js'
import { assertName, toScope } from '../keys/sessionKeyScope.js'
import { toGrantedSession } from '../session/grantedSession.js'
import { grantedSessionFields, readGrantedSession, writeGrantedSession } from '../session/grantedSessionJson.js'
import { JsonFault, readFields } from '../utils/jsonFields.js'
import type { SessionRecord } from './sessionStore.js'

/** The version of all that stores write. @internal */
export const recordVersion = 1

/**
 * The record in the one form that stores keep: a copy, checked, that nobody changes behind a store's back.
 *
 * @internal
 */
export function toSessionRecord(record: SessionRecord): SessionRecord {
  if (typeof record !== 'object' || record === null) throw fault('record', `is ${describeValue(record)}, not an object`)
  const { id, key } = record
  assertName('id', id)
  const scope = toScope(record)
  assertSessionKey(key)
  const granted = record.granted === undefined ? undefined : toGrantedSession(record.granted)
  // The key of one account must not come to be used for another because a session was put into the wrong record.
  if (granted && (granted.account !== scope.account || granted.chainId !== scope.chainId))
    throw fault('granted', `is of the account ${granted.account} on chain ${granted.chainId}`)
  return Object.freeze({ ...scope, ...(granted ? { granted: Object.freeze(granted) } : {}), id, key })
}

export declare namespace toSessionRecord {
  type ErrorType =
    | assertSessionKey.ErrorType
    | InvalidSessionRecordErrorType
    | toGrantedSession.ErrorType
    | toScope.ErrorType
}

/** Throws when a record would take the place of another key. @internal */
export function assertSameKey(stored: SessionRecord | undefined, record: SessionRecord): void {
  if (stored && stored.key.address !== record.key.address)
    throw new SessionRecordExistsError({ id: record.id, stored: stored.key.address })
}

/** All of a record but its key, as text. The record has been checked. @internal */
export function writeRecord(record: SessionRecord, key?: object): string {
  const { account, chainId, granted, id, origin, user } = record
  return JSON.stringify({
    version: recordVersion,
    id,
    user,
    origin,
    account,
    chainId,
    ...(key ? { key } : {}),
    ...(granted ? { granted: writeGrantedSession(granted) } : {}),
  })
}

/**
 * Reads what `writeRecord` wrote.
 *
 * @param parameters - The text; where it stands, for errors; the id that it must be of; and how its key is read.
 * @throws `CorruptRecordError` or `UnknownRecordVersionError`, or what `toKey` throws.
 *
 * @internal
 */
export async function readRecord(parameters: {
  entry: string
  id: string
  text: string
  toKey: (key: unknown) => SessionKey | Promise<SessionKey>
}): Promise<SessionRecord> {
  const { entry, id, text, toKey } = parameters
  const value = parseVersioned(text, entry)
  try {
    const fields = readFields(value, {
      field: 'record',
      optional: ['granted', 'key'],
      required: ['version', 'id', 'user', 'origin', 'account', 'chainId'],
    })
    // A record moved to another name would give the key of one account or app to another.
    if (fields.id !== id) throw new JsonFault('id', 'is of another record')
    const { granted } = fields
    return toSessionRecord({
      account: fields.account as SessionRecord['account'],
      chainId: fields.chainId as number,
      ...(granted === undefined
        ? {}
        : { granted: readGrantedSession(readFields(granted, { field: 'granted', ...grantedSessionFields })) }),
      id,
      key: await toKey(fields.key),
      origin: fields.origin as string,
      user: fields.user as string,
    })
  } catch (error) {
    throw toCorrupt(error, entry)
  }
}

/**
 * A JSON object of a version that is known.
 *
 * @throws `CorruptRecordError` or `UnknownRecordVersionError`.
 *
 * @internal
 */
export function parseVersioned(text: string, entry: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Without its cause, which quotes the text: there may be a key in it.
    throw new CorruptRecordError({ entry, reason: 'it is not JSON' })
  }
  if (typeof value !== 'object' || value === null || !('version' in value) || typeof value.version !== 'number')
    throw new CorruptRecordError({ entry, reason: 'it names no version' })
  if (value.version !== recordVersion) throw new UnknownRecordVersionError({ entry, version: value.version })
  return value
}

/** What says by itself why a record cannot be read. */
const kept = [CorruptRecordError, StoreUnavailableError, UnknownRecordVersionError, WrongStoreKeyError]

/** @internal */
export function toCorrupt(error: unknown, entry: string): unknown {
  if (error instanceof JsonFault) return new CorruptRecordError({ entry, reason: error.message })
  if (kept.some((type) => error instanceof type)) return error
  if (error instanceof BaseError)
    return new CorruptRecordError({ cause: error, entry, reason: 'what it says is not right' })
  return error
}

function fault(field: string, reason: string): InvalidSessionRecordError {
  return new InvalidSessionRecordError({ field, reason })
}

import type { SessionKey } from '../keys/sessionKey.js'
import type { SessionKeyScope } from '../keys/sessionKeyScope.js'
import type { GrantedSession } from '../session/grantedSession.js'

/** A session key, whose it is, and what was granted to it. */
export type SessionRecord = SessionKeyScope & {
  /** The session that names the key, and its place in a grant. Without it nothing is granted yet. */
  granted?: GrantedSession | undefined
  /** The name of the record in its store. It is not encrypted. */
  id: string
  key: SessionKey
}

/**
 * Where session keys are kept. What cannot be read gives an error and is left as it is: no method drops it or writes over it, but
 * `delete`.
 */
export type SessionStore = {
  /** Removes a record, readable or not. Its key is gone with it. */
  delete: (parameters: { id: string }) => Promise<void>
  /** The record of an id; undefined when there is none. */
  get: (parameters: { id: string }) => Promise<SessionRecord | undefined>
  /** All records. When some cannot be read it throws `UnreadableRecordsError`, which holds those that can. */
  list: () => Promise<readonly SessionRecord[]>
  /**
   * Adds a record, or replaces the one of its id. The key of an id never changes: another one gives `SessionRecordExistsError`, so
   * that of two who make a key at once, one learns of the other.
   */
  set: (parameters: { record: SessionRecord }) => Promise<void>
}

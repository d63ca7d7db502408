import { assertSession, type Session } from '../session/session.js'
import { type OwnerClient, type OwnerParameters, toOwnerAccount } from './ownerOperation.js'
import { replaceSession } from './replaceSession.js'

/**
 * Changes what a session may do, or when: ends it and grants it anew with other fields, in one operation that the owner signs. Budgets that
 * keep their id, kind and period keep their count, under the new cap.
 *
 * @param client - Sends operations of the account, as `createBundlerClient` makes it.
 * @param parameters - The registry, the session, and the fields that change.
 * @returns The operation's hash, the new session with its id, and its tree.
 * @throws `SessionUnchangedError` when nothing changes; `InvalidSessionError`; `SessionRefusedError` (`GrantDead`) when the new session was once
 * revoked.
 *
 * @example
 * ```ts
 * import { updateSession } from 'latchkey'
 *
 * const { session: extended } = await updateSession(ownerBundlerClient, {
 *   registry,
 *   session,
 *   update: { validUntil: session.validUntil + 86_400 },
 * })
 * ```
 */
export async function updateSession(
  client: OwnerClient,
  parameters: updateSession.Parameters,
): Promise<updateSession.ReturnType> {
  const { publish, session, update, ...options } = parameters
  const account = toOwnerAccount(client, { account: options.account, action: 'updateSession' })
  const replacement = { ...session, ...update }
  assertSession(replacement)
  return replaceSession(client, { ...options, account, publish, replacement, session })
}

export declare namespace updateSession {
  type Parameters = OwnerParameters & {
    /** Whether the new session is published, as of `grantSessions`. Default: true. */
    publish?: boolean | undefined
    /** The session. */
    session: Session
    /** The fields that change. */
    update: Partial<Session>
  }
  type ReturnType = replaceSession.ReturnType
  type ErrorType = assertSession.ErrorType | replaceSession.ErrorType | toOwnerAccount.ErrorType
}

import type { SmartAccount } from 'viem/account-abstraction'
import { SessionUnchangedError, type SessionUnchangedErrorType } from '../errors/actions.js'
import { getSessionId } from '../session/getSessionId.js'
import type { Session } from '../session/session.js'
import { type GrantReturnType, toGrant, toGrantCall, toRevokeCall } from './grantCall.js'
import { type OwnerClient, type OwnerParameters, sendOwnerCalls } from './ownerOperation.js'

/**
 * Revokes a session and grants another, in one operation: there is no moment at which both live, or neither.
 *
 * @internal
 */
export async function replaceSession(
  client: OwnerClient,
  parameters: replaceSession.Parameters,
): Promise<replaceSession.ReturnType> {
  const { account, publish, replacement, session, ...options } = parameters
  const id = getSessionId(session)
  const grant = toGrant({ publish, sessions: [replacement] })
  if (grant.tree.ids[0] === id) throw new SessionUnchangedError({ id })
  const { registry } = options
  const calls = [toRevokeCall(registry, [id]), toGrantCall(registry, grant)]
  const hash = await sendOwnerCalls(client, { ...options, account, calls })
  return { hash, ids: grant.tree.ids, session: replacement, tree: grant.tree }
}

export declare namespace replaceSession {
  type Parameters = OwnerParameters & {
    account: SmartAccount
    publish: boolean | undefined
    replacement: Session
    session: Session
  }
  type ReturnType = GrantReturnType & {
    /** The session that is live from now on. It is granted by itself. */
    session: Session
  }
  type ErrorType = getSessionId.ErrorType | sendOwnerCalls.ErrorType | SessionUnchangedErrorType | toGrant.ErrorType
}

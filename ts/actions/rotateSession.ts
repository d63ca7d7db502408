import type { Address } from 'viem'
import { replaceSigner } from '../session/replaceSigner.js'
import type { Session } from '../session/session.js'
import { type OwnerClient, type OwnerParameters, toOwnerAccount } from './ownerOperation.js'
import { replaceSession } from './replaceSession.js'

/**
 * Gives a session another key and ends the old one, in one operation that the owner signs. What was counted against its budgets stays
 * counted: counters belong to the account, not to the key.
 *
 * @param client - Sends operations of the account, as `createBundlerClient` makes it.
 * @param parameters - The registry, the session, and both keys.
 * @returns The operation's hash, the new session with its id, and its tree.
 * @throws `SignerMismatchError` when the session does not name the old key, names it in more than one place, or keeps it at a place of its own;
 * `InvalidSessionKeyDataError` when the new key is no address, or zero; `SessionUnchangedError` when both keys are the same;
 * `SessionRefusedError` (`GrantDead`) when the session was once revoked for the new key.
 *
 * @example
 * ```ts
 * import { rotateSession } from 'latchkey'
 *
 * const { hash, session: rotated } = await rotateSession(ownerBundlerClient, {
 *   newSigner: newKey.address,
 *   oldSigner: oldKey.address,
 *   registry,
 *   session,
 * })
 * ```
 */
export async function rotateSession(
  client: OwnerClient,
  parameters: rotateSession.Parameters,
): Promise<rotateSession.ReturnType> {
  const { newSigner, oldSigner, publish, session, ...options } = parameters
  const account = toOwnerAccount(client, { account: options.account, action: 'rotateSession' })
  const replacement = replaceSigner(session, { newSigner, oldSigner })
  return replaceSession(client, { ...options, account, publish, replacement, session })
}

export declare namespace rotateSession {
  type Parameters = OwnerParameters & {
    /** The key that takes over. */
    newSigner: Address
    /** The key that the session names now. */
    oldSigner: Address
    /** Whether the new session is published, as of `grantSessions`. Default: true. */
    publish?: boolean | undefined
    /** The session. */
    session: Session
  }
  type ReturnType = replaceSession.ReturnType
  type ErrorType = replaceSession.ErrorType | replaceSigner.ErrorType | toOwnerAccount.ErrorType
}

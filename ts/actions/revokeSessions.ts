import { encodeFunctionData, type Hash } from 'viem'
import type { Call } from '../accounts/biconomyCalls.js'
import { registryWritesAbi } from '../generated/usedAbis.js'
import { getSessionId } from '../session/getSessionId.js'
import type { Session } from '../session/session.js'
import { assertHash } from '../utils/assertHash.js'
import { toRevokeCall } from './grantCall.js'
import { type OwnerClient, type OwnerParameters, sendOwnerCalls, toOwnerAccount } from './ownerOperation.js'

/**
 * Revokes sessions, whole grants, or both, for good, in one operation that the owner signs: from its block on the registry refuses them, in
 * any tree and under any signature. What is named need not have been granted: it then never can be.
 *
 * A session key that was revoked may still act in the blocks before, and what it has approved stays approved.
 *
 * @param client - Sends operations of the account, as `createBundlerClient` makes it.
 * @param parameters - The registry; sessions or their ids; roots of grants.
 * @returns The operation's hash.
 * @throws `SessionRefusedError` (`NothingToRevoke`) when the lists are empty; `InvalidHashError`, `InvalidSessionError`, `AccountMissingError`.
 *
 * @example
 * ```ts
 * import { revokeSessions } from 'latchkey'
 *
 * const hash = await revokeSessions(ownerBundlerClient, { registry, sessions: [session] })
 * await ownerBundlerClient.waitForUserOperationReceipt({ hash })
 * ```
 */
export async function revokeSessions(
  client: OwnerClient,
  parameters: revokeSessions.Parameters,
): Promise<revokeSessions.ReturnType> {
  const { roots = [], sessions = [], ...options } = parameters
  const account = toOwnerAccount(client, { account: options.account, action: 'revokeSessions' })
  const { registry } = options
  const ids = sessions.map((session) => {
    if (typeof session !== 'string') return getSessionId(session)
    assertHash('id', session)
    return session
  })
  const calls: Call[] = roots.map((root) => {
    assertHash('root', root)
    return {
      data: encodeFunctionData({ abi: registryWritesAbi, args: [root], functionName: 'revokeGrant' }),
      to: registry,
      value: 0n,
    }
  })
  // With two empty lists the registry is asked all the same, and says so.
  if (ids.length !== 0 || calls.length === 0) calls.push(toRevokeCall(registry, ids))
  return sendOwnerCalls(client, { ...options, account, calls })
}

export declare namespace revokeSessions {
  type Parameters = OwnerParameters & {
    /** Roots of grants: every session under them ends, unless another live root holds it too. Default: none. */
    roots?: readonly Hash[] | undefined
    /** Sessions, or their ids. Default: none. */
    sessions?: readonly (Hash | Session)[] | undefined
  }
  type ReturnType = Hash
  type ErrorType = assertHash.ErrorType | getSessionId.ErrorType | sendOwnerCalls.ErrorType | toOwnerAccount.ErrorType
}

import type { Hash } from 'viem'
import { RegistryNotInstalledError, type RegistryNotInstalledErrorType } from '../errors/actions.js'
import { type Grant, type GrantReturnType, toGrant, toGrantCall } from './grantCall.js'
import { isRegistryInstalled } from './isRegistryInstalled.js'
import { type OwnerClient, type OwnerParameters, readFamily, sendOwnerCalls, toOwnerAccount } from './ownerOperation.js'

/**
 * Grants sessions, one or a thousand for the price of one, in one operation that the owner signs. Grants add to each other.
 *
 * @param client - Sends operations of the account, as `createBundlerClient` makes it.
 * @param parameters - The registry and the sessions.
 * @returns The operation's hash, the sessions' ids, and their tree.
 * @throws `RegistryNotInstalledError` before `installSessions`; `SessionRefusedError` when the registry refuses, for example a root that
 * was revoked; those of `toSessionTree`; `AccountMissingError`.
 *
 * @example
 * ```ts
 * import { grantSessions } from 'latchkey'
 *
 * const { hash, ids, tree } = await grantSessions(ownerBundlerClient, { registry, sessions: [session] })
 * await ownerBundlerClient.waitForUserOperationReceipt({ hash })
 * ```
 */
export async function grantSessions(
  client: OwnerClient,
  parameters: grantSessions.Parameters,
): Promise<grantSessions.ReturnType> {
  const { publish, sessions, ...options } = parameters
  const account = toOwnerAccount(client, { account: options.account, action: 'grantSessions' })
  const grant = toGrant({ publish, sessions })
  const { registry } = options
  const of = { account: account.address, family: await readFamily(account), registry }
  // The grant would succeed, and its sessions would do nothing.
  if (!(await isRegistryInstalled(account.client, of))) throw new RegistryNotInstalledError(of)
  const hash: Hash = await sendOwnerCalls(client, { ...options, account, calls: [toGrantCall(registry, grant)] })
  return { hash, ids: grant.tree.ids, tree: grant.tree }
}

export declare namespace grantSessions {
  type Parameters = OwnerParameters & Grant
  type ReturnType = GrantReturnType
  type ErrorType =
    | readFamily.ErrorType
    | RegistryNotInstalledErrorType
    | sendOwnerCalls.ErrorType
    | toGrant.ErrorType
    | toOwnerAccount.ErrorType
}

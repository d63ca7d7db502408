import type { Hash } from 'viem'
import type { AccountFamily } from '../accounts/accountLayer.js'
import type { Call } from '../accounts/biconomyCalls.js'
import { toEnableModuleCall } from '../accounts/enableModuleCall.js'
import { encodeValidatorInstallation } from '../accounts/erc7579/encodeValidatorInstallation.js'
import { RegistryInstalledError, type RegistryInstalledErrorType } from '../errors/actions.js'
import type { Session } from '../session/session.js'
import type { SessionTree } from '../tree/sessionTree.js'
import { toGrant, toGrantCall } from './grantCall.js'
import { isRegistryInstalled } from './isRegistryInstalled.js'
import { type OwnerClient, type OwnerParameters, readFamily, sendOwnerCalls, toOwnerAccount } from './ownerOperation.js'

/**
 * Has an account take sessions up, and grants the first ones, in one operation that the owner signs. The account's own validation
 * stays as it is: sessions stand beside it.
 *
 * @param client - Sends operations of the account, as `createBundlerClient` makes it.
 * @param parameters - The registry, and sessions to grant at once.
 * @returns The operation's hash; with sessions also their ids and tree.
 * @throws `RegistryInstalledError` when it was done before; those of `grantSessions`; `UnsupportedAccountError` when the account does not say
 * its family.
 *
 * @example
 * ```ts
 * import { installSessions } from 'latchkey'
 *
 * const { hash } = await installSessions(ownerBundlerClient, { registry, sessions: [session] })
 * ```
 */
export async function installSessions(
  client: OwnerClient,
  parameters: installSessions.Parameters,
): Promise<installSessions.ReturnType> {
  const { family: given, publish, sessions, ...options } = parameters
  const account = toOwnerAccount(client, { account: options.account, action: 'installSessions' })
  const grant = sessions && toGrant({ publish, sessions })
  const { registry } = options
  const family = given ?? (await readFamily(account))
  const of = { account: account.address, family, registry }
  if (await isRegistryInstalled(account.client, of)) throw new RegistryInstalledError(of)

  const hash: Hash = await sendOwnerCalls(client, { ...options, account, calls: toCalls(of, grant) })
  return grant ? { hash, ids: grant.tree.ids, tree: grant.tree } : { hash, ids: [], tree: undefined }
}

export declare namespace installSessions {
  type Parameters = OwnerParameters & {
    /** The account's family. Default: by its EntryPoint, and on later ones what it answers, for which it must be deployed. */
    family?: AccountFamily | undefined
    /** Whether the sessions are published, as of `grantSessions`. Default: true. */
    publish?: boolean | undefined
    /** Sessions to grant at once, or their native tree. Default: none. */
    sessions?: readonly Session[] | SessionTree<'native'> | undefined
  }
  type ReturnType = { hash: Hash; ids: readonly Hash[]; tree: SessionTree<'native'> | undefined }
  type ErrorType =
    | readFamily.ErrorType
    | RegistryInstalledErrorType
    | sendOwnerCalls.ErrorType
    | toGrant.ErrorType
    | toOwnerAccount.ErrorType
}

function toCalls(
  { account, family, registry }: isRegistryInstalled.Parameters,
  grant: ReturnType<typeof toGrant> | undefined,
): readonly Call[] {
  if (family !== 'biconomy') {
    const first = grant && { root: grant.tree.root, sessions: grant.published }
    const data = encodeValidatorInstallation({ family, grant: first, validator: registry })
    return [{ data, to: account, value: 0n }]
  }
  const enable = toEnableModuleCall({ account, module: registry })
  return grant ? [enable, toGrantCall(registry, grant)] : [enable]
}

import type { Address, Chain, Client, Transport } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { AccountMissingError } from '../errors/actions.js'
import { getBudget } from './getBudget.js'
import { getSessionStatus, type SessionStatus } from './getSessionStatus.js'
import { getSessions } from './getSessions.js'
import { grantSessions } from './grantSessions.js'
import { installSessions } from './installSessions.js'
import { isRegistryInstalled } from './isRegistryInstalled.js'
import { type OwnerClient, readFamily } from './ownerOperation.js'
import { revokeAllSessions } from './revokeAllSessions.js'
import { revokeSessions } from './revokeSessions.js'
import { rotateSession } from './rotateSession.js'
import { updateSession } from './updateSession.js'

type Bound<parameters> = Omit<parameters, 'registry'>
type BoundToAccount<parameters> = Omit<parameters, 'account' | 'registry'> & {
  /** The account. Default: the client's. */
  account?: Address | undefined
}

/** What `sessionActions` adds to a client. */
export type SessionActions = {
  /** What was counted against a budget, and what is left. */
  getBudget: (parameters: BoundToAccount<getBudget.Parameters>) => Promise<getBudget.ReturnType>
  /** Where a session stands on chain. */
  getSessionStatus: (parameters: BoundToAccount<getSessionStatus.Parameters>) => Promise<SessionStatus>
  /** The live sessions of an account, from logs alone. */
  getSessions: (parameters?: BoundToAccount<getSessions.Parameters>) => Promise<getSessions.ReturnType>
  /** Grants sessions, one or a thousand, in one operation. */
  grantSessions: (parameters: Bound<grantSessions.Parameters>) => Promise<grantSessions.ReturnType>
  /** Has the account take sessions up, and grants the first ones, in one operation. */
  installSessions: (parameters?: Bound<installSessions.Parameters>) => Promise<installSessions.ReturnType>
  /** Whether the account has taken sessions up. */
  isRegistryInstalled: () => Promise<boolean>
  /** Ends every session of the account. */
  revokeAllSessions: (parameters?: Bound<revokeAllSessions.Parameters>) => Promise<revokeAllSessions.ReturnType>
  /** Revokes sessions or whole grants for good, in one operation. */
  revokeSessions: (parameters: Bound<revokeSessions.Parameters>) => Promise<revokeSessions.ReturnType>
  /** Gives a session another key, in one operation; budgets keep their count. */
  rotateSession: (parameters: Bound<rotateSession.Parameters>) => Promise<rotateSession.ReturnType>
  /** Changes what a session may do, in one operation; budgets keep their count. */
  updateSession: (parameters: Bound<updateSession.Parameters>) => Promise<updateSession.ReturnType>
}

/**
 * Adds the actions of an owner to a bundler client, bound to one registry.
 *
 * @param parameters - The registry.
 * @returns What viem's `client.extend` takes.
 *
 * @example
 * ```ts
 * import { sessionActions } from 'latchkey'
 * import { http } from 'viem'
 * import { createBundlerClient } from 'viem/account-abstraction'
 *
 * const owner = createBundlerClient({ account, client, transport: http(bundlerUrl) }).extend(sessionActions({ registry }))
 * if (!(await owner.isRegistryInstalled())) await owner.installSessions({ sessions: [session] })
 * const { sessions } = await owner.getSessions()
 * ```
 */
export function sessionActions({ registry }: { registry: Address }) {
  return (client: OwnerClient & { client?: Client<Transport, Chain | undefined> | undefined }): SessionActions => {
    // Bundlers need not answer questions about the chain: the account's own client, or the one given beside it, does.
    const reader = () => (client.account?.client ?? client.client ?? client) as Client<Transport, Chain | undefined>
    const toAccount = (action: string, address?: Address) => {
      const account = address ?? client.account?.address
      if (!account) throw new AccountMissingError({ action })
      return account
    }
    return {
      getBudget: async (parameters) =>
        getBudget(reader(), { ...parameters, account: toAccount('getBudget', parameters.account), registry }),
      getSessionStatus: async (parameters) =>
        getSessionStatus(reader(), {
          ...parameters,
          account: toAccount('getSessionStatus', parameters.account),
          registry,
        }),
      getSessions: async (parameters = {}) =>
        getSessions(reader(), { ...parameters, account: toAccount('getSessions', parameters.account), registry }),
      grantSessions: (parameters) => grantSessions(client, { ...parameters, registry }),
      installSessions: (parameters = {}) => installSessions(client, { ...parameters, registry }),
      isRegistryInstalled: async () => {
        const account = toAccount('isRegistryInstalled')
        return isRegistryInstalled(reader(), {
          account,
          family: await readFamily(client.account as SmartAccount),
          registry,
        })
      },
      revokeAllSessions: (parameters = {}) => revokeAllSessions(client, { ...parameters, registry }),
      revokeSessions: (parameters) => revokeSessions(client, { ...parameters, registry }),
      rotateSession: (parameters) => rotateSession(client, { ...parameters, registry }),
      updateSession: (parameters) => updateSession(client, { ...parameters, registry }),
    }
  }
}

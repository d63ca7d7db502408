import type { Address, Chain, Client, Hash, Transport } from 'viem'
import {
  type PaymasterActions,
  type SendUserOperationParameters,
  type SmartAccount,
  sendUserOperation,
} from 'viem/account-abstraction'
import { call } from 'viem/actions'
import { getAction } from 'viem/utils'
import type { AccountFamily } from '../accounts/accountLayer.js'
import type { Call } from '../accounts/biconomyCalls.js'
import { readErc7579Family } from '../accounts/erc7579/readFamily.js'
import { ownerNonceKey } from '../accounts/ownerNonceKey.js'
import { AccountMissingError, type AccountMissingErrorType, type SessionRefusedError } from '../errors/actions.js'
import { findSessionError, getSessionError } from './getSessionError.js'

/** A client that sends the operations of an account: what `createBundlerClient` makes. */
export type OwnerClient = Client<Transport, Chain | undefined, SmartAccount | undefined>

/** What each action of an owner takes, besides what it does. */
export type OwnerParameters = {
  /** Fee cap in wei per gas. Default: what the bundler asks for. */
  maxFeePerGas?: bigint | undefined
  /** Tip in wei per gas. Default: what the bundler asks for. */
  maxPriorityFeePerGas?: bigint | undefined
  /** Who pays for the operation, as of viem's `sendUserOperation`. Default: the client's, else the account. */
  paymaster?: Address | true | Partial<Pick<PaymasterActions, 'getPaymasterData' | 'getPaymasterStubData'>> | undefined
  /** What the paymaster is told. */
  paymasterContext?: unknown
  /** The account, signed for by its owner. Default: that of the client. */
  account?: SmartAccount | undefined
  /** The `BiconomySessionRegistry`, or on an ERC-7579 account the `ERC7579SessionValidator`. */
  registry: Address
}

/**
 * The account that an action writes as.
 *
 * @internal
 */
export function toOwnerAccount(
  client: OwnerClient,
  { account, action }: { account: SmartAccount | undefined; action: string },
): SmartAccount {
  const owner = account ?? client.account
  if (!owner) throw new AccountMissingError({ action })
  return owner
}

export declare namespace toOwnerAccount {
  type ErrorType = AccountMissingErrorType
}

/**
 * Which family an account is of: by its EntryPoint, and on later ones by what it answers.
 *
 * @internal
 */
export async function readFamily(account: SmartAccount): Promise<AccountFamily> {
  if (account.entryPoint.version === '0.6') return 'biconomy'
  return readErc7579Family(account.client, { account: account.address })
}

export declare namespace readFamily {
  type ErrorType = readErc7579Family.ErrorType
}

/**
 * Sends calls of an account as one operation of its owner: all of them happen, or none.
 *
 * @internal
 */
export async function sendOwnerCalls(
  client: OwnerClient,
  { account, calls, registry: _, ...options }: OwnerParameters & { account: SmartAccount; calls: readonly Call[] },
): Promise<Hash> {
  // In a lane that no session may use: in any other a session key could use up the nonce of its own revocation, again and again.
  const lane = account.entryPoint.version === '0.6' ? { nonce: await account.getNonce({ key: ownerNonceKey }) } : {}
  try {
    return await getAction(
      client,
      sendUserOperation,
      'sendUserOperation',
    )({ ...options, ...lane, account, calls: [...calls] } as SendUserOperationParameters)
  } catch (error) {
    throw (await getSessionError(error)) ?? (await findCallError({ account, calls, error })) ?? error
  }
}

export declare namespace sendOwnerCalls {
  type ErrorType = Error
}

/** What one of the calls reverts with by itself: some accounts keep to themselves what a call of theirs reverted with. */
async function findCallError({
  account,
  calls,
  error,
}: {
  account: SmartAccount
  calls: readonly Call[]
  error: unknown
}): Promise<SessionRefusedError | undefined> {
  for (const { data, to } of calls)
    try {
      await getAction(account.client, call, 'call')({ account: account.address, data, to })
    } catch (reason) {
      const found = await findSessionError(reason, { cause: error })
      if (found) return found
    }
  return undefined
}

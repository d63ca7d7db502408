import { encodeFunctionData, type Hash } from 'viem'
import { registryWritesAbi } from '../generated/usedAbis.js'
import { type OwnerClient, type OwnerParameters, sendOwnerCalls, toOwnerAccount } from './ownerOperation.js'

/**
 * Ends every session of an account at once, in one storage write whatever their number: all grants, signed ones that nobody has
 * sent yet, and the Biconomy tree. New grants work as before, also of the same sessions.
 *
 * @param client - Sends operations of the account, as `createBundlerClient` makes it.
 * @param parameters - The registry.
 * @returns The operation's hash.
 * @throws `AccountMissingError`.
 *
 * @example
 * ```ts
 * import { revokeAllSessions } from 'latchkey'
 *
 * const hash = await revokeAllSessions(ownerBundlerClient, { registry })
 * ```
 */
export async function revokeAllSessions(
  client: OwnerClient,
  parameters: revokeAllSessions.Parameters,
): Promise<revokeAllSessions.ReturnType> {
  const account = toOwnerAccount(client, { account: parameters.account, action: 'revokeAllSessions' })
  const data = encodeFunctionData({ abi: registryWritesAbi, functionName: 'revokeAllSessions' })
  return sendOwnerCalls(client, { ...parameters, account, calls: [{ data, to: parameters.registry, value: 0n }] })
}

export declare namespace revokeAllSessions {
  type Parameters = OwnerParameters
  type ReturnType = Hash
  type ErrorType = sendOwnerCalls.ErrorType | toOwnerAccount.ErrorType
}

import type { Abi, Chain, Client, Hash, Transport } from 'viem'
import { type SmartAccount, sendUserOperation, type UserOperation } from 'viem/account-abstraction'
import { getAction } from 'viem/utils'
import type { SessionAccount } from '../accounts/toSessionAccount.js'
import { AccountMissingError, type SessionRefusedError } from '../errors/actions.js'
import { getSessionError } from './getSessionError.js'
import { getSessionRefusal } from './getSessionRefusal.js'
import type { OwnerParameters } from './ownerOperation.js'

/**
 * Sends calls as a session: viem's `sendUserOperation`, and when it is refused, the reason in words. EntryPoint v0.6 says no more than
 * `AA23 reverted (or OOG)`; the registry is then asked for the reason, unless that is the fee or the paymaster: `getSessionRefusal` finds
 * these too, in the operation that was signed.
 *
 * @param client - A bundler client.
 * @param parameters - The calls; the session account, unless it is the client's.
 * @returns The operation's hash.
 * @throws `SessionRefusedError` with the chain's own reason, such as "The amount 101 is above the cap of 100 for `approve.amount`."; what
 * viem throws for all else.
 *
 * @example
 * ```ts
 * import { sendSessionOperation } from 'latchkey'
 *
 * const hash = await sendSessionOperation(bundlerClient, { account: sessionAccount, calls })
 * ```
 */
export async function sendSessionOperation(
  client: Client<Transport, Chain | undefined, SmartAccount | undefined>,
  parameters: sendSessionOperation.Parameters,
): Promise<Hash> {
  const { abis, ...options } = parameters
  const account = options.account ?? client.account
  if (!account) throw new AccountMissingError({ action: 'sendSessionOperation' })
  try {
    return await getAction(client, sendUserOperation, 'sendUserOperation')({ ...options, account } as never)
  } catch (error) {
    throw (await findRefusal({ abis, account: account as SessionAccount, calls: options.calls, error })) ?? error
  }
}

export declare namespace sendSessionOperation {
  type Parameters = Pick<
    OwnerParameters,
    'maxFeePerGas' | 'maxPriorityFeePerGas' | 'paymaster' | 'paymasterContext'
  > & {
    /** ABIs of the contracts that a policy is about, to name functions and arguments by. */
    abis?: readonly Abi[] | undefined
    /** What `toSessionAccount` made. Default: the client's account. */
    account?: SessionAccount | undefined
    /** The calls, in order: all of them happen, or none. */
    calls: readonly { data?: `0x${string}` | undefined; to: `0x${string}`; value?: bigint | undefined }[]
  }
  type ErrorType = SessionRefusedError | Error
}

async function findRefusal({
  abis,
  account,
  calls,
  error,
}: {
  abis: readonly Abi[] | undefined
  account: SessionAccount
  calls: sendSessionOperation.Parameters['calls']
  error: unknown
}): Promise<SessionRefusedError | undefined> {
  try {
    // As an operation that costs nothing and names no paymaster: what the refused one came to is not known here. So no refusal of a fee or a
    // paymaster is found, and all others are. The bundler's answer, read below, has these too on later EntryPoints, but not on v0.6.
    const userOperation = {
      callData: await account.encodeCalls([...calls]),
      callGasLimit: 0n,
      maxFeePerGas: 0n,
      maxPriorityFeePerGas: 0n,
      nonce: await account.getNonce(),
      preVerificationGas: 0n,
      sender: account.address,
      signature: await account.getStubSignature(),
      verificationGasLimit: 0n,
    } as UserOperation
    const refusal = await getSessionRefusal(account.client as Client<Transport, Chain | undefined>, {
      abis,
      entryPoint: account.entryPoint.address,
      entryPointVersion: account.entryPoint.version,
      registry: account.registry,
      userOperation,
    })
    // A stub signature is nobody's, and says nothing about the real one.
    if (refusal && refusal.name !== 'WrongSignature') {
      const { toRefusedError } = await import('./toRefusal.js')
      return toRefusedError({ cause: error, refusal })
    }
  } catch {
    // What cannot be asked leaves the reason to the bundler's answer.
  }
  return getSessionError(error)
}

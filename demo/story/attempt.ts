import type { Abi, Hex } from 'viem'
import { BaseError, http } from 'viem'
import {
  createBundlerClient,
  getUserOperationHash,
  type SmartAccount,
  type UserOperation,
} from 'viem/account-abstraction'
import { getSessionRefusal, type SessionAccount } from '../../ts/index.js'
import { createStackBundlerClient, type Stack } from '../stack/index.js'

/** What became of an operation. */
export type Outcome = {
  /** Whether the bundler took it and its calls succeeded. */
  ran: boolean
  /** Name of the reason for which the registry refuses it. Undefined when the registry does not, or was not asked. */
  refusal: string | undefined
  /** The reason with its values, or what the bundler says. */
  message: string | undefined
  /** Gas of the whole transaction, when it ran. */
  gasUsed: bigint | undefined
  /** The operation as it was sent. */
  userOperation: UserOperation
}

/** Looks at an operation before it is sent. */
export type Inspect = (subject: {
  entryPoint: SmartAccount['entryPoint']
  userOperation: UserOperation
  hash: Hex
}) => Promise<void>

/** What no estimate is needed for: enough for any operation of the story. */
const amplyGas = { callGasLimit: 500_000n, preVerificationGas: 100_000n, verificationGasLimit: 500_000n }

/**
 * Sends calldata as an operation of an account through the bundler, and reports what came of it. When the bundler refuses to
 * estimate its gas, it is signed and sent all the same: a refusal must not depend on the estimate.
 */
export async function attempt(parameters: attempt.Parameters): Promise<Outcome> {
  const { abis = [], account, callData, inspect, nonceKey, stack } = parameters
  const { chain, publicClient, bundler } = stack
  const { entryPoint } = account
  const userOperation = await signed({ account, callData, nonceKey, stack })

  await inspect?.({
    entryPoint,
    hash: getUserOperationHash({
      chainId: chain.id,
      entryPointAddress: entryPoint.address,
      entryPointVersion: entryPoint.version,
      userOperation,
    }),
    userOperation,
  })
  const refusal =
    'session' in account
      ? await getSessionRefusal(publicClient, {
          abis,
          entryPoint: entryPoint.address,
          entryPointVersion: entryPoint.version,
          registry: account.registry,
          userOperation,
        })
      : undefined

  // Without an account: the operation goes out as it is.
  const sender = createBundlerClient({
    chain,
    client: publicClient,
    pollingInterval: 20,
    transport: http(bundler.rpcUrl),
  })
  try {
    const hash = await sender.sendUserOperation({ ...userOperation, entryPointAddress: entryPoint.address } as never)
    const { receipt, success } = await sender.waitForUserOperationReceipt({ hash })
    return {
      gasUsed: receipt.gasUsed,
      message: refusal?.message ?? (success ? undefined : 'its calls reverted'),
      ran: success,
      refusal: refusal?.name,
      userOperation,
    }
  } catch (error) {
    if (!(error instanceof BaseError)) throw error
    return {
      gasUsed: undefined,
      message: refusal?.message ?? error.details,
      ran: false,
      refusal: refusal?.name,
      userOperation,
    }
  }
}

export declare namespace attempt {
  type Parameters = {
    /** What a refusal names functions and arguments by. */
    abis?: readonly Abi[] | undefined
    /** Who signs: the owner's account, or a session account. */
    account: SmartAccount | SessionAccount
    callData: Hex
    inspect?: Inspect | undefined
    /** Lane of the nonce. Default: one for all, because a fresh one costs each operation a storage slot. */
    nonceKey?: bigint | undefined
    stack: Stack
  }
}

async function signed(parameters: Omit<attempt.Parameters, 'inspect'>): Promise<UserOperation> {
  const { account, callData, nonceKey = 0n, stack } = parameters
  const client = createStackBundlerClient({ account, stack })
  // What the account need not be asked about: it is deployed, and pays for itself.
  const settled = account.entryPoint.version === '0.6' ? { initCode: '0x', paymasterAndData: '0x' } : {}
  const request = { account, callData, nonce: await account.getNonce({ key: nonceKey }), ...settled } as const
  const prepared = await client.prepareUserOperation(request as never).catch((error) => {
    if (error instanceof BaseError) return client.prepareUserOperation({ ...request, ...amplyGas } as never)
    throw error
  })
  const { account: _, ...userOperation } = prepared as unknown as UserOperation & { account: unknown }
  return { ...userOperation, signature: await account.signUserOperation(userOperation) }
}

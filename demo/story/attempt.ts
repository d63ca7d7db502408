import type { Hex } from 'viem'
import { BaseError, http } from 'viem'
import {
  createBundlerClient,
  getUserOperationHash,
  type SmartAccount,
  type UserOperation,
} from 'viem/account-abstraction'
import { getSessionRefusal, type SessionAccount } from '../../ts/index.js'
import { createStackBundlerClient } from '../stack/index.js'
import type { World } from './world.js'

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
  userOperation: UserOperation<'0.6'>
}

/** Looks at an operation before it is sent. */
export type Inspect = (subject: { userOperation: UserOperation<'0.6'>; hash: Hex }) => Promise<void>

/** What no estimate is needed for: enough for any operation of the story. */
const amplyGas = { callGasLimit: 500_000n, preVerificationGas: 100_000n, verificationGasLimit: 500_000n }

/**
 * Sends calldata as an operation of an account through the bundler, and reports what came of it. When the bundler refuses to
 * estimate its gas, it is signed and sent all the same: a refusal must not depend on the estimate.
 */
export async function attempt(parameters: attempt.Parameters): Promise<Outcome> {
  const { account, callData, inspect, nonceKey, world } = parameters
  const { entryPoint, chain, publicClient, bundler } = world.stack
  const userOperation = await signed({ account, callData, nonceKey, world })

  await inspect?.({
    hash: getUserOperationHash({
      chainId: chain.id,
      entryPointAddress: entryPoint,
      entryPointVersion: '0.6',
      userOperation,
    }),
    userOperation,
  })
  const refusal =
    'session' in account
      ? await getSessionRefusal(publicClient, {
          entryPoint,
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
    const hash = await sender.sendUserOperation({ ...userOperation, entryPointAddress: entryPoint })
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
    /** Who signs: the owner's account, or a session account. */
    account: SmartAccount | SessionAccount
    callData: Hex
    inspect?: Inspect | undefined
    /** Lane of the nonce. Default: one for all, because a fresh one costs each operation a storage slot. */
    nonceKey?: bigint | undefined
    world: World
  }
}

async function signed(parameters: Omit<attempt.Parameters, 'inspect'>): Promise<UserOperation<'0.6'>> {
  const { account, callData, nonceKey = 0n, world } = parameters
  const client = createStackBundlerClient({ account, stack: world.stack })
  const request = {
    account,
    callData,
    initCode: '0x',
    nonce: await account.getNonce({ key: nonceKey }),
    paymasterAndData: '0x',
  } as const
  const prepared = await client.prepareUserOperation(request).catch((error) => {
    if (error instanceof BaseError) return client.prepareUserOperation({ ...request, ...amplyGas })
    throw error
  })
  const { account: _, ...userOperation } = prepared as unknown as UserOperation<'0.6'> & { account: unknown }
  return { ...userOperation, signature: await account.signUserOperation(userOperation) }
}

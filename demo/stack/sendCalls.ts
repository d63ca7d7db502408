import type { Address, Hex } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { createStackBundlerClient } from './bundlerClient.js'
import type { Stack } from './stack.js'

/**
 * Sends calls of an account through the bundler, with nothing given but the calls: it estimates with the stub signature.
 *
 * @returns Whether they succeeded.
 */
export async function sendCalls(parameters: sendCalls.Parameters): Promise<boolean> {
  const { account, calls, stack } = parameters
  const client = createStackBundlerClient({ account, stack })
  const hash = await client.sendUserOperation({ calls: [...calls] })
  return (await client.waitForUserOperationReceipt({ hash })).success
}

export declare namespace sendCalls {
  type Parameters = { account: SmartAccount; calls: readonly { to: Address; data: Hex }[]; stack: Stack }
}

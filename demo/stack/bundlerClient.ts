import { createPimlicoClient } from 'permissionless/clients/pimlico'
import { type Chain, type HttpTransport, http, type PublicClient } from 'viem'
import { type BundlerClient, createBundlerClient, type SmartAccount } from 'viem/account-abstraction'
import { pollingInterval } from './chain.js'
import type { Stack } from './stack.js'

/** viem's bundler client for the stack's bundler, with an account to send from. */
export type StackBundlerClient<account extends SmartAccount = SmartAccount> = BundlerClient<
  HttpTransport,
  Chain,
  account,
  PublicClient<HttpTransport, Chain>
>

/**
 * A client that sends an account's operations through the stack's bundler.
 *
 * @example
 * const bundlerClient = createStackBundlerClient({ account, stack })
 * const hash = await bundlerClient.sendUserOperation({ calls: [{ to, value: 1n }] })
 * const receipt = await bundlerClient.waitForUserOperationReceipt({ hash })
 */
export function createStackBundlerClient<account extends SmartAccount>(
  parameters: createStackBundlerClient.Parameters<account>,
): StackBundlerClient<account> {
  const { account, stack } = parameters
  const transport = http(stack.bundler.rpcUrl)
  const prices = createPimlicoClient({ transport })
  return createBundlerClient<HttpTransport, Chain, account, PublicClient<HttpTransport, Chain>>({
    account,
    chain: stack.chain,
    client: stack.publicClient,
    pollingInterval,
    transport,
    userOperation: {
      // The bundler refuses an operation that pays less than it last quoted. viem's own estimate is twice the chain's
      // price, which passes, but makes each operation cost more than it needs to.
      estimateFeesPerGas: async () => (await prices.getUserOperationGasPrice()).fast,
    },
  })
}

export declare namespace createStackBundlerClient {
  type Parameters<account extends SmartAccount = SmartAccount> = {
    account: account
    stack: Pick<Stack, 'bundler' | 'chain' | 'publicClient'>
  }
}

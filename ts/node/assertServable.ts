import { type Address, type Chain, type Client, isAddressEqual, type Transport } from 'viem'
import { entryPoint06Address, getSupportedEntryPoints } from 'viem/account-abstraction'
import { getChainId, getCode } from 'viem/actions'
import { InvalidServeOptionError } from '../errors/serveOption.js'

/**
 * Throws unless the bundler is one of the chain and serves EntryPoint v0.6, and the contracts are there: at the start, not when the first
 * op fails.
 *
 * @internal
 */
export async function assertServable(parameters: {
  bundler: Client<Transport>
  client: Client<Transport, Chain>
  contracts: readonly { address: Address; option: string }[]
}): Promise<void> {
  const { bundler, client, contracts } = parameters
  const asked = async <value>(option: string, question: Promise<value>): Promise<value> =>
    question.catch(() => {
      // What viem says holds the URL.
      throw new InvalidServeOptionError({ option, reason: 'does not answer as it should' })
    })

  const bundlerChainId = await asked('--bundler-url', getChainId(bundler))
  if (bundlerChainId !== client.chain.id)
    throw new InvalidServeOptionError({
      option: '--bundler-url',
      reason: `is of chain ${bundlerChainId}, and --rpc-url of chain ${client.chain.id}`,
    })
  const entryPoints = await asked('--bundler-url', getSupportedEntryPoints(bundler))
  if (!entryPoints.some((entryPoint) => isAddressEqual(entryPoint, entryPoint06Address)))
    throw new InvalidServeOptionError({
      option: '--bundler-url',
      reason: `does not serve EntryPoint v0.6, ${entryPoint06Address}`,
    })
  for (const { address, option } of contracts)
    if (!(await asked('--rpc-url', getCode(client, { address }))))
      throw new InvalidServeOptionError({
        option,
        reason: `is ${address}, where chain ${client.chain.id} has no contract`,
      })
}

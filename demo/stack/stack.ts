import type { Address } from 'viem'
import { devPrivateKey } from './accounts.js'
import { type Biconomy, deployBiconomy } from './biconomy.js'
import { type Bundler, startBundler } from './bundler.js'
import { fundedAccounts, type LocalChain, startChain } from './chain.js'
import { deployEntryPoint06 } from './entryPoint.js'

/** A chain with ERC-4337, Biconomy Smart Account v2 and a bundler, all on loopback. */
export type Stack = Omit<LocalChain, 'pid'> & {
  biconomy: Biconomy
  bundler: Bundler
  /** The EntryPoint v0.6, at its canonical address. */
  entryPoint: Address
  /** Process ids of the children. */
  pids: readonly number[]
  /** Ends every child. Resolves once they are gone. */
  stop: () => Promise<void>
  /** Milliseconds that each step took. The last two ran side by side. */
  timings: Readonly<Record<Step, number>>
}

/** A part of the start-up, in words for a person. */
export type Step = (typeof steps)[keyof typeof steps]

const steps = {
  chain: 'starting a chain',
  entryPoint: 'deploying the EntryPoint v0.6',
  biconomy: 'deploying Biconomy Smart Account v2',
  bundler: 'starting a bundler',
} as const

/**
 * Starts everything that the demo and the integration tests run on. The children end with this process, or with
 * `stop`.
 */
export async function startStack(parameters: startStack.Parameters = {}): Promise<Stack> {
  const { onProgress, ...chainParameters } = parameters
  const timings = {} as Record<Step, number>
  const timed = async <value>(step: Step, run: () => Promise<value>): Promise<value> => {
    onProgress?.(step)
    const started = performance.now()
    const value = await run()
    timings[step] = Math.round(performance.now() - started)
    return value
  }

  const children: { stop: () => Promise<void> }[] = []
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()))
  }
  try {
    const chain = await timed(steps.chain, () => startChain(chainParameters))
    children.push(chain)
    const entryPoint = await timed(steps.entryPoint, () => deployEntryPoint06(chain))

    const deploying = timed(steps.biconomy, () => deployBiconomy({ chain, entryPoint }))
    const starting = timed(steps.bundler, async () => {
      const bundler = await startBundler({
        entryPoints: [entryPoint],
        // The last accounts: `accounts` does not offer them, so nobody else uses up the nonces of the bundler.
        executorKey: devPrivateKey(fundedAccounts - 1),
        rpcUrl: chain.rpcUrl,
        utilityKey: devPrivateKey(fundedAccounts - 2),
      })
      children.push(bundler)
      return bundler
    })
    // Both, even if one fails: a bundler that is still starting could not be stopped.
    await Promise.allSettled([deploying, starting])
    const [biconomy, bundler] = await Promise.all([deploying, starting])

    const { pid, ...clients } = chain
    return { ...clients, biconomy, bundler, entryPoint, pids: [pid, bundler.pid], stop, timings }
  } catch (error) {
    await stop()
    throw error
  }
}

export declare namespace startStack {
  type Parameters = startChain.Parameters & {
    /** Called as each step begins. */
    onProgress?: ((step: Step) => void) | undefined
  }
  type ErrorType =
    | deployBiconomy.ErrorType
    | deployEntryPoint06.ErrorType
    | startBundler.ErrorType
    | startChain.ErrorType
}

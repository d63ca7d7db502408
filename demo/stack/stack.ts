import type { Address } from 'viem'
import { devPrivateKey } from './accounts.js'
import { type Biconomy, deployBiconomy } from './biconomy.js'
import { type Bundler, startBundler } from './bundler.js'
import { fundedAccounts, type LocalChain, startChain } from './chain.js'
import { deployEntryPoint } from './entryPoint.js'
import { deployErc7579, type Erc7579 } from './erc7579.js'

/** A chain with ERC-4337, Biconomy Smart Account v2, ERC-7579 accounts and a bundler, all on loopback. */
export type Stack = Omit<LocalChain, 'pid'> & {
  biconomy: Biconomy
  bundler: Bundler
  /** The EntryPoint v0.6, at its canonical address. */
  entryPoint: Address
  /** The EntryPoint v0.7, at its canonical address. */
  entryPoint07: Address
  /** What Nexus, Kernel and Safe accounts on EntryPoint v0.7 are made with. */
  erc7579: Erc7579
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
  entryPoints: 'deploying the EntryPoints v0.6, v0.7 and v0.8',
  accounts: 'deploying Biconomy Smart Account v2, Nexus, Kernel and Safe',
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
    // One after the other, since each takes the sender's next nonce.
    const [entryPoint, entryPoint07, entryPoint08] = await timed(steps.entryPoints, async () => {
      const first = await deployEntryPoint({ chain, version: '0.6' })
      const second = await deployEntryPoint({ chain, version: '0.7' })
      return [first, second, await deployEntryPoint({ chain, version: '0.8' })] as const
    })

    const deploying = timed(steps.accounts, async () => ({
      biconomy: await deployBiconomy({ chain, entryPoint }),
      erc7579: await deployErc7579({ chain, entryPoint: entryPoint07 }),
    }))
    const starting = timed(steps.bundler, async () => {
      const bundler = await startBundler({
        entryPoints: [entryPoint, entryPoint07, entryPoint08],
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
    const [{ biconomy, erc7579 }, bundler] = await Promise.all([deploying, starting])

    const { pid, ...clients } = chain
    return {
      ...clients,
      biconomy,
      bundler,
      entryPoint,
      entryPoint07,
      erc7579,
      pids: [pid, bundler.pid],
      stop,
      timings,
    }
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
    | deployEntryPoint.ErrorType
    | deployErc7579.ErrorType
    | startBundler.ErrorType
    | startChain.ErrorType
}

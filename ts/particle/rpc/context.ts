import type { Address, BundlerRpcSchema, Chain, Client, Transport } from 'viem'
import type { PaymasterActions } from 'viem/account-abstraction'
import type { BiconomyAddresses } from '../particleAccount.js'

/** What the methods of the handler work with. @internal */
export type ParticleContext = {
  biconomy: BiconomyAddresses
  bundler: Client<Transport, Chain | undefined, undefined, BundlerRpcSchema>
  client: Client<Transport, Chain | undefined>
  estimateFeesPerGas: () => Promise<FeesPerGas>
  gasless: ParticleSponsor | undefined
  getChainId: () => Promise<number>
  /** Milliseconds that `particle_aa_sendUserOp` waits for a block. */
  inclusionTimeout: number
  /** Told what the answer does not show. */
  onError: (error: unknown) => void
  registry: Address
}

/** What an op offers per unit of gas, in wei. */
export type FeesPerGas = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }

/**
 * Who pays for ops that are to cost the account nothing: a paymaster (ERC-7677), as viem's `createPaymasterClient` makes, or with
 * `'boost'` the bundler itself, which takes ops without a fee by `boost_sendUserOperation`.
 */
export type ParticleSponsor = 'boost' | Pick<PaymasterActions, 'getPaymasterData' | 'getPaymasterStubData'>

/** One method: its parameters have been checked to be an array, and nothing else. @internal */
export type ParticleMethod = (context: ParticleContext, params: readonly unknown[]) => Promise<unknown>

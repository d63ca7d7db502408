import { type Address, getAddress } from 'viem'
import { readBiconomyArtifact } from './artifacts.js'
import type { LocalChain } from './chain.js'
import { confirm } from './confirm.js'

/** Where the parts of Biconomy Smart Account v2 are. */
export type Biconomy = {
  /** The module that holds an account's owner. */
  ecdsaModule: Address
  /** The module that permits a session ERC-20 transfers. */
  erc20SessionValidationModule: Address
  factory: Address
  /** What the account proxies delegate to. */
  implementation: Address
  /** Biconomy's own session key manager. */
  sessionKeyManager: Address
}

/**
 * Deploys Biconomy Smart Account v2 with its own session modules, compiled from Biconomy's sources.
 *
 * `BatchedSessionRouter` is left out: in the published version it calls whatever session key manager the operation
 * names, so anyone can drain an account that has enabled it.
 */
export async function deployBiconomy(parameters: deployBiconomy.Parameters): Promise<Biconomy> {
  const { chain, entryPoint } = parameters
  const { publicClient, walletClient } = chain

  const deploy = async (file: string, contract: string, args: readonly unknown[] = []): Promise<Address> => {
    const { abi, bytecode } = await readBiconomyArtifact({ contract, file })
    const hash = await walletClient.deployContract({ abi, args, bytecode })
    const { contractAddress } = await confirm(publicClient, hash)
    // The type also covers the receipts of calls, which name no contract.
    return getAddress(contractAddress as Address)
  }

  // One after the other, since each takes the sender's next nonce.
  const implementation = await deploy('SmartAccount', 'SmartAccount', [entryPoint])
  const factory = await deploy('SmartAccountFactory', 'SmartAccountFactory', [
    implementation,
    walletClient.account.address,
  ])
  const ecdsaModule = await deploy('EcdsaOwnershipRegistryModule', 'EcdsaOwnershipRegistryModule')
  const sessionKeyManager = await deploy('SessionKeyManagerModule', 'SessionKeyManager')
  const erc20SessionValidationModule = await deploy('ERC20SessionValidationModule', 'ERC20SessionValidationModule')
  return { ecdsaModule, erc20SessionValidationModule, factory, implementation, sessionKeyManager }
}

export declare namespace deployBiconomy {
  type Parameters = { chain: Pick<LocalChain, 'publicClient' | 'walletClient'>; entryPoint: Address }
  type ErrorType = confirm.ErrorType | readBiconomyArtifact.ErrorType
}

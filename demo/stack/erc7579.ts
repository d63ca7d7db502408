import { type Address, concat, encodeAbiParameters, getAddress, type Hex } from 'viem'
import { readBytecode } from '../latchkey.js'
import { readErc7579Bytecode } from './artifacts.js'
import type { LocalChain } from './chain.js'
import { confirm } from './confirm.js'

/** Where the parts of ERC-7579 accounts are. */
export type Erc7579 = {
  kernel: { factory: Address }
  nexus: { bootstrap: Address; factory: Address }
  /** Holds the owner of each account, as the accounts' own validators do. */
  ownerValidator: Address
  safe: { adapter: Address; factory: Address; launchpad: Address; singleton: Address }
}

/** Deploys Nexus 1.0.0, Kernel v0.3.1 and Safe with Safe7579 for one EntryPoint, from the bytecode that Rhinestone's package carries. */
export async function deployErc7579(parameters: deployErc7579.Parameters): Promise<Erc7579> {
  const { chain, entryPoint } = parameters
  const { publicClient, walletClient } = chain

  const create = async (bytecode: Hex, args: readonly Address[]): Promise<Address> => {
    const types = args.map(() => ({ type: 'address' }))
    const hash = await walletClient.sendTransaction({ data: concat([bytecode, encodeAbiParameters(types, args)]) })
    const { contractAddress } = await confirm(publicClient, hash)
    // The type also covers the receipts of calls, which name no contract.
    return getAddress(contractAddress as Address)
  }
  const peer = async (name: string, ...args: readonly Address[]) => create(await readErc7579Bytecode(name), args)

  // One after the other, since each takes the sender's next nonce.
  const ownerValidator = await create(await readBytecode('ECDSAOwnerValidator', 'ECDSAOwnerValidator'), [])
  const bootstrap = await peer('NexusBootstrap')
  const nexusFactory = await peer('NexusAccountFactory', await peer('Nexus', entryPoint), walletClient.account.address)
  const kernelFactory = await peer('KernelFactory', await peer('Kernel', entryPoint))
  const adapter = await peer('Safe7579')
  const launchpad = await peer('Safe7579Launchpad', entryPoint, noRegistry)
  const singleton = await peer('SafeSingleton')
  const safeFactory = await peer('SafeProxyFactory')
  return {
    kernel: { factory: kernelFactory },
    nexus: { bootstrap, factory: nexusFactory },
    ownerValidator,
    safe: { adapter, factory: safeFactory, launchpad, singleton },
  }
}

export declare namespace deployErc7579 {
  type Parameters = { chain: Pick<LocalChain, 'publicClient' | 'walletClient'>; entryPoint: Address }
  type ErrorType = confirm.ErrorType | readErc7579Bytecode.ErrorType
}

/** No registry is asked about modules. */
const noRegistry: Address = '0x0000000000000000000000000000000000000000'

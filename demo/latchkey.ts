import { readFile } from 'node:fs/promises'
import { type Address, concatHex, encodeAbiParameters, getContractAddress, type Hex, pad } from 'viem'
import type { AccountFamily } from '../ts/index.js'
import { confirm, type LocalChain } from './stack/index.js'

/** Where Latchkey's contracts are on a chain. */
export type Latchkey = {
  BiconomySessionRegistry: Address
  CallPolicyModule: Address
  ERC1155MintModule: Address
  ERC20ApproveModule: Address
  ERC20TransferModule: Address
  ERC7579SessionValidator: Address
}

/** Where `script/Deploy.s.sol` puts contracts: what is deployed through it stands at the same address on every chain. */
const deployer = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
const salt = pad('0x', { size: 32 })

/**
 * Deploys Latchkey to the addresses of `script/Deploy.s.sol`, without the seconds that forge takes. The mint module is the one of `nft`.
 */
export async function deployLatchkey(parameters: deployLatchkey.Parameters): Promise<Latchkey> {
  const { chain, nft } = parameters
  const deploy = async (name: keyof Latchkey, args: readonly Address[] = []) => {
    const types = args.map(() => ({ type: 'address' }))
    const bytecode = concatHex([await readBytecode(name, name), encodeAbiParameters(types, [...args])])
    const address = getContractAddress({ bytecode, from: deployer, opcode: 'CREATE2', salt })
    if (!(await chain.publicClient.getCode({ address })))
      await confirm(
        chain.publicClient,
        await chain.walletClient.sendTransaction({ data: concatHex([salt, bytecode]), to: deployer }),
      )
    return address
  }
  const CallPolicyModule = await deploy('CallPolicyModule')
  const ERC20ApproveModule = await deploy('ERC20ApproveModule')
  const ERC20TransferModule = await deploy('ERC20TransferModule')
  const builtInModules = [CallPolicyModule, ERC20ApproveModule, ERC20TransferModule]
  return {
    BiconomySessionRegistry: await deploy('BiconomySessionRegistry', builtInModules),
    CallPolicyModule,
    ERC1155MintModule: await deploy('ERC1155MintModule', [nft]),
    ERC20ApproveModule,
    ERC20TransferModule,
    ERC7579SessionValidator: await deploy('ERC7579SessionValidator', builtInModules),
  }
}

export declare namespace deployLatchkey {
  type Parameters = { chain: Pick<LocalChain, 'publicClient' | 'walletClient'>; nft: Address }
}

/** The registry that accounts of a family take up. */
export function registryOf(
  { BiconomySessionRegistry, ERC7579SessionValidator }: Latchkey,
  { family }: { family: AccountFamily },
): Address {
  return family === 'biconomy' ? BiconomySessionRegistry : ERC7579SessionValidator
}

/** Bytecode of a contract that setup has compiled. */
export async function readBytecode(file: string, contract: string): Promise<Hex> {
  const path = new URL(`../out/${file}.sol/${contract}.json`, import.meta.url)
  try {
    return JSON.parse(await readFile(path, 'utf8')).bytecode.object
  } catch (cause) {
    throw new Error(`No artifact of ${contract}: run \`node script/setup.mjs\`.`, { cause })
  }
}

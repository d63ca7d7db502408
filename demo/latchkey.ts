import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Address, Hex } from 'viem'
import { devPrivateKey } from './stack/accounts.js'
import { forgePath } from './stack/executables.js'
import type { LocalChain } from './stack/index.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Where Latchkey's contracts are on a chain. */
export type Latchkey = {
  BiconomySessionRegistry: Address
  CallPolicyModule: Address
  ERC1155MintModule: Address
  ERC20ApproveModule: Address
  ERC20TransferModule: Address
  ERC7579SessionValidator: Address
}

/** Deploys Latchkey as anyone would: with `script/Deploy.s.sol`. The mint module is the one of `nft`. */
export async function deployLatchkey(parameters: deployLatchkey.Parameters): Promise<Latchkey> {
  const { chain, nft } = parameters
  try {
    await promisify(execFile)(
      forgePath(),
      ['script', 'script/Deploy.s.sol', '--rpc-url', chain.rpcUrl, '--broadcast', '--private-key', devPrivateKey(0)],
      { cwd: root, env: { ...process.env, NFT: nft } },
    )
  } catch (error) {
    const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string }
    throw new Error(`script/Deploy.s.sol failed:\n${stdout}${stderr}`, { cause: error })
  }
  const path = new URL(`../deployments/${chain.chain.id}.json`, import.meta.url)
  return JSON.parse(await readFile(path, 'utf8')) as Latchkey
}

export declare namespace deployLatchkey {
  type Parameters = { chain: Pick<LocalChain, 'chain' | 'rpcUrl'>; nft: Address }
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

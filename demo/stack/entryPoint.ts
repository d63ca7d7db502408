import { readFile } from 'node:fs/promises'
import { type Address, concat, getContractAddress, type Hex, isAddressEqual, zeroHash } from 'viem'
import { entryPoint06Address, entryPoint07Address, entryPoint08Address } from 'viem/account-abstraction'
import type { LocalChain } from './chain.js'
import { confirm } from './confirm.js'
import { packageFile } from './packages.js'

/** The deployer that anvil has from its first block on, at the address it has on every chain. */
const deterministicDeployer: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

/** Where each version is on every chain, and what brought it there. */
const versions = {
  '0.6': { address: entryPoint06Address, package: 'contracts', salt: zeroHash, version: '0.6.0' },
  '0.7': {
    address: entryPoint07Address,
    package: 'contracts-v7',
    salt: '0x90d8084deab30c2a37c45e8d47f49f2f7965183cb6990a98943ef94940681de3',
    version: '0.7.0',
  },
  '0.8': {
    address: entryPoint08Address,
    package: 'contracts-v8',
    salt: '0x0a59dbff790c23c976a548690c27297883cc66b4c67024f9117b0238995e35e9',
    version: '0.8.0',
  },
} as const

/**
 * Deploys an EntryPoint of ERC-4337 at its canonical address, from the package of its authors.
 *
 * Does nothing if it is there.
 */
export async function deployEntryPoint(parameters: deployEntryPoint.Parameters): Promise<Address> {
  const { publicClient, walletClient } = parameters.chain
  const { address: canonical, package: name, salt, version } = versions[parameters.version]
  const artifact = packageFile(`@account-abstraction/${name}/artifacts/EntryPoint.json`)
  const { bytecode } = JSON.parse(await readFile(artifact, 'utf8')) as { bytecode: Hex }
  const address = getContractAddress({ bytecode, from: deterministicDeployer, opcode: 'CREATE2', salt })
  if (!isAddressEqual(address, canonical)) throw new EntryPointMismatchError({ address, canonical, name, version })

  const code = await publicClient.getCode({ address })
  if (code) return address

  const hash = await walletClient.sendTransaction({ data: concat([salt, bytecode]), to: deterministicDeployer })
  await confirm(publicClient, hash)
  if (!(await publicClient.getCode({ address }))) throw new EntryPointMissingError({ address, hash })
  return address
}

export declare namespace deployEntryPoint {
  type Parameters = { chain: Pick<LocalChain, 'publicClient' | 'walletClient'>; version: keyof typeof versions }
  type ErrorType = EntryPointMismatchError | EntryPointMissingError | confirm.ErrorType | packageFile.ErrorType
}

/** The installed EntryPoint is not the one that is deployed everywhere. */
export class EntryPointMismatchError extends Error {
  override readonly name = 'EntryPointMismatchError'

  constructor(parameters: { address: Address; canonical: Address; name: string; version: string }) {
    const { address, canonical, name, version } = parameters
    super(
      [
        `The installed EntryPoint would land at ${address}, not at ${canonical}.`,
        '',
        'This could arise when:',
        `- \`@account-abstraction/${name}\` is not at ${version}. Run \`npm ci\`.`,
      ].join('\n'),
    )
  }
}

/** The transaction succeeded, and left nothing at the address. */
export class EntryPointMissingError extends Error {
  override readonly name = 'EntryPointMissingError'

  constructor({ address, hash }: { address: Address; hash: Hex }) {
    super(
      [
        `Transaction ${hash} did not deploy the EntryPoint at ${address}.`,
        '',
        'This could arise when:',
        `- The chain has no deterministic deployer at ${deterministicDeployer}.`,
      ].join('\n'),
    )
  }
}

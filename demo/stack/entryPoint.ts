import { readFile } from 'node:fs/promises'
import { type Address, concat, getContractAddress, type Hex, isAddressEqual, zeroHash } from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import type { LocalChain } from './chain.js'
import { confirm } from './confirm.js'
import { packageFile } from './packages.js'

/** The deployer that anvil has from its first block on, at the address it has on every chain. */
const deterministicDeployer: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

const artifact = '@account-abstraction/contracts/artifacts/EntryPoint.json'

/**
 * Deploys the EntryPoint of ERC-4337 v0.6 at its canonical address, from the package of its authors.
 *
 * Does nothing if it is there.
 */
export async function deployEntryPoint06(chain: deployEntryPoint06.Parameters): Promise<Address> {
  const { publicClient, walletClient } = chain
  const { bytecode } = JSON.parse(await readFile(packageFile(artifact), 'utf8')) as { bytecode: Hex }
  const address = getContractAddress({ bytecode, from: deterministicDeployer, opcode: 'CREATE2', salt: zeroHash })
  if (!isAddressEqual(address, entryPoint06Address)) throw new EntryPointMismatchError({ address })

  const code = await publicClient.getCode({ address })
  if (code) return address

  const hash = await walletClient.sendTransaction({ data: concat([zeroHash, bytecode]), to: deterministicDeployer })
  await confirm(publicClient, hash)
  if (!(await publicClient.getCode({ address }))) throw new EntryPointMissingError({ address, hash })
  return address
}

export declare namespace deployEntryPoint06 {
  type Parameters = Pick<LocalChain, 'publicClient' | 'walletClient'>
  type ErrorType = EntryPointMismatchError | EntryPointMissingError | confirm.ErrorType | packageFile.ErrorType
}

/** The installed EntryPoint is not the one that is deployed everywhere. */
export class EntryPointMismatchError extends Error {
  override readonly name = 'EntryPointMismatchError'

  constructor({ address }: { address: Address }) {
    super(
      [
        `The installed EntryPoint would land at ${address}, not at ${entryPoint06Address}.`,
        '',
        'This could arise when:',
        '- `@account-abstraction/contracts` is not at 0.6.0. Run `npm ci`.',
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

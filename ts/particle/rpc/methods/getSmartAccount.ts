import { type Address, parseAbi } from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import { getCode, readContract } from 'viem/actions'
import { getAction } from 'viem/utils'
import { getParticleAccountAddress } from '../../particleAccount.js'
import type { ParticleContext } from '../context.js'
import { readArray } from '../fields.js'
import { readAccount } from '../readAccount.js'

const maxAccounts = 32

const factoryAbi = parseAbi([
  'function basicImplementation() view returns (address)',
  'function minimalHandler() view returns (address)',
])

/** What Particle's `particle_aa_getSmartAccount` answers for one owner. */
export type ParticleSmartAccount = {
  isDeployed: boolean
  chainId: number
  /** The owner that the address belongs to; a deployed account may have handed itself to another since. */
  eoaAddress: Address
  smartAccountAddress: Address
  fallBackHandlerAddress: Address
  implementationAddress: Address
  factoryAddress: Address
  /** As `eoaAddress`. */
  owner: Address
  entryPointAddress: Address
  index: number
  name: string
  version: string
}

/** `particle_aa_getSmartAccount`: the accounts of owners, deployed or not. @internal */
export async function getSmartAccount(
  context: ParticleContext,
  params: readonly unknown[],
): Promise<readonly ParticleSmartAccount[]> {
  const { biconomy, client } = context
  const accounts = readArray(params, { max: maxAccounts, min: 1, path: 'params' }).map((value, index) =>
    readAccount(value, `params[${index}]`),
  )
  const read = getAction(client, readContract, 'readContract')
  const factory = { abi: factoryAbi, address: biconomy.factory } as const
  const [chainId, implementationAddress, fallBackHandlerAddress] = await Promise.all([
    context.getChainId(),
    read({ ...factory, functionName: 'basicImplementation' }),
    read({ ...factory, functionName: 'minimalHandler' }),
  ])
  return Promise.all(
    accounts.map(async (smartAccount) => {
      const { index = 0, name, ownerAddress, version } = smartAccount
      const smartAccountAddress = await getParticleAccountAddress(client, { biconomy, smartAccount })
      const code = await getAction(client, getCode, 'getCode')({ address: smartAccountAddress })
      return {
        isDeployed: code !== undefined,
        chainId,
        eoaAddress: ownerAddress,
        smartAccountAddress,
        fallBackHandlerAddress,
        implementationAddress,
        factoryAddress: biconomy.factory,
        owner: ownerAddress,
        entryPointAddress: entryPoint06Address,
        index,
        name,
        version,
      }
    }),
  )
}

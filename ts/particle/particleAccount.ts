import { type Address, type Chain, type Client, encodeFunctionData, parseAbi, type Transport } from 'viem'
import { readContract } from 'viem/actions'
import { getAction } from 'viem/utils'
import { UnsupportedAccountError, type UnsupportedAccountErrorType } from '../errors/account.js'

/** The smart account of an owner, as Particle's parameters write it. */
export type ParticleAccount = {
  /** `"BICONOMY"`. */
  name: string
  /** `"2.0.0"`. */
  version: string
  /** The owner. */
  ownerAddress: Address
  /** Tells accounts of one owner apart. Default: 0. */
  index?: number | undefined
}

/** Where Biconomy Smart Account v2 is deployed. The default is its address on every public chain. */
export type BiconomyAddresses = {
  /** The account factory. */
  factory: Address
  /** The module that checks the owner's signature. */
  ecdsaModule: Address
}

/** @internal */
export const biconomyAddresses: BiconomyAddresses = {
  ecdsaModule: '0x0000001c5b32F37F5beA87BDD5374eB2aC54eA8e',
  factory: '0x000000a56Aaca3e9a4C479ea6b6CD0DbcB6634F5',
}

const factoryAbi = parseAbi([
  'function getAddressForCounterFactualAccount(address module, bytes setupData, uint256 index) view returns (address)',
])

const ecdsaModuleAbi = parseAbi(['function initForSmartAccount(address owner) returns (address)'])

/**
 * The address of an owner's Biconomy Smart Account v2, asked from the factory.
 *
 * @throws `UnsupportedAccountError` for any other kind of account.
 */
export async function getParticleAccountAddress(
  client: Client<Transport, Chain | undefined>,
  parameters: { smartAccount: ParticleAccount; biconomy?: BiconomyAddresses | undefined },
): Promise<Address> {
  const { biconomy = biconomyAddresses, smartAccount } = parameters
  const { index = 0, name, ownerAddress, version } = smartAccount
  if (name !== 'BICONOMY' || version !== '2.0.0')
    throw new UnsupportedAccountError({ reason: `it is "${name}" version "${version}"` })
  return getAction(
    client,
    readContract,
    'readContract',
  )({
    abi: factoryAbi,
    address: biconomy.factory,
    args: [
      biconomy.ecdsaModule,
      encodeFunctionData({ abi: ecdsaModuleAbi, args: [ownerAddress], functionName: 'initForSmartAccount' }),
      BigInt(index),
    ],
    functionName: 'getAddressForCounterFactualAccount',
  })
}

export declare namespace getParticleAccountAddress {
  type ErrorType = UnsupportedAccountErrorType
}

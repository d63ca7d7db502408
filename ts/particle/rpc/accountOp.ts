import { type Address, concatHex, encodeFunctionData, type Hex, parseAbi } from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import { getCode, readContract } from 'viem/actions'
import { getAction } from 'viem/utils'
import type { ParticleAccount } from '../particleAccount.js'
import type { ParticleContext } from './context.js'

const nonceAbi = parseAbi(['function getNonce(address sender, uint192 key) view returns (uint256 nonce)'])

const factoryAbi = parseAbi([
  'function deployCounterFactualAccount(address module, bytes setupData, uint256 index) returns (address)',
])

const ecdsaModuleAbi = parseAbi(['function initForSmartAccount(address owner) returns (address)'])

/** Whether an account is deployed, and what an op must bring to deploy it. @internal */
export async function readInitCode(
  { biconomy, client }: ParticleContext,
  { account, smartAccount }: { account: Address; smartAccount: ParticleAccount },
): Promise<Hex> {
  if (await getAction(client, getCode, 'getCode')({ address: account })) return '0x'
  const { index = 0, ownerAddress } = smartAccount
  const setup = encodeFunctionData({ abi: ecdsaModuleAbi, args: [ownerAddress], functionName: 'initForSmartAccount' })
  const args = [biconomy.ecdsaModule, setup, BigInt(index)] as const
  const deploy = encodeFunctionData({ abi: factoryAbi, args, functionName: 'deployCounterFactualAccount' })
  // In lower case, as bundlers hash and show it.
  return concatHex([biconomy.factory, deploy]).toLowerCase() as Hex
}

/** The account's next nonce in a lane. @internal */
export async function readNonce(
  { client }: ParticleContext,
  { account, key }: { account: Address; key: bigint },
): Promise<bigint> {
  return getAction(
    client,
    readContract,
    'readContract',
  )({ abi: nonceAbi, address: entryPoint06Address, args: [account, key], functionName: 'getNonce' })
}

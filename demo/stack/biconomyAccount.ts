import { type ToBiconomySmartAccountReturnType, toBiconomySmartAccount } from 'permissionless/accounts'
import {
  type Chain,
  encodeFunctionData,
  type HttpTransport,
  type LocalAccount,
  type PublicClient,
  parseAbi,
  parseEther,
} from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import type { Biconomy } from './biconomy.js'
import type { LocalChain } from './chain.js'
import { confirm } from './confirm.js'

/** A Biconomy Smart Account v2, as viem's bundler client takes it. Its owner signs. */
export type BiconomyAccount = ToBiconomySmartAccountReturnType

const factoryAbi = parseAbi([
  'function deployCounterFactualAccount(address moduleSetupContract, bytes moduleSetupData, uint256 index) returns (address)',
  'function getAddressForCounterFactualAccount(address moduleSetupContract, bytes moduleSetupData, uint256 index) view returns (address)',
])

const ecdsaModuleAbi = parseAbi(['function initForSmartAccount(address owner) returns (address)'])

/**
 * The account of an owner. It need not be deployed: its first operation deploys it, if the address can pay.
 */
export async function toBiconomyAccount(parameters: toBiconomyAccount.Parameters): Promise<BiconomyAccount> {
  const { biconomy, client, index = 0n, owner } = parameters
  return toBiconomySmartAccount({
    accountLogicAddress: biconomy.implementation,
    // Derived by the factory itself: permissionless hard-codes the proxy's mainnet code, whose metadata hash differs
    // from that of any other compilation, and with it the address.
    address: await client.readContract({
      abi: factoryAbi,
      address: biconomy.factory,
      args: factoryArguments({ biconomy, index, owner }),
      functionName: 'getAddressForCounterFactualAccount',
    }),
    client,
    ecdsaModuleAddress: biconomy.ecdsaModule,
    entryPoint: { address: entryPoint06Address, version: '0.6' },
    factoryAddress: biconomy.factory,
    index,
    owners: [owner],
  })
}

export declare namespace toBiconomyAccount {
  type Parameters = {
    biconomy: Biconomy
    client: PublicClient<HttpTransport, Chain>
    /** Tells accounts of one owner apart. */
    index?: bigint | undefined
    owner: LocalAccount
  }
}

/** Deploys the account of an owner, unless it is, and sets its balance. */
export async function createBiconomyAccount(parameters: createBiconomyAccount.Parameters): Promise<BiconomyAccount> {
  const { balance = parseEther('10'), biconomy, chain, index = 0n, owner } = parameters
  const { publicClient, testClient, walletClient } = chain
  const account = await toBiconomyAccount({ biconomy, client: publicClient, index, owner })
  if (!(await publicClient.getCode({ address: account.address }))) {
    const hash = await walletClient.writeContract({
      abi: factoryAbi,
      address: biconomy.factory,
      args: factoryArguments({ biconomy, index, owner }),
      functionName: 'deployCounterFactualAccount',
    })
    await confirm(publicClient, hash)
  }
  await testClient.setBalance({ address: account.address, value: balance })
  return account
}

export declare namespace createBiconomyAccount {
  type Parameters = Omit<toBiconomyAccount.Parameters, 'client'> & {
    /** In wei. Ten ether by default. */
    balance?: bigint | undefined
    chain: Pick<LocalChain, 'publicClient' | 'testClient' | 'walletClient'>
  }
  type ErrorType = confirm.ErrorType
}

function factoryArguments(parameters: { biconomy: Biconomy; index: bigint; owner: LocalAccount }) {
  const { biconomy, index, owner } = parameters
  const setup = encodeFunctionData({
    abi: ecdsaModuleAbi,
    args: [owner.address],
    functionName: 'initForSmartAccount',
  })
  return [biconomy.ecdsaModule, setup, index] as const
}

import { pathToFileURL } from 'node:url'
import { toBiconomySmartAccount } from 'permissionless/accounts'
import { type Address, encodeFunctionData, type Hex, type LocalAccount, pad, parseAbi, parseEther } from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import { biconomyPackage } from '../../demo/biconomy/package.js'
import { confirm, createBiconomyAccount, type Stack, sendCalls } from '../../demo/stack/index.js'
import { packageFile } from '../../demo/stack/packages.js'

/** Where Biconomy's contracts are on public chains: its client and permissionless look for them there. */
const addresses = {
  ecdsaModule: '0x0000001c5b32F37F5beA87BDD5374eB2aC54eA8e',
  factory: '0x000000a56Aaca3e9a4C479ea6b6CD0DbcB6634F5',
  fallbackHandler: '0x0bBa6d96BD616BedC6BFaa341742FD43c60b83C1',
  sessionKeyManager: biconomyPackage.DEFAULT_SESSION_KEY_MANAGER_MODULE,
} as const satisfies Record<string, Address>

const abi = parseAbi([
  'function enableModule(address module)',
  'function init(address handler, address moduleSetupContract, bytes moduleSetupData) returns (address)',
  'function initForSmartAccount(address owner) returns (address)',
  'function minimalHandler() view returns (address)',
  'function setMerkleRoot(bytes32 root)',
])

/** Puts the stack's contracts of Biconomy where public chains have them, and lets its client look for receipts as often as others do. */
export async function publishBiconomy(stack: Stack): Promise<void> {
  const { biconomy, publicClient, testClient } = stack
  const minimalHandler = { abi, address: biconomy.factory, functionName: 'minimalHandler' } as const
  const fallbackHandler = await publicClient.readContract(minimalHandler)
  for (const [name, from] of Object.entries({ ...biconomy, fallbackHandler }))
    if (name in addresses)
      await testClient.setCode({
        address: addresses[name as keyof typeof addresses],
        bytecode: (await publicClient.getCode({ address: from })) as Hex,
      })
  // Every five seconds otherwise. Who sends can say so with a bundler object only.
  const path = packageFile('@biconomy/account').replace(/_cjs.*/, '_esm/bundler/utils/Constants.js')
  const { UserOpReceiptIntervals: intervals } = await import(/* @vite-ignore */ pathToFileURL(path).href)
  intervals[stack.chain.id] = 50
}

/**
 * An account of Biconomy's at the address that it has on public chains. It is put there rather than deployed by the factory: the address
 * depends on the mainnet code of the proxy, which no other compilation reproduces. Its own `init` makes it the owner's.
 *
 * @param state - With `of the factory` the factory deploys it, elsewhere. With `under manager` it has enabled Biconomy's session key manager, and granted something under it.
 */
export async function createPublicBiconomyAccount(parameters: {
  /** Any account that the factory has made. */
  like: Address
  owner: LocalAccount
  stack: Stack
  state?: string | undefined
}) {
  const { like, owner, stack, state } = parameters
  const { publicClient, testClient, walletClient } = stack
  if (state === 'of the factory')
    return createBiconomyAccount({ biconomy: { ...stack.biconomy, ...addresses }, chain: stack, owner })
  const account = await toBiconomySmartAccount({
    client: publicClient,
    entryPoint: { address: entryPoint06Address, version: '0.6' },
    owners: [owner],
  })
  const { address } = account
  await testClient.setCode({ address, bytecode: (await publicClient.getCode({ address: like })) as Hex })
  // The proxy keeps what it delegates to in the slot of its own address.
  await testClient.setStorageAt({ address, index: pad(address), value: pad(stack.biconomy.implementation) })
  await testClient.setBalance({ address, value: parseEther('10') })
  const setup = encodeFunctionData({ abi, args: [owner.address], functionName: 'initForSmartAccount' })
  const args = [addresses.fallbackHandler, addresses.ecdsaModule, setup] as const
  await confirm(publicClient, await walletClient.writeContract({ abi, address, args, functionName: 'init' }))
  if (state === 'under manager') {
    const manager = addresses.sessionKeyManager
    const enable = encodeFunctionData({ abi, args: [manager], functionName: 'enableModule' })
    const grant = encodeFunctionData({ abi, args: [pad('0x01')], functionName: 'setMerkleRoot' })
    const calls = [
      { data: enable, to: address },
      { data: grant, to: manager },
    ]
    if (!(await sendCalls({ account, calls, stack }))) throw new Error("Biconomy's manager was not enabled.")
  }
  return account
}

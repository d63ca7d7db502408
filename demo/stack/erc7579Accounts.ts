import { toKernelSmartAccount, toNexusSmartAccount, toSafeSmartAccount } from 'permissionless/accounts'
import {
  type Abi,
  type Address,
  concat,
  encodeFunctionData,
  type Hex,
  type LocalAccount,
  numberToHex,
  parseAbi,
  parseEther,
  zeroAddress,
} from 'viem'
import { entryPoint07Address } from 'viem/account-abstraction'
import { simulateContract } from 'viem/actions'
import { confirm } from './confirm.js'
import type { Stack } from './stack.js'

/** An account to make on the stack's EntryPoint v0.7. */
export type AccountParameters = {
  /** Tells accounts of one owner apart. */
  index?: bigint | undefined
  owner: LocalAccount
  stack: Pick<Stack, 'erc7579' | 'publicClient' | 'testClient' | 'walletClient'>
}

const entryPoint = { address: entryPoint07Address, version: '0.7' } as const

const nexusAbi = parseAbi([
  'struct Module { address module; bytes data; }',
  'function getInitNexusWithSingleValidatorCalldata(Module validator, address registry, address[] attesters, uint8 threshold) view returns (bytes)',
  'function createAccount(bytes initData, bytes32 salt) payable returns (address)',
])

/** Deploys a Nexus 1.0.0 whose owner signs, with ten ether. */
export async function createNexusAccount(parameters: AccountParameters) {
  const { index = 0n, owner, stack } = parameters
  const { nexus, ownerValidator } = stack.erc7579
  const initData = await stack.publicClient.readContract({
    abi: nexusAbi,
    address: nexus.bootstrap,
    args: [{ data: owner.address, module: ownerValidator }, zeroAddress, [], 0],
    functionName: 'getInitNexusWithSingleValidatorCalldata',
  })
  const salt = numberToHex(index, { size: 32 })
  const address = await create(stack, {
    abi: nexusAbi,
    address: nexus.factory,
    args: [initData, salt],
    functionName: 'createAccount',
  })
  return toNexusSmartAccount({
    address,
    client: stack.publicClient,
    entryPoint,
    owners: [owner],
    validatorAddress: ownerValidator,
    version: '1.0.0',
  })
}

const kernelAbi = parseAbi([
  'function initialize(bytes21 rootValidator, address hook, bytes validatorData, bytes hookData, bytes[] initConfig)',
  'function createAccount(bytes data, bytes32 salt) payable returns (address)',
])

/** Deploys a Kernel v0.3.1 whose owner's validator is its root, with ten ether. */
export async function createKernelAccount(parameters: AccountParameters) {
  const { index = 0n, owner, stack } = parameters
  const { kernel, ownerValidator } = stack.erc7579
  const data = encodeFunctionData({
    abi: kernelAbi,
    // Type 1: validator. A hook at address 1 stands for none.
    args: [concat(['0x01', ownerValidator]), '0x0000000000000000000000000000000000000001', owner.address, '0x', []],
    functionName: 'initialize',
  })
  const salt = numberToHex(index, { size: 32 })
  const address = await create(stack, {
    abi: kernelAbi,
    address: kernel.factory,
    args: [data, salt],
    functionName: 'createAccount',
  })
  return toKernelSmartAccount({
    address,
    client: stack.publicClient,
    entryPoint,
    owners: [owner],
    validatorAddress: ownerValidator,
    version: '0.3.1',
  })
}

const safeAbi = parseAbi([
  'struct Module { address module; bytes initData; }',
  'function addSafe7579(address safe7579, Module[] validators, Module[] executors, Module[] fallbacks, Module[] hooks, address[] attesters, uint8 threshold)',
  'function setup(address[] owners, uint256 threshold, address to, bytes data, address fallbackHandler, address paymentToken, uint256 payment, address paymentReceiver)',
  'function createProxyWithNonce(address singleton, bytes initializer, uint256 saltNonce) returns (address proxy)',
])

/** Deploys a Safe with Safe7579 whose owner signs for the Safe itself, with ten ether. */
export async function createSafeAccount(parameters: AccountParameters) {
  const { index = 0n, owner, stack } = parameters
  const { safe } = stack.erc7579
  const addAdapter = encodeFunctionData({
    abi: safeAbi,
    args: [safe.adapter, [], [], [], [], [], 0],
    functionName: 'addSafe7579',
  })
  const setup = encodeFunctionData({
    abi: safeAbi,
    args: [[owner.address], 1n, safe.launchpad, addAdapter, safe.adapter, zeroAddress, 0n, zeroAddress],
    functionName: 'setup',
  })
  const address = await create(stack, {
    abi: safeAbi,
    address: safe.factory,
    args: [safe.singleton, setup, index],
    functionName: 'createProxyWithNonce',
  })
  return toSafeSmartAccount({
    address,
    client: stack.publicClient,
    entryPoint,
    erc7579LaunchpadAddress: safe.launchpad,
    owners: [owner],
    safe4337ModuleAddress: safe.adapter,
    safeProxyFactoryAddress: safe.factory,
    safeSingletonAddress: safe.singleton,
    version: '1.4.1',
  })
}

/** Calls a factory, and gives what it made ten ether. */
async function create(
  stack: AccountParameters['stack'],
  call: { abi: Abi; address: Address; args: readonly unknown[]; functionName: string },
): Promise<Address> {
  const { result } = await simulateContract(stack.publicClient, { ...call, account: stack.walletClient.account })
  const address = result as Address
  const hash: Hex = await stack.walletClient.writeContract(call)
  await confirm(stack.publicClient, hash)
  await stack.testClient.setBalance({ address, value: parseEther('10') })
  return address
}

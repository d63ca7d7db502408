import {
  type Address,
  concat,
  createTestClient,
  encodeFunctionData,
  type Hex,
  http,
  parseEther,
  publicActions,
  walletActions,
  zeroHash,
} from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import { foundry } from 'viem/chains'
import { startAnvil } from './anvil.js'
import { readArtifact, readEntryPoint06 } from './artifacts.js'
import { assemble } from './assemble.js'
import { checkValidation } from './checkValidation.js'
import type { ValidationCall } from './trace.js'
import { traceValidation } from './traceValidation.js'
import { toValidationCall06 } from './validationCall.js'

/** Where the violators are. Fixed, so that messages with addresses can be compared. */
export const addresses = {
  addressAccess: '0x1000000000000000000000000000000000000001',
  callChain: '0x1000000000000000000000000000000000000002',
  callingAccount: '0x1000000000000000000000000000000000000003',
  codeless: '0x1000000000000000000000000000000000000004',
  delegatingAccount: '0x1000000000000000000000000000000000000005',
  forbiddenOpcodes: '0x1000000000000000000000000000000000000006',
  /** A contract of assembled code, another one in each test. */
  raw: '0x1000000000000000000000000000000000000007',
  slotAccess: '0x1000000000000000000000000000000000000008',
} as const

const contracts = {
  addressAccess: readArtifact('AddressAccess', 'AddressAccess'),
  callChain: readArtifact('CallChain', 'CallChain'),
  callingAccount: readArtifact('ValidationAccounts', 'CallingAccount'),
  delegatingAccount: readArtifact('ValidationAccounts', 'DelegatingAccount'),
  forbiddenOpcodes: readArtifact('ForbiddenOpcodes', 'ForbiddenOpcodes'),
  slotAccess: readArtifact('SlotAccess', 'SlotAccess'),
}

const deterministicDeployer = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

/** One call that a validation makes: a contract, and the calldata for it. */
export type Step = { to: Address; data: Hex }

/** The call of a violator's function. */
export function step(contract: keyof typeof contracts, functionName: string, args: readonly unknown[] = []): Step {
  const { abi } = contracts[contract]
  return { data: encodeFunctionData({ abi, args, functionName }), to: addresses[contract] }
}

/** The call by which the EntryPoint asks an account to validate; the account then makes the step. */
export function toCall(account: Address, { data, to }: Step): ValidationCall {
  return toValidationCall06({
    entryPoint: entryPoint06Address,
    userOperation: {
      callData: '0x',
      callGasLimit: 0n,
      maxFeePerGas: 0n,
      maxPriorityFeePerGas: 0n,
      nonce: 0n,
      preVerificationGas: 0n,
      sender: account,
      signature: concat([to, data]),
      verificationGasLimit: 0n,
    },
    userOperationHash: zeroHash,
  })
}

/** A chain with EntryPoint v0.6 and the violators, each with some ether. */
export async function startFixture(options: readonly string[] = []) {
  const { stop, url } = await startAnvil(options)
  const client = toClient(url)
  await deployContracts(client)

  /** Has the account make a step in its validation, and checks it. */
  async function validate(first: Step, options: ValidateOptions = {}) {
    const { account = addresses.callingAccount, accountExists = true } = options
    const trace = await traceValidation({ call: toCall(account, first), client })
    const violations = checkValidation({ account, accountExists, entryPoint: entryPoint06Address, trace })
    return { trace, violations }
  }

  /** Puts assembled code at `addresses.raw`, and returns the call of it. */
  async function raw(source: string): Promise<Step> {
    await client.setCode({ address: addresses.raw, bytecode: assemble(source) })
    return { data: '0x', to: addresses.raw }
  }

  return { client, raw, stop, validate }
}

type ValidateOptions = { account?: Address; accountExists?: boolean }

function toClient(url: string) {
  return createTestClient({ chain: foundry, mode: 'anvil', pollingInterval: 50, transport: http(url) })
    .extend(publicActions)
    .extend(walletActions)
}

async function deployContracts(client: ReturnType<typeof toClient>) {
  await deployEntryPoint(client)
  for (const [name, { code }] of Object.entries(contracts)) {
    const address = addresses[name as keyof typeof contracts]
    await client.setCode({ address, bytecode: code })
    await client.setBalance({ address, value: parseEther('1') })
  }
}

async function deployEntryPoint(client: ReturnType<typeof toClient>) {
  const [account] = await client.getAddresses()
  if (!account) throw new Error('anvil has no accounts.')
  const data = concat([zeroHash, readEntryPoint06()])
  const hash = await client.sendTransaction({ account, data, to: deterministicDeployer })
  await client.waitForTransactionReceipt({ hash })
  if (!(await client.getCode({ address: entryPoint06Address }))) throw new Error('The EntryPoint was not deployed.')
}

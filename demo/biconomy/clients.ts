import { type Address, type Chain, type Hex, hexToBigInt, parseAbi } from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import type { Session } from '../../ts/index.js'
import type { Stack } from '../stack/index.js'
import {
  type BiconomyClient,
  type BiconomySessionDatum,
  type BiconomySessionModule,
  type BiconomyUserOp,
  biconomyPackage,
} from './package.js'

/** A key whose bytes are known: Biconomy's client makes its signers from them. */
export type Key = PrivateKeyAccount & { privateKey: Hex }

/** A key that nobody has used. */
export function newKey(): Key {
  const privateKey = generatePrivateKey()
  return Object.assign(privateKeyToAccount(privateKey), { privateKey })
}

/** A signer as Biconomy's client takes it. */
export const toSigner = (chain: Chain, { privateKey }: Key) => biconomyPackage.toSupportedSigner(privateKey, chain)

type At = { bundlerUrl: string; stack: Stack }

/** What Biconomy's client needs to know to use the contracts of the stack instead of its own. */
export async function toClientConfig(parameters: At & { account: Address; owner: Key }) {
  const { account, bundlerUrl, owner, stack } = parameters
  const { ecdsaModule, factory, implementation } = stack.biconomy
  const customChain = stack.chain
  const chainId = customChain.id
  return {
    // Biconomy's client derives addresses from the mainnet code of the proxy, which no other compilation reproduces.
    accountAddress: account,
    bundler: new biconomyPackage.Bundler({
      bundlerUrl,
      chainId,
      customChain,
      // Every five seconds otherwise.
      userOpReceiptIntervals: { [chainId]: 50 },
    }),
    chainId,
    customChain,
    defaultFallbackHandler: await stack.publicClient.readContract({
      abi: parseAbi(['function minimalHandler() view returns (address)']),
      address: factory,
      functionName: 'minimalHandler',
    }),
    defaultValidationModule: await biconomyPackage.createECDSAOwnershipValidationModule({
      moduleAddress: ecdsaModule,
      signer: toSigner(customChain, owner),
    }),
    factoryAddress: factory,
    implementationAddress: implementation,
    rpcUrl: stack.rpcUrl,
  }
}

/** Biconomy's tree of an account's sessions, for a manager at this address. Its store is in memory, one for each account. */
export function createSessionModule(account: Address, manager: Address): Promise<BiconomySessionModule> {
  return biconomyPackage.createSessionKeyManagerModule({
    moduleAddress: manager,
    sessionStorageClient: new biconomyPackage.SessionMemoryStorage(account),
    smartAccountAddress: account,
  })
}

/** Biconomy's client of an account, with a session key in the owner's place. */
export async function createSessionClient(
  parameters: At & { account: Address; module: BiconomySessionModule },
): Promise<BiconomyClient> {
  const { module, ...rest } = parameters
  // Biconomy's client wants a signer, and asks it nothing: the module signs. Whoever holds the session key has no other.
  const nobody = newKey()
  return biconomyPackage.createSmartAccountClient({
    ...(await toClientConfig({ ...rest, owner: nobody })),
    activeValidationModule: module,
    signer: toSigner(rest.stack.chain, nobody),
  })
}

/** Waits for an operation that Biconomy's client sends. */
export async function succeeds(sent: ReturnType<BiconomyClient['sendTransaction']>): Promise<boolean> {
  const { wait } = await sent
  return (await wait()).success === true
}

/** Biconomy's words for a session, in the package's. */
export function toSession(datum: BiconomySessionDatum): Session {
  const { sessionKeyData, sessionValidationModule, validAfter, validUntil } = datum
  return { module: sessionValidationModule, sessionKeyData, validAfter, validUntil }
}

/** Biconomy's form of an operation, in viem's. */
export function toUserOperation(op: BiconomyUserOp): UserOperation<'0.6'> {
  return {
    callData: op.callData,
    callGasLimit: hexToBigInt(op.callGasLimit),
    initCode: op.initCode,
    maxFeePerGas: hexToBigInt(op.maxFeePerGas),
    maxPriorityFeePerGas: hexToBigInt(op.maxPriorityFeePerGas),
    nonce: hexToBigInt(op.nonce),
    paymasterAndData: op.paymasterAndData,
    preVerificationGas: hexToBigInt(op.preVerificationGas),
    sender: op.sender,
    signature: op.signature,
    verificationGasLimit: hexToBigInt(op.verificationGasLimit),
  }
}

import * as exported from '@biconomy/account'
import type { Address, Chain, Hex } from 'viem'

/** What a session is to Biconomy's client, before it has a place in a tree. */
export type BiconomySessionDatum = {
  sessionKeyData: Hex
  sessionPublicKey: Address
  sessionValidationModule: Address
  validAfter: number
  validUntil: number
  preferredSessionId?: string | undefined
}

/** Who signs as which session. */
export type BiconomySessionParameters = { sessionID: string; sessionSigner: unknown }

/** Biconomy's store of sessions, and of their keys. */
export type BiconomyStorage = {
  addSigner: (signer: { pbKey: Address; pvKey: Hex }, chain: Chain) => Promise<unknown>
  getAllSessionData: () => Promise<readonly (BiconomySessionDatum & { sessionID: string; status: string })[]>
}

/** What signs for an account of Biconomy's client. */
export type BiconomyValidationModule = { getAddress: () => Address }

/** Biconomy's tree of sessions, and what signs as one of them. */
export type BiconomySessionModule = BiconomyValidationModule & {
  createSessionData: (data: BiconomySessionDatum[]) => Promise<{ data: Hex; sessionIDInfo: readonly string[] }>
  getDummySignature: (parameters: BiconomySessionParameters) => Promise<Hex>
  merkleTree: { getHexLeaves: () => Hex[]; getHexProof: (leaf: Hex) => Hex[]; getHexRoot: () => Hex }
  revokeSessions: (sessionIDs: readonly string[]) => Promise<Hex>
  sessionStorageClient: BiconomyStorage
  signUserOpHash: (hash: Hex, parameters: BiconomySessionParameters) => Promise<Hex>
}

/** An operation as Biconomy's client writes it: numbers are hex strings. */
export type BiconomyUserOp = {
  callData: Hex
  callGasLimit: Hex
  initCode: Hex
  maxFeePerGas: Hex
  maxPriorityFeePerGas: Hex
  nonce: Hex
  paymasterAndData: Hex
  preVerificationGas: Hex
  sender: Address
  signature: Hex
  verificationGasLimit: Hex
}

type Transaction = { data: Hex; to: Address; value?: bigint | undefined }
type Options = {
  nonceOptions?: { nonceKey: number } | undefined
  params?: BiconomySessionParameters | undefined
}
type Sent = {
  userOpHash: Hex
  wait: () => Promise<{ receipt: { transactionHash: Hex }; success: boolean | 'false' | 'true' }>
}

/** Biconomy's client of one account. */
export type BiconomyClient = {
  buildUserOp: (transactions: readonly Transaction[], options?: Options) => Promise<BiconomyUserOp>
  encodeExecute: (to: Address, value: bigint, data: Hex) => Promise<Hex>
  getAccountAddress: () => Promise<Address>
  getAllModules: () => Promise<readonly Address[]>
  getDisableModuleData: (previous: Address, module: Address) => Promise<Transaction>
  getEnableModuleData: (module: Address) => Promise<Transaction>
  getUserOpHash: (op: BiconomyUserOp) => Promise<Hex>
  isModuleEnabled: (module: Address) => Promise<boolean>
  sendSignedUserOp: (op: BiconomyUserOp) => Promise<Sent>
  sendTransaction: (
    transactions: Transaction | readonly Transaction[],
    options?: Options,
    session?: { leafIndex: 'LAST_LEAF' | number; store: BiconomyStorage },
  ) => Promise<Sent>
  signUserOp: (op: BiconomyUserOp, parameters?: BiconomySessionParameters) => Promise<BiconomyUserOp>
}

type ClientConfig = {
  accountAddress: Address
  activeValidationModule?: BiconomyValidationModule | undefined
  bundler: object
  chainId: number
  customChain: Chain
  defaultFallbackHandler: Address
  defaultValidationModule?: BiconomyValidationModule | undefined
  factoryAddress: Address
  implementationAddress: Address
  rpcUrl: string
  signer?: unknown
}

type BiconomyPackage = {
  Bundler: new (config: {
    bundlerUrl: string
    chainId: number
    customChain: Chain
    userOpReceiptIntervals: { readonly [chainId: number]: number }
  }) => object
  DEFAULT_SESSION_KEY_MANAGER_MODULE: Address
  SessionMemoryStorage: new (account: Address) => BiconomyStorage
  createECDSAOwnershipValidationModule: (config: {
    moduleAddress: Address
    signer: unknown
  }) => Promise<BiconomyValidationModule>
  createERC20SessionValidationModule: (config: { moduleAddress: Address }) => Promise<{
    getSessionKeyData: (data: {
      maxAmount: bigint
      recipient: Address
      sessionKey: Address
      token: Address
    }) => Promise<Hex>
  }>
  createSessionKeyManagerModule: (config: {
    moduleAddress?: Address | undefined
    sessionStorageClient: BiconomyStorage
    smartAccountAddress: Address
  }) => Promise<BiconomySessionModule>
  createSessionSmartAccountClient: (
    config: Omit<ClientConfig, 'activeValidationModule' | 'signer'>,
    storage: BiconomyStorage,
  ) => Promise<BiconomyClient>
  createSmartAccountClient: (config: ClientConfig) => Promise<BiconomyClient>
  toSupportedSigner: (privateKey: Hex, chain: Chain) => unknown
}

/**
 * Biconomy's own client, `@biconomy/account`. Its published declarations name files without their extension, so that with
 * `moduleResolution: NodeNext` it seems to export nothing; what is used of it is declared here.
 */
export const biconomyPackage = exported as unknown as BiconomyPackage

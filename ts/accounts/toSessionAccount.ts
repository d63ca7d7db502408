import type { Address, Hash, Hex, LocalAccount, NonceManager, OneOf } from 'viem'
import {
  entryPoint06Abi,
  entryPoint06Address,
  getUserOperationHash,
  type SmartAccount,
  type SmartAccountImplementation,
  type ToSmartAccountReturnType,
  toSmartAccount,
  type UserOperation,
} from 'viem/account-abstraction'
import {
  ClientMissingError,
  type ClientMissingErrorType,
  NonceKeyError,
  type NonceKeyErrorType,
  SessionSigningError,
  TreeKindError,
  type TreeKindErrorType,
  UnsupportedAccountError,
  type UnsupportedAccountErrorType,
} from '../errors/account.js'
import { assertSession, type Session } from '../session/session.js'
import { assertProof } from '../tree/assertProof.js'
import { getSessionProof } from '../tree/getSessionProof.js'
import type { SessionTree } from '../tree/sessionTree.js'
import { encodeAccountSignature } from '../wire/accountSignature.js'
import { encodeBiconomySignature } from '../wire/biconomyWire.js'
import { encodeNativeSignature } from '../wire/nativeWire.js'
import { stubSessionKeySignature } from '../wire/stubSignature.js'
import { decodeBiconomyCalls, encodeBiconomyCalls } from './biconomyCalls.js'
import { ownerNonceKey } from './ownerNonceKey.js'

/** A viem `SmartAccount` that signs as a session: what it may do is what the session allows. */
export type SessionAccount = ToSmartAccountReturnType<SessionAccountImplementation>

type SessionAccountImplementation = SmartAccountImplementation<
  typeof entryPoint06Abi,
  '0.6',
  {
    /** The registry that judges the operations. */
    registry: Address
    /** The session it signs as. */
    session: Session
  }
>

/**
 * A viem `SmartAccount` that signs as a session key. Give it to `createBundlerClient` and send: no owner is asked.
 *
 * It signs user operations and nothing else, and never deploys the account. Its stub signature has the size of a real one, so
 * that the bundler's estimate of gas is true.
 *
 * @param parameters - The account, the session, its key and its place in a grant.
 * @returns The account.
 * @throws `InvalidSessionError`, `SessionNotInTreeError` or `InvalidProofError` when the session or its proof is not right;
 * `UnsupportedAccountError` when the account is on another EntryPoint or its client names no chain; `ClientMissingError` when a
 * bare address comes without a client; `TreeKindError` when tree and wire differ; `NonceKeyError` when the lane is the owner's.
 *
 * @example
 * ```ts
 * import { toSessionAccount } from 'latchkey'
 * import { createPublicClient, http } from 'viem'
 * import { createBundlerClient } from 'viem/account-abstraction'
 * import { privateKeyToAccount } from 'viem/accounts'
 * import { polygon } from 'viem/chains'
 *
 * const client = createPublicClient({ chain: polygon, transport: http() })
 * const account = await toSessionAccount({
 *   account: '0x…', // the smart account
 *   client,
 *   registry: '0x…', // BiconomySessionRegistry
 *   session,
 *   signer: privateKeyToAccount('0x…'), // the session key
 *   tree,
 * })
 * const bundlerClient = createBundlerClient({ account, client, transport: http('https://…') })
 * await bundlerClient.sendUserOperation({ calls: [{ to: '0x…', data: '0x…' }] })
 * ```
 */
export async function toSessionAccount(parameters: toSessionAccount.Parameters): Promise<toSessionAccount.ReturnType> {
  const { account, nonceKey, registry, session, signer } = parameters
  assertSession(session)
  if (nonceKey !== undefined && (nonceKey < 0n || nonceKey >= ownerNonceKey)) throw new NonceKeyError({ nonceKey })
  const { proof, wire } = toPlace(parameters)
  assertProof(proof)

  const given = typeof account === 'string' ? undefined : account
  if (given && given.entryPoint.version !== '0.6')
    throw new UnsupportedAccountError({ reason: `its EntryPoint is v${given.entryPoint.version}, not v0.6` })
  const address = typeof account === 'string' ? account : account.address
  const client = parameters.client ?? given?.client
  if (!client) throw new ClientMissingError({ address })
  const { chain } = client
  if (!chain) throw new UnsupportedAccountError({ reason: 'its client names no chain' })

  const encode = wire === 'native' ? encodeNativeSignature : encodeBiconomySignature
  const toAccountSignature = (signature: Hex) =>
    encodeAccountSignature({ moduleSignature: encode({ proof, session, signature }), registry })
  const stubSignature = toAccountSignature(stubSessionKeySignature)

  return toSmartAccount<SessionAccountImplementation>({
    client,
    entryPoint: { abi: entryPoint06Abi, address: entryPoint06Address, version: '0.6' },
    extend: { registry, session },
    decodeCalls: async (data) => decodeBiconomyCalls(data),
    encodeCalls: async (calls) => encodeBiconomyCalls(calls),
    getAddress: async () => address,
    // A session is refused any `initCode`: the owner deploys the account.
    getFactoryArgs: async () => ({ factory: undefined, factoryData: undefined }),
    getStubSignature: async () => stubSignature,
    ...(nonceKey === undefined ? {} : { nonceKeyManager: toFixedKey(nonceKey) }),
    signMessage: async () => {
      throw new SessionSigningError({ what: 'a message' })
    },
    signTypedData: async () => {
      throw new SessionSigningError({ what: 'typed data' })
    },
    signUserOperation: async ({ chainId = chain.id, ...operation }) => {
      // The key may hold sessions of other accounts and on other chains: it signs for this one only.
      if (chainId !== chain.id)
        throw new UnsupportedAccountError({ reason: `it is on chain ${chain.id}, and the operation on ${chainId}` })
      const userOperation = { ...operation, sender: address, signature: '0x' } as UserOperation<'0.6'>
      const hash = getUserOperationHash({
        chainId,
        entryPointAddress: entryPoint06Address,
        entryPointVersion: '0.6',
        userOperation,
      })
      return toAccountSignature(await signer.signMessage({ message: { raw: hash } }))
    },
  })
}

export declare namespace toSessionAccount {
  type Parameters = {
    /** The smart account that granted the session: a viem `SmartAccount`, or its address together with `client`. */
    account: Address | SmartAccount
    /** Reaches the account's chain. Default: the client of `account`. */
    client?: SmartAccountImplementation['client'] | undefined
    /**
     * Lane of the nonces, below 2^191. Default: as viem does, a lane of its own for each operation, so that operations need not
     * wait for each other. One lane for all is cheaper: a new one takes a storage slot, about 17,000 gas.
     */
    nonceKey?: bigint | undefined
    /** Address of the `BiconomySessionRegistry` that the account has enabled. */
    registry: Address
    /** The session to sign as. */
    session: Session
    /** The session key. */
    signer: Pick<LocalAccount, 'signMessage'>
  } & Place
  type ReturnType = SessionAccount
  type ErrorType =
    | assertProof.ErrorType
    | assertSession.ErrorType
    | ClientMissingErrorType
    | NonceKeyErrorType
    | getSessionProof.ErrorType
    | TreeKindErrorType
    | UnsupportedAccountErrorType
}

function toFixedKey(key: bigint): NonceManager {
  // viem hands the key on as a bigint; its type is a number because its own keys are timestamps.
  const read = async () => key as unknown as number
  return { consume: read, get: read, increment() {}, reset() {} }
}

type Wire = 'biconomy' | 'native'

/** Where the session stands in what the account granted. Left out: it was granted alone. */
type Place = { wire?: Wire | undefined } & OneOf<
  | {
      /** The tree that the account granted; it says which wire. */
      tree: SessionTree
    }
  | {
      /** Siblings from the session's leaf to the granted root; empty when it was granted alone, which is the default. */
      proof?: readonly Hash[] | undefined
    }
>

function toPlace(parameters: toSessionAccount.Parameters): { proof: readonly Hash[]; wire: Wire } {
  const { proof, session, tree, wire } = parameters
  if (!tree) return { proof: proof ?? [], wire: wire ?? 'native' }
  if (wire && wire !== tree.kind) throw new TreeKindError({ kind: tree.kind, wire })
  return { proof: getSessionProof(tree, { session }), wire: tree.kind }
}

import type { Abi, Address, Hash, Hex, LocalAccount, NonceManager, OneOf } from 'viem'
import { parseAbi } from 'viem'
import {
  type EntryPointVersion,
  entryPoint06Abi,
  entryPoint06Address,
  getUserOperationHash,
  type SmartAccount,
  type SmartAccountImplementation,
  type ToSmartAccountReturnType,
  toSmartAccount,
  type UserOperation,
} from 'viem/account-abstraction'
import { readContract } from 'viem/actions'
import { getAction } from 'viem/utils'
import {
  ClientMissingError,
  type ClientMissingErrorType,
  NonceKeyError,
  type NonceKeyErrorType,
  PeriodsOnBiconomyWireError,
  type PeriodsOnBiconomyWireErrorType,
  SessionSigningError,
  TreeKindError,
  type TreeKindErrorType,
  UnsupportedAccountError,
  type UnsupportedAccountErrorType,
} from '../errors/account.js'
import { encodeGrantSignature, type SignedGrant } from '../grants/grantWire.js'
import { assertSession, type Session } from '../session/session.js'
import type { P256Signer } from '../signers/p256.js'
import { assertProof } from '../tree/assertProof.js'
import { getSessionProof } from '../tree/getSessionProof.js'
import type { SessionTree } from '../tree/sessionTree.js'
import { encodeBiconomySignature } from '../wire/biconomyWire.js'
import { encodeNativeSignature } from '../wire/nativeWire.js'
import { stubSessionKeySignature } from '../wire/stubSignature.js'
import { type AccountFamily, toAccountLayer } from './accountLayer.js'
import { readErc7579Family } from './erc7579/readFamily.js'
import { isSessionLive } from './isSessionLive.js'
import { getPeriodBudgets, readPeriods } from './readPeriods.js'

/** A viem `SmartAccount` that signs as a session: what it may do is what the session allows. */
export type SessionAccount<version extends EntryPointVersion = EntryPointVersion> = ToSmartAccountReturnType<
  SessionAccountImplementation<version>
>

type SessionAccountImplementation<version extends EntryPointVersion> = SmartAccountImplementation<
  Abi,
  version,
  {
    /** The family of the account: how its calls and nonces are written. */
    family: AccountFamily
    /** The registry, or on an ERC-7579 account the validator, that judges the operations. */
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
 * `UnsupportedAccountError` when the account is of no known family or its client names no chain, or another than `chainId`; `ClientMissingError` when a
 * bare address comes without a client; `TreeKindError` when tree and wire differ; `NonceKeyError` when the account has no such lane, or it is the owner's.
 *
 * @example
 * ```ts
 * import { toSessionAccount } from 'latchkey'
 * import { http } from 'viem'
 * import { createBundlerClient } from 'viem/account-abstraction'
 *
 * const sessionAccount = await toSessionAccount({
 *   account: account.address, // of a Biconomy account; with any other `entryPoint` is needed too
 *   client,
 *   registry, // BiconomySessionRegistry
 *   session,
 *   signer: key.signer,
 *   tree,
 * })
 * const bundlerClient = createBundlerClient({ account: sessionAccount, client, transport: http(bundlerUrl) })
 * await bundlerClient.sendUserOperation({ calls })
 * ```
 */
export async function toSessionAccount<const version extends EntryPointVersion = '0.6'>(
  parameters: toSessionAccount.Parameters<version>,
): Promise<toSessionAccount.ReturnType<version>> {
  const { account, grant, nonceKey, registry, session, signer } = parameters
  assertSession(session)
  const { proof, wire } = toPlace(parameters)
  assertProof(proof)

  const given = typeof account === 'string' ? undefined : account
  const address = typeof account === 'string' ? account : account.address
  const entryPoint = (given?.entryPoint ?? parameters.entryPoint ?? entryPoint06) as EntryPoint<version>
  const client = parameters.client ?? given?.client
  if (!client) throw new ClientMissingError({ address })
  const { chain } = client
  if (!chain) throw new UnsupportedAccountError({ reason: 'its client names no chain' })
  // A session handed over for one chain is not signed for on another, where the account may have another owner.
  if (parameters.chainId !== undefined && parameters.chainId !== chain.id)
    throw new UnsupportedAccountError({
      reason: `its client is on chain ${chain.id}, and the session on ${parameters.chainId}`,
    })

  const isBiconomy = entryPoint.version === '0.6'
  const family = parameters.family ?? (isBiconomy ? 'biconomy' : await readErc7579Family(client, { account: address }))
  if (isBiconomy !== (family === 'biconomy'))
    throw new UnsupportedAccountError({ reason: `its family is "${family}", on EntryPoint v${entryPoint.version}` })
  if (!isBiconomy && wire === 'biconomy') throw new TreeKindError({ kind: 'biconomy', wire: 'native' })
  const layer = toAccountLayer({ family, registry })
  if (nonceKey !== undefined && (nonceKey < 0n || nonceKey >= layer.laneLimit))
    throw new NonceKeyError({ limit: layer.laneLimit, nonceKey })

  const budgets = await getPeriodBudgets(session)
  if (wire === 'biconomy' && grant) throw new TreeKindError({ kind: 'native', wire })
  if (wire === 'biconomy' && budgets.length !== 0) throw new PeriodsOnBiconomyWireError({ count: budgets.length })
  const encode = (
    signature: Hex,
    { broughtGrant, periods }: { broughtGrant: SignedGrant | undefined; periods: readonly number[] },
  ) => {
    if (wire === 'biconomy') return layer.wrap(encodeBiconomySignature({ proof, session, signature }))
    const nativeSignature = encodeNativeSignature({ periods, proof, session, signature })
    return layer.wrap(broughtGrant ? encodeGrantSignature({ grant: broughtGrant, nativeSignature }) : nativeSignature)
  }
  const toAccountSignature = async (signature: Hex) => {
    const periods = await readPeriods(client, { budgets })
    // Once it is live a grant is only calldata that costs.
    const isLive = grant && (await isSessionLive(client, { account: address, proof, registry, session }))
    return encode(signature, { broughtGrant: isLive ? undefined : grant, periods })
  }
  const stubSignature = 'signMessage' in signer ? stubSessionKeySignature : signer.stubSignature
  // What is at fault with the session shows now, not when the first operation is signed.
  if (budgets.length === 0) encode(stubSignature, { broughtGrant: grant, periods: [] })

  return toSmartAccount<SessionAccountImplementation<version>>({
    client,
    entryPoint,
    extend: { family, registry, session },
    decodeCalls: async (data) => layer.decodeCalls(data),
    encodeCalls: async (calls) => layer.encodeCalls(calls),
    getAddress: async () => address,
    // A session is refused any `initCode`: the owner deploys the account.
    getFactoryArgs: async () => ({ factory: undefined, factoryData: undefined }),
    getNonce: async ({ key = 0n } = {}) =>
      getAction(
        client,
        readContract,
        'readContract',
      )({
        abi: nonceAbi,
        address: entryPoint.address,
        args: [address, layer.toNonceKey(key)],
        functionName: 'getNonce',
      }),
    getStubSignature: async () => toAccountSignature(stubSignature),
    nonceKeyManager: toLanes({ limit: layer.laneLimit, nonceKey }),
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
      const hash = getUserOperationHash({
        chainId,
        entryPointAddress: entryPoint.address,
        entryPointVersion: entryPoint.version,
        userOperation: { ...operation, sender: address, signature: '0x' } as UserOperation<version>,
      })
      return toAccountSignature(
        'signMessage' in signer
          ? await signer.signMessage({ message: { raw: hash } })
          : await signer.signUserOperationHash({ hash }),
      )
    },
  })
}

export declare namespace toSessionAccount {
  type Parameters<version extends EntryPointVersion = EntryPointVersion> = {
    /**
     * The smart account that granted the session: a viem `SmartAccount`, or its address together with `client` and, unless it is a
     * Biconomy Smart Account v2, `entryPoint`.
     */
    account: Address | SmartAccount<SmartAccountImplementation<Abi, version>>
    /** The chain of the session: a client of another is refused. Default: whichever chain the client is of. */
    chainId?: number | undefined
    /** Reaches the account's chain. Default: the client of `account`. */
    client?: SmartAccountImplementation['client'] | undefined
    /** The EntryPoint of an account that is given by address. Default: v0.6, of Biconomy Smart Account v2. */
    entryPoint?: EntryPoint<version> | undefined
    /**
     * A grant that the account has signed and nobody has sent: the first operation brings it along and makes it live, for about 10,000
     * gas and its calldata. Those after it, once the first is included, leave it out.
     */
    grant?: SignedGrant | undefined
    /** The family of the account. Default: what the account itself answers on chain. */
    family?: AccountFamily | undefined
    /**
     * Lane of the nonces: below 2^191 on Biconomy, 2^16 on Kernel, 2^24 on Nexus, 2^32 on Safe and OpenZeppelin accounts. Default: as viem does, a lane of its own for each operation, so that operations need not
     * wait for each other. One lane for all is cheaper: a new one takes a storage slot, about 17,000 gas.
     */
    nonceKey?: bigint | undefined
    /** The `BiconomySessionRegistry` that the account has enabled, or the `ERC7579SessionValidator` that it has installed. */
    registry: Address
    /** The session to sign as. */
    session: Session
    /** The session key: a local account of viem, or what `toP256Signer` or `toWebAuthnSigner` made. */
    signer: Pick<LocalAccount, 'signMessage'> | P256Signer
  } & Place
  type ReturnType<version extends EntryPointVersion = EntryPointVersion> = SessionAccount<version>
  type ErrorType =
    | encodeGrantSignature.ErrorType
    | assertProof.ErrorType
    | readErc7579Family.ErrorType
    | assertSession.ErrorType
    | ClientMissingErrorType
    | NonceKeyErrorType
    | PeriodsOnBiconomyWireErrorType
    | getSessionProof.ErrorType
    | TreeKindErrorType
    | UnsupportedAccountErrorType
}

type EntryPoint<version extends EntryPointVersion> = SmartAccountImplementation<Abi, version>['entryPoint']

const entryPoint06 = { abi: entryPoint06Abi, address: entryPoint06Address, version: '0.6' }

const nonceAbi = parseAbi(['function getNonce(address sender, uint192 key) view returns (uint256 nonce)'])

/** One lane for all operations, or as viem does one for each. */
function toLanes({ limit, nonceKey }: { limit: bigint; nonceKey: bigint | undefined }): NonceManager {
  // viem hands the key on as a bigint; its type is a number because its own keys are timestamps.
  const read = async () => (nonceKey ?? BigInt(Date.now()) % limit) as unknown as number
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

function toPlace(parameters: Place & { session: Session }): { proof: readonly Hash[]; wire: Wire } {
  const { proof, session, tree, wire } = parameters
  if (!tree) return { proof: proof ?? [], wire: wire ?? 'native' }
  if (wire && wire !== tree.kind) throw new TreeKindError({ kind: tree.kind, wire })
  return { proof: getSessionProof(tree, { session }), wire: tree.kind }
}

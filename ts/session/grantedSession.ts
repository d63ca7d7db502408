import { type Abi, type Address, getAddress, type Hash, isAddress, type OneOf, zeroAddress } from 'viem'
import {
  type EntryPointVersion,
  entryPoint06Abi,
  entryPoint06Address,
  entryPoint07Abi,
  entryPoint08Abi,
} from 'viem/account-abstraction'
import { type AccountFamily, toAccountLayer } from '../accounts/accountLayer.js'
import { NonceKeyError, type NonceKeyErrorType, TreeKindError, type TreeKindErrorType } from '../errors/account.js'
import { describeValue } from '../errors/describeValue.js'
import { InvalidGrantedSessionError, type InvalidGrantedSessionErrorType } from '../errors/grantedSession.js'
import { encodeGrantSignature, type SignedGrant } from '../grants/grantWire.js'
import { assertProof } from '../tree/assertProof.js'
import { getSessionProof } from '../tree/getSessionProof.js'
import { processProof } from '../tree/processProof.js'
import type { SessionTree } from '../tree/sessionTree.js'
import { toBiconomySessionTree } from '../tree/toBiconomySessionTree.js'
import { toSessionTree } from '../tree/toSessionTree.js'
import { assertHash } from '../utils/assertHash.js'
import { toLower } from '../utils/hex.js'
import { getSessionId } from './getSessionId.js'
import { getSessionLeaf } from './getSessionLeaf.js'
import { assertSession, type Session } from './session.js'

/**
 * A session with all that its key's holder must know to use it: spread it into `toSessionAccount` beside a client and a signer. It
 * holds no secret, and nothing of the owner but what the owner signed.
 */
export type GrantedSession = {
  /** The smart account that granted it. */
  account: Address
  /** The chain on which it was granted. */
  chainId: number
  /** The EntryPoint of the account. v0.9 has the ABI of v0.8 here, and needs viem 2.42 to sign for. */
  entryPoint: { abi: Abi; address: Address; version: EntryPointVersion }
  /** The family of the account. */
  family: AccountFamily
  /** The account's signature, when the grant was signed and is not yet sent. */
  grant?: SignedGrant | undefined
  /** The lane of nonces to use. */
  nonceKey?: bigint | undefined
  /** The `BiconomySessionRegistry` or `ERC7579SessionValidator`. */
  registry: Address
  /** What was granted: the proof, or the tree, leads from the session to it. */
  root: Hash
  session: Session
  /** The kind of the tree. */
  wire: 'biconomy' | 'native'
} & OneOf<
  | {
      /** Siblings from the session's leaf to the root. */
      proof: readonly Hash[]
    }
  | {
      /** All sessions that were granted together. */
      tree: SessionTree
    }
>

/**
 * Puts together what the holder of a session's key must know, and checks that it fits together: the session is under the root, its
 * tree goes over the account's wire, and the lane is one that sessions may use. Whether the grant is live, only the chain knows.
 *
 * @param parameters - As `toSessionAccount` takes them, without client and key.
 * @returns The granted session; addresses have their checksum, other hex is in lower case.
 * @throws `InvalidGrantedSessionError` when parts do not fit together; `InvalidSessionError`, `InvalidProofError`, `InvalidHashError`,
 * `SessionNotInTreeError`, `InvalidSignedGrantError`, `TreeKindError` or `NonceKeyError` when one is
 * not right by itself.
 *
 * @example
 * ```ts
 * import { toSessionAccount, toSessionTree } from 'latchkey'
 * import { toGrantedSession } from 'latchkey/keys'
 *
 * const tree = toSessionTree({ sessions: [session] })
 * const granted = toGrantedSession({ account: account.address, chainId: client.chain.id, registry, session, tree })
 * const sessionAccount = await toSessionAccount({ ...granted, client, signer: key.signer })
 * ```
 */
export function toGrantedSession(parameters: toGrantedSession.Parameters): toGrantedSession.ReturnType {
  const { chainId, nonceKey } = parameters
  const account = toAddress('account', parameters.account)
  if (!Number.isSafeInteger(chainId) || chainId < 1)
    throw fault('chainId', `is ${describeValue(chainId)}, not a chain id`)
  const entryPoint = toEntryPoint(parameters.entryPoint)
  const family = toFamily(parameters.family, entryPoint.version)
  const registry = toAddress('registry', parameters.registry)
  const session = toCanonicalSession(parameters.session)
  const place = toPlace(parameters, session)
  const { root, wire } = place
  if (wire === 'biconomy' && family !== 'biconomy') throw new TreeKindError({ kind: 'biconomy', wire: 'native' })
  if (parameters.root !== undefined) {
    assertHash('root', parameters.root)
    if (toLower(parameters.root) !== root)
      throw fault('root', `is ${parameters.root}, and the session is under ${root}`)
  }

  const { laneLimit } = toAccountLayer({ family, registry })
  if (nonceKey !== undefined) {
    if (typeof nonceKey !== 'bigint') throw fault('nonceKey', `is ${describeValue(nonceKey)}, not a bigint`)
    if (nonceKey < 0n || nonceKey >= laneLimit) throw new NonceKeyError({ limit: laneLimit, nonceKey })
  }
  const grant = parameters.grant === undefined ? undefined : toCanonicalGrant(parameters.grant)
  if (wire === 'biconomy' && grant) throw new TreeKindError({ kind: 'native', wire })
  return {
    account,
    chainId,
    entryPoint,
    family,
    ...(grant ? { grant } : {}),
    ...(nonceKey === undefined ? {} : { nonceKey }),
    registry,
    session,
    ...place,
  }
}

export declare namespace toGrantedSession {
  type Parameters = {
    account: Address
    /** The chain on which the session is granted. */
    chainId: number
    /** The EntryPoint of the account. Default: v0.6, of Biconomy Smart Account v2. */
    entryPoint?: { address: Address; version: EntryPointVersion } | undefined
    /** The family of the account. May be left out on EntryPoint v0.6, where there is one. */
    family?: AccountFamily | undefined
    /** A grant that the account has signed and nobody has sent. */
    grant?: SignedGrant | undefined
    /** The lane of nonces to use. Default: as `toSessionAccount` says. */
    nonceKey?: bigint | undefined
    registry: Address
    /** What was granted, to be compared with where the proof leads. */
    root?: Hash | undefined
    session: Session
    /** The kind of tree that a proof comes from. Default: `'native'`. */
    wire?: 'biconomy' | 'native' | undefined
  } & OneOf<{ tree: Pick<SessionTree, 'kind' | 'sessions'> } | { proof?: readonly Hash[] | undefined }>
  type ReturnType = GrantedSession
  type ErrorType =
    | assertHash.ErrorType
    | assertProof.ErrorType
    | assertSession.ErrorType
    | encodeGrantSignature.ErrorType
    | getSessionProof.ErrorType
    | InvalidGrantedSessionErrorType
    | NonceKeyErrorType
    | toBiconomySessionTree.ErrorType
    | toSessionTree.ErrorType
    | TreeKindErrorType
}

/** viem knows v0.9 since 2.42 only. What an account asks of it, `getNonce`, v0.8 has as well. */
const entryPointAbis: Record<'0.6' | '0.7' | '0.8' | '0.9', Abi> = {
  '0.6': entryPoint06Abi,
  '0.7': entryPoint07Abi,
  '0.8': entryPoint08Abi,
  '0.9': entryPoint08Abi,
}

const families: Record<AccountFamily, true> = {
  biconomy: true,
  kernel: true,
  nexus: true,
  openzeppelin: true,
  safe: true,
}

function toPlace(
  { proof = [], tree, wire = tree?.kind ?? 'native' }: toGrantedSession.Parameters,
  session: Session,
): Pick<GrantedSession, 'root' | 'wire'> & OneOf<{ proof: readonly Hash[] } | { tree: SessionTree }> {
  if (wire !== 'biconomy' && wire !== 'native') throw fault('wire', `is ${describeValue(wire)}`)
  if (tree) {
    if (wire !== tree.kind) throw new TreeKindError({ kind: tree.kind, wire })
    // Built anew: whoever made the object could have put any root into it.
    const sessions = tree.sessions.map(toCanonicalSession)
    const built = wire === 'native' ? toSessionTree({ sessions }) : toBiconomySessionTree({ sessions })
    getSessionProof(built, { session })
    return { root: built.root, tree: built, wire }
  }
  assertProof(proof)
  const leaf = wire === 'native' ? getSessionLeaf(session) : getSessionId(session)
  return { proof: proof.map(toLower), root: processProof({ leaf, proof }), wire }
}

function toEntryPoint(value: toGrantedSession.Parameters['entryPoint']): GrantedSession['entryPoint'] {
  if (value === undefined) return { abi: entryPoint06Abi, address: entryPoint06Address, version: '0.6' }
  const { version } = value
  if (!isNameIn(entryPointAbis, version))
    throw fault('entryPoint.version', `is ${describeValue(version)}, which is unknown`)
  return { abi: entryPointAbis[version], address: toAddress('entryPoint.address', value.address), version }
}

function toFamily(value: AccountFamily | undefined, version: EntryPointVersion): AccountFamily {
  const family = value ?? (version === '0.6' ? 'biconomy' : undefined)
  if (!isNameIn(families, family)) throw fault('family', `is ${describeValue(value)}, on EntryPoint v${version}`)
  if ((family === 'biconomy') !== (version === '0.6'))
    throw fault('family', `is "${family}", on EntryPoint v${version}`)
  return family
}

/** `hasOwn` alone would take an array that holds the name. */
function isNameIn<const name extends string>(table: Record<name, unknown>, value: unknown): value is name {
  return typeof value === 'string' && Object.hasOwn(table, value)
}

function toCanonicalSession(session: Session): Session {
  assertSession(session)
  const { module, sessionKeyData, validAfter, validUntil } = session
  return { module: getAddress(module), sessionKeyData: toLower(sessionKeyData), validAfter, validUntil }
}

function toCanonicalGrant(grant: SignedGrant): SignedGrant {
  if (typeof grant !== 'object' || grant === null) throw fault('grant', `is ${describeValue(grant)}, not an object`)
  encodeGrantSignature({ grant, nativeSignature: '0x' })
  const { chainProof, sessions, signature } = grant
  return { chainProof: chainProof.map(toLower), sessions: toLower(sessions), signature: toLower(signature) }
}

function toAddress(field: string, value: unknown): Address {
  if (typeof value !== 'string' || !isAddress(value)) throw fault(field, `is ${describeValue(value)}, not an address`)
  if (value === zeroAddress) throw fault(field, 'is the zero address')
  return getAddress(value)
}

function fault(field: string, reason: string): InvalidGrantedSessionError {
  return new InvalidGrantedSessionError({ field, reason })
}

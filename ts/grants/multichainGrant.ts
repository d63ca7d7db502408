import { bytesToHex, type Hash, hashTypedData, hexToBytes, keccak256 } from 'viem'
import { TooFewGrantsError, type TooFewGrantsErrorType } from '../errors/grant.js'
import { nodeSize } from '../tree/hashPair.js'
import { buildLevels, readProof } from '../tree/levels.js'
import { grantDomain, hashSessionGrant, type SessionGrant } from './sessionGrant.js'

/** Grants on several chains, or for several accounts, under one root that is signed once. */
export type MultichainGrant = {
  grants: readonly SessionGrant[]
  /** Siblings that lead from each grant to the root, in the order of the grants. */
  proofs: readonly (readonly Hash[])[]
  root: Hash
}

const types = { MultichainSessionGrant: [{ name: 'root', type: 'bytes32' }] } as const

/**
 * Puts grants on several chains under one root. Leaves are the hashes of what each chain's grant would be signed as alone, so a leaf
 * names its chain, registry, account and epoch; inner nodes are as in trees of sessions.
 *
 * Warning: whoever signs sees a root, and not what it holds. Show the grants, each in the words of `explainSession`, and build the
 * root yourself from what was shown.
 *
 * @param parameters - Two grants or more: one by itself is signed as `getSessionGrantTypedData` says.
 * @returns The root, and the proof of each grant.
 * @throws `TooFewGrantsError` when there are fewer than two.
 *
 * @example
 * ```ts
 * import { toMultichainGrant } from 'latchkey'
 *
 * const grant = { account: account.address, epoch: 0n, registry, root, sessions: '0x' } as const
 * const { proofs } = toMultichainGrant({ grants: [{ ...grant, chainId: 1 }, { ...grant, chainId: 137 }] })
 * ```
 */
export function toMultichainGrant(parameters: toMultichainGrant.Parameters): toMultichainGrant.ReturnType {
  const { grants } = parameters
  if (grants.length < 2) throw new TooFewGrantsError({ count: grants.length })
  const leaves = new Uint8Array(grants.length * nodeSize)
  for (const [index, grant] of grants.entries())
    leaves.set(keccak256(hexToBytes(hashSessionGrant(grant)), 'bytes'), index * nodeSize)
  const levels = buildLevels(leaves)
  const top = levels[levels.length - 1] ?? leaves
  return { grants: [...grants], proofs: grants.map((_, index) => readProof(levels, index)), root: bytesToHex(top) }
}

export declare namespace toMultichainGrant {
  type Parameters = {
    /** What is granted on each chain. */
    grants: readonly SessionGrant[]
  }
  type ReturnType = MultichainGrant
  type ErrorType = TooFewGrantsErrorType
}

/**
 * What an account signs to grant sessions on several chains (EIP-712), in a domain of no chain.
 *
 * @param grant - What `toMultichainGrant` made.
 * @returns Typed data, for `account.signTypedData`.
 *
 * @example
 * ```ts
 * import { getMultichainGrantTypedData, toMultichainGrant } from 'latchkey'
 *
 * const grant = toMultichainGrant({ grants })
 * const signature = await account.signTypedData(getMultichainGrantTypedData(grant))
 * ```
 */
export function getMultichainGrantTypedData({ root }: Pick<MultichainGrant, 'root'>) {
  return { domain: grantDomain, message: { root }, primaryType: 'MultichainSessionGrant', types } as const
}

/** The hash that an account signs. @internal */
export function hashMultichainGrant(grant: Pick<MultichainGrant, 'root'>): Hash {
  return hashTypedData(getMultichainGrantTypedData(grant))
}

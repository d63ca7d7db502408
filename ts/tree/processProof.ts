import { bytesToHex, concatBytes, type Hash, hexToBytes } from 'viem'
import { assertHash } from '../utils/assertHash.js'
import { assertProof } from './assertProof.js'
import { hashPair } from './hashPair.js'

/**
 * The root that a proof leads to from a leaf, in a tree of either kind. Any proof leads to some root: whether that one is
 * live, only the registry knows.
 *
 * @param parameters - The leaf and its proof.
 * @returns 32 bytes.
 * @throws `InvalidHashError` or `InvalidProofError` when the leaf or the proof cannot be read.
 *
 * @example
 * ```ts
 * import { processProof } from 'latchkey'
 * import { keccak256 } from 'viem'
 *
 * const root = processProof({ leaf: keccak256('0x01'), proof: [keccak256('0x02')] })
 * ```
 */
export function processProof(parameters: processProof.Parameters): processProof.ReturnType {
  const { leaf, proof } = parameters
  assertHash('leaf', leaf)
  assertProof(proof)
  let node = hexToBytes(leaf)
  for (const sibling of proof) node = hashPair(concatBytes([node, hexToBytes(sibling)]))
  return bytesToHex(node)
}

export declare namespace processProof {
  type Parameters = {
    /** Where to start: `getSessionLeaf` in a native tree, `getSessionId` in a Biconomy tree. */
    leaf: Hash
    /** The siblings from the leaf up, 32 at most. */
    proof: readonly Hash[]
  }
  type ReturnType = Hash
  type ErrorType = assertHash.ErrorType | assertProof.ErrorType
}

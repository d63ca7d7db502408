import type { Hash } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidProofError, type InvalidProofErrorType } from '../errors/tree.js'
import { isBytes } from '../utils/hex.js'

/**
 * The most siblings that the registries read.
 *
 * @example
 * ```ts
 * import { maxProofLength } from 'latchkey'
 *
 * console.log(maxProofLength)
 * // 32
 * ```
 */
export const maxProofLength = 32

/**
 * Throws unless the value is a list of at most 32 hashes.
 *
 * @internal
 */
export function assertProof(proof: unknown): asserts proof is readonly Hash[] {
  if (!Array.isArray(proof)) throw new InvalidProofError({ reason: `it is ${describeValue(proof)}, not an array` })
  if (proof.length > maxProofLength)
    throw new InvalidProofError({ reason: `it has ${proof.length} siblings, more than ${maxProofLength}` })
  for (const [index, sibling] of proof.entries())
    if (!isBytes(sibling, 32))
      throw new InvalidProofError({
        reason: `the sibling at index ${index} is ${describeValue(sibling)}, not a hex string of 32 bytes`,
      })
}

export declare namespace assertProof {
  type ErrorType = InvalidProofErrorType
}

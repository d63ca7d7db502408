import type { Hex } from 'viem'
import { InvalidWireFieldError, type InvalidWireFieldErrorType } from '../errors/wire.js'
import { isBytes } from '../utils/hex.js'

/** Bytes of a session key's signature: r, s and v. @internal */
export const signatureSize = 65

/**
 * Throws unless the value is 65 bytes.
 *
 * @internal
 */
export function assertSessionKeySignature(signature: unknown): asserts signature is Hex {
  if (!isBytes(signature, signatureSize))
    throw new InvalidWireFieldError({ field: 'signature', reason: 'a hex string of 65 bytes', value: signature })
}

export declare namespace assertSessionKeySignature {
  type ErrorType = InvalidWireFieldErrorType
}

import { type Hex, size } from 'viem'
import { InvalidWireFieldError, type InvalidWireFieldErrorType } from '../errors/wire.js'
import { isBytes, readNumber } from '../utils/hex.js'

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

/** Bytes of a P-256 key's signature as WebCrypto makes it: scheme, x, y, r and s. @internal */
export const p256SignatureSize = 129

/** Schemes of P-256 signatures: raw, WebAuthn, WebAuthn with the user verified. */
const schemes = [1, 2, 3]

/**
 * Throws unless the value is 65 bytes, or begins like a P-256 key's signature.
 *
 * @internal
 */
export function assertAnyKeySignature(signature: unknown): asserts signature is Hex {
  if (isBytes(signature, signatureSize)) return
  if (!isBytes(signature) || !isP256Signature(signature))
    throw new InvalidWireFieldError({
      field: 'signature',
      reason: 'a hex string of 65 bytes, nor the signature of a P-256 key',
      value: signature,
    })
}

export declare namespace assertAnyKeySignature {
  type ErrorType = InvalidWireFieldErrorType
}

/** @internal */
export function isP256Signature(signature: Hex): boolean {
  const total = size(signature)
  if (total < p256SignatureSize || total > 0xffff) return false
  const scheme = readNumber(signature, 0, 1)
  return schemes.includes(scheme) && (scheme !== 1 || total === p256SignatureSize)
}

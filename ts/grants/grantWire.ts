import { concatHex, type Hash, type Hex, numberToHex, size } from 'viem'
import { InvalidSignedGrantError, type InvalidSignedGrantErrorType } from '../errors/grant.js'
import { SignatureDecodingError, type SignatureDecodingErrorType } from '../errors/wire.js'
import { maxProofLength } from '../tree/assertProof.js'
import { isBytes, readHex, readNumber } from '../utils/hex.js'

/** A grant with the account's signature: what the first operation of a session brings along. */
export type SignedGrant = {
  /** Siblings from this chain's grant up to the root that was signed for several chains; empty when it was signed by itself. */
  chainProof: readonly Hash[]
  /** What the grant publishes. */
  sessions: Hex
  /** The account's signature (ERC-1271). */
  signature: Hex
}

/** First byte of the wire. */
const version = 0x03
/** Version and lengths. */
const headSize = 6
const siblingSize = 32
const maxUint16 = 0xffff

/**
 * Puts a signed grant before a native signature: `0x03 ‖ uint8 chainProofLength ‖ uint16 sessionsLength ‖ uint16
 * grantSignatureLength ‖ chainProof ‖ sessions ‖ grantSignature ‖ native signature`. The grant is of the root that the session's own
 * proof leads to, in the account's current epoch.
 *
 * @param parameters - The grant, and what `encodeNativeSignature` wrote.
 * @returns The bytes.
 * @throws `InvalidSignedGrantError` when a part is too long or cannot be read.
 *
 * @example
 * ```ts
 * import { encodeGrantSignature, encodeNativeSignature, stubSessionKeySignature } from 'latchkey'
 *
 * const nativeSignature = encodeNativeSignature({ proof: [], session, signature: stubSessionKeySignature })
 * const signature = encodeGrantSignature({ grant: signedGrant, nativeSignature })
 * ```
 */
export function encodeGrantSignature(parameters: encodeGrantSignature.Parameters): encodeGrantSignature.ReturnType {
  const { grant, nativeSignature } = parameters
  const { chainProof, sessions, signature } = grant
  if (!Array.isArray(chainProof) || !chainProof.every((sibling) => isBytes(sibling, siblingSize)))
    throw new InvalidSignedGrantError({ reason: '`chainProof` is not a list of hashes' })
  if (chainProof.length > maxProofLength)
    throw new InvalidSignedGrantError({ reason: `\`chainProof\` has more than ${maxProofLength} siblings` })
  for (const [name, value] of Object.entries({ sessions, signature })) {
    if (!isBytes(value)) throw new InvalidSignedGrantError({ reason: `\`${name}\` is not a hex string of whole bytes` })
    if (size(value) > maxUint16)
      throw new InvalidSignedGrantError({ reason: `\`${name}\` is ${size(value)} bytes, more than ${maxUint16}` })
  }
  return concatHex([
    numberToHex(version, { size: 1 }),
    numberToHex(chainProof.length, { size: 1 }),
    numberToHex(size(sessions), { size: 2 }),
    numberToHex(size(signature), { size: 2 }),
    ...chainProof,
    sessions,
    signature,
    nativeSignature,
  ])
}

export declare namespace encodeGrantSignature {
  type Parameters = {
    grant: SignedGrant
    /** What `encodeNativeSignature` wrote. */
    nativeSignature: Hex
  }
  type ReturnType = Hex
  type ErrorType = InvalidSignedGrantErrorType
}

/**
 * Reads what `encodeGrantSignature` wrote.
 *
 * @param encoded - The bytes.
 * @returns The grant, and the native signature behind it, for `decodeNativeSignature`.
 * @throws `SignatureDecodingError` saying why.
 *
 * @example
 * ```ts
 * import { decodeGrantSignature, decodeNativeSignature } from 'latchkey'
 *
 * const { grant, nativeSignature } = decodeGrantSignature(encoded)
 * const { session } = decodeNativeSignature(nativeSignature)
 * ```
 */
export function decodeGrantSignature(encoded: Hex): decodeGrantSignature.ReturnType {
  if (!isBytes(encoded)) throw decodingError('not a hex string of whole bytes')
  const total = size(encoded)
  if (total < headSize || readNumber(encoded, 0, 1) !== version) throw decodingError('it brings no grant along')
  const chainProofLength = readNumber(encoded, 1, 1)
  if (chainProofLength > maxProofLength)
    throw decodingError(`the proof of its chain has ${chainProofLength} siblings, more than ${maxProofLength}`)
  const [sessionsSize, signatureSize] = [readNumber(encoded, 2, 2), readNumber(encoded, 4, 2)]
  const sessionsOffset = headSize + chainProofLength * siblingSize
  const signatureOffset = sessionsOffset + sessionsSize
  const nativeOffset = signatureOffset + signatureSize
  if (total < nativeOffset) throw decodingError(`it is ${total} bytes, too few for the grant that it announces`)
  return {
    grant: {
      chainProof: Array.from({ length: chainProofLength }, (_, index) =>
        readHex(encoded, headSize + index * siblingSize, siblingSize),
      ),
      sessions: readHex(encoded, sessionsOffset, sessionsSize),
      signature: readHex(encoded, signatureOffset, signatureSize),
    },
    nativeSignature: readHex(encoded, nativeOffset, total - nativeOffset),
  }
}

export declare namespace decodeGrantSignature {
  type ReturnType = encodeGrantSignature.Parameters
  type ErrorType = SignatureDecodingErrorType
}

function decodingError(reason: string): SignatureDecodingError {
  return new SignatureDecodingError({ reason, wire: 'native' })
}

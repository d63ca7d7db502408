import { bytesToHex, concatHex, type Hash, type Hex, numberToHex, size } from 'viem'
import { SignatureDecodingError, type SignatureDecodingErrorType } from '../errors/wire.js'
import { packedHeaderSize, packSession } from '../session/packSession.js'
import { readSession } from '../session/readSession.js'
import { assertSession, getSessionFault, type Session } from '../session/session.js'
import { assertProof, maxProofLength } from '../tree/assertProof.js'
import { isBytes, readHex, readNumber } from '../utils/hex.js'
import { assertSessionKeySignature, signatureSize } from './sessionKeySignature.js'

const version = 0x01
/** Version and number of siblings. */
const prefixSize = 2
const siblingSize = 32

/**
 * Packs a session, its proof and the session key's signature into a native signature: `0x01 ‖ uint8 proofLength ‖ uint48
 * validUntil ‖ uint48 validAfter ‖ address module ‖ sessionKeyData ‖ bytes32[proofLength] ‖ signature`. The preimage of the
 * session's id stands in one piece, and the size of `sessionKeyData` is what remains of the whole.
 *
 * On an ERC-7579 account it is the signature of the user operation; on a Biconomy account it is wrapped by
 * `encodeAccountSignature`.
 *
 * @param parameters - The session, its proof in a native tree, and the signature of the session key.
 * @returns 99 bytes, and those of `sessionKeyData` and of the proof.
 * @throws `InvalidSessionError`, `InvalidProofError` or `InvalidWireFieldError`.
 *
 * @example
 * ```ts
 * import { encodeNativeSignature, getSessionProof, stubSessionKeySignature, toSessionTree } from 'latchkey'
 *
 * const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
 * const session = { validUntil: 1_893_456_000, validAfter: 0, module, sessionKeyData: '0x1234' } as const
 * const tree = toSessionTree({ sessions: [session] })
 *
 * const signature = encodeNativeSignature({
 *   proof: getSessionProof(tree, { session }),
 *   session,
 *   signature: stubSessionKeySignature,
 * })
 * ```
 */
export function encodeNativeSignature(parameters: encodeNativeSignature.Parameters): encodeNativeSignature.ReturnType {
  const { proof, session, signature } = parameters
  assertSession(session)
  assertProof(proof)
  assertSessionKeySignature(signature)
  return concatHex([
    numberToHex(version, { size: 1 }),
    numberToHex(proof.length, { size: 1 }),
    bytesToHex(packSession(session)),
    ...proof,
    signature,
  ])
}

export declare namespace encodeNativeSignature {
  type Parameters = {
    /** Siblings from the session's leaf up to the granted root, 32 at most. None for a direct session. */
    proof: readonly Hash[]
    /** The session that signs. */
    session: Session
    /** What the session key signed: r, s and v, 65 bytes. */
    signature: Hex
  }
  type ReturnType = Hex
  type ErrorType = assertProof.ErrorType | assertSession.ErrorType | assertSessionKeySignature.ErrorType
}

/**
 * Reads a native signature. Strict: whatever it accepts, `encodeNativeSignature` writes as the same bytes.
 *
 * @param encoded - What `encodeNativeSignature` wrote.
 * @returns The session, its proof and the session key's signature; addresses with their checksum.
 * @throws `SignatureDecodingError` saying why.
 *
 * @example
 * ```ts
 * import { decodeNativeSignature, encodeNativeSignature, stubSessionKeySignature } from 'latchkey'
 *
 * const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
 * const encoded = encodeNativeSignature({
 *   proof: [],
 *   session: { validUntil: 1_893_456_000, validAfter: 0, module, sessionKeyData: '0x1234' },
 *   signature: stubSessionKeySignature,
 * })
 * const { session } = decodeNativeSignature(encoded)
 * ```
 */
export function decodeNativeSignature(encoded: Hex): decodeNativeSignature.ReturnType {
  if (!isBytes(encoded)) throw decodingError('not a hex string of whole bytes')
  const total = size(encoded)
  const fixedSize = prefixSize + packedHeaderSize + signatureSize
  if (total > 0 && readNumber(encoded, 0, 1) !== version)
    throw decodingError(`version ${readNumber(encoded, 0, 1)} is unknown, only 1 is known`)
  if (total < fixedSize) throw decodingError(`it is ${total} bytes, and the shortest is ${fixedSize}`)

  const proofLength = readNumber(encoded, 1, 1)
  if (proofLength > maxProofLength)
    throw decodingError(`the proof has ${proofLength} siblings, more than ${maxProofLength}`)
  const dataSize = total - fixedSize - proofLength * siblingSize
  if (dataSize < 0)
    throw decodingError(
      `it is ${total} bytes, too few for a proof of ${proofLength} sibling${proofLength === 1 ? '' : 's'}`,
    )

  const dataOffset = prefixSize + packedHeaderSize
  const session = readSession(encoded, { dataOffset, dataSize, headerOffset: prefixSize })
  const cause = getSessionFault(session)
  if (cause) throw decodingError('it does not hold a valid session', cause)

  const proofOffset = dataOffset + dataSize
  return {
    proof: Array.from({ length: proofLength }, (_, index) =>
      readHex(encoded, proofOffset + index * siblingSize, siblingSize),
    ),
    session,
    signature: readHex(encoded, total - signatureSize, signatureSize),
  }
}

export declare namespace decodeNativeSignature {
  type ReturnType = encodeNativeSignature.Parameters
  type ErrorType = SignatureDecodingErrorType
}

function decodingError(reason: string, cause?: Error): SignatureDecodingError {
  return new SignatureDecodingError({ cause, reason, wire: 'native' })
}

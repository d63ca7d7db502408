import { bytesToHex, concatHex, type Hash, type Hex, numberToHex, size } from 'viem'
import {
  InvalidWireFieldError,
  type InvalidWireFieldErrorType,
  SignatureDecodingError,
  type SignatureDecodingErrorType,
} from '../errors/wire.js'
import { packedHeaderSize, packSession } from '../session/packSession.js'
import { readSession } from '../session/readSession.js'
import { assertSession, getSessionFault, type Session } from '../session/session.js'
import { assertProof, maxProofLength } from '../tree/assertProof.js'
import { isBytes, readHex, readNumber } from '../utils/hex.js'
import { assertAnyKeySignature, isP256Signature, signatureSize } from './sessionKeySignature.js'

/** First bytes: the shortest wire, the one that names periods, and the one that says how long its signature is. */
const versions = { anySignature: 0x04, plain: 0x01, withPeriods: 0x02 } as const

/** Bytes before the session: version and number of siblings; number of periods; length of the signature. */
const prefixSizes = { [versions.plain]: 2, [versions.withPeriods]: 3, [versions.anySignature]: 5 } as const

const siblingSize = 32
const periodSize = 4
const maxPeriods = 255
const maxUint32 = 2 ** 32 - 1

/**
 * Packs a session, its proof and the session key's signature into a native signature. The shortest version that says it is written:
 * - `0x01 ‖ uint8 proofLength ‖ session ‖ proof ‖ signature`, for 65 bytes of a secp256k1 key;
 * - `0x02 ‖ uint8 proofLength ‖ uint8 periodCount ‖ session ‖ proof ‖ uint32[] periods ‖ signature`, the same with periods;
 * - `0x04 ‖ uint8 proofLength ‖ uint8 periodCount ‖ uint16 signatureLength ‖ session ‖ proof ‖ periods ‖ signature`, for P-256 keys;
 *
 * where `session` is `uint48 validUntil ‖ uint48 validAfter ‖ address module ‖ sessionKeyData`: the preimage of the session's id
 * stands in one piece, and the size of `sessionKeyData` is what remains of the whole.
 *
 * On an ERC-7579 account it is the signature of the user operation; on a Biconomy account it is wrapped by
 * `encodeAccountSignature`.
 *
 * @param parameters - The session, its proof in a native tree, the signature of the session key, and the periods of its budgets.
 * @returns 99 bytes or more.
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
  const { periods = [], proof, session, signature } = parameters
  assertSession(session)
  assertProof(proof)
  assertPeriods(periods)
  assertAnyKeySignature(signature)
  return concatHex([
    ...toPrefix({ periodCount: periods.length, proofLength: proof.length, signatureSize: size(signature) }),
    bytesToHex(packSession(session)),
    ...proof,
    ...periods.map((period) => numberToHex(period, { size: periodSize })),
    signature,
  ])
}

export declare namespace encodeNativeSignature {
  type Parameters = {
    /**
     * Index of the current period of each budget per period, in the policy's order. Default: none, as for every session but one of a
     * policy that has such budgets.
     */
    periods?: readonly number[] | undefined
    /** Siblings from the session's leaf up to the granted root, 32 at most. None for a direct session. */
    proof: readonly Hash[]
    /** The session that signs. */
    session: Session
    /** What the session key signed: r, s and v, 65 bytes; or what a P-256 signer of this package returned. */
    signature: Hex
  }
  type ReturnType = Hex
  type ErrorType =
    | assertAnyKeySignature.ErrorType
    | assertProof.ErrorType
    | assertSession.ErrorType
    | InvalidWireFieldErrorType
}

/**
 * Reads a native signature. Strict: whatever it accepts, `encodeNativeSignature` writes as the same bytes.
 *
 * @param encoded - What `encodeNativeSignature` wrote.
 * @returns The session, its proof, the session key's signature, and the periods if there are any; addresses with their checksum.
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
  const { periodCount, prefixSize, proofLength, signatureLength } = readPrefix(encoded)
  const total = size(encoded)
  const dataSize =
    total - prefixSize - packedHeaderSize - proofLength * siblingSize - periodCount * periodSize - signatureLength
  if (dataSize < 0) throw decodingError(`it is ${total} bytes, too few for ${describeParts(proofLength, periodCount)}`)

  const dataOffset = prefixSize + packedHeaderSize
  const session = readSession(encoded, { dataOffset, dataSize, headerOffset: prefixSize })
  const cause = getSessionFault(session)
  if (cause) throw decodingError('it does not hold a valid session', cause)

  const proofOffset = dataOffset + dataSize
  const periodsOffset = proofOffset + proofLength * siblingSize
  const signature = readHex(encoded, total - signatureLength, signatureLength)
  if (signatureLength !== signatureSize && !isP256Signature(signature))
    throw decodingError('its signature is not of a kind of key that is known')
  const periods = Array.from({ length: periodCount }, (_, index) =>
    Number.parseInt(readHex(encoded, periodsOffset + index * periodSize, periodSize), 16),
  )
  return {
    proof: Array.from({ length: proofLength }, (_, index) =>
      readHex(encoded, proofOffset + index * siblingSize, siblingSize),
    ),
    session,
    signature,
    ...(periodCount === 0 ? {} : { periods }),
  }
}

export declare namespace decodeNativeSignature {
  type ReturnType = encodeNativeSignature.Parameters
  type ErrorType = SignatureDecodingErrorType
}

function toPrefix(parameters: { periodCount: number; proofLength: number; signatureSize: number }): readonly Hex[] {
  const { periodCount, proofLength, signatureSize: length } = parameters
  const byte = (value: number) => numberToHex(value, { size: 1 })
  if (length !== signatureSize)
    return [byte(versions.anySignature), byte(proofLength), byte(periodCount), numberToHex(length, { size: 2 })]
  if (periodCount !== 0) return [byte(versions.withPeriods), byte(proofLength), byte(periodCount)]
  return [byte(versions.plain), byte(proofLength)]
}

/** What the first bytes say. Refuses what a shorter version would say as well. */
function readPrefix(encoded: Hex) {
  const total = size(encoded)
  const version = total === 0 ? versions.plain : readNumber(encoded, 0, 1)
  if (version !== versions.plain && version !== versions.withPeriods && version !== versions.anySignature)
    throw decodingError(`version ${version} is unknown, only 1, 2 and 4 are known`)
  const prefixSize = prefixSizes[version]
  const shortest = prefixSize + packedHeaderSize + (version === versions.anySignature ? 0 : signatureSize)
  if (total < shortest) throw decodingError(`it is ${total} bytes, and the shortest is ${shortest}`)

  const proofLength = readNumber(encoded, 1, 1)
  if (proofLength > maxProofLength)
    throw decodingError(`the proof has ${proofLength} siblings, more than ${maxProofLength}`)
  const periodCount = version === versions.plain ? 0 : readNumber(encoded, 2, 1)
  const signatureLength = version === versions.anySignature ? readNumber(encoded, 3, 2) : signatureSize
  if (version === versions.withPeriods && periodCount === 0)
    throw decodingError('it names no period, as version 1 does')
  if (version === versions.anySignature && signatureLength === signatureSize)
    throw decodingError('its signature is 65 bytes, which an older version says')
  return { periodCount, prefixSize, proofLength, signatureLength }
}

function describeParts(proofLength: number, periodCount: number): string {
  const siblings = `a proof of ${proofLength} sibling${proofLength === 1 ? '' : 's'}`
  return periodCount === 0 ? siblings : `${siblings} and ${periodCount} period${periodCount === 1 ? '' : 's'}`
}

function assertPeriods(periods: readonly number[]): void {
  const isPeriod = (period: unknown) => Number.isInteger(period) && Number(period) >= 0 && Number(period) <= maxUint32
  if (!Array.isArray(periods) || periods.length > maxPeriods || !periods.every(isPeriod))
    throw new InvalidWireFieldError({
      field: 'periods',
      reason: 'a list of at most 255 numbers below 2^32',
      value: periods,
    })
}

function decodingError(reason: string, cause?: Error): SignatureDecodingError {
  return new SignatureDecodingError({ cause, reason, wire: 'native' })
}

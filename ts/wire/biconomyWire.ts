import { decodeAbiParameters, encodeAbiParameters, type Hash, type Hex, parseAbiParameters } from 'viem'
import { SignatureDecodingError, type SignatureDecodingErrorType } from '../errors/wire.js'
import { assertSession, getSessionFault, type Session } from '../session/session.js'
import { assertProof, maxProofLength } from '../tree/assertProof.js'
import { isBytes } from '../utils/hex.js'
import { assertSessionKeySignature, signatureSize } from './sessionKeySignature.js'

/**
 * Encodes a session, its proof and the session key's signature as Biconomy v2's SessionKeyManager reads them:
 * `abi.encode(uint48 validUntil, uint48 validAfter, address module, bytes sessionKeyData, bytes32[] proof, bytes
 * sessionKeySignature)`. `encodeAccountSignature` wraps it for the account.
 *
 * @param parameters - The session, its proof in a Biconomy tree, and the signature of the session key.
 * @returns The `moduleSignature`.
 * @throws `InvalidSessionError`, `InvalidProofError` or `InvalidWireFieldError`.
 *
 * @example
 * ```ts
 * import { encodeBiconomySignature, getSessionProof, stubSessionKeySignature, toBiconomySessionTree } from 'latchkey'
 *
 * const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
 * const session = { validUntil: 1_893_456_000, validAfter: 0, module, sessionKeyData: '0x1234' } as const
 * const tree = toBiconomySessionTree({ sessions: [session] })
 *
 * const moduleSignature = encodeBiconomySignature({
 *   proof: getSessionProof(tree, { session }),
 *   session,
 *   signature: stubSessionKeySignature,
 * })
 * ```
 */
export function encodeBiconomySignature(
  parameters: encodeBiconomySignature.Parameters,
): encodeBiconomySignature.ReturnType {
  const { proof, session, signature } = parameters
  assertSession(session)
  assertProof(proof)
  assertSessionKeySignature(signature)
  return toAbi(parameters)
}

export declare namespace encodeBiconomySignature {
  type Parameters = {
    /** Siblings from the session's id up to the root that the account has set, 32 at most. */
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
 * Reads the module signature of Biconomy v2's SessionKeyManager. Strict: whatever it accepts, `encodeBiconomySignature`
 * writes as the same bytes.
 *
 * @param encoded - The `moduleSignature`.
 * @returns The session, its proof and the session key's signature; addresses with their checksum.
 * @throws `SignatureDecodingError` saying why.
 *
 * @example
 * ```ts
 * import { decodeBiconomySignature, encodeBiconomySignature, stubSessionKeySignature } from 'latchkey'
 *
 * const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
 * const encoded = encodeBiconomySignature({
 *   proof: [],
 *   session: { validUntil: 1_893_456_000, validAfter: 0, module, sessionKeyData: '0x1234' },
 *   signature: stubSessionKeySignature,
 * })
 * const { session } = decodeBiconomySignature(encoded)
 * ```
 */
export function decodeBiconomySignature(encoded: Hex): decodeBiconomySignature.ReturnType {
  if (!isBytes(encoded)) throw decodingError('not a hex string of whole bytes')
  const decoded = fromAbi(encoded)
  const cause = getSessionFault(decoded.session)
  if (cause) throw decodingError('it does not hold a valid session', cause)
  if (decoded.proof.length > maxProofLength)
    throw decodingError(`the proof has ${decoded.proof.length} siblings, more than ${maxProofLength}`)
  if (!isBytes(decoded.signature, signatureSize)) throw decodingError('the session key’s signature is not 65 bytes')
  // Dirty bits, gaps and overlaps decode too, but a contract that slices calldata would see other values in them.
  if (toAbi(decoded) !== encoded.toLowerCase()) throw decodingError('it is not the canonical ABI encoding')
  return decoded
}

export declare namespace decodeBiconomySignature {
  type ReturnType = encodeBiconomySignature.Parameters
  type ErrorType = SignatureDecodingErrorType
}

const abiParameters = /*#__PURE__*/ parseAbiParameters(
  'uint48 validUntil, uint48 validAfter, address module, bytes sessionKeyData, bytes32[] proof, bytes signature',
)

function toAbi({ proof, session, signature }: encodeBiconomySignature.Parameters): Hex {
  const { module, sessionKeyData, validAfter, validUntil } = session
  return encodeAbiParameters(abiParameters, [validUntil, validAfter, module, sessionKeyData, proof, signature])
}

function fromAbi(encoded: Hex): encodeBiconomySignature.Parameters {
  try {
    const [validUntil, validAfter, module, sessionKeyData, proof, signature] = decodeAbiParameters(
      abiParameters,
      encoded,
    )
    return { proof, session: { validUntil, validAfter, module, sessionKeyData }, signature }
  } catch (error) {
    throw decodingError('it is not the ABI encoding of its six fields', error instanceof Error ? error : undefined)
  }
}

function decodingError(reason: string, cause?: Error): SignatureDecodingError {
  return new SignatureDecodingError({ cause, reason, wire: 'biconomy' })
}

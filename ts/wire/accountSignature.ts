import {
  type Address,
  decodeAbiParameters,
  encodeAbiParameters,
  type Hex,
  isAddress,
  parseAbiParameters,
  size,
  zeroAddress,
} from 'viem'
import {
  InvalidWireFieldError,
  type InvalidWireFieldErrorType,
  SignatureDecodingError,
  type SignatureDecodingErrorType,
} from '../errors/wire.js'
import { isBytes } from '../utils/hex.js'

/**
 * Wraps a module signature as a Biconomy v2 account expects the signature of a user operation: `abi.encode(bytes
 * moduleSignature, address registry)`. The account hands the operation to the module at that address, if enabled.
 *
 * @param parameters - The module signature, native or Biconomy's, and the registry it is for.
 * @returns The signature of the user operation.
 * @throws `InvalidWireFieldError` when the module signature is empty or not hex, or the registry not an address.
 *
 * @example
 * ```ts
 * import { encodeAccountSignature } from 'latchkey'
 *
 * const signature = encodeAccountSignature({
 *   moduleSignature: '0x01',
 *   registry: '0x000002FbFfedd9B33F4E7156F2DE8D48945E7489',
 * })
 * ```
 */
export function encodeAccountSignature(
  parameters: encodeAccountSignature.Parameters,
): encodeAccountSignature.ReturnType {
  const { moduleSignature, registry } = parameters
  if (!isBytes(moduleSignature) || size(moduleSignature) === 0)
    throw new InvalidWireFieldError({
      field: 'moduleSignature',
      reason: 'a hex string of at least one whole byte',
      value: moduleSignature,
    })
  if (typeof registry !== 'string' || !isAddress(registry) || registry === zeroAddress)
    throw new InvalidWireFieldError({ field: 'registry', reason: 'an address other than zero', value: registry })
  return toAbi(parameters)
}

export declare namespace encodeAccountSignature {
  type Parameters = {
    /** What the registry reads: from `encodeNativeSignature` or `encodeBiconomySignature`. */
    moduleSignature: Hex
    /** The session registry, enabled as a module of the account. */
    registry: Address
  }
  type ReturnType = Hex
  type ErrorType = InvalidWireFieldErrorType
}

/**
 * Reads the signature of a user operation of a Biconomy v2 account. Strict: whatever it accepts, `encodeAccountSignature`
 * writes as the same bytes.
 *
 * @param encoded - The signature of the user operation.
 * @returns The module signature and the module's address with its checksum. An owner's operation has the same form, with
 * the address of the owner's module.
 * @throws `SignatureDecodingError` saying why.
 *
 * @example
 * ```ts
 * import { decodeAccountSignature, encodeAccountSignature } from 'latchkey'
 *
 * const encoded = encodeAccountSignature({
 *   moduleSignature: '0x01',
 *   registry: '0x000002FbFfedd9B33F4E7156F2DE8D48945E7489',
 * })
 * const { moduleSignature, registry } = decodeAccountSignature(encoded)
 * ```
 */
export function decodeAccountSignature(encoded: Hex): decodeAccountSignature.ReturnType {
  if (!isBytes(encoded)) throw decodingError('not a hex string of whole bytes')
  const decoded = fromAbi(encoded)
  if (size(decoded.moduleSignature) === 0) throw decodingError('the module signature is empty')
  if (decoded.registry === zeroAddress) throw decodingError('the registry is the zero address')
  // Dirty bits, gaps and overlaps decode too, but a contract that slices calldata would see other values in them.
  if (toAbi(decoded) !== encoded.toLowerCase()) throw decodingError('it is not the canonical ABI encoding')
  return decoded
}

export declare namespace decodeAccountSignature {
  type ReturnType = encodeAccountSignature.Parameters
  type ErrorType = SignatureDecodingErrorType
}

const abiParameters = /*#__PURE__*/ parseAbiParameters('bytes moduleSignature, address registry')

function toAbi({ moduleSignature, registry }: encodeAccountSignature.Parameters): Hex {
  return encodeAbiParameters(abiParameters, [moduleSignature, registry])
}

function fromAbi(encoded: Hex): encodeAccountSignature.Parameters {
  try {
    const [moduleSignature, registry] = decodeAbiParameters(abiParameters, encoded)
    return { moduleSignature, registry }
  } catch (error) {
    throw decodingError('it is not the ABI encoding of its two fields', error instanceof Error ? error : undefined)
  }
}

function decodingError(reason: string, cause?: Error): SignatureDecodingError {
  return new SignatureDecodingError({ cause, reason, wire: 'account' })
}

import { type Address, encodeAbiParameters, type Hex } from 'viem'
import type { InvalidSessionKeyDataErrorType, SessionKeyDataDecodingErrorType } from '../errors/sessionKeyData.js'
import { assertAddressField, assertUint256Field, assertWords, readAddressField, readUint256Field } from './fields.js'

const module = 'ERC20TransferModule'

/**
 * Encodes the `sessionKeyData` of `ERC20TransferModule`: transferring at most `maxAmount` of one token to one recipient
 * with each call, any number of times.
 *
 * @param parameters - Who may sign, and the bounds.
 * @returns `abi.encode(address signer, address token, address recipient, uint256 maxAmount)`, 128 bytes.
 * @throws `InvalidSessionKeyDataError` when an address is zero or not valid, or a number does not fit a uint256.
 *
 * @example
 * ```ts
 * import { encodeErc20TransferSessionKeyData } from 'latchkey'
 *
 * const sessionKeyData = encodeErc20TransferSessionKeyData({
 *   signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *   token: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
 *   recipient: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3',
 *   maxAmount: 1_000_000n,
 * })
 * ```
 */
export function encodeErc20TransferSessionKeyData(
  parameters: encodeErc20TransferSessionKeyData.Parameters,
): encodeErc20TransferSessionKeyData.ReturnType {
  const { maxAmount, recipient, signer, token } = parameters
  assertAddressField(module, 'signer', signer)
  assertAddressField(module, 'token', token)
  assertAddressField(module, 'recipient', recipient)
  assertUint256Field(module, 'maxAmount', maxAmount)
  return encodeAbiParameters(
    [{ type: 'address' }, { type: 'address' }, { type: 'address' }, { type: 'uint256' }],
    [signer, token, recipient, maxAmount],
  )
}

export declare namespace encodeErc20TransferSessionKeyData {
  type Parameters = {
    /** Address of the session key. */
    signer: Address
    /** The only token. */
    token: Address
    /** The only recipient. */
    recipient: Address
    /** Largest amount of one transfer, inclusive, in the token’s smallest unit. 0 allows only empty transfers. */
    maxAmount: bigint
  }
  type ReturnType = Hex
  type ErrorType = InvalidSessionKeyDataErrorType
}

/**
 * Reads the `sessionKeyData` of `ERC20TransferModule`. Strict: whatever it accepts, the encoder writes as the same bytes.
 *
 * @param sessionKeyData - 128 bytes.
 * @returns The fields, addresses with their checksum.
 * @throws `SessionKeyDataDecodingError` for another length, or a word that is not the address of somebody.
 *
 * @example
 * ```ts
 * import { decodeErc20TransferSessionKeyData, encodeErc20TransferSessionKeyData } from 'latchkey'
 *
 * const sessionKeyData = encodeErc20TransferSessionKeyData({
 *   signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *   token: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
 *   recipient: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3',
 *   maxAmount: 1_000_000n,
 * })
 * const { signer } = decodeErc20TransferSessionKeyData(sessionKeyData)
 * ```
 */
export function decodeErc20TransferSessionKeyData(sessionKeyData: Hex): decodeErc20TransferSessionKeyData.ReturnType {
  assertWords(module, sessionKeyData, 4)
  return {
    signer: readAddressField(module, 'signer', sessionKeyData, 0),
    token: readAddressField(module, 'token', sessionKeyData, 1),
    recipient: readAddressField(module, 'recipient', sessionKeyData, 2),
    maxAmount: readUint256Field(sessionKeyData, 3),
  }
}

export declare namespace decodeErc20TransferSessionKeyData {
  type ReturnType = encodeErc20TransferSessionKeyData.Parameters
  type ErrorType = SessionKeyDataDecodingErrorType
}

import { type Address, encodeAbiParameters, type Hex } from 'viem'
import type { InvalidSessionKeyDataErrorType, SessionKeyDataDecodingErrorType } from '../errors/sessionKeyData.js'
import { assertAddressField, assertUint256Field, assertWords, readAddressField, readUint256Field } from './fields.js'

const module = 'ERC20ApproveModule'

/**
 * Encodes the `sessionKeyData` of `ERC20ApproveModule`: approving one spender for at most `maxAmount` of one token. Each
 * approval replaces the one before.
 *
 * @param parameters - Who may sign, and the bounds.
 * @returns `abi.encode(address signer, address token, address spender, uint256 maxAmount)`, 128 bytes.
 * @throws `InvalidSessionKeyDataError` when an address is zero or not valid, or a number does not fit a uint256.
 *
 * @example
 * ```ts
 * import { encodeErc20ApproveSessionKeyData } from 'latchkey'
 *
 * const sessionKeyData = encodeErc20ApproveSessionKeyData({
 *   signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *   token: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
 *   spender: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3',
 *   maxAmount: 1_000_000n,
 * })
 * ```
 */
export function encodeErc20ApproveSessionKeyData(
  parameters: encodeErc20ApproveSessionKeyData.Parameters,
): encodeErc20ApproveSessionKeyData.ReturnType {
  const { maxAmount, signer, spender, token } = parameters
  assertAddressField(module, 'signer', signer)
  assertAddressField(module, 'token', token)
  assertAddressField(module, 'spender', spender)
  assertUint256Field(module, 'maxAmount', maxAmount)
  return encodeAbiParameters(
    [{ type: 'address' }, { type: 'address' }, { type: 'address' }, { type: 'uint256' }],
    [signer, token, spender, maxAmount],
  )
}

export declare namespace encodeErc20ApproveSessionKeyData {
  type Parameters = {
    /** Address of the session key. */
    signer: Address
    /** The only token. */
    token: Address
    /** The only spender. */
    spender: Address
    /** Largest amount of one approval, inclusive, in the token’s smallest unit. 0 allows only to take an approval back. */
    maxAmount: bigint
  }
  type ReturnType = Hex
  type ErrorType = InvalidSessionKeyDataErrorType
}

/**
 * Reads the `sessionKeyData` of `ERC20ApproveModule`. Strict: whatever it accepts, the encoder writes as the same bytes.
 *
 * @param sessionKeyData - 128 bytes.
 * @returns The fields, addresses with their checksum.
 * @throws `SessionKeyDataDecodingError` for another length, or a word that is not the address of somebody.
 *
 * @example
 * ```ts
 * import { decodeErc20ApproveSessionKeyData, encodeErc20ApproveSessionKeyData } from 'latchkey'
 *
 * const sessionKeyData = encodeErc20ApproveSessionKeyData({
 *   signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *   token: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
 *   spender: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3',
 *   maxAmount: 1_000_000n,
 * })
 * const { signer } = decodeErc20ApproveSessionKeyData(sessionKeyData)
 * ```
 */
export function decodeErc20ApproveSessionKeyData(sessionKeyData: Hex): decodeErc20ApproveSessionKeyData.ReturnType {
  assertWords(module, sessionKeyData, 4)
  return {
    signer: readAddressField(module, 'signer', sessionKeyData, 0),
    token: readAddressField(module, 'token', sessionKeyData, 1),
    spender: readAddressField(module, 'spender', sessionKeyData, 2),
    maxAmount: readUint256Field(sessionKeyData, 3),
  }
}

export declare namespace decodeErc20ApproveSessionKeyData {
  type ReturnType = encodeErc20ApproveSessionKeyData.Parameters
  type ErrorType = SessionKeyDataDecodingErrorType
}

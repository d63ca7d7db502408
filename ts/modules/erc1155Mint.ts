import { type Address, encodeAbiParameters, type Hex } from 'viem'
import type { InvalidSessionKeyDataErrorType, SessionKeyDataDecodingErrorType } from '../errors/sessionKeyData.js'
import { assertAddressField, assertUint256Field, assertWords, readAddressField, readUint256Field } from './fields.js'

const module = 'ERC1155MintModule'

/**
 * Encodes the `sessionKeyData` of `ERC1155MintModule`: minting one piece of one token id to one recipient with each
 * call, any number of times.
 *
 * @param parameters - Who may sign, and the bounds.
 * @returns `abi.encode(address signer, address recipient, uint256 tokenId)`, 96 bytes.
 * @throws `InvalidSessionKeyDataError` when an address is zero or not valid, or a number does not fit a uint256.
 *
 * @example
 * ```ts
 * import { encodeErc1155MintSessionKeyData } from 'latchkey'
 *
 * const sessionKeyData = encodeErc1155MintSessionKeyData({
 *   signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *   recipient: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
 *   tokenId: 1n,
 * })
 * ```
 */
export function encodeErc1155MintSessionKeyData(
  parameters: encodeErc1155MintSessionKeyData.Parameters,
): encodeErc1155MintSessionKeyData.ReturnType {
  const { recipient, signer, tokenId } = parameters
  assertAddressField(module, 'signer', signer)
  assertAddressField(module, 'recipient', recipient)
  assertUint256Field(module, 'tokenId', tokenId)
  return encodeAbiParameters(
    [{ type: 'address' }, { type: 'address' }, { type: 'uint256' }],
    [signer, recipient, tokenId],
  )
}

export declare namespace encodeErc1155MintSessionKeyData {
  type Parameters = {
    /** Address of the session key. */
    signer: Address
    /** Who receives each minted token. */
    recipient: Address
    /** The only token id that may be minted. 0 is token 0, never "any". */
    tokenId: bigint
  }
  type ReturnType = Hex
  type ErrorType = InvalidSessionKeyDataErrorType
}

/**
 * Reads the `sessionKeyData` of `ERC1155MintModule`. Strict: whatever it accepts, the encoder writes as the same bytes.
 *
 * @param sessionKeyData - 96 bytes.
 * @returns The fields, addresses with their checksum.
 * @throws `SessionKeyDataDecodingError` for another length, or a word that is not the address of somebody.
 *
 * @example
 * ```ts
 * import { decodeErc1155MintSessionKeyData, encodeErc1155MintSessionKeyData } from 'latchkey'
 *
 * const sessionKeyData = encodeErc1155MintSessionKeyData({
 *   signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *   recipient: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
 *   tokenId: 1n,
 * })
 * const { signer } = decodeErc1155MintSessionKeyData(sessionKeyData)
 * ```
 */
export function decodeErc1155MintSessionKeyData(sessionKeyData: Hex): decodeErc1155MintSessionKeyData.ReturnType {
  assertWords(module, sessionKeyData, 3)
  return {
    signer: readAddressField(module, 'signer', sessionKeyData, 0),
    recipient: readAddressField(module, 'recipient', sessionKeyData, 1),
    tokenId: readUint256Field(sessionKeyData, 2),
  }
}

export declare namespace decodeErc1155MintSessionKeyData {
  type ReturnType = encodeErc1155MintSessionKeyData.Parameters
  type ErrorType = SessionKeyDataDecodingErrorType
}

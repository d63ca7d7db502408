import { type Address, getAddress, type Hex, hexToBigInt, isAddress, maxUint256, size, zeroAddress } from 'viem'
import { InvalidSessionKeyDataError, SessionKeyDataDecodingError } from '../errors/sessionKeyData.js'
import { isBytes, readHex } from '../utils/hex.js'

/**
 * Throws unless the value is an address other than zero: a zero signer is what a failed recovery returns, and a zero
 * token, recipient or spender is a field that was forgotten.
 *
 * @internal
 */
export function assertAddressField(module: string, field: string, value: unknown): asserts value is Address {
  if (typeof value !== 'string' || !isAddress(value))
    throw new InvalidSessionKeyDataError({ field, module, reason: 'an address is needed', value })
  if (value === zeroAddress)
    throw new InvalidSessionKeyDataError({ field, module, reason: 'the zero address is not allowed', value })
}

/**
 * Throws unless the value is a bigint that fits a `uint256`.
 *
 * @internal
 */
export function assertUint256Field(module: string, field: string, value: unknown): asserts value is bigint {
  if (typeof value !== 'bigint')
    throw new InvalidSessionKeyDataError({ field, module, reason: 'a bigint is needed', value })
  if (value < 0n || value > maxUint256)
    throw new InvalidSessionKeyDataError({ field, module, reason: 'it must fit a uint256', value })
}

/**
 * Throws unless the value is a hex string of exactly so many words of 32 bytes.
 *
 * @internal
 */
export function assertWords(module: string, data: unknown, count: number): asserts data is Hex {
  if (!isBytes(data)) throw new SessionKeyDataDecodingError({ module, reason: 'not a hex string of whole bytes' })
  if (size(data) !== count * 32)
    throw new SessionKeyDataDecodingError({ module, reason: `it is ${size(data)} bytes, not ${count * 32}` })
}

/**
 * The address in a word. The caller has checked that the word exists.
 *
 * @internal
 */
export function readAddressField(module: string, field: string, data: Hex, index: number): Address {
  if (hexToBigInt(readHex(data, index * 32, 12)) !== 0n)
    throw new SessionKeyDataDecodingError({ module, reason: `the word of \`${field}\` is not an address` })
  const address = getAddress(readHex(data, index * 32 + 12, 20))
  if (address === zeroAddress)
    throw new SessionKeyDataDecodingError({ module, reason: `\`${field}\` is the zero address` })
  return address
}

/**
 * The number in a word. The caller has checked that the word exists.
 *
 * @internal
 */
export function readUint256Field(data: Hex, index: number): bigint {
  return hexToBigInt(readHex(data, index * 32, 32))
}

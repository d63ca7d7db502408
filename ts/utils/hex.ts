import { type Hex, isHex } from 'viem'

/**
 * Whether a value is a hex string of whole bytes, and of exactly `size` of them when that is given. viem's `isHex` lets
 * an odd number of digits pass, which its encoders then pad.
 *
 * @internal
 */
export function isBytes(value: unknown, size?: number): value is Hex {
  return isHex(value) && value.length % 2 === 0 && (size === undefined || value.length === 2 + size * 2)
}

/**
 * The same bytes with lower-case digits, as viem writes them. The caller has checked that they are hex.
 *
 * @internal
 */
export function toLower(hex: Hex): Hex {
  // `toLowerCase` by itself forgets that the string starts with "0x".
  return `0x${hex.slice(2).toLowerCase()}`
}

/**
 * Bytes `offset` to `offset + size` of a hex string, in lower case. The caller has checked that they exist: viem's
 * `slice` returns fewer bytes than asked for.
 *
 * @internal
 */
export function readHex(hex: Hex, offset: number, size: number): Hex {
  return `0x${hex.slice(2 + offset * 2, 2 + (offset + size) * 2).toLowerCase()}`
}

/**
 * The big-endian number at `offset`, of at most 6 bytes. The caller has checked that they exist.
 *
 * @internal
 */
export function readNumber(hex: Hex, offset: number, size: 1 | 2 | 6): number {
  return Number.parseInt(hex.slice(2 + offset * 2, 2 + (offset + size) * 2), 16)
}

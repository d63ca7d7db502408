import { hexToBytes, numberToBytes } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidPolicyError } from '../errors/policy.js'
import { isBytes } from '../utils/hex.js'

/**
 * Writes a number in so many bytes.
 *
 * @internal
 */
export function writeUint(path: string, value: unknown, size: number): Uint8Array {
  const isNumber = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))
  if (!isNumber) throw new InvalidPolicyError({ path, reason: `is ${describeValue(value)}, not a whole number` })
  if (value < 0 || BigInt(value) >> BigInt(size * 8) !== 0n)
    throw new InvalidPolicyError({
      path,
      reason: `is ${value}, which does not fit ${size} byte${size === 1 ? '' : 's'}`,
    })
  return numberToBytes(value, { size })
}

/**
 * Writes hex of exactly so many bytes.
 *
 * @internal
 */
export function writeBytes(path: string, value: unknown, size: number): Uint8Array {
  if (!isBytes(value, size))
    throw new InvalidPolicyError({ path, reason: `is ${describeValue(value)}, not a hex string of ${size} bytes` })
  return hexToBytes(value)
}

import type { Hash } from 'viem'
import { InvalidHashError, type InvalidHashErrorType } from '../errors/hash.js'
import { isBytes } from './hex.js'

/**
 * Throws unless the value is a hex string of 32 bytes. `name` is what the error calls it.
 *
 * @internal
 */
export function assertHash(name: string, value: unknown): asserts value is Hash {
  if (!isBytes(value, 32)) throw new InvalidHashError({ name, value })
}

export declare namespace assertHash {
  type ErrorType = InvalidHashErrorType
}

import { BaseError } from 'viem'
import { describeValue } from './describeValue.js'

export type InvalidHashErrorType = InvalidHashError & { name: 'InvalidHashError' }

/** A value that should be a hash of 32 bytes. */
export class InvalidHashError extends BaseError {
  constructor({ name, value }: { name: string; value: unknown }) {
    super(`\`${name}\` is ${describeValue(value)}, not a hex string of 32 bytes.`, { name: 'InvalidHashError' })
  }
}

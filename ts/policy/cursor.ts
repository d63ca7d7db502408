import { bytesToHex, bytesToNumber, type Hex } from 'viem'
import { PolicyDecodingError } from '../errors/policy.js'

/** Reads bytes from left to right, up to an end that is known beforehand. `what` names a field in errors. @internal */
export type Cursor = {
  /** Where the next byte stands. */
  readonly offset: number
  /** Says what is wrong, at the next byte or another. */
  fail: (reason: string, at?: number) => never
  hex: (size: number, what: string) => Hex
  isAtEnd: () => boolean
  /** A number of at most 6 bytes. */
  number: (size: number, what: string) => number
  /** The next `size` bytes, with a cursor of their own. */
  split: (size: number, what: string) => Cursor
}

/**
 * A reader of `bytes` from `start` to `end`. It throws `PolicyDecodingError` rather than read beyond.
 *
 * @internal
 */
export function createCursor(bytes: Uint8Array, start = 0, end = bytes.length): Cursor {
  let offset = start

  function fail(reason: string, at = offset): never {
    throw new PolicyDecodingError({ offset: at, reason })
  }
  function take(size: number, what: string): Uint8Array {
    if (offset + size > end) fail(`${what} takes ${size} bytes; left: ${end - offset}`)
    offset += size
    return bytes.subarray(offset - size, offset)
  }
  return {
    fail,
    get offset() {
      return offset
    },
    isAtEnd() {
      return offset === end
    },
    hex(size: number, what: string): Hex {
      return bytesToHex(take(size, what))
    },
    number(size: number, what: string): number {
      return bytesToNumber(take(size, what))
    },
    split(size: number, what: string) {
      take(size, what)
      return createCursor(bytes, offset - size, offset)
    },
  }
}

import { getAddress, type Hex } from 'viem'
import { readHex, readNumber } from '../utils/hex.js'
import type { Session } from './session.js'

/**
 * Reads a session from its parts in a packed encoding. The caller has checked that the bytes exist, and checks the
 * session that comes out.
 *
 * @internal
 */
export function readSession(hex: Hex, parts: readSession.Parts): Session {
  const { dataOffset, dataSize, headerOffset } = parts
  return {
    validUntil: readNumber(hex, headerOffset, 6),
    validAfter: readNumber(hex, headerOffset + 6, 6),
    module: getAddress(readHex(hex, headerOffset + 12, 20)),
    sessionKeyData: readHex(hex, dataOffset, dataSize),
  }
}

export declare namespace readSession {
  /** Where the two times and the module start, and where `sessionKeyData` starts, in bytes; and its size. */
  type Parts = { dataOffset: number; dataSize: number; headerOffset: number }
}

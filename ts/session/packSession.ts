import { hexToBytes } from 'viem'
import type { Session } from './session.js'

/** Bytes before `sessionKeyData`: two `uint48` and an address. @internal */
export const packedHeaderSize = 32

/**
 * The preimage of a session's id: `uint48 validUntil ‖ uint48 validAfter ‖ address module ‖ bytes sessionKeyData`.
 *
 * Works on bytes because a tree of a thousand sessions calls it a thousand times. The caller has checked the session.
 *
 * @internal
 */
export function packSession(session: Session): Uint8Array {
  const { module, sessionKeyData, validAfter, validUntil } = session
  return hexToBytes(`0x${toUint48(validUntil)}${toUint48(validAfter)}${module.slice(2)}${sessionKeyData.slice(2)}`)
}

function toUint48(value: number): string {
  return value.toString(16).padStart(12, '0')
}

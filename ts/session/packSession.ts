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
  const data = hexToBytes(session.sessionKeyData)
  const packed = new Uint8Array(packedHeaderSize + data.length)
  const view = new DataView(packed.buffer)
  setUint48(view, 0, session.validUntil)
  setUint48(view, 6, session.validAfter)
  packed.set(hexToBytes(session.module), 12)
  packed.set(data, packedHeaderSize)
  return packed
}

function setUint48(view: DataView, offset: number, value: number) {
  view.setUint16(offset, Math.floor(value / 2 ** 32))
  view.setUint32(offset + 2, value % 2 ** 32)
}

import { type Address, bytesToHex, getAddress, type Hex } from 'viem'
import type { Session } from '../../ts/session/session.js'

/** A source of the same values on every run and every machine. */
export type Random = ReturnType<typeof createRandom>

/** Mulberry32: small, and good enough to fuzz with. Never for keys. */
export function createRandom(seed: number) {
  let state = seed >>> 0

  function uint32(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  /** A whole number from 0 up to, and without, `limit`. */
  function below(limit: number): number {
    return Math.floor(((uint32() * 2 ** 21 + (uint32() >>> 11)) / 2 ** 53) * limit)
  }
  function hex(size: number): Hex {
    return bytesToHex(Uint8Array.from({ length: size }, () => below(256)))
  }
  function address(): Address {
    return getAddress(hex(20))
  }
  /** A valid session: now and then without expiry, without start, or at the very edge of what is allowed. */
  function session(dataSize = below(301)): Session {
    const times = [0, below(2 ** 31), below(2 ** 47), 2 ** 47 - 1]
    const pick = () => times[below(times.length)] ?? 0
    const [a, b] = [pick(), pick()]
    const validUntil = below(4) === 0 ? 0 : Math.max(a, b)
    return { validUntil, validAfter: Math.min(a, b), module: address(), sessionKeyData: hex(dataSize) }
  }
  return { address, below, hex, session }
}

/** Damages bytes in one way: cuts them short, lengthens them, flips a bit, or copies one place over another. */
export function damage(random: Random, bytes: Hex): Hex {
  const digits = bytes.slice(2)
  const size = digits.length / 2
  const at = 2 * random.below(size + 1)
  switch (random.below(5)) {
    case 0:
      return `0x${digits.slice(0, at)}`
    case 1:
      return `0x${digits.slice(0, at)}${random.hex(1 + random.below(40)).slice(2)}${digits.slice(at)}`
    case 2: {
      const place = 2 * random.below(size)
      const byte = Number.parseInt(digits.slice(place, place + 2), 16) ^ (1 << random.below(8))
      return `0x${digits.slice(0, place)}${byte.toString(16).padStart(2, '0')}${digits.slice(place + 2)}`
    }
    case 3: {
      const from = 2 * random.below(size)
      const copy = digits.slice(from, from + 64)
      return `0x${digits.slice(0, at)}${copy}${digits.slice(at + copy.length)}`
    }
    default:
      // Half a byte too few.
      return `0x${digits.slice(1)}`
  }
}

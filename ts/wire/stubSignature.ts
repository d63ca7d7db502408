import type { Hex } from 'viem'

/**
 * Stands in for a session key's signature while gas is estimated, so that the estimate is true: it has the size of a real
 * one, no zero byte (calldata can cost no more), a low s and a point on the curve, so that verifiers recover some address
 * instead of reverting. Nobody has the key of that address, which differs with each hash.
 *
 * Nothing is up its sleeve: r and s are `keccak256("latchkey stub signature r 5")` and the same with "s 5". 5 is the first
 * number with which both hold what is said above.
 *
 * @example
 * ```ts
 * import { encodeNativeSignature, stubSessionKeySignature } from 'latchkey'
 *
 * const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
 * const stub = encodeNativeSignature({
 *   proof: [],
 *   session: { validUntil: 1_893_456_000, validAfter: 0, module, sessionKeyData: '0x1234' },
 *   signature: stubSessionKeySignature,
 * })
 * ```
 */
export const stubSessionKeySignature: Hex =
  '0x8f7a2d834daf0adc5337d4badc1368ddea74f563bbd2944658f4980e759b999e23d7ec13407a5f42c865d2dfe385bffedcf921c6280c60aa12c0e3280dd67b511c'

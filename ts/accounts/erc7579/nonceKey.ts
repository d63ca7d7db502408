import { type Address, concatHex, type Hex, hexToBigInt, numberToHex } from 'viem'
import { LaneError, type LaneErrorType } from '../../errors/erc7579.js'

/** The families of ERC-7579 accounts, by how the key of a nonce names the validator that judges the operation. */
export type Erc7579Family = 'kernel' | 'nexus' | 'openzeppelin' | 'safe'

/**
 * The key of the nonces that have a validator judge an operation. It names the validator, so that no session key can use up an
 * owner's nonces; the lane tells independent sequences apart.
 *
 * @param parameters - The family of the account, the validator, and the lane.
 * @returns A key of 24 bytes.
 * @throws `LaneError` when the family has no such lane: Kernel has 2^16, Nexus 2^24, Safe and OpenZeppelin 2^32.
 *
 * @example
 * ```ts
 * import { getErc7579NonceKey } from 'latchkey'
 *
 * const key = getErc7579NonceKey({ family: 'nexus', validator: '0x000000D50C68705bd6897B2d17c7de32FB519fDA' })
 * ```
 */
export function getErc7579NonceKey(parameters: getErc7579NonceKey.Parameters): bigint {
  const { family, lane = 0n, validator } = parameters
  const size = laneSizes[family]
  if (lane < 0n || lane >= 1n << BigInt(size * 8)) throw new LaneError({ family, lane, size })
  return hexToBigInt(layouts[family](numberToHex(lane, { size }), validator))
}

export declare namespace getErc7579NonceKey {
  type Parameters = {
    /** Nexus, Kernel v3, Safe with Safe7579, or OpenZeppelin's `AccountERC7579`. */
    family: Erc7579Family
    /** Sequence of nonces. Default: 0, one after the other. */
    lane?: bigint | undefined
    /** The installed validator. */
    validator: Address
  }
  type ErrorType = LaneErrorType
}

/** In bytes.
 *
 * @internal
 */
export const laneSizes = { kernel: 2, nexus: 3, openzeppelin: 4, safe: 4 } as const

/** What a nonce's key says beside the lane: mode 0 is "validate" with both, type 1 is "validator" with Kernel. */
const layouts: Record<Erc7579Family, (lane: Hex, validator: Address) => Hex> = {
  kernel: (lane, validator) => concatHex(['0x0001', validator, lane]),
  nexus: (lane, validator) => concatHex([lane, '0x00', validator]),
  openzeppelin: (lane, validator) => concatHex([validator, lane]),
  safe: (lane, validator) => concatHex([validator, lane]),
}

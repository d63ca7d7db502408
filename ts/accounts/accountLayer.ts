import type { Address, Hex } from 'viem'
import { encodeAccountSignature } from '../wire/accountSignature.js'
import { type Call, decodeBiconomyCalls, encodeBiconomyCalls } from './biconomyCalls.js'
import { decodeErc7579Calls, encodeErc7579Calls } from './erc7579/erc7579Calls.js'
import { type Erc7579Family, getErc7579NonceKey, laneSizes } from './erc7579/nonceKey.js'

/** The families of accounts that sessions work on. */
export type AccountFamily = 'biconomy' | Erc7579Family

/**
 * What a family of accounts puts around a session: how calls, nonces and signatures are written.
 *
 * @internal
 */
export type AccountLayer = {
  decodeCalls: (data: Hex) => readonly Call[]
  encodeCalls: (calls: readonly { to: Address; value?: bigint | undefined; data?: Hex | undefined }[]) => Hex
  /** Lanes of nonces that sessions may use are below it. */
  laneLimit: bigint
  toNonceKey: (lane: bigint) => bigint
  wrap: (moduleSignature: Hex) => Hex
}

/** @internal */
export function toAccountLayer(parameters: { family: AccountFamily; registry: Address }): AccountLayer {
  const { family, registry } = parameters
  if (family === 'biconomy')
    return {
      decodeCalls: decodeBiconomyCalls,
      encodeCalls: encodeBiconomyCalls,
      // The rest is the owner's: `ownerNonceKey`.
      laneLimit: 2n ** 191n,
      toNonceKey: (lane) => lane,
      wrap: (moduleSignature) => encodeAccountSignature({ moduleSignature, registry }),
    }
  return {
    decodeCalls: decodeErc7579Calls,
    encodeCalls: encodeErc7579Calls,
    laneLimit: 1n << BigInt(laneSizes[family] * 8),
    toNonceKey: (lane) => getErc7579NonceKey({ family, lane, validator: registry }),
    // The nonce names the validator, so the signature need not.
    wrap: (moduleSignature) => moduleSignature,
  }
}

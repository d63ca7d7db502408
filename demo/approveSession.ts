import type { Address } from 'viem'
import { encodeErc20ApproveSessionKeyData, type Session } from '../ts/index.js'
import type { Latchkey } from './latchkey.js'

/** A session that approves tokens to a spender, without end unless it is given one. */
export function toApproveSession(parameters: toApproveSession.Parameters): Session {
  const { latchkey, maxAmount = 100n, signer, spender, token, validUntil = 0 } = parameters
  return {
    module: latchkey.ERC20ApproveModule,
    sessionKeyData: encodeErc20ApproveSessionKeyData({ maxAmount, signer, spender, token }),
    validAfter: 0,
    validUntil,
  }
}

export declare namespace toApproveSession {
  type Parameters = {
    latchkey: Latchkey
    /** The most of one approval. Default: 100. */
    maxAmount?: bigint | undefined
    signer: Address
    spender: Address
    token: Address
    /** Default: 0, no end. */
    validUntil?: number | undefined
  }
}

import type { Address } from 'viem'
import { assertSession, type Session } from '../session/session.js'
import { encodePolicy } from './encodePolicy.js'
import type { Policy } from './policy.js'

/**
 * Makes a session that may do what a policy says.
 *
 * @param parameters - The policy, where `CallPolicyModule` is deployed, and when the session is valid.
 * @returns The session, ready to be granted.
 * @throws `InvalidPolicyError` or `InvalidSessionError` naming the field at fault.
 *
 * @example
 * ```ts
 * import { allowTransfer, definePolicy, toPolicySession } from 'latchkey/policy'
 *
 * const session = toPolicySession({
 *   policy: definePolicy({
 *     signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *     permissions: [allowTransfer({ address: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3', value: { max: 100n } })],
 *     fees: { maxPerOp: 1_000_000_000_000_000n },
 *   }),
 *   module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
 *   validUntil: 1_893_456_000,
 *   validAfter: 0,
 * })
 * ```
 */
export function toPolicySession(parameters: toPolicySession.Parameters): toPolicySession.ReturnType {
  const { module, policy, validAfter, validUntil } = parameters
  const session = { validUntil, validAfter, module, sessionKeyData: encodePolicy(policy) }
  assertSession(session)
  return session
}

export declare namespace toPolicySession {
  type Parameters = {
    /** What the session may do. */
    policy: Policy
    /** Address of `CallPolicyModule`. */
    module: Address
    /** Last second at which the session is valid, inclusive (unix seconds). 0: no expiry. */
    validUntil: number
    /** First second at which the session is valid, inclusive (unix seconds). 0: at once. */
    validAfter: number
  }
  type ReturnType = Session
  type ErrorType = assertSession.ErrorType | encodePolicy.ErrorType
}

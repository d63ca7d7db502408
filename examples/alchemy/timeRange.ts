import type { Address } from 'viem'
import type { Session } from '../../ts/index.js'
import { type Policy, toPolicySession } from '../../ts/policy/index.js'

/** `setTimeRange({ validFrom, validUntil })`: the window belongs to the session, not to the policy. Both ends are inclusive; 0 is none. */
export function timeRangeSession(parameters: {
  /** Address of `CallPolicyModule`. */
  module: Address
  policy: Policy
  validFrom: number
  validUntil: number
}): Session {
  const { module, policy, validFrom, validUntil } = parameters
  return toPolicySession({ module, policy, validAfter: validFrom, validUntil })
}

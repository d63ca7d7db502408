import type { Address, Hex } from 'viem'

/** Why an entry does not fit, with the names of `docs/policy-encoding.md`. The number on the chain is the index in this list. */
export const failures = [
  'NONE',
  'VALUE_ABOVE_MAX',
  'NOT_CANONICAL',
  'DIRTY_WORD',
  'WORD_NOT_ALLOWED',
  'HASH_DIFFERS',
  'BYTES_TOO_LONG',
  'ARRAY_TOO_SHORT',
  'ARRAY_TOO_LONG',
] as const

/** Why an entry does not fit. */
export type PolicyFailure = Exclude<(typeof failures)[number], 'NONE'>

/** Why an op is refused: the chain's error and its arguments. */
export type PolicyRefusal =
  | { error: 'PolicyMalformed' }
  | { error: 'PaymasterNotAllowed'; paymaster: Address }
  | { error: 'FeeAboveCap'; fee: bigint; cap: bigint }
  | { error: 'TargetForbidden'; target: Address }
  | { error: 'CallDenied'; call: number; permission: number }
  | { error: 'CallNotPermitted'; call: number; target: Address; selector: Hex }
  | { error: 'RuleFailed'; call: number; permission: number; failure: PolicyFailure; offset: number }
  | { error: 'BudgetExceeded'; id: Hex; wanted: bigint; left: bigint }
  | { error: 'PeriodsMismatch'; named: number; needed: number }
  | { error: 'PeriodOutOfRange' }

/** Where a rule failed: a way through heads and elements, and where the rule stands in the policy. @internal */
export type FailurePlace = {
  /** Index of a head's word, of an array's element, of its word, and so on. */
  trail: readonly number[]
  /** Byte of the policy at which the rule, or its item, begins. */
  item: number
}

/** What the interpreter throws inside, and `judgeOp` catches. @internal */
export class Refusal {
  readonly place: FailurePlace | undefined
  readonly reason: PolicyRefusal

  constructor(reason: PolicyRefusal, place?: FailurePlace | undefined) {
    this.reason = reason
    this.place = place
  }
}

/** The policy cannot be read. @internal */
export function malformed(): Refusal {
  return new Refusal({ error: 'PolicyMalformed' })
}

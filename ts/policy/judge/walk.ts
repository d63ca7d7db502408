import type { OpenBudget } from './openPolicy.js'
import { type FailurePlace, failures, type PolicyFailure } from './verdict.js'

/** What a walk through calldata along a program knows and finds. @internal */
export type Walk = {
  account: bigint
  budgets: readonly OpenBudget[]
  /** The policy. */
  bytes: Uint8Array
  /** The calldata. */
  data: Uint8Array
  denies: boolean
  /** The first rule that does not hold, or `NOT_CANONICAL`, which comes before all others. 0: the entry fits. */
  failure: number
  /** Byte of the calldata at which the word at fault begins. */
  offset: number
  place: FailurePlace | undefined
  /** The way to the word that is looked at. */
  trail: number[]
}

/**
 * Notes a rule that does not hold, unless one before it did not. `item` is the byte of the policy at which the rule begins.
 *
 * @internal
 */
export function fail(walk: Walk, failure: PolicyFailure, offset: number, item: number) {
  if (walk.failure !== 0) return
  walk.failure = failures.indexOf(failure)
  walk.offset = offset
  walk.place = { item, trail: [...walk.trail] }
}

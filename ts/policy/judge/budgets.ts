import { maxUint256 } from 'viem'
import type { OpenBudget } from './openPolicy.js'

/**
 * Adds to what the call being judged counts. What is above every cap need not be exact.
 *
 * @internal
 */
export function addPending(budget: OpenBudget, amount: bigint) {
  budget.pending = saturate(budget.pending + amount)
}

/**
 * Keeps or drops what the call being judged counts.
 *
 * @internal
 */
export function settle(budgets: readonly OpenBudget[], keep: boolean) {
  for (const budget of budgets) {
    if (keep) budget.amount = saturate(budget.amount + budget.pending)
    budget.pending = 0n
  }
}

function saturate(amount: bigint): bigint {
  return amount > maxUint256 ? maxUint256 : amount
}

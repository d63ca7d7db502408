import { encodePacked, type Hash, type Hex, keccak256, slice, stringToHex } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidPolicyError, type InvalidPolicyErrorType } from '../errors/policy.js'
import { isBytes } from '../utils/hex.js'
import { budgetCodes, idSize, maxUint32, perPeriod, timeLimit } from './limits.js'
import type { Budget } from './policy.js'

/**
 * The id that a budget's name stands for: the first 16 bytes of the keccak256 of its UTF-8 bytes.
 *
 * Sessions of one account whose budgets have the same kind, name and period share one counter, whoever asked for them: a
 * name that nobody else chooses, such as `app.example/weekly`, keeps another dapp's session from using it up.
 *
 * @param name - The name of the budget.
 * @returns 16 bytes.
 *
 * @example
 * ```ts
 * import { getBudgetId } from 'latchkey/policy'
 *
 * const id = getBudgetId('app.example/weekly')
 * ```
 */
export function getBudgetId(name: string): Hex {
  return slice(keccak256(stringToHex(name)), 0, idSize)
}

/**
 * The counter of a budget, by which the registry's `spentOf[key][account]` is read.
 *
 * @param budget - The budget.
 * @param options - Which period, for a budget that has periods.
 * @returns 32 bytes.
 * @throws `InvalidPolicyError` when the budget is not valid, or the index is not one of a period.
 *
 * @example
 * ```ts
 * import { getBudgetId, getBudgetKey } from 'latchkey/policy'
 *
 * const key = getBudgetKey({ kind: 'calls', id: getBudgetId('app.example/total'), max: 10n })
 * ```
 */
export function getBudgetKey(budget: Budget, options: getBudgetKey.Options = {}): getBudgetKey.ReturnType {
  const { index = 0 } = options
  if (!Number.isInteger(index) || index < 0 || index > maxUint32 || (index !== 0 && !budget.period))
    throw new InvalidPolicyError({
      path: 'index',
      reason: `is ${describeValue(index)}, which is no period of the budget`,
    })
  if (!isBytes(budget.id, idSize))
    throw new InvalidPolicyError({ path: 'id', reason: `is ${describeValue(budget.id)}, not ${idSize} bytes` })
  const { seconds = 0, start = 0 } = budget.period ?? {}
  return keccak256(
    encodePacked(
      ['uint8', 'bytes16', 'uint48', 'uint32', 'uint32'],
      [budgetCodes[budget.kind] | (budget.period ? perPeriod : 0), budget.id, start, seconds, index],
    ),
  )
}

export declare namespace getBudgetKey {
  type Options = {
    /** Which period, from zero. */
    index?: number | undefined
  }
  type ReturnType = Hash
  type ErrorType = InvalidPolicyErrorType
}

/**
 * The period of a budget that runs at a time. Before the first one has begun, it is the first.
 *
 * @param budget - A budget with periods.
 * @param timestamp - Unix seconds.
 * @returns Its index, from zero. 0 for a budget without periods.
 *
 * @example
 * ```ts
 * import { getBudgetId, getBudgetPeriod } from 'latchkey/policy'
 *
 * const week = { seconds: 604_800, start: 1_700_000_000 }
 * const index = getBudgetPeriod({ kind: 'calls', id: getBudgetId('weekly'), max: 10n, period: week }, 1_701_000_000)
 * // 1
 * ```
 */
export function getBudgetPeriod({ period }: Budget, timestamp: number): number {
  return period ? Math.max(0, Math.floor((timestamp - period.start) / period.seconds)) : 0
}

/**
 * Whether a period can be named on the wire, and ends where the chain reads its end as a time: 0 means no end.
 *
 * @internal
 */
export function isPeriodInRange({ period }: Budget, index: number): boolean {
  if (!period) return true
  const end = period.start + (index + 1) * period.seconds - 1
  return index <= maxUint32 && end > 0 && end < timeLimit
}

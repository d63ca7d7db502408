import { encodePolicy } from '../../ts/policy/encodePolicy.js'
import type { Budget, Policy } from '../../ts/policy/policy.js'
import type { Random } from '../vectors/random.js'
import { oneIn, pick } from './abi.js'
import type { Case } from './generators.js'

/** What a case has beside its op: the index of the current period for each budget with periods, in order. */
export type PeriodCase = Case & { periods: readonly number[] }

/**
 * The same case with periods for some budgets, and the same counter for others. Now and then the op names a period too few or
 * too many, or one that ends too late.
 */
export function withPeriods(random: Random, item: Case): PeriodCase {
  const budgets: Budget[] = []
  for (const budget of item.readable.budgets) budgets.push(change(random, budget, budgets))
  const readable: Policy = { ...item.readable, budgets }
  const periods = budgets.flatMap(({ period }) => (period ? [pickIndex(random)] : []))
  const named = oneIn(random, 10) ? (oneIn(random, 2) ? periods.slice(1) : [...periods, 0]) : periods
  try {
    return { ...item, periods: named, policy: encodePolicy(readable), readable }
  } catch {
    // Too long with periods.
    return { ...item, periods: [] }
  }
}

function change(random: Random, budget: Budget, before: readonly Budget[]): Budget {
  const twin = before.find(({ kind }) => kind === budget.kind)
  // What a budget counts stays, and what is most: references to it hold.
  if (twin && oneIn(random, 2)) return { ...twin, max: budget.max }
  if (oneIn(random, 3)) return budget
  const seconds = pick(random, [1, 60, 86_400, 0xffffffff])
  return { ...budget, period: { seconds, start: pick(random, [0, 1_700_000_000, 2 ** 47 - 1, 2 ** 47 - seconds]) } }
}

function pickIndex(random: Random): number {
  return pick(random, [0, 0, 0, 1, 7, 0xffffffff])
}

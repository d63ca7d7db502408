import { describeValue } from '../errors/describeValue.js'
import { InvalidPolicyError } from '../errors/policy.js'
import { getBudgetId } from './budget.js'
import { mapSums } from './findSums.js'
import { budgetCodes, maxBudgets, maxUint32, maxUint128, timeLimit } from './limits.js'
import type { Budget, BudgetKind, BudgetPeriod, Permission, PermissionDraft } from './policy.js'

/** A counted limit, as it is written in `definePolicy`. */
export type BudgetDefinition = {
  /**
   * What is counted: `calls` and the wei that calls carry (`nativeValue`) of the entries that name it in `limits`, the
   * arguments with a `sum` rule of that name, or the `fees` of all ops.
   */
  kind: BudgetKind
  /** The most that may be counted, for life or per period, inclusive. */
  max: bigint
  /** When the count begins anew: periods of `seconds`, from `start` on (unix seconds). Without it, never. */
  period?: BudgetPeriod | undefined
}

/**
 * Gives each budget its id, and checks its numbers.
 *
 * @internal
 */
export function defineBudgets(definitions: { readonly [name: string]: BudgetDefinition }): readonly Budget[] {
  if (typeof definitions !== 'object' || definitions === null || Array.isArray(definitions))
    throw new InvalidPolicyError({ path: 'budgets', reason: `is ${describeValue(definitions)}, not budgets by name` })
  const entries = Object.entries(definitions)
  if (entries.length > maxBudgets)
    throw new InvalidPolicyError({
      path: 'budgets',
      reason: `has ${entries.length} budgets; ${maxBudgets} is the most`,
    })
  return entries.map(([name, definition]) => {
    const path = `budgets.${name}`
    if (name === '') throw new InvalidPolicyError({ path: 'budgets', reason: 'has a budget without a name' })
    if (typeof definition !== 'object' || definition === null)
      throw new InvalidPolicyError({ path, reason: `is ${describeValue(definition)}, not a budget` })
    const { kind, max, period } = definition
    if (!Object.hasOwn(budgetCodes, kind))
      throw new InvalidPolicyError({ path: `${path}.kind`, reason: `is ${describeValue(kind)}, which is no kind` })
    if (typeof max !== 'bigint')
      throw new InvalidPolicyError({ path: `${path}.max`, reason: `is ${describeValue(max)}, not a bigint` })
    if (max < 0n || max > maxUint128)
      throw new InvalidPolicyError({ path: `${path}.max`, reason: `is ${max}, which does not fit a uint128` })
    return {
      kind,
      id: getBudgetId(name),
      max,
      ...(period === undefined ? {} : { period: toPeriod(period, `${path}.period`) }),
      name,
    }
  })
}

function toPeriod(period: BudgetPeriod, path: string): BudgetPeriod {
  const { seconds, start }: { seconds?: unknown; start?: unknown } = period ?? {}
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 1 || seconds > maxUint32)
    throw new InvalidPolicyError({
      path: `${path}.seconds`,
      reason: `is ${describeValue(seconds)}, not a whole number of seconds between 1 and 2^32 - 1`,
    })
  if (typeof start !== 'number' || !Number.isInteger(start) || start < 0 || start + seconds - 1 >= timeLimit)
    throw new InvalidPolicyError({
      path: `${path}.start`,
      reason: `is ${describeValue(start)}, not unix seconds whose first period ends before 2^47`,
    })
  return { seconds, start }
}

/**
 * Replaces the names of budgets with their indexes. Every name must be one of a budget of the right kind, and every budget
 * must be named somewhere.
 *
 * @internal
 */
export function resolveBudgets(budgets: readonly Budget[], drafts: readonly PermissionDraft[]): readonly Permission[] {
  const used = new Set<number>()
  const resolve = (name: string, kinds: readonly BudgetKind[], path: string) => {
    const index = budgets.findIndex((budget) => budget.name === name)
    const budget = budgets[index]
    if (!budget)
      throw new InvalidPolicyError({ path, reason: `names the budget ${describeValue(name)}, which is not there` })
    if (!kinds.includes(budget.kind))
      throw new InvalidPolicyError({
        path,
        reason: `names the budget ${describeValue(name)} of kind ${budget.kind}, where ${kinds.join(' or ')} is meant`,
      })
    used.add(index)
    return index
  }
  const permissions = drafts.map((draft, at): Permission => {
    const { limits, program, ...fields } = draft
    const path = `permissions[${at}]`
    return {
      ...fields,
      budgets: limits.map((name) => resolve(name, ['calls', 'nativeValue'], `${path}.limits`)),
      program: mapSums(program, (name) => resolve(name, ['sum'], `${path}.${draft.abi?.name ?? 'args'}`)),
    }
  })
  for (const [index, { kind, name }] of budgets.entries())
    if (kind !== 'fees' && !used.has(index))
      throw new InvalidPolicyError({
        path: `budgets.${name}`,
        reason: `is not used: ${kind === 'sum' ? 'no `sum` rule' : 'the `limits` of no entry'} names it, so it limits nothing`,
      })
  return permissions
}

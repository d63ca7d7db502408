import type { Condition } from '../conditions.js'
import { describeDynamicItem, describeWordRule } from '../describeRule.js'
import type { Budget, Permission, Policy } from '../policy.js'
import { maxArrayLength } from '../program.js'
import { joinNames } from '../slots.js'
import { type Entry, getSums, isAmount } from './entry.js'
import {
  findToken,
  join,
  nameAddress,
  nameAmount,
  nameDuration,
  nameTime,
  nameValue,
  nameWei,
  type Vocabulary,
} from './words.js'

/**
 * What an entry allows or denies.
 *
 * @internal
 */
export function describeEntry({ conditions, isNamed, permission }: Entry, vocabulary: Vocabulary): string {
  const { effect, maxValue } = permission
  const said = conditions.flatMap((condition) => describeCondition(condition, conditions, permission, vocabulary))
  const open = conditions.filter(({ item }) => item.kind === 'skip' || item.kind === 'bytes')
  const value = maxValue === undefined ? '' : `, with at most ${nameWei(maxValue, vocabulary)} in each call`
  const rest =
    open.length === 0 || effect === 'deny'
      ? ''
      : `; ${isNamed ? join(open.map(({ path }) => `\`${path}\``)) : said.length > 0 ? 'other arguments' : 'the arguments'} may be anything`
  const what = effect === 'deny' ? 'It may never' : 'It may'
  return `${what} ${describeCalls(permission, vocabulary)}${value}${said.length > 0 ? `, if ${join(said)}` : ''}${rest}.`
}

/**
 * The calls that an entry is about, in words that go behind "may": `call approve of USDC`.
 *
 * @internal
 */
export function describeCalls(permission: Permission, vocabulary: Vocabulary): string {
  const { abi, function: fn, target } = permission
  const whom = target === 'any' ? undefined : nameAddress(target, vocabulary)
  if (fn === 'transfer') return `send ${vocabulary.nativeSymbol ?? 'ETH'} to ${whom ?? 'anybody'}`
  const what = fn === 'any' ? 'any function' : `\`${abi?.name ?? fn}\``
  return `call ${what} of ${whom ?? 'any contract'}`
}

function describeCondition(
  condition: Condition,
  conditions: readonly Condition[],
  permission: Permission,
  vocabulary: Vocabulary,
): readonly string[] {
  const { item, path, type } = condition
  const every = conditions.some((other) => leavesOut(other, path)) ? 'every other' : 'every'
  const name = path.includes('[]') ? `${every} \`${path}\`` : `\`${path}\``
  switch (item.kind) {
    case 'word': {
      const token = isAmount(condition) ? findToken(permission, vocabulary) : undefined
      const rules = item.rules
        .filter(({ op }) => op !== 'sum')
        .map((rule) =>
          describeWordRule(rule, type, (value, abiType) =>
            typeof value === 'bigint' ? nameAmount(value, token) : nameValue(value, abiType, vocabulary),
          ),
        )
      const isCharged = rules.length < item.rules.length
      return [
        `${name} ${join([...(rules.length > 0 ? [`is ${join(rules)}`] : []), ...(isCharged ? ['stays within its total'] : [])])}`,
      ]
    }
    case 'array': {
      const bounds = [
        ...(item.prefix.length > 0 ? [`at least ${item.prefix.length}`] : []),
        ...(item.max < maxArrayLength ? [`at most ${item.max}`] : []),
      ]
      return bounds.length > 0 ? [`the length of ${name} is ${join(bounds)}`] : []
    }
    default: {
      const words = describeDynamicItem(item)
      return words === undefined ? [] : [`${name} is ${words}`]
    }
  }
}

/** Whether an array has elements with rules of their own, so that those for every element do not reach them. */
function leavesOut({ item, path: array }: Condition, path: string): boolean {
  return item.kind === 'array' && item.prefix.length > 0 && path.startsWith(`${array}[]`)
}

/**
 * What a budget limits.
 *
 * @internal
 */
export function describeBudget(
  budget: Budget,
  index: number,
  entries: readonly Entry[],
  vocabulary: Vocabulary,
): string {
  const { kind, max, period } = budget
  const when = period ? `in every ${nameDuration(period.seconds)}, from ${nameTime(period.start)} on` : 'in all'
  const sums = entries.flatMap((entry) =>
    entry.conditions
      .filter((condition) => getSums(condition).includes(index))
      .map((condition) => ({ condition, entry })),
  )
  const counted = [
    ...entries.filter(({ permission }) => permission.budgets.includes(index)),
    ...sums.map(({ entry }) => entry),
  ]
  if (kind !== 'fees' && counted.length === 0) return 'One of its totals counts nothing, so it limits nothing.'
  const calls = join([...new Set(counted.map(({ permission }) => describeCalls(permission, vocabulary)))], 'or')
  const besides = isEscaped(counted, entries) ? ', besides what another sentence above lets it do' : ''
  switch (kind) {
    case 'fees':
      return `Its ops may cost the account at most ${nameWei(max, vocabulary)} in fees ${when}.`
    case 'calls':
      return `It may ${calls} at most ${max} time${max === 1n ? '' : 's'} ${when}${besides}.`
    case 'nativeValue':
      return `To ${calls}, it may spend at most ${nameWei(max, vocabulary)} ${when}${besides}.`
    case 'sum': {
      const tokens = new Set(
        sums.map(({ condition, entry }) => (isAmount(condition) ? findToken(entry.permission, vocabulary) : undefined)),
      )
      // Amounts of different tokens add up to nothing that has a unit.
      const token = tokens.size === 1 ? [...tokens][0] : undefined
      const all = sums.map(
        ({ condition, entry }) =>
          `\`${joinNames(entry.permission.abi?.name ?? entry.permission.function, condition.path)}\``,
      )
      const names = [...new Set(all)]
      const verb = names.length === 1 ? 'adds up' : 'add up'
      return `Over all its calls, ${join(names)} ${verb} to at most ${nameAmount(max, token)} ${when}${besides}.`
    }
  }
}

/** Whether an entry that a budget does not count allows calls like those that it counts. */
function isEscaped(counted: readonly Entry[], entries: readonly Entry[]): boolean {
  return entries.some(
    (entry) =>
      entry.permission.effect === 'allow' &&
      !counted.includes(entry) &&
      counted.some(({ permission }) => isAlike(permission, entry.permission)),
  )
}

function isAlike(a: Permission, b: Permission): boolean {
  const isOneTarget = a.target === b.target || a.target === 'any' || b.target === 'any'
  const names = [a.function, b.function]
  return isOneTarget && (a.function === b.function || (names.includes('any') && !names.includes('transfer')))
}

/**
 * What ops may cost, and who may pay.
 *
 * @internal
 */
export function describePayment({ fees, paymaster }: Policy, vocabulary: Vocabulary): readonly string[] {
  const cost =
    fees === 'none'
      ? 'Its ops may cost the account nothing.'
      : fees === 'any'
        ? 'Each of its ops may cost the account any amount in fees.'
        : `Each of its ops may cost the account at most ${nameWei(fees.maxPerOp, vocabulary)} in fees.`
  const payer =
    paymaster === 'none'
      ? 'Nobody but the account may pay for its ops.'
      : paymaster === 'any'
        ? 'Anybody may pay for its ops instead of the account.'
        : `The paymaster ${nameAddress(paymaster, vocabulary)} may pay for its ops instead of the account.`
  return [cost, payer]
}

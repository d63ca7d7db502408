import { type AbiFunction, toFunctionSelector } from 'viem'
import { type Condition, getConditions, guessConditions } from '../conditions.js'
import type { Permission, Policy } from '../policy.js'

/** An entry of a policy, and what it says about each argument. @internal */
export type Entry = {
  index: number
  permission: Permission
  conditions: readonly Condition[]
  /** Whether arguments have the names of the ABI. */
  isNamed: boolean
  /** The function that has the entry's selector, when the program is not written for its arguments. */
  misread?: AbiFunction | undefined
}

/**
 * The entries of a policy, and what is known of those that have no names.
 *
 * @internal
 */
export function getEntries({ permissions }: Policy, known: readonly AbiFunction[]): readonly Entry[] {
  return permissions.map((permission, index) => {
    const { abi, program } = permission
    const conditions = abi ? getConditions(abi, program) : undefined
    return {
      index,
      permission,
      conditions: conditions ?? guessConditions(program),
      isNamed: conditions !== undefined,
      misread: conditions ? undefined : known.find((fn) => toFunctionSelector(fn) === permission.function),
    }
  })
}

/**
 * Whether an argument is an amount: a large unsigned number with such a name. Minimums are not: they protect.
 *
 * @internal
 */
export function isAmount({ path, type }: Condition): boolean {
  const name = getLastName(path)
  return (
    /^uint(9[6-9]|1\d\d|2\d\d)$/.test(type) &&
    /amount|value|wad$|quantity|assets|shares/i.test(name) &&
    !/min/i.test(name)
  )
}

/**
 * Whether an argument is somebody who receives, or may take, what the account has.
 *
 * @internal
 */
export function isRecipient({ path, type }: Condition): boolean {
  const names =
    /^_?(to|dst|guy|recipient|receiver|spender|operator|beneficiary|payee|delegatee|destination|onBehalfOf)s?_?$/i
  return type === 'address' && names.test(getLastName(path))
}

/**
 * The largest number that the rules of an argument allow in one call. `undefined`: there is no bound.
 *
 * @internal
 */
export function getUpperBound({ item }: Condition): bigint | undefined {
  if (item.kind !== 'word') return undefined
  const bounds = item.rules.flatMap((rule): readonly bigint[] => {
    if (rule.op === 'account' || rule.op === 'sum' || rule.type.kind !== 'unsigned') return []
    const values = rule.operands.map(BigInt)
    const [first = 0n, second = 0n] = values
    switch (rule.op) {
      case 'eq':
      case 'lte':
        return [first]
      case 'lt':
        return [first - 1n]
      case 'between':
        return [second]
      case 'oneOf':
        return [values.reduce((max, value) => (value > max ? value : max))]
      default:
        return []
    }
  })
  return bounds.length === 0 ? undefined : bounds.reduce((min, bound) => (bound < min ? bound : min))
}

/**
 * Whether the rules of an argument name the values that it may have.
 *
 * @internal
 */
export function isPinned({ item }: Condition): boolean {
  return item.kind === 'word' && item.rules.some(({ op }) => op === 'eq' || op === 'oneOf' || op === 'account')
}

/**
 * The budgets that an argument is charged to.
 *
 * @internal
 */
export function getSums({ item }: Condition): readonly number[] {
  return item.kind === 'word' ? item.rules.flatMap((rule) => (rule.op === 'sum' ? [rule.budget] : [])) : []
}

function getLastName(path: string): string {
  return (
    path
      .replace(/\[\d*\]/g, '')
      .split('.')
      .at(-1) ?? ''
  )
}

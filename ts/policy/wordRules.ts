import type { AccountRule, BetweenRule, CompareRule, EqRule, MaskRule, NeqRule, OneOfRule, SumRule } from './rule.js'

/**
 * The argument is this value. For `bytes` and `string` too: there the hash of the value is compared.
 *
 * @param value - The only value.
 *
 * @example
 * ```ts
 * import { eq } from 'latchkey/policy'
 *
 * const spender = eq('0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3')
 * ```
 */
export function eq<const value>(value: value): EqRule<value> {
  return { rule: 'eq', value }
}

/**
 * The argument is any value but this one.
 *
 * @param value - The value that is not allowed.
 *
 * @example
 * ```ts
 * import { neq } from 'latchkey/policy'
 *
 * const id = neq(0n)
 * ```
 */
export function neq<const value>(value: value): NeqRule<value> {
  return { rule: 'neq', value }
}

/**
 * The number is below this one.
 *
 * @param value - The bound, exclusive.
 *
 * @example
 * ```ts
 * import { lt } from 'latchkey/policy'
 *
 * const amount = lt(100n)
 * ```
 */
export function lt<const value extends bigint | number>(value: value): CompareRule<value> {
  return { rule: 'lt', value }
}

/**
 * The number is not above this one.
 *
 * @param value - The bound, inclusive.
 *
 * @example
 * ```ts
 * import { lte } from 'latchkey/policy'
 *
 * const amount = lte(100n)
 * ```
 */
export function lte<const value extends bigint | number>(value: value): CompareRule<value> {
  return { rule: 'lte', value }
}

/**
 * The number is above this one.
 *
 * @param value - The bound, exclusive.
 *
 * @example
 * ```ts
 * import { gt } from 'latchkey/policy'
 *
 * const minimumOut = gt(0n)
 * ```
 */
export function gt<const value extends bigint | number>(value: value): CompareRule<value> {
  return { rule: 'gt', value }
}

/**
 * The number is not below this one.
 *
 * @param value - The bound, inclusive.
 *
 * @example
 * ```ts
 * import { gte } from 'latchkey/policy'
 *
 * const minimumOut = gte(95n)
 * ```
 */
export function gte<const value extends bigint | number>(value: value): CompareRule<value> {
  return { rule: 'gte', value }
}

/**
 * The number is not below `min` and not above `max`.
 *
 * @param min - The lower bound, inclusive.
 * @param max - The upper bound, inclusive.
 *
 * @example
 * ```ts
 * import { between } from 'latchkey/policy'
 *
 * const amount = between(1n, 100n)
 * ```
 */
export function between<const min extends bigint | number, const max extends bigint | number>(
  min: min,
  max: max,
): BetweenRule<min | max> {
  return { rule: 'between', min, max }
}

/**
 * The argument is one of these values.
 *
 * @param values - 1 to 255 values.
 *
 * @example
 * ```ts
 * import { oneOf } from 'latchkey/policy'
 *
 * const poolFee = oneOf([500, 3000])
 * ```
 */
export function oneOf<const values extends readonly unknown[]>(values: values): OneOfRule<values[number]> {
  return { rule: 'oneOf', values }
}

/**
 * The bits of the argument that are set in `mask` are those of `value`. The other bits may be anything.
 *
 * @param parameters - The mask, and the value, which has no bit outside the mask.
 *
 * @example
 * ```ts
 * import { mask } from 'latchkey/policy'
 *
 * // The lowest bit is not set.
 * const flags = mask({ mask: 1n, value: 0n })
 * ```
 */
export function mask<const bits, const value>(parameters: { mask: bits; value: value }): MaskRule<bits | value> {
  return { rule: 'mask', mask: parameters.mask, value: parameters.value }
}

/**
 * The address is the account that the session acts for, whichever that is.
 *
 * @example
 * ```ts
 * import { account } from 'latchkey/policy'
 *
 * const recipient = account()
 * ```
 */
export function account(): AccountRule {
  return { rule: 'account' }
}

/**
 * The number is charged to a budget: all calls of the session together stay within its cap. Alone it is a condition on the
 * total; with `and` a bound on each call can stand beside it.
 *
 * @param budget - Name of a budget of kind `sum`.
 *
 * @example
 * ```ts
 * import { and, lte, sum } from 'latchkey/policy'
 *
 * const amount = and(lte(100n), sum('weekly'))
 * ```
 */
export function sum(budget: string): SumRule {
  return { rule: 'sum', budget }
}

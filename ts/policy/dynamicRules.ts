import type { Hash } from 'viem'
import type { AndRule, AnyRule, EachRule, HashEqRule, LengthLteRule } from './rule.js'

/**
 * The argument, struct, or whatever it stands for, may be anything. Nothing is allowed by omission: this says it aloud.
 *
 * @example
 * ```ts
 * import { any } from 'latchkey/policy'
 *
 * const deadline = any()
 * ```
 */
export function any(): AnyRule {
  return { rule: 'any' }
}

/**
 * Several rules for one argument, which must all hold.
 *
 * @param rules - The rules.
 *
 * @example
 * ```ts
 * import { and, gt, lte, sum } from 'latchkey/policy'
 *
 * const amount = and(gt(0n), lte(100n), sum('weekly'))
 * ```
 */
export function and<const rules extends readonly unknown[]>(...rules: rules): AndRule<rules[number]> {
  return { rule: 'and', rules }
}

/**
 * The `bytes` or `string` has this keccak256. `eq` takes the value itself.
 *
 * @param hash - 32 bytes.
 *
 * @example
 * ```ts
 * import { hashEq } from 'latchkey/policy'
 * import { keccak256 } from 'viem'
 *
 * const data = hashEq(keccak256('0x1234'))
 * ```
 */
export function hashEq(hash: Hash): HashEqRule {
  return { rule: 'hashEq', hash }
}

/**
 * The `bytes` or `string` has at most so many bytes, or the array so many elements.
 *
 * @param max - The longest length, inclusive, below 2^32.
 *
 * @example
 * ```ts
 * import { lengthLte } from 'latchkey/policy'
 *
 * const memo = lengthLte(32)
 * ```
 */
export function lengthLte(max: number): LengthLteRule {
  return { rule: 'lengthLte', max }
}

/**
 * The same rule for every element of an array; for elements that are structs, rules by field name. An empty array has no
 * element that could break it. Single elements have rules by index, such as `{ 0: eq(weth) }`; both stand together in `and`.
 *
 * @param element - The rule for an element.
 *
 * @example
 * ```ts
 * import { account, each, lte } from 'latchkey/policy'
 *
 * const payments = each({ recipient: account(), amount: lte(100n) })
 * ```
 */
export function each<const rule>(element: rule): EachRule<rule> {
  return { rule: 'each', element }
}

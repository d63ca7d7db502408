import type { Hash } from 'viem'

/*
 * Rules are plain objects whose `rule` is a string, so they can be told from a struct's rules by field name, whose `rule`, if
 * it has such a field, is an object.
 */

/** Anything: no condition. */
export type AnyRule = { readonly rule: 'any' }

/** The value, and nothing else. */
export type EqRule<value = unknown> = { readonly rule: 'eq'; readonly value: value }

/** Every value but this one. */
export type NeqRule<value = unknown> = { readonly rule: 'neq'; readonly value: value }

/** A bound on a number. */
export type CompareRule<value = unknown> = { readonly rule: 'lt' | 'lte' | 'gt' | 'gte'; readonly value: value }

/** Two bounds on a number, both inclusive. */
export type BetweenRule<value = unknown> = { readonly rule: 'between'; readonly min: value; readonly max: value }

/** One of some values. */
export type OneOfRule<value = unknown> = { readonly rule: 'oneOf'; readonly values: readonly value[] }

/** The bits that are set in `mask` are those of `value`. */
export type MaskRule<value = unknown> = { readonly rule: 'mask'; readonly mask: value; readonly value: value }

/** The account that the session acts for. */
export type AccountRule = { readonly rule: 'account' }

/** Whatever it is, it is charged to a budget. */
export type SumRule = { readonly rule: 'sum'; readonly budget: string }

/** The `bytes` or `string` with this keccak256. */
export type HashEqRule = { readonly rule: 'hashEq'; readonly hash: Hash }

/** At most so many bytes, or elements. */
export type LengthLteRule = { readonly rule: 'lengthLte'; readonly max: number }

/** The same rule for every element of an array. */
export type EachRule<rule = unknown> = { readonly rule: 'each'; readonly element: rule }

/** Several rules that must all hold. */
export type AndRule<rule = unknown> = { readonly rule: 'and'; readonly rules: readonly rule[] }

/** Any rule, for any type. */
export type Rule =
  | AccountRule
  | AndRule
  | AnyRule
  | BetweenRule
  | CompareRule
  | EachRule
  | EqRule
  | HashEqRule
  | LengthLteRule
  | MaskRule
  | NeqRule
  | OneOfRule
  | SumRule

/**
 * Whether a value says that it is a rule. Its other fields are not looked at.
 *
 * @internal
 */
export function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && 'rule' in value && typeof value.rule === 'string'
}

/**
 * Whether a value is `any()`.
 *
 * @internal
 */
export function isAnyRule(value: unknown): value is AnyRule {
  return isRule(value) && value.rule === 'any'
}

import type { AbiParameter } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidRuleError } from '../errors/policy.js'
import { joinPath } from './abiShape.js'
import { isRule } from './rule.js'

/** Rules that must all hold for one argument, as they were given. */
export type Rules = readonly unknown[]

/**
 * The parameters of a function or struct. Those without a name, or with one that another has too, have only their position.
 *
 * @internal
 */
export function getFields(parameters: readonly AbiParameter[]): readonly AbiParameter[] {
  const counts = new Map<string, number>()
  for (const { name = '' } of parameters) counts.set(name, (counts.get(name) ?? 0) + 1)
  return parameters.map((parameter) =>
    counts.get(parameter.name ?? '') === 1 ? parameter : { ...parameter, name: '' },
  )
}

/**
 * Deals the rules of a struct, or of all arguments, out to its fields. Every field needs one.
 *
 * @internal
 */
export function getFieldRules(fields: readonly AbiParameter[], rules: Rules, path: string): readonly Rules[] {
  const dealt: readonly unknown[][] = fields.map(() => [])
  for (const rule of rules) {
    const given = toEntries(fields, rule, path)
    for (const [index, field] of fields.entries()) {
      const fieldRule = given.get(index)
      if (fieldRule === undefined)
        throw new InvalidRuleError({
          path: joinPath(path, field.name, index),
          reason: 'it was left out; `any()` says that it may be anything',
        })
      dealt[index]?.push(fieldRule)
    }
  }
  return dealt
}

/** The rules of one object or list, by the index of their field. */
function toEntries(fields: readonly AbiParameter[], rules: unknown, path: string): ReadonlyMap<number, unknown> {
  if (Array.isArray(rules)) {
    if (rules.length > fields.length)
      throw new InvalidRuleError({ path, reason: `there are ${rules.length} rules for ${fields.length} arguments` })
    return new Map(rules.entries())
  }
  if (isRule(rules))
    throw new InvalidRuleError({
      path,
      reason: `\`${rules.rule}\` is no rule for several arguments; give one for each`,
    })
  const entries = new Map<number, unknown>()
  for (const [name, rule] of Object.entries(rules ?? {})) {
    const index = fields.findIndex((field) => field.name === name && name !== '')
    if (index < 0)
      throw new InvalidRuleError({
        path: joinPath(path, name, 0),
        reason: `there is no argument ${describeValue(name)}`,
      })
    entries.set(index, rule)
  }
  return entries
}

/**
 * Deals the rules of an array of known length out to its elements: `each`, a list for all, or an object by index.
 *
 * @internal
 */
export function getElementRules(length: number, rules: Rules, path: string): readonly Rules[] {
  const { each, byIndex } = splitArrayRules(
    rules.flatMap((rule) => {
      if (!Array.isArray(rule)) return [rule]
      if (rule.length !== length)
        throw new InvalidRuleError({ path, reason: `there are ${rule.length} rules for ${length} elements` })
      return [Object.fromEntries(rule.entries())]
    }),
    path,
  )
  const last = byIndex.at(-1)?.[0] ?? -1
  if (last >= length)
    throw new InvalidRuleError({ path: `${path}[${last}]`, reason: `the array has ${length} elements` })
  return Array.from({ length }, (_, index) => [...each, ...getRulesAt(byIndex, index)])
}

/**
 * Takes the rules of an array apart: those for every element, and those for single ones in the order of their index.
 *
 * @internal
 */
export function splitArrayRules(rules: Rules, path: string): splitArrayRules.ReturnType {
  const each: unknown[] = []
  const byIndex: [number, unknown][] = []
  for (const rule of rules) {
    if (isRule(rule)) {
      if (rule.rule !== 'each')
        throw new InvalidRuleError({ path, reason: `\`${rule.rule}\` is no rule for an array of this kind` })
      each.push(rule.element)
      continue
    }
    if (Array.isArray(rule))
      throw new InvalidRuleError({ path, reason: 'elements of an array without a fixed length have rules by index' })
    const entries = Object.entries(rule ?? {})
    if (entries.length === 0) throw new InvalidRuleError({ path, reason: 'no element has a rule' })
    for (const [key, element] of entries) {
      if (!/^(0|[1-9]\d{0,8})$/.test(key))
        throw new InvalidRuleError({ path, reason: `${describeValue(key)} is not the index of an element` })
      byIndex.push([Number(key), element])
    }
  }
  return { byIndex: byIndex.sort(([a], [b]) => a - b), each }
}

export declare namespace splitArrayRules {
  type ReturnType = { byIndex: readonly (readonly [number, unknown])[]; each: Rules }
}

/**
 * The rules for one element.
 *
 * @internal
 */
export function getRulesAt(byIndex: splitArrayRules.ReturnType['byIndex'], index: number): Rules {
  return byIndex.filter(([at]) => at === index).map(([, rule]) => rule)
}

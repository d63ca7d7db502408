import type { AbiFunction, AbiParameter } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidRuleError, type InvalidRuleErrorType } from '../errors/policy.js'
import {
  countWords,
  getArrayShape,
  getComponents,
  isByteString,
  isDynamic,
  joinPath,
  maxFixedArrayWords,
} from './abiShape.js'
import { compileArray } from './compileArray.js'
import { compileByteString } from './compileByteString.js'
import { compileWord } from './compileWord.js'
import { getElementRules, getFieldRules, getFields, type Rules } from './fieldRules.js'
import { mergeSkips } from './mergeSkips.js'
import type { Permission } from './policy.js'
import type { Program, ProgramItem } from './program.js'
import { isAnyRule, isRule } from './rule.js'

type Effect = Permission['effect']

/**
 * Turns rules, written by the names of a function's arguments, into the program of a permission. Those of an entry that denies also
 * fit what old contracts take for the same.
 *
 * @internal
 */
export function compileArguments(fn: AbiFunction, rules: unknown, effect: Effect): Program<string> {
  if (fn.inputs.length === 0) {
    if (rules === undefined || isAnyRule(rules) || (Array.isArray(rules) && rules.length === 0)) return []
    throw new InvalidRuleError({ path: fn.name, reason: 'the function has no arguments' })
  }
  if (rules === undefined)
    throw new InvalidRuleError({
      path: fn.name,
      reason: 'there are no rules for its arguments; `any()` says that they may be anything',
    })
  return compileFields(fn.inputs, flattenRules(fn.name, [rules]), fn.name, effect)
}

export declare namespace compileArguments {
  type ErrorType = InvalidRuleErrorType
}

/** A head: the arguments of a function, or the fields of a dynamic struct. */
function compileFields(
  parameters: readonly AbiParameter[],
  rules: Rules,
  path: string,
  effect: Effect,
): Program<string> {
  const fields = getFields(parameters)
  return mergeSkips(
    getFieldRules(fields, rules, path).flatMap((fieldRules, index) => {
      const field = fields[index]
      return field ? compileParameter(field, fieldRules, joinPath(path, field.name, index), effect) : []
    }),
  )
}

/** The items that stand for one parameter in its head. */
function compileParameter(parameter: AbiParameter, given: Rules, path: string, effect: Effect): Program<string> {
  const rules = flattenRules(path, given)
  const array = getArrayShape(parameter)
  if (array && array.length === undefined)
    return [compileArray(array.element, rules, path, (...element) => compileParameter(...element, effect))]
  if (array) assertWordCount(countWords(array.element) * (array.length ?? 0), path)
  if (!isDynamic(parameter) && rules.length === 0) return [{ kind: 'skip', words: countWords(parameter) }]
  if (array) {
    const elements = getElementRules(array.length ?? 0, rules, path)
    return toTuple(
      parameter,
      elements.flatMap((each, index) => compileParameter(array.element, each, `${path}[${index}]`, effect)),
    )
  }
  const components = getComponents(parameter)
  if (components) return toTuple(parameter, compileFields(components, rules, path, effect))
  if (isByteString(parameter)) return [compileByteString(parameter, rules, path)]
  return [compileWord(parameter, rules, path, effect)]
}

/** Static tuples stand word for word in the head, dynamic ones behind a pointer. */
function toTuple(parameter: AbiParameter, program: Program<string>): Program<string> {
  const tuple: ProgramItem<string> = { kind: 'tuple', program: mergeSkips(program) }
  return isDynamic(parameter) ? [tuple] : program
}

function assertWordCount(words: number, path: string) {
  if (words < 1 || words > maxFixedArrayWords)
    throw new InvalidRuleError({
      path,
      reason: `an array of ${words} words is not supported, only of 1 to ${maxFixedArrayWords}`,
    })
}

/** Takes `and` apart and leaves `any` out. */
function flattenRules(path: string, rules: Rules): Rules {
  return rules.flatMap((rule): Rules => {
    if (typeof rule !== 'object' || rule === null)
      throw new InvalidRuleError({
        path,
        reason: `${describeValue(rule)} is not a rule; \`any()\` says that it may be anything`,
      })
    if (!isRule(rule)) return [rule]
    if (rule.rule === 'any') return []
    if (rule.rule !== 'and') return [rule]
    if (!Array.isArray(rule.rules) || rule.rules.length === 0)
      throw new InvalidRuleError({ path, reason: '`and` has no rules' })
    return flattenRules(path, rule.rules)
  })
}

import type { AbiParameter } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidRuleError } from '../errors/policy.js'
import { countWords, isDynamic } from './abiShape.js'
import { getRulesAt, type Rules, splitArrayRules } from './fieldRules.js'
import { maxUint8, maxUint32 } from './limits.js'
import { mergeSkips } from './mergeSkips.js'
import { type ArrayItem, maxArrayLength, type Program } from './program.js'
import { isRule } from './rule.js'

/**
 * The item of a dynamic array. `compile` makes the items of one element.
 *
 * @internal
 */
export function compileArray(
  element: AbiParameter,
  rules: Rules,
  path: string,
  compile: (parameter: AbiParameter, rules: Rules, path: string) => Program<string>,
): ArrayItem<string> {
  const head = isDynamic(element) ? 0 : countWords(element)
  if (head > maxUint8) throw new InvalidRuleError({ path, reason: `its elements have ${head} words, more than 255` })

  const max = Math.min(...rules.map((rule) => getMax(rule, path)))
  const { byIndex, each } = splitArrayRules(
    rules.filter((rule) => !isRule(rule) || rule.rule !== 'lengthLte'),
    path,
  )
  const prefixCount = (byIndex.at(-1)?.[0] ?? -1) + 1
  if (prefixCount > maxUint8)
    throw new InvalidRuleError({
      path: `${path}[${prefixCount - 1}]`,
      reason: 'only the first 255 elements have an index',
    })
  if (prefixCount > max)
    throw new InvalidRuleError({ path, reason: `element ${prefixCount - 1} has a rule, but only ${max} are allowed` })

  const toProgram = (elementRules: Rules, at: string) => {
    const program = mergeSkips(compile(element, elementRules, `${path}[${at}]`))
    // The words of a static element without a rule are counted by `head` alone.
    return head !== 0 && program.every(({ kind }) => kind === 'skip') ? [] : program
  }
  return {
    kind: 'array',
    max: Math.min(max, maxArrayLength),
    head,
    prefix: Array.from({ length: prefixCount }, (_, index) =>
      toProgram([...each, ...getRulesAt(byIndex, index)], String(index)),
    ),
    rest: toProgram(each, ''),
  }
}

function getMax(rule: unknown, path: string): number {
  if (!isRule(rule) || rule.rule !== 'lengthLte') return maxArrayLength
  assertLength(rule.max, path)
  return rule.max
}

/**
 * Throws unless the value can bound a length.
 *
 * @internal
 */
export function assertLength(value: unknown, path: string): asserts value is number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > maxUint32)
    throw new InvalidRuleError({ path, reason: `the length ${describeValue(value)} is not a whole number below 2^32` })
}

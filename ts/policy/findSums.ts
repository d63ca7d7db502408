import type { Program } from './program.js'

/**
 * The budgets that a program's `sum` rules name, one for each rule.
 *
 * @internal
 */
export function findSums<budget>(program: Program<budget>): readonly budget[] {
  return program.flatMap((item) => {
    switch (item.kind) {
      case 'word':
        return item.rules.flatMap((rule) => (rule.op === 'sum' ? [rule.budget] : []))
      case 'tuple':
        return findSums(item.program)
      case 'array':
        return [...item.prefix, item.rest].flatMap(findSums)
      default:
        return []
    }
  })
}

/**
 * The same program with other names for its budgets.
 *
 * @internal
 */
export function mapSums<from, to>(program: Program<from>, toBudget: (budget: from) => to): Program<to> {
  return program.map((item) => {
    switch (item.kind) {
      case 'word':
        return {
          kind: 'word',
          rules: item.rules.map((rule) => (rule.op === 'sum' ? { ...rule, budget: toBudget(rule.budget) } : rule)),
        }
      case 'tuple':
        return { kind: 'tuple', program: mapSums(item.program, toBudget) }
      case 'array':
        return {
          ...item,
          prefix: item.prefix.map((program) => mapSums(program, toBudget)),
          rest: mapSums(item.rest, toBudget),
        }
      default:
        return item
    }
  })
}

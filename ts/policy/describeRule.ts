import type { Hex } from 'viem'
import type { ProgramItem, WordRule } from './program.js'
import { fromOperand, getShownType } from './wordType.js'

/** Writes a value of an ABI type in words. @internal */
export type Format = (value: Hex | boolean | bigint, abiType: string) => string

/**
 * A value as it is: numbers in digits, addresses and bytes in hex.
 *
 * @internal
 */
export function formatPlain(value: Hex | boolean | bigint): string {
  return String(value)
}

/**
 * What a rule wants of a word, in words that go behind "must be": `at most 100`.
 *
 * @internal
 */
export function describeWordRule(rule: WordRule, argumentType: string | undefined, format: Format): string {
  if (rule.op === 'account') return 'the account itself'
  if (rule.op === 'sum') return 'anything that the budget still allows'
  const abiType = getShownType(argumentType, rule.type)
  const values = rule.operands.map((operand) => format(fromOperand(abiType, rule.type, operand), abiType))
  const [first = '', second = ''] = values
  switch (rule.op) {
    case 'eq':
      return first
    case 'neq':
      return `anything but ${first}`
    case 'lt':
      return `below ${first}`
    case 'lte':
      return `at most ${first}`
    case 'gt':
      return `above ${first}`
    case 'gte':
      return `at least ${first}`
    case 'between':
      return `between ${first} and ${second}`
    case 'oneOf':
      return values.length === 1 ? first : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
    case 'mask': {
      const [mask = '0x', value = '0x'] = rule.operands
      return `a value whose bits under the mask ${mask} are ${value}`
    }
  }
}

/**
 * What an item wants of a dynamic value, in words that go behind "must be". `undefined`: nothing.
 *
 * @internal
 */
export function describeDynamicItem(item: ProgramItem): string | undefined {
  switch (item.kind) {
    case 'bytesHash':
      return `the bytes with the hash ${item.hash}`
    case 'bytesMax':
      return `at most ${item.max} byte${item.max === 1 ? '' : 's'} long`
    default:
      return undefined
  }
}

import { type AbiParameter, type Hex, hexToBigInt } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidRuleError } from '../errors/policy.js'
import type { Rules } from './fieldRules.js'
import { maxUint8 } from './limits.js'
import type { Permission } from './policy.js'
import type { ProgramItem, WordRule, WordType } from './program.js'
import { type EqRule, isRule, type NeqRule, type Rule } from './rule.js'
import { getWordType, toNumber, toOperand } from './wordType.js'

/**
 * The item of a static word.
 *
 * @internal
 */
export function compileWord(
  { type: abiType }: AbiParameter,
  rules: Rules,
  path: string,
  effect: Permission['effect'],
): ProgramItem<string> {
  if (rules.length === 0) return { kind: 'skip', words: 1 }
  const type = getWordType(abiType)
  if (!type) throw new InvalidRuleError({ path, reason: `no rule but \`any()\` fits the type ${abiType}` })
  return { kind: 'word', rules: rules.map((rule) => compileWordRule(rule, { abiType, effect, path, type })) }
}

type Word = { abiType: string; effect: Permission['effect']; path: string; type: WordType }

function compileWordRule(rule: unknown, word: Word): WordRule<string> {
  const { abiType, path, type } = word
  if (!isRule(rule))
    throw new InvalidRuleError({ path, reason: `the type ${abiType} has no parts with rules of their own` })
  if (!fits(rule, abiType))
    throw new InvalidRuleError({ path, reason: `\`${rule.rule}\` is no rule for the type ${abiType}` })

  if (abiType === 'bool' && (rule.rule === 'eq' || rule.rule === 'neq')) return compileFlag(rule, word)
  switch (rule.rule) {
    case 'eq':
    case 'neq':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return { op: rule.rule, type, operands: [getOperand(rule.value, word)] }
    case 'between': {
      const [min, max] = [getOperand(rule.min, word), getOperand(rule.max, word)]
      if (toNumber(type, min) > toNumber(type, max))
        throw new InvalidRuleError({ path, reason: `nothing is between ${rule.min} and ${rule.max}` })
      return { op: 'between', type, operands: [min, max] }
    }
    case 'oneOf':
      return { op: 'oneOf', type, operands: getOperands(rule.values, word) }
    case 'mask': {
      const [mask, value] = [getOperand(rule.mask, word), getOperand(rule.value, word)]
      if ((hexToBigInt(value) & ~hexToBigInt(mask)) !== 0n)
        throw new InvalidRuleError({
          path,
          reason: 'the value of `mask` has bits outside the mask, so nothing fits it',
        })
      return { op: 'mask', type, operands: [mask, value] }
    }
    case 'account':
      return { op: 'account', type }
    case 'sum':
      if (typeof rule.budget !== 'string' || rule.budget === '')
        throw new InvalidRuleError({ path, reason: `${describeValue(rule.budget)} is not the name of a budget` })
      return { op: 'sum', type, budget: rule.budget }
    default:
      throw new InvalidRuleError({ path, reason: `${describeValue(rule.rule)} is not the name of a rule` })
  }
}

/** A word of 2 is another one than `true`, and still is `true` to old contracts: it is denied as `true`, and allowed as neither. */
function compileFlag({ rule, value }: EqRule | NeqRule, word: Word): WordRule<string> {
  const { effect, type } = word
  const isTrue = (getOperand(value, word) === '0x01') === (rule === 'eq')
  if (isTrue && effect === 'deny') return { op: 'neq', type, operands: ['0x00'] }
  return { op: 'eq', type, operands: [isTrue ? '0x01' : '0x00'] }
}

/** Only numbers have an order and can be summed up, and only addresses can be the account. */
function fits({ rule }: Rule, abiType: string): boolean {
  const isNumber = /^u?int/.test(abiType)
  switch (rule) {
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'between':
      return isNumber
    case 'sum':
      return abiType.startsWith('uint')
    case 'mask':
      return isNumber || abiType.startsWith('bytes')
    case 'oneOf':
      return abiType !== 'bool'
    case 'account':
      return abiType === 'address'
    case 'each':
    case 'hashEq':
    case 'lengthLte':
      return false
    default:
      return true
  }
}

function getOperands(values: unknown, word: Word): readonly Hex[] {
  if (!Array.isArray(values) || values.length === 0 || values.length > maxUint8)
    throw new InvalidRuleError({ path: word.path, reason: '`oneOf` needs a list of 1 to 255 values' })
  return values.map((value) => getOperand(value, word))
}

function getOperand(value: unknown, { abiType, path, type }: Word): Hex {
  const { fault, operand } = toOperand(abiType, type, value)
  if (fault !== undefined) throw new InvalidRuleError({ path, reason: `the value ${fault}` })
  return operand
}

import { type AbiParameter, keccak256, stringToHex } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidRuleError } from '../errors/policy.js'
import { isBytes, toLower } from '../utils/hex.js'
import { assertLength } from './compileArray.js'
import type { Rules } from './fieldRules.js'
import type { ProgramItem } from './program.js'
import { isRule, type LengthLteRule } from './rule.js'

/**
 * The item of a `bytes` or a `string`.
 *
 * @internal
 */
export function compileByteString({ type }: AbiParameter, rules: Rules, path: string): ProgramItem<string> {
  const [rule, ...others] = rules
  if (rule === undefined) return { kind: 'bytes' }
  if (rules.every(isLengthRule))
    return { kind: 'bytesMax', max: Math.min(...rules.map(({ max }) => toLength(max, path))) }
  if (others.length > 0)
    throw new InvalidRuleError({ path, reason: `a ${type} has one hash, or a largest length, not both` })
  if (!isRule(rule)) throw new InvalidRuleError({ path, reason: `a ${type} has no parts with rules of their own` })

  switch (rule.rule) {
    case 'eq':
      return { kind: 'bytesHash', hash: keccak256(toBytes(type, rule.value, path)) }
    case 'hashEq':
      if (!isBytes(rule.hash, 32))
        throw new InvalidRuleError({ path, reason: `the hash ${describeValue(rule.hash)} is not 32 bytes` })
      return { kind: 'bytesHash', hash: toLower(rule.hash) }
    default:
      throw new InvalidRuleError({ path, reason: `\`${rule.rule}\` is no rule for a ${type}` })
  }
}

function isLengthRule(rule: unknown): rule is LengthLteRule {
  return isRule(rule) && rule.rule === 'lengthLte'
}

function toLength(max: unknown, path: string): number {
  assertLength(max, path)
  return max
}

function toBytes(type: string, value: unknown, path: string) {
  if (type === 'string' && typeof value === 'string') return stringToHex(value)
  if (type === 'bytes' && isBytes(value)) return value
  throw new InvalidRuleError({ path, reason: `the value ${describeValue(value)} is not a ${type}` })
}

import { type Address, getAddress, isAddress, zeroAddress } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidPermissionError } from '../errors/policy.js'
import { maxUint128 } from './limits.js'
import { isAnyRule } from './rule.js'

/**
 * The contract of an entry: an address other than zero, or any when that is said aloud.
 *
 * @internal
 */
export function readTarget(address: unknown): Address | 'any' {
  if (isAnyRule(address)) return 'any'
  if (typeof address !== 'string' || !isAddress(address))
    throw new InvalidPermissionError({
      field: 'address',
      reason: `is ${describeValue(address)}, neither an address nor \`any()\``,
    })
  if (address === zeroAddress) throw new InvalidPermissionError({ field: 'address', reason: 'is the zero address' })
  return getAddress(address)
}

/**
 * The cap on the value of one call. Left out, or zero: a call carries none.
 *
 * @internal
 */
export function readValue(value: unknown): { maxValue?: bigint } {
  if (value === undefined) return {}
  const max = typeof value === 'object' && value !== null && 'max' in value ? value.max : undefined
  if (typeof max !== 'bigint')
    throw new InvalidPermissionError({
      field: 'value',
      reason: `has ${describeValue(max)} for \`max\`, where a bigint is needed`,
    })
  if (max < 0n || max > maxUint128)
    throw new InvalidPermissionError({ field: 'value', reason: `has ${max} for \`max\`, which does not fit a uint128` })
  return max === 0n ? {} : { maxValue: max }
}

/**
 * The names of an entry's budgets, each once.
 *
 * @internal
 */
export function readLimits(limits: unknown): readonly string[] {
  if (limits === undefined) return []
  if (!Array.isArray(limits) || !limits.every((name) => typeof name === 'string'))
    throw new InvalidPermissionError({ field: 'limits', reason: 'is not a list of budget names' })
  if (new Set(limits).size !== limits.length)
    throw new InvalidPermissionError({ field: 'limits', reason: 'names a budget twice' })
  return [...limits]
}

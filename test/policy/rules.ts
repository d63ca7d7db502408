import type { AbiParameter, Hex } from 'viem'
import { keccak256 } from 'viem'
import { getArrayShape, getComponents, isByteString, isDynamic } from '../../ts/policy/abiShape.js'
import { and, any, each, hashEq, lengthLte } from '../../ts/policy/dynamicRules.js'
import { account, between, eq, gte, lte, neq, oneOf, sum } from '../../ts/policy/wordRules.js'
import type { Random } from '../vectors/random.js'
import { getBytes, getTupleValues, oneIn, pick, randomValue } from './abi.js'

/**
 * Rules for the arguments of a function, as users write them, that hold for some values: by name where that is possible, or by
 * position. `sum` names the budget `total`.
 */
export function randomArgs(
  random: Random,
  parameters: readonly AbiParameter[],
  values: readonly unknown[],
  context: { account: Hex },
): object {
  const rules = parameters.map((parameter, index) => randomRule(random, parameter, [values[index]], context))
  return toFields(random, parameters, rules)
}

function toFields(random: Random, parameters: readonly AbiParameter[], rules: readonly object[]): object {
  const names = parameters.map(({ name = '' }) => name)
  const isNamed = names.every((name) => name !== '') && new Set(names).size === names.length
  if (!isNamed || oneIn(random, 4)) return rules
  return Object.fromEntries(rules.map((rule, index) => [names[index], rule]))
}

/** A rule that holds for all of some values. */
function randomRule(
  random: Random,
  parameter: AbiParameter,
  values: readonly unknown[],
  context: { account: Hex },
): object {
  if (oneIn(random, 5)) return any()
  const array = getArrayShape(parameter)
  if (array) return randomArrayRule(random, array, values as readonly (readonly unknown[])[], context)
  const components = getComponents(parameter)
  if (components) {
    const rules = components.map((component, index) =>
      randomRule(
        random,
        component,
        values.map((value) => getTupleValues(components, value)[index]),
        context,
      ),
    )
    return toFields(random, components, rules)
  }
  if (isByteString(parameter)) return randomBytesRule(random, parameter, values)
  const rule = randomWordRule(random, parameter, values, context)
  return oneIn(random, 4) ? and(rule, randomWordRule(random, parameter, values, context), any()) : rule
}

function randomArrayRule(
  random: Random,
  { element, length }: { element: AbiParameter; length: number | undefined },
  arrays: readonly (readonly unknown[])[],
  context: { account: Hex },
): object {
  const rules: object[] = []
  if (oneIn(random, 2)) rules.push(each(randomRule(random, element, arrays.flat(), context)))
  const shortest = length ?? (arrays.length === 0 ? 0 : Math.min(...arrays.map((array) => array.length)))
  const indexes = Array.from({ length: shortest }, (_, index) => index).filter(() => oneIn(random, 2))
  // A hash cannot stand beside another rule.
  if (indexes.length > 0 && (rules.length === 0 || !isDynamic(element)))
    rules.push(
      Object.fromEntries(
        indexes.map((index) => [
          index,
          randomRule(
            random,
            element,
            arrays.map((array) => array[index]),
            context,
          ),
        ]),
      ),
    )
  if (length === undefined && oneIn(random, 2))
    rules.push(lengthLte(Math.max(0, ...arrays.map((array) => array.length)) + random.below(2)))
  const [first, ...others] = rules
  return first ? (others.length > 0 ? and(first, ...others) : first) : any()
}

function randomBytesRule(random: Random, parameter: AbiParameter, values: readonly unknown[]): object {
  const [first] = values
  const bytes = values.map((value) => getBytes(parameter, value))
  if (first === undefined || new Set(bytes).size > 1 || oneIn(random, 3))
    return lengthLte(Math.max(0, ...bytes.map((hex) => hex.length / 2 - 1)))
  return oneIn(random, 2) ? eq(first) : hashEq(keccak256(bytes[0] ?? '0x'))
}

function randomWordRule(
  random: Random,
  parameter: AbiParameter,
  values: readonly unknown[],
  context: { account: Hex },
): object {
  const { type } = parameter
  const [first] = values
  const other = randomValue(random, parameter, context.account)
  const isOther = !values.some((value) => String(value).toLowerCase() === String(other).toLowerCase())
  if (type === 'bool') return new Set(values).size === 1 ? pick(random, [eq(first), neq(!first)]) : any()
  if (type === 'address' && values.every((value) => value === context.account) && oneIn(random, 2)) return account()
  if (isOther && oneIn(random, 5)) return neq(other)
  if (/^(address|bytes)/.test(type) || values.length === 0) return oneOf([...values, other])
  const numbers = values.map((value) => BigInt(value as bigint | number))
  const [min, max] = [numbers.reduce((a, b) => (a < b ? a : b)), numbers.reduce((a, b) => (a > b ? a : b))]
  const write = (value: bigint) => (typeof first === 'number' && oneIn(random, 2) ? Number(value) : value)
  switch (random.below(5)) {
    case 0:
      return between(write(min), write(max))
    case 1:
      return lte(write(max))
    case 2:
      return gte(write(min))
    case 3:
      return type.startsWith('uint') ? sum('total') : lte(write(max))
    default:
      return oneOf([...values, other])
  }
}

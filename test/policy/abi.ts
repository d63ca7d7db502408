import { type AbiParameter, type Hex, stringToHex } from 'viem'
import type { Random } from '../vectors/random.js'

/** One of some items. */
export function pick<item>(random: Random, items: readonly [item, ...item[]] | readonly item[]): item {
  const item = items[random.below(items.length)]
  if (item === undefined) throw new Error('There is nothing to pick from.')
  return item
}

/** Whether something happens that happens once in `times`. */
export function oneIn(random: Random, times: number): boolean {
  return random.below(times) === 0
}

/** A number below 2^bits: now and then small, or at an edge. */
export function randomUint(random: Random, bits: number): bigint {
  const max = (1n << BigInt(bits)) - 1n
  switch (random.below(6)) {
    case 0:
      return BigInt(random.below(4)) & max
    case 1:
      return max - BigInt(random.below(3))
    case 2:
      return BigInt(random.below(1000)) & max
    default:
      return BigInt(random.hex(32)) & max
  }
}

/** Names, of which some look like a rule. */
const names = ['amount', 'to', 'rule', 'value', 'data', 'x', 'y', 'length', '0', 'values'] as const

/** Parameters with a name each, or all without. */
export function randomParameters(random: Random, depth = 3, max = 4): readonly AbiParameter[] {
  const isNamed = !oneIn(random, 4)
  return Array.from({ length: 1 + random.below(max) }, (_, index) => ({
    ...randomParameter(random, depth),
    ...(isNamed ? { name: `${pick(random, names)}${index}` } : {}),
  }))
}

function randomParameter(random: Random, depth: number): AbiParameter {
  if (depth === 0 || random.below(5) < 2) return { type: randomWordType(random) }
  switch (random.below(5)) {
    case 0:
      return { type: pick(random, ['bytes', 'string']) }
    case 1:
      return { type: 'tuple', components: randomParameters(random, depth - 1, 3) }
    default: {
      const element = randomParameter(random, depth - 1)
      return { ...element, type: `${element.type}[${oneIn(random, 3) ? 1 + random.below(3) : ''}]` }
    }
  }
}

function randomWordType(random: Random): string {
  const bytes = 1 + random.below(32)
  return pick(random, ['address', 'bool', 'uint256', `uint${bytes * 8}`, `int${bytes * 8}`, `bytes${bytes}`, 'bytes32'])
}

/** A value that viem encodes. Some addresses are `account`. */
export function randomValue(random: Random, parameter: AbiParameter, account: Hex): unknown {
  const [, element, length] = /^(.*)\[(\d*)\]$/.exec(parameter.type) ?? []
  if (element !== undefined) {
    const size = length ? Number(length) : random.below(4)
    return Array.from({ length: size }, () => randomValue(random, { ...parameter, type: element }, account))
  }
  if ('components' in parameter) return toTuple(parameter.components, (each) => randomValue(random, each, account))
  switch (parameter.type) {
    case 'address':
      return oneIn(random, 3) ? account : random.address()
    case 'bool':
      return oneIn(random, 2)
    case 'bytes':
      return random.hex(random.below(70))
    case 'string':
      return 'é'.repeat(random.below(20))
  }
  const [, kind, digits] = /^(u?int|bytes)(\d+)$/.exec(parameter.type) ?? []
  const size = Number(digits)
  if (kind === 'bytes') return random.hex(size)
  const number = randomUint(random, size)
  const value = kind === 'int' ? BigInt.asIntN(size, number) : number
  return size <= 48 ? Number(value) : value
}

/** viem takes tuples by name when all components have one, else by position. */
function toTuple(components: readonly AbiParameter[], toValue: (component: AbiParameter) => unknown): unknown {
  const values = components.map((component) => [component.name, toValue(component)] as const)
  return values.every(([name]) => name) ? Object.fromEntries(values) : values.map(([, value]) => value)
}

/** The values of a tuple's components, in order. */
export function getTupleValues(components: readonly AbiParameter[], value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return components.map(({ name = '' }) => (value as Record<string, unknown>)[name])
}

/** The bytes of a `bytes` or a `string`. */
export function getBytes(parameter: AbiParameter, value: unknown): Hex {
  return parameter.type === 'string' ? stringToHex(value as string) : (value as Hex)
}

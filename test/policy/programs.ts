import { type AbiParameter, encodeAbiParameters, type Hex, keccak256, numberToHex, size } from 'viem'
import { countWords, getArrayShape, getComponents, isByteString, isDynamic } from '../../ts/policy/abiShape.js'
import type { Program, ProgramItem, WordRule, WordType } from '../../ts/policy/program.js'
import type { Random } from '../vectors/random.js'
import { getBytes, getTupleValues, oneIn, pick, randomUint } from './abi.js'

/** What programs may name. */
export type ProgramContext = {
  account: Hex
  /** Indexes of the budgets of kind sum; none in a deny entry. */
  sums: readonly number[]
  /** One word in so many has rules. */
  ruled: number
}

/**
 * A program that fits all of some values for the same parameters: rules hold for each of them. It is not made by what is
 * tested: rules are drawn from the words themselves.
 */
export function randomProgram(
  random: Random,
  parameters: readonly AbiParameter[],
  values: readonly (readonly unknown[])[],
  context: ProgramContext,
): Program {
  const items = parameters.flatMap((parameter, index) =>
    toItems(
      random,
      parameter,
      values.map((each) => each[index]),
      context,
    ),
  )
  return oneIn(random, 5) ? items : mergeSkips(items)
}

function toItems(
  random: Random,
  parameter: AbiParameter,
  values: readonly unknown[],
  context: ProgramContext,
): readonly ProgramItem[] {
  const array = getArrayShape(parameter)
  if (array?.length === undefined && array) return [toArray(random, array.element, values as unknown[][], context)]
  const components = array ? Array.from({ length: array.length ?? 0 }, () => array.element) : getComponents(parameter)
  if (components) {
    const fields = values.map((value) => getTupleValues(components, value))
    const program = randomProgram(random, components, fields, context)
    return isDynamic(parameter) ? [{ kind: 'tuple', program }] : program
  }
  if (isByteString(parameter))
    return [
      toBytesItem(
        random,
        values.map((value) => getBytes(parameter, value)),
      ),
    ]
  const words = values.map((value) => encodeAbiParameters([parameter], [value]))
  return [toWordItem(random, parameter.type, words, context)]
}

function toArray(
  random: Random,
  element: AbiParameter,
  arrays: readonly (readonly unknown[])[],
  context: ProgramContext,
): ProgramItem {
  const lengths = arrays.map(({ length }) => length)
  const shortest = arrays.length === 0 ? 2 : Math.min(...lengths)
  const longest = Math.max(0, ...lengths)
  const prefixCount = oneIn(random, 2) ? random.below(shortest + 1) : 0
  const toProgram = (values: readonly unknown[]) => {
    const program = randomProgram(
      random,
      [element],
      values.map((value) => [value]),
      context,
    )
    const says = program.some(({ kind }) => kind !== 'skip')
    return isDynamic(element) || says || oneIn(random, 4) ? program : []
  }
  return {
    kind: 'array',
    max: pick(random, [longest, longest + 1, 0xffffffff, 0xffffffff]),
    head: isDynamic(element) ? 0 : countWords(element),
    prefix: Array.from({ length: prefixCount }, (_, index) => toProgram(arrays.map((array) => array[index]))),
    rest: toProgram(arrays.flatMap((array) => array.slice(prefixCount))),
  }
}

function toBytesItem(random: Random, values: readonly Hex[]): ProgramItem {
  const [first] = values
  const longest = Math.max(0, ...values.map((value) => size(value)))
  const isSame = first !== undefined && values.every((value) => value === first)
  if (isSame && oneIn(random, 3)) return { kind: 'bytesHash', hash: keccak256(first) }
  if (oneIn(random, 2)) return { kind: 'bytesMax', max: longest + random.below(2) * random.below(40) }
  return { kind: 'bytes' }
}

function toWordItem(random: Random, abiType: string, words: readonly Hex[], context: ProgramContext): ProgramItem {
  if (!oneIn(random, context.ruled)) return { kind: 'skip', words: 1 }
  const count = oneIn(random, 4) ? 2 + random.below(2) : 1
  return {
    kind: 'word',
    rules: Array.from({ length: count }, () => randomWordRule(random, toWordType(random, abiType), words, context)),
  }
}

/** The type of the ABI, or now and then a wider one. */
function toWordType(random: Random, abiType: string): WordType {
  const [, name = '', digits] = /^(\D+)(\d*)$/.exec(abiType) ?? []
  const own = name === 'address' ? 20 : name === 'bool' ? 1 : Number(digits) / (name === 'bytes' ? 1 : 8)
  const wider = oneIn(random, 6) ? own + random.below(33 - own) : own
  if (name === 'bytes') return { kind: 'left', size: wider }
  return { kind: name === 'int' ? 'signed' : 'unsigned', size: wider }
}

/** A rule that holds for all the words, which keep to the type. */
function randomWordRule(random: Random, type: WordType, words: readonly Hex[], context: ProgramContext): WordRule {
  const values = words.map((word) => toValue(type, word))
  const [min, max] = getRange(type)
  const lowest = values.reduce((a, b) => (a < b ? a : b), values[0] ?? min)
  const highest = values.reduce((a, b) => (a > b ? a : b), values[0] ?? max)
  const other = fold(type, randomUint(random, 256))
  const isAccount = type.kind === 'unsigned' && type.size === 20 && values.every((v) => v === BigInt(context.account))
  const rule = (op: WordRule['op'], ...operands: bigint[]): WordRule =>
    ({ op, type, operands: operands.map((value) => toOperand(type, value)) }) as WordRule

  switch (random.below(12)) {
    case 0:
      return lowest === highest ? rule('eq', lowest) : rule('between', lowest, highest)
    case 1:
      return values.includes(other) ? rule('lte', highest) : rule('neq', other)
    case 2:
      return highest < max ? rule('lt', highest + 1n) : rule('lte', highest)
    case 3:
      return rule('lte', pick(random, [highest, max]))
    case 4:
      return lowest > min ? rule('gt', lowest - 1n) : rule('gte', lowest)
    case 5:
      return rule('gte', pick(random, [lowest, min]))
    case 6:
      return rule('between', pick(random, [lowest, min]), pick(random, [highest, max]))
    case 7:
    case 8:
      return rule('oneOf', ...shuffle(random, [...values, ...(values.length === 0 || oneIn(random, 2) ? [other] : [])]))
    case 9: {
      // Bits in which all the values agree.
      const all = values.map((value) => BigInt.asUintN(256, value))
      const first = all[0] ?? 0n
      const mask = fold(
        type,
        all.reduce((bits, value) => bits & ~(value ^ first), randomUint(random, 256)),
      )
      return rule('mask', mask, fold(type, BigInt.asUintN(256, mask) & first))
    }
    case 10:
      if (isAccount) return { op: 'account', type }
      return rule('lte', highest)
    default: {
      const budget = context.sums[random.below(Math.max(1, context.sums.length))]
      if (budget !== undefined && type.kind === 'unsigned') return { op: 'sum', type, budget }
      return rule('gte', lowest)
    }
  }
}

function shuffle<item>(random: Random, items: readonly item[]): readonly item[] {
  return items
    .map((item) => ({ item, key: random.below(2 ** 30) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

function getRange({ kind, size: bytes }: WordType): readonly [bigint, bigint] {
  const bits = BigInt(bytes * 8)
  return kind === 'signed' ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n]
}

/** Any number as one of the type. */
function fold({ kind, size: bytes }: WordType, value: bigint): bigint {
  return kind === 'signed' ? BigInt.asIntN(bytes * 8, value) : BigInt.asUintN(bytes * 8, value)
}

/** What a word says as a value of the type. */
function toValue(type: WordType, word: Hex): bigint {
  return type.kind === 'left' ? BigInt(word) >> BigInt(256 - type.size * 8) : fold(type, BigInt(word))
}

function toOperand({ size: bytes }: WordType, value: bigint): Hex {
  return numberToHex(BigInt.asUintN(bytes * 8, value), { size: bytes })
}

function mergeSkips(items: readonly ProgramItem[]): Program {
  const merged: ProgramItem[] = []
  for (const item of items) {
    const last = merged.at(-1)
    if (item.kind !== 'skip' || last?.kind !== 'skip' || last.words + item.words > 255) merged.push(item)
    else merged[merged.length - 1] = { kind: 'skip', words: last.words + item.words }
  }
  return merged
}

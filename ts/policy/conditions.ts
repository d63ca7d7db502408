import type { AbiFunction, AbiParameter } from 'viem'
import { countWords, getArrayShape, isByteString, isDynamic } from './abiShape.js'
import type { ArrayItem, Program, ProgramItem, WordType } from './program.js'
import { getElementSlots, getInnerSlots, getSlots, type Slot } from './slots.js'
import { getWordType, guessAbiType } from './wordType.js'

/** An argument and what a program says about it. @internal */
export type Condition = {
  /** Its name, such as `params.path[0]`. */
  path: string
  /** Its type in the ABI. */
  type: string
  /** What the program says. `skip` and `bytes`: nothing. */
  item: Exclude<ProgramItem, { kind: 'tuple' }>
}

/**
 * What a program says about each argument of a function, from left to right. `undefined` when the program is for another
 * shape, or its rules are for other types.
 *
 * @internal
 */
export function getConditions(fn: AbiFunction, program: Program): readonly Condition[] | undefined {
  const conditions: Condition[] = []
  return collect(program, getSlots(fn), conditions) ? conditions : undefined
}

/**
 * The same for a function of which only the program is known: arguments have the index of their word for a name, and the type
 * of their first rule.
 *
 * @internal
 */
export function guessConditions(program: Program, path = ''): readonly Condition[] {
  const conditions: Condition[] = []
  let index = 0
  for (const item of program) {
    const at = `${path}[${index}]`
    if (item.kind === 'tuple') conditions.push(...guessConditions(item.program, at))
    else conditions.push({ item, path: at, type: guessType(item) })
    if (item.kind === 'array') {
      const guessElement = (element: Program, name: string) =>
        guessConditions(spellOut(element, item.head), `${at}[${name}]`).map((condition) =>
          // The only word of an element needs no number.
          item.head > 1
            ? condition
            : { ...condition, path: condition.path.replace(`${at}[${name}][0]`, `${at}[${name}]`) },
        )
      conditions.push(...item.prefix.flatMap((element, name) => guessElement(element, String(name))))
      conditions.push(...guessElement(item.rest, ''))
    }
    index += item.kind === 'skip' ? item.words : 1
  }
  return conditions
}

/** Without a program the words of a static element have no rule. */
function spellOut(element: Program, head: number): Program {
  return element.length === 0 && head > 0 ? [{ kind: 'skip', words: head }] : element
}

function guessType(item: Condition['item']): string {
  if (item.kind === 'array') return 'array'
  const type = item.kind === 'word' ? item.rules[0]?.type : undefined
  if (!type) return item.kind === 'skip' ? 'bytes32' : 'bytes'
  return guessAbiType(type)
}

function collect(program: Program, slots: readonly Slot[], conditions: Condition[]): boolean {
  let index = 0
  for (const item of program) {
    const covered = slots.slice(index, index + (item.kind === 'skip' ? item.words : 1))
    if (covered.length === 0 || !covered.every((slot) => collectItem(item, slot, conditions))) return false
    if (item.kind === 'skip' && covered.length !== item.words) return false
    index += covered.length
  }
  return index === slots.length
}

function collectItem(item: ProgramItem, slot: Slot, conditions: Condition[]): boolean {
  const { parameter, path } = slot
  if (item.kind === 'tuple') {
    const slots = isDynamic(parameter) ? getInnerSlots(slot) : undefined
    return slots !== undefined && collect(item.program, slots, conditions)
  }
  conditions.push({ item, path, type: parameter.type })
  switch (item.kind) {
    case 'skip':
      return !isDynamic(parameter)
    case 'word':
      return item.rules.every(({ type }) => isTypeOf(parameter, type))
    case 'array':
      return collectArray(item, slot, conditions)
    default:
      return isByteString(parameter)
  }
}

function isTypeOf(parameter: AbiParameter, type: WordType): boolean {
  const known = getWordType(parameter.type)
  return known?.kind === type.kind && known.size === type.size
}

function collectArray(item: ArrayItem, slot: Slot, conditions: Condition[]): boolean {
  const array = getArrayShape(slot.parameter)
  if (!array || array.length !== undefined) return false
  if (item.head !== (isDynamic(array.element) ? 0 : countWords(array.element))) return false
  const collectElement = (program: Program, index?: number) => {
    const slots = getElementSlots(slot, index)
    return slots !== undefined && collect(spellOut(program, item.head), slots, conditions)
  }
  return item.prefix.every((program, index) => collectElement(program, index)) && collectElement(item.rest)
}

import type { AbiFunction, AbiParameter } from 'viem'
import { countWords, getArrayShape, getComponents, isDynamic, joinPath, maxFixedArrayWords } from './abiShape.js'

/** One word of a head, and the value of the ABI that stands in it or behind it. @internal */
export type Slot = {
  /** Its name, such as `params.path[0]`. Elements that have no index of their own are `[]`. */
  path: string
  /** One static word, or a dynamic value. */
  parameter: AbiParameter
}

/**
 * The words of a function's head.
 *
 * @internal
 */
export function getSlots({ inputs }: AbiFunction): readonly Slot[] {
  return flattenFields(inputs, '')
}

/**
 * The words of the head of a tuple or of an array of fixed length. `undefined` when the value has no head, or too long a one.
 *
 * @internal
 */
export function getInnerSlots({ parameter, path }: Slot): readonly Slot[] | undefined {
  const array = getArrayShape(parameter)
  if (array) {
    if (array.length === undefined) return undefined
    const { element, length } = array
    if (length * countWords(element) > maxFixedArrayWords) return undefined
    return Array.from({ length }, (_, index) => flatten(element, `${path}[${index}]`)).flat()
  }
  const components = getComponents(parameter)
  return components && flattenFields(components, path)
}

/**
 * The words of one element of a dynamic array; a dynamic element has one. `undefined` when the value is no such array.
 *
 * @internal
 */
export function getElementSlots({ parameter, path }: Slot, index: number | undefined): readonly Slot[] | undefined {
  const array = getArrayShape(parameter)
  if (!array || array.length !== undefined) return undefined
  return flatten(array.element, `${path}[${index ?? ''}]`)
}

/**
 * The value at the end of a way through heads and arrays, as the interpreter went it.
 *
 * @internal
 */
export function followTrail(fn: AbiFunction, trail: readonly number[]): Slot | undefined {
  let slots: readonly Slot[] | undefined = getSlots(fn)
  let slot: Slot | undefined
  for (const step of trail) {
    const element = slot && getElementSlots(slot, step)
    if (slot && element) {
      slots = element
      // A dynamic element is the one word of its head; of a static one the next step says which word.
      slot = hasDynamicElements(slot) ? element[0] : undefined
      continue
    }
    if (slot) slots = getInnerSlots(slot)
    slot = slots?.[step]
    if (!slot) return undefined
  }
  return slot
}

function hasDynamicElements({ parameter }: Slot): boolean {
  const array = getArrayShape(parameter)
  return array !== undefined && isDynamic(array.element)
}

/**
 * A function's name and the path of an argument: `approve.amount`, `mint[0]`.
 *
 * @internal
 */
export function joinNames(fn: string, path: string): string {
  return path.startsWith('[') ? `${fn}${path}` : `${fn}.${path}`
}

function flattenFields(parameters: readonly AbiParameter[], path: string): readonly Slot[] {
  return parameters.flatMap((parameter, index) => flatten(parameter, joinPath(path, parameter.name, index)))
}

/** Static tuples and arrays stand word for word in the head. */
function flatten(parameter: AbiParameter, path: string): readonly Slot[] {
  const slot = { parameter, path }
  return isDynamic(parameter) ? [slot] : (getInnerSlots(slot) ?? [slot])
}

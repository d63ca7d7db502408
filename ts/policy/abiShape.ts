import type { AbiParameter } from 'viem'

/** The type of an array’s elements, and its length: `undefined` for a dynamic array. */
export type ArrayShape = { element: AbiParameter; length: number | undefined }

/** Calldata with a longer array of fixed length is nothing that a chain would take. @internal */
export const maxFixedArrayWords = 8192

/**
 * The outermost array of a parameter's type, or `undefined`: `uint256[2][]` is a dynamic array of `uint256[2]`.
 *
 * @internal
 */
export function getArrayShape(parameter: AbiParameter): ArrayShape | undefined {
  const match = /^(.*)\[(\d*)\]$/.exec(parameter.type)
  if (!match) return undefined
  const [, type = '', length = ''] = match
  return { element: { ...parameter, name: '', type }, length: length === '' ? undefined : Number(length) }
}

/**
 * The components of a tuple, or `undefined`.
 *
 * @internal
 */
export function getComponents(parameter: AbiParameter): readonly AbiParameter[] | undefined {
  if (parameter.type !== 'tuple') return undefined
  return 'components' in parameter ? parameter.components : []
}

/**
 * Whether a value of the parameter's type stands behind a pointer.
 *
 * @internal
 */
export function isDynamic(parameter: AbiParameter): boolean {
  const array = getArrayShape(parameter)
  if (array) return array.length === undefined || isDynamic(array.element)
  const components = getComponents(parameter)
  if (components) return components.some(isDynamic)
  return isByteString(parameter)
}

/**
 * How many words the parameter takes in the head that it stands in.
 *
 * @internal
 */
export function countWords(parameter: AbiParameter): number {
  if (isDynamic(parameter)) return 1
  const array = getArrayShape(parameter)
  if (array) return (array.length ?? 0) * countWords(array.element)
  const components = getComponents(parameter)
  return components ? components.reduce((sum, component) => sum + countWords(component), 0) : 1
}

/**
 * Whether the parameter is `bytes` or `string`.
 *
 * @internal
 */
export function isByteString({ type }: AbiParameter): boolean {
  return type === 'bytes' || type === 'string'
}

/**
 * Puts the name of a field, or the index of an element, behind a path. A parameter without a name is known by its index.
 *
 * @internal
 */
export function joinPath(path: string, name: string | undefined, index: number): string {
  return name === undefined || name === '' ? `${path}[${index}]` : path === '' ? name : `${path}.${name}`
}

import { getAddress, type Hex, hexToBigInt, isAddress, numberToHex, size } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { isBytes, toLower } from '../utils/hex.js'
import type { WordType } from './program.js'

/** Words of an address. @internal */
export const addressType = { kind: 'unsigned', size: 20 } as const satisfies WordType

/**
 * What the words of an ABI type look like. `undefined` for a type that is not one word, or that no rule can read.
 *
 * @internal
 */
export function getWordType(abiType: string): WordType | undefined {
  if (abiType === 'address') return addressType
  if (abiType === 'bool') return { kind: 'unsigned', size: 1 }
  const [, name, digits] = /^(u?int|bytes)(\d*)$/.exec(abiType) ?? []
  if (name === undefined || digits === undefined) return undefined
  const number = name === 'bytes' ? Number(digits) : Number(digits || 256) / 8
  if (!Number.isInteger(number) || number < 1 || number > 32) return undefined
  return { kind: name === 'bytes' ? 'left' : name === 'int' ? 'signed' : 'unsigned', size: number }
}

/**
 * The ABI type that words of a type most likely have: nothing but an address has 20 bytes.
 *
 * @internal
 */
export function guessAbiType({ kind, size }: WordType): string {
  if (kind === 'left') return `bytes${size}`
  if (kind === 'signed') return `int${size * 8}`
  return size === addressType.size ? 'address' : `uint${size * 8}`
}

/**
 * The ABI type in which a rule's words are shown: the argument's, unless the rule is on words of another type.
 *
 * @internal
 */
export function getShownType(abiType: string | undefined, type: WordType): string {
  const own = abiType === undefined ? undefined : getWordType(abiType)
  return abiType !== undefined && own?.kind === type.kind && own.size === type.size ? abiType : guessAbiType(type)
}

/**
 * Writes a value of an ABI type as the operand of a rule, or says why that is not possible.
 *
 * @internal
 */
export function toOperand(abiType: string, type: WordType, value: unknown): toOperand.ReturnType {
  if (abiType === 'address') {
    if (typeof value !== 'string' || !isAddress(value)) return { fault: `${describeValue(value)} is not an address` }
    return { operand: toLower(value) }
  }
  if (abiType === 'bool') {
    if (typeof value !== 'boolean') return { fault: `${describeValue(value)} is not a boolean` }
    return { operand: value ? '0x01' : '0x00' }
  }
  if (type.kind === 'left') {
    if (!isBytes(value, type.size))
      return { fault: `${describeValue(value)} is not a hex string of ${type.size} byte${type.size === 1 ? '' : 's'}` }
    return { operand: toLower(value) }
  }
  return toNumberOperand(abiType, type, value)
}

export declare namespace toOperand {
  /** The operand, or why there is none: words to put behind "the value" in a sentence. */
  type ReturnType = { operand: Hex; fault?: undefined } | { operand?: undefined; fault: string }
}

/** viem writes types of up to 48 bits as numbers. Larger ones must be bigints: a number may have lost digits. */
function toNumberOperand(abiType: string, type: WordType, value: unknown): toOperand.ReturnType {
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value) && type.size <= 6
  if (typeof value !== 'bigint' && !isNumber)
    return { fault: `${describeValue(value)} is not a ${type.size <= 6 ? 'whole number' : 'bigint'}` }
  const number = BigInt(value)
  const bits = BigInt(type.size * 8)
  const [min, max] = type.kind === 'signed' ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n]
  if (number < min || number > max) return { fault: `${describeValue(value)} does not fit ${abiType}` }
  return { operand: numberToHex(BigInt.asUintN(Number(bits), number), { size: type.size }) }
}

/**
 * The number that an operand or the bytes of a word stand for, with its sign.
 *
 * @internal
 */
export function toNumber(type: WordType, operand: Hex): bigint {
  const number = hexToBigInt(operand)
  return type.kind === 'signed' ? BigInt.asIntN(size(operand) * 8, number) : number
}

/**
 * The operand in the ABI's words: a checksummed address, a boolean, bytes or a number.
 *
 * @internal
 */
export function fromOperand(abiType: string, type: WordType, operand: Hex): Hex | boolean | bigint {
  if (abiType === 'address') return getAddress(operand)
  if (abiType === 'bool') return hexToBigInt(operand) !== 0n
  return type.kind === 'left' ? operand : toNumber(type, operand)
}

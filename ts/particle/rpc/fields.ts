import { type Address, type Hex, hexToBigInt, isAddress, size, zeroAddress } from 'viem'
import { describeValue } from '../../errors/describeValue.js'
import { isBytes } from '../../utils/hex.js'
import { invalidParams } from './rpcCodes.js'

/** A JSON object, whose fields nobody has looked at. */
type Fields<name extends string> = { readonly [field in name]?: unknown }

/**
 * Reads an object that has no field but those named: what is misspelt must not be taken for left out.
 *
 * @internal
 */
export function readObject<const name extends string>(
  value: unknown,
  { names, path }: { names: readonly name[]; path: string },
): Fields<name> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidParams(path, `is ${describeValue(value)}, not an object`)
  for (const field of Object.keys(value))
    if (!(names as readonly string[]).includes(field))
      throw invalidParams(path, `has a field that is not known, ${describeValue(field)}`)
  // Own fields only, and none from a prototype: what a request leaves out, no polluted `Object.prototype` fills in.
  const own = Object.create(null) as { [field in name]?: unknown }
  for (const field of names) if (Object.hasOwn(value, field)) own[field] = (value as Fields<name>)[field]
  return own
}

/** @internal */
export function readArray(
  value: unknown,
  { max, min, path }: { max: number; min: number; path: string },
): readonly unknown[] {
  if (!Array.isArray(value)) throw invalidParams(path, `is ${describeValue(value)}, not an array`)
  if (value.length < min) throw invalidParams(path, `has ${value.length} items, fewer than ${min}`)
  if (value.length > max) throw invalidParams(path, `has ${value.length} items, more than ${max}`)
  // Holes, which JSON has not, become items that are refused like any other.
  return Array.from(value)
}

/** @internal */
export function readAddress(value: unknown, path: string): Address {
  if (typeof value !== 'string' || !isAddress(value))
    throw invalidParams(path, `is ${describeValue(value)}, not an address`)
  if (value === zeroAddress) throw invalidParams(path, 'is the zero address')
  return value
}

/** @internal */
export function readBytes(value: unknown, { length, path }: { length?: number; path: string }): Hex {
  if (!isBytes(value)) throw invalidParams(path, `is ${describeValue(value)}, not a hex string of whole bytes`)
  if (length !== undefined && size(value) !== length)
    throw invalidParams(path, `is ${size(value)} bytes, not ${length}`)
  return value
}

/**
 * A number of at most 256 bits as Particle writes it: a hexadecimal or a decimal string. JSON numbers are refused, since most of
 * these do not fit one.
 *
 * @internal
 */
export function readQuantity(value: unknown, path: string): bigint {
  if (typeof value === 'string' && value.length <= 80) {
    const quantity = /^0x[0-9a-fA-F]{1,64}$/.test(value)
      ? hexToBigInt(value as Hex)
      : /^\d{1,78}$/.test(value)
        ? BigInt(value)
        : undefined
    if (quantity !== undefined && quantity < 2n ** 256n) return quantity
  }
  throw invalidParams(path, `is ${describeValue(value)}, not a hexadecimal or decimal string of at most 256 bits`)
}

/** A whole number from 0 that JavaScript holds exactly. @internal */
export function readIndex(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw invalidParams(path, `is ${describeValue(value)}, not a whole number from 0`)
  return value
}

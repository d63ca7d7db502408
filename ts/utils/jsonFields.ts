import { describeValue } from '../errors/describeValue.js'

/** A value that stands in JSON where another is meant. Whoever reads turns it into an error of their own. @internal */
export class JsonFault extends Error {
  readonly field: string
  readonly reason: string

  constructor(field: string, reason: string) {
    super(`\`${field}\` ${reason}`)
    this.field = field
    this.reason = reason
  }
}

/**
 * The fields of a JSON object: all that are required, and none but those and the optional ones.
 *
 * @internal
 */
export function readFields<const required extends string, const optional extends string = never>(
  value: unknown,
  parameters: { field: string; optional?: readonly optional[]; required: readonly required[] },
): { [name in required]: unknown } & { [name in optional]?: unknown } {
  const { field, optional = [], required } = parameters
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new JsonFault(field, `is ${describeValue(value)}, not an object`)
  // Own names only, into an object without a prototype: a "__proto__" in the text is one more unknown field.
  const fields: Record<string, unknown> = Object.create(null)
  const known = new Set<string>([...required, ...optional])
  for (const name of Object.keys(value)) {
    if (!known.has(name)) throw new JsonFault(field, `has an unknown field, ${describeValue(name)}`)
    fields[name] = (value as Record<string, unknown>)[name]
  }
  for (const name of required) if (!(name in fields)) throw new JsonFault(field, `lacks \`${name}\``)
  return fields as { [name in required]: unknown } & { [name in optional]?: unknown }
}

/** @internal */
export function readString(value: unknown, field: string): string {
  if (typeof value !== 'string') throw new JsonFault(field, `is ${describeValue(value)}, not a string`)
  return value
}

/** A bigint, which JSON writes as a string of its digits. @internal */
export function readBigint(value: unknown, field: string): bigint {
  // As many digits as 2^256 - 1 has: a longer one would only take time.
  if (typeof value !== 'string' || !/^(0|[1-9][0-9]{0,77})$/.test(value))
    throw new JsonFault(field, `is ${describeValue(value)}, not a whole number in decimal digits`)
  return BigInt(value)
}

/** @internal */
export function readArray(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new JsonFault(field, `is ${describeValue(value)}, not an array`)
  return value
}

/**
 * Shows a value in an error message. Never throws, and never prints a long string: it may be a private key that was
 * given in the wrong place, and messages end up in logs.
 *
 * @internal
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      // 42 characters are an address.
      return value.length <= 42 ? `"${value}"` : `a string of ${value.length} characters`
    case 'bigint':
      // 78 digits are 2^256 - 1.
      return value.toString().length <= 79 ? `${value}n` : 'a bigint of more than 78 digits'
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value)
    default:
      if (value === null) return 'null'
      return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`
  }
}

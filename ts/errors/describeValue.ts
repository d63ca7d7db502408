/**
 * Shows a value in an error message. Never throws, and never prints a long string: it may be a private key that was
 * given in the wrong place, and messages end up in logs.
 *
 * @internal
 */
export function describeValue(value: unknown): string {
  const type = typeof value
  const text = type === 'symbol' || Object(value) === value ? `a value of type ${type}` : String(value)
  if (type === 'bigint') return text.length < 80 ? `${text}n` : 'a bigint of more than 78 digits'
  // 42 characters are an address.
  if (type === 'string') return text.length < 43 ? `"${text}"` : `a string of ${text.length} characters`
  return Array.isArray(value) ? 'an array' : text
}

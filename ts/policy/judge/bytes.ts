/**
 * The big-endian number of so many bytes at `offset`. Bytes beyond the end are zero, as the chain reads them.
 *
 * @internal
 */
export function readUint(bytes: Uint8Array, offset: number, size: number): bigint {
  let hex = ''
  for (let index = offset; index < offset + size; index++) hex += (bytes[index] ?? 0).toString(16).padStart(2, '0')
  return BigInt(`0x${hex}`)
}

/**
 * The same for at most 6 bytes.
 *
 * @internal
 */
export function readInt(bytes: Uint8Array, offset: number, size: number): number {
  let number = 0
  for (let index = offset; index < offset + size; index++) number = number * 256 + (bytes[index] ?? 0)
  return number
}

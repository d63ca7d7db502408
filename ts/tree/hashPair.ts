import { keccak256 } from 'viem'

/** Bytes of a node. @internal */
export const nodeSize = 32

/**
 * The inner node above two nodes: `keccak256(min ‖ max)`.
 *
 * @internal
 */
export function hashPair(a: Uint8Array, b: Uint8Array): Uint8Array {
  const pair = new Uint8Array(2 * nodeSize)
  const swap = isAbove(a, b)
  pair.set(swap ? b : a, 0)
  pair.set(swap ? a : b, nodeSize)
  return keccak256(pair, 'bytes')
}

function isAbove(a: Uint8Array, b: Uint8Array): boolean {
  for (let index = 0; index < nodeSize; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}

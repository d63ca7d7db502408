import { concatBytes, keccak256 } from 'viem'

/** Bytes of a node. @internal */
export const nodeSize = 32

/**
 * The inner node above two nodes: `keccak256(min ‖ max)`.
 *
 * @param pair - The two nodes, 64 bytes in any order.
 *
 * @internal
 */
export function hashPair(pair: Uint8Array): Uint8Array {
  let byte = 0
  while (byte < nodeSize && pair[byte] === pair[nodeSize + byte]) byte++
  const isSorted = byte === nodeSize || (pair[byte] ?? 0) < (pair[nodeSize + byte] ?? 0)
  return keccak256(isSorted ? pair : concatBytes([pair.subarray(nodeSize), pair.subarray(0, nodeSize)]), 'bytes')
}

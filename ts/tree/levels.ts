import { bytesToHex, type Hash } from 'viem'
import { hashPair, nodeSize } from './hashPair.js'

/**
 * The levels of a tree above its leaves, the root last. A node without a sibling moves up unchanged.
 *
 * @internal
 */
export function buildLevels(leaves: Uint8Array): readonly [Uint8Array, ...Uint8Array[]] {
  const levels: [Uint8Array, ...Uint8Array[]] = [leaves]
  let top = leaves
  while (top.length > nodeSize) {
    top = buildLevel(top)
    levels.push(top)
  }
  return levels
}

/**
 * The siblings that lead from a leaf to the root, from the leaf up.
 *
 * @internal
 */
export function readProof(levels: readonly Uint8Array[], leaf: number): readonly Hash[] {
  let index = leaf
  const proof: Hash[] = []
  for (const level of levels.slice(0, -1)) {
    const sibling = (index ^ 1) * nodeSize
    // A node without a sibling moves up unchanged, and leaves no mark in the proof.
    if (sibling < level.length) proof.push(bytesToHex(level.subarray(sibling, sibling + nodeSize)))
    index >>= 1
  }
  return proof
}

function buildLevel(below: Uint8Array): Uint8Array {
  const level = new Uint8Array(Math.ceil(below.length / (2 * nodeSize)) * nodeSize)
  for (let offset = 0; offset < level.length; offset += nodeSize) {
    const left = below.subarray(2 * offset, 2 * offset + nodeSize)
    const right = below.subarray(2 * offset + nodeSize, 2 * offset + 2 * nodeSize)
    level.set(right.length === 0 ? left : hashPair(left, right), offset)
  }
  return level
}

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
    const level = new Uint8Array(getLevelSize(top))
    for (let offset = 0; offset < level.length; offset += nodeSize) writeParent(level, top, offset)
    levels.push(level)
    top = level
  }
  return levels
}

/** Bytes of the level above another. @internal */
export function getLevelSize(below: Uint8Array): number {
  return Math.ceil(below.length / (2 * nodeSize)) * nodeSize
}

/** Writes the node at an offset of a level, from the one below. @internal */
export function writeParent(level: Uint8Array, below: Uint8Array, offset: number) {
  const pair = below.subarray(2 * offset, 2 * (offset + nodeSize))
  level.set(pair.length === nodeSize ? pair : hashPair(pair), offset)
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

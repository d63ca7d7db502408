// How long a tree of 10,000 sessions takes, beside the least that its hashing takes and beside @openzeppelin/merkle-tree doing the
// same job, in one run. SimpleMerkleTree is given leaves, so it is held against what stands above the leaves; with the leaves, much of
// either is viem's keccak256, and no tree made with it can take less. Times differ from machine to machine: only what is
// beside each other counts.
import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import { concatHex, encodePacked, type Hash, keccak256, numberToHex } from 'viem'
import { type Session, toSessionTree, updateSessionTree } from '../ts/index.js'
import { buildLevels } from '../ts/tree/levels.js'

const size = 10_000
const rounds = 15
const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'

// As of an ERC-20 approve session: signer, token, spender, cap.
const toSession = (_: unknown, index: number): Session => ({
  validUntil: 1_893_456_000,
  validAfter: 0,
  module,
  sessionKeyData: concatHex([numberToHex(index, { size: 20 }), module, module, numberToHex(10n ** 18n, { size: 32 })]),
})
const sessions = Array.from({ length: size }, toSession)
const [newSession] = Array.from({ length: size + 1 }, toSession).slice(-1) as [Session]

const packed = new Uint8Array(32 + 92)
const node = new Uint8Array(32)
const pair = new Uint8Array(64)
const toLeaf = ({ module, sessionKeyData, validAfter, validUntil }: Session): Hash =>
  keccak256(
    keccak256(encodePacked(['uint48', 'uint48', 'address', 'bytes'], [validUntil, validAfter, module, sessionKeyData])),
  )

const tree = toSessionTree({ sessions })
const leaves = [...tree.leaves]
/** Ours keeps the order too. */
const inOrder = { sortLeaves: false }
const jobs = {
  'hashing alone: ids, leaves, inner nodes': () => {
    for (let index = 0; index < size; index++) keccak256(packed, 'bytes')
    for (let index = 0; index < size; index++) keccak256(node, 'bytes')
    for (let index = 1; index < size; index++) keccak256(pair, 'bytes')
  },
  toSessionTree: () => toSessionTree({ sessions }),
  'SimpleMerkleTree, with viem for the leaves': () => SimpleMerkleTree.of(sessions.map(toLeaf), inOrder),
  'hashing alone: inner nodes': () => {
    for (let index = 1; index < size; index++) keccak256(pair, 'bytes')
  },
  'toSessionTree, above the leaves': () => buildLevels(tree.levels[0] as Uint8Array),
  'SimpleMerkleTree, given the leaves': () => SimpleMerkleTree.of(leaves, inOrder),
  'updateSessionTree: one more, one less': () =>
    updateSessionTree(tree, { add: [newSession], remove: [sessions[0] as Session] }),
}

// In turns, and the best of all rounds: what else runs on the machine only ever adds.
const best = new Map(Object.keys(jobs).map((name) => [name, Number.POSITIVE_INFINITY]))
for (let round = 0; round < rounds; round++)
  for (const [name, run] of Object.entries(jobs)) {
    const start = performance.now()
    run()
    best.set(name, Math.min(best.get(name) ?? 0, performance.now() - start))
  }
const milliseconds = (name: keyof typeof jobs) => best.get(name) ?? 0

console.log(`${size} sessions, best of ${rounds} rounds`)
for (const [name, time] of best) console.log(`${time.toFixed(1).padStart(8)} ms  ${name}`)

const ratio = (name: keyof typeof jobs, to: keyof typeof jobs) => (milliseconds(name) / milliseconds(to)).toFixed(2)
const floor = 'hashing alone: ids, leaves, inner nodes'
const withLeaves = 'SimpleMerkleTree, with viem for the leaves'
console.log(`toSessionTree takes ${ratio('toSessionTree', floor)} times its hashing.
Given the leaves, SimpleMerkleTree takes ${ratio('SimpleMerkleTree, given the leaves', 'toSessionTree, above the leaves')} times as long as it.
With viem for the leaves, ${ratio(withLeaves, 'toSessionTree')} times; the hashing alone allows ${ratio(withLeaves, floor)} at most.`)

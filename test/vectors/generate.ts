import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { concatHex, encodePacked, type Hex } from 'viem'
import {
  encodeAccountSignature,
  encodeBiconomySignature,
  encodeNativeSignature,
  encodeSessions,
  getSessionId,
  getSessionLeaf,
  getSessionProof,
  type Session,
  toBiconomySessionTree,
  toSessionTree,
} from '../../ts/index.js'
import { createRandom, type Random } from './random.js'

/*
 * Writes `sessions.json`, which ties the two languages: both must reproduce it. Run `npx tsx test/vectors/generate.ts`.
 *
 * {
 *   "count": sum of the counts below,
 *   "sessions":   { "count", "items": [{ validUntil, validAfter, module, sessionKeyData, packed, id, leaf, encoded }] },
 *   "trees":      { "count", "items": [{ size, nativeRoot, biconomyRoot }] },
 *   "proofs":     { "count", "items": [{ size, index, native, biconomy }] },
 *   "signatures": { "count", "items": [{ size, index, signature, registry, native, biconomy, account }] }
 * }
 *
 * sessions    `packed` is the preimage of `id`; `encoded` is what a grant of this session alone emits.
 * trees       The tree of the first `size` sessions. Sessions 0 to 64 never have 32 bytes of `sessionKeyData`, which a
 *             Biconomy tree must not hold; 65 and later are in no tree, and some do.
 * proofs      Siblings of session `index` in the tree of `size`, from the leaf up: bytes32[], empty in a tree of one.
 * signatures  For session `index` in the tree of `size`: `native` and `biconomy` are module signatures around
 *             `signature`, 65 random bytes; `account` is `abi.encode(native, registry)`.
 *
 * Each `items` decodes in one call of `vm.parseJsonTypeArray`. Times and indexes are JSON numbers, all below 2^47.
 */

const treeSizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65] as const
const sessionCount = 100
/** Sizes of `sessionKeyData` where encodings change shape, and those of the modules. */
const edgeSizes = [0, 1, 31, 33, 63, 64, 65, 95, 96, 97, 127, 128, 129, 255, 256, 257, 299, 300] as const

/** The content of `sessions.json`. */
export function generate(): string {
  const random = createRandom(0x4c617463)
  const sessions = Array.from({ length: sessionCount }, (_, index) => random.session(pickSize(random, index)))
  const places = treeSizes.flatMap((size) => pickIndexes(size).map((index) => ({ index, size })))

  const groups = {
    sessions: toGroup(sessions.map(toSessionVector)),
    trees: toGroup(treeSizes.map((size) => toTreeVector(sessions.slice(0, size)))),
    proofs: toGroup(places.map(({ index, size }) => toProofVector(sessions.slice(0, size), index))),
    signatures: toGroup(places.map(({ index, size }) => toSignatureVector(random, sessions.slice(0, size), index))),
  }
  const count = Object.values(groups).reduce((sum, group) => sum + group.count, 0)
  return `${JSON.stringify({ count, ...groups }, null, 1)}\n`
}

function toGroup<item>(items: readonly item[]) {
  return { count: items.length, items }
}

function pickSize(random: Random, index: number): number {
  const last = Math.max(...treeSizes)
  if (index >= last && index % 5 === 0) return 32
  const size = edgeSizes[index] ?? random.below(301)
  return index < last && size === 32 ? 34 : size
}

function pickIndexes(size: number): readonly number[] {
  if (size <= 6) return Array.from({ length: size }, (_, index) => index)
  return [0, 1, size >> 1, size - 2, size - 1]
}

function toSessionVector(session: Session) {
  const { module, sessionKeyData, validAfter, validUntil } = session
  return {
    validUntil,
    validAfter,
    module,
    sessionKeyData,
    packed: encodePacked(['uint48', 'uint48', 'address', 'bytes'], [validUntil, validAfter, module, sessionKeyData]),
    id: getSessionId(session),
    leaf: getSessionLeaf(session),
    encoded: encodeSessions({ sessions: [session] }),
  }
}

function toTreeVector(sessions: readonly Session[]) {
  return {
    size: sessions.length,
    nativeRoot: toSessionTree({ sessions }).root,
    biconomyRoot: toBiconomySessionTree({ sessions }).root,
  }
}

function toProofVector(sessions: readonly Session[], index: number) {
  return {
    size: sessions.length,
    index,
    native: getSessionProof(toSessionTree({ sessions }), { index }),
    biconomy: getSessionProof(toBiconomySessionTree({ sessions }), { index }),
  }
}

function toSignatureVector(random: Random, sessions: readonly Session[], index: number) {
  const { biconomy, native } = toProofVector(sessions, index)
  const session = at(sessions, index)
  const signature: Hex = concatHex([random.hex(64), random.below(2) === 0 ? '0x1b' : '0x1c'])
  const registry = random.address()
  const moduleSignature = encodeNativeSignature({ proof: native, session, signature })
  return {
    size: sessions.length,
    index,
    signature,
    registry,
    native: moduleSignature,
    biconomy: encodeBiconomySignature({ proof: biconomy, session, signature }),
    account: encodeAccountSignature({ moduleSignature, registry }),
  }
}

function at(sessions: readonly Session[], index: number): Session {
  const session = sessions[index]
  if (!session) throw new Error(`There is no session ${index}.`)
  return session
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('./sessions.json', import.meta.url), generate())

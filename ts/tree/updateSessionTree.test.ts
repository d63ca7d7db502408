import { zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { createRandom } from '../../test/vectors/random.js'
import type { Session } from '../session/session.js'
import { getSessionProof } from './getSessionProof.js'
import { processProof } from './processProof.js'
import type { SessionTree } from './sessionTree.js'
import { toBiconomySessionTree } from './toBiconomySessionTree.js'
import { toSessionTree } from './toSessionTree.js'
import { updateSessionTree } from './updateSessionTree.js'

const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
const toSession = (number: number): Session => ({
  validUntil: 1_893_456_000,
  validAfter: 0,
  module,
  sessionKeyData: `0x${number.toString(16).padStart(8, '0')}`,
})
const toSessions = (count: number, first = 0) => Array.from({ length: count }, (_, index) => toSession(first + index))

const plain = ({ kind, root, sessions, ids, leaves, levels }: SessionTree) => ({
  kind,
  root,
  sessions,
  ids,
  leaves,
  levels,
})

test.each([toSessionTree, toBiconomySessionTree])('default: the tree that %o builds of the same sessions', (build) => {
  const random = createRandom(11)
  let tree: SessionTree = build({ sessions: toSessions(1) })
  let next = 1
  for (let round = 0; round < 200; round++) {
    const add = toSessions(random.below(6), next)
    next += add.length
    const places = [...new Set(Array.from({ length: random.below(5) }, () => random.below(tree.sessions.length)))]
    const remove = add.length === 0 && places.length === tree.sessions.length ? [] : places
    tree = updateSessionTree(tree, {
      add,
      remove: remove.map((place, index) => (index % 2 ? tree.ids[place] : tree.sessions[place]) ?? zeroHash),
    })
    expect(plain(tree)).toEqual(plain(build({ sessions: tree.sessions })))
  }
  for (const [index, leaf] of tree.leaves.entries())
    expect(processProof({ leaf, proof: getSessionProof(tree, { index }) })).toBe(tree.root)
})

test('behavior: the last takes the place of one that goes, and new ones are put at the end', () => {
  const tree = toSessionTree({ sessions: toSessions(5) })
  const { sessions } = updateSessionTree(tree, { add: [toSession(9)], remove: [toSession(1)] })
  expect(sessions).toEqual([0, 4, 2, 3, 9].map(toSession))
  expect(tree.sessions).toEqual(toSessions(5))
})

test('behavior: one that goes may be added again', () => {
  const tree = toSessionTree({ sessions: toSessions(3) })
  expect(updateSessionTree(tree, { add: [toSession(2)], remove: [toSession(2)] }).root).toBe(tree.root)
})

test('behavior: only what changed is hashed', () => {
  const tree = toSessionTree({ sessions: toSessions(64) })
  const changed = updateSessionTree(tree, { add: [toSession(64)] })
  // A node that stands as it did was copied: everything below the root and beside the new branch.
  expect(changed.levels[6]?.subarray(0, 32)).toEqual(tree.levels[6])
})

test('error: a session that is there already', () => {
  const tree = toSessionTree({ sessions: toSessions(3) })
  expect(() => updateSessionTree(tree, { add: [toSession(1)] })).toThrow('index 1 and 3 are the same session')
  expect(() => updateSessionTree(tree, { add: [toSession(7), toSession(7)] })).toThrow('index 3 and 4')
})

test('error: one that is not there', () => {
  const tree = toSessionTree({ sessions: toSessions(3) })
  expect(() => updateSessionTree(tree, { remove: [toSession(3)] })).toThrow('has no session with the id')
  expect(() => updateSessionTree(tree, { remove: [zeroHash] })).toThrow('has no session with the id')
})

test('error: none left', () => {
  const tree = toSessionTree({ sessions: toSessions(2) })
  expect(() => updateSessionTree(tree, { remove: tree.ids })).toThrow('There is no session in the list')
})

test('error: one that is not valid, or would be an inner node of a Biconomy tree', () => {
  const tree = toBiconomySessionTree({ sessions: toSessions(2) })
  expect(() => updateSessionTree(tree, { add: [{ ...toSession(3), validAfter: -1 }] })).toThrow('`validAfter` is -1')
  expect(() => updateSessionTree(tree, { add: [{ ...toSession(3), sessionKeyData: zeroHash }] })).toThrow(
    'must not stand in a Biconomy tree',
  )
})

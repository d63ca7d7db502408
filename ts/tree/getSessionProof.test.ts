import { zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { createRandom } from '../../test/vectors/random.js'
import { getSessionId } from '../session/getSessionId.js'
import { getSessionLeaf } from '../session/getSessionLeaf.js'
import { getSessionProof } from './getSessionProof.js'
import { processProof } from './processProof.js'
import { toBiconomySessionTree } from './toBiconomySessionTree.js'
import { toSessionTree } from './toSessionTree.js'

const random = createRandom(8)
const sessions = [random.session(40), random.session(50), random.session(60), random.session(70), random.session(80)]
const tree = toSessionTree({ sessions })

test('default', () => {
  for (const session of sessions)
    expect(processProof({ leaf: getSessionLeaf(session), proof: getSessionProof(tree, { session }) })).toBe(tree.root)
})

test('behavior: Biconomy tree', () => {
  const biconomy = toBiconomySessionTree({ sessions })
  for (const session of sessions)
    expect(processProof({ leaf: getSessionId(session), proof: getSessionProof(biconomy, { session }) })).toBe(
      biconomy.root,
    )
})

test('behavior: a node without a sibling leaves no mark in the proof', () => {
  expect(sessions.map((session) => getSessionProof(tree, { session }).length)).toEqual([3, 3, 3, 3, 1])
})

test('behavior: the proof in a tree of one is empty', () => {
  expect(getSessionProof(toSessionTree({ sessions: sessions.slice(0, 1) }), { index: 0 })).toEqual([])
})

test('args: id', () => {
  for (const [index, id] of tree.ids.entries())
    expect(getSessionProof(tree, { id })).toEqual(getSessionProof(tree, { index }))
  const [id = zeroHash] = tree.ids
  expect(getSessionProof(tree, { id: `0x${id.slice(2).toUpperCase()}` })).toEqual(getSessionProof(tree, { id }))
})

test('error: the session is not in the tree', () => {
  expect(() => getSessionProof(tree, { session: random.session() })).toThrow(
    expect.objectContaining({ name: 'SessionNotInTreeError' }),
  )
})

test('error: the id is not in the tree', () => {
  const one = toSessionTree({
    sessions: [
      {
        validUntil: 0,
        validAfter: 0,
        module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
        sessionKeyData: '0x',
      },
    ],
  })
  expect(() => getSessionProof(one, { id: zeroHash })).toThrowErrorMatchingInlineSnapshot(`
    [SessionNotInTreeError: The tree 0xaa018331b3b0f89fbea08e0334ae7796919796da708cd776e5e483795d000a74 of 1 session has no session with the id 0x0000000000000000000000000000000000000000000000000000000000000000.

    This could arise when:
    - The session was granted under another root.
    - A field of the session was changed after the tree was built: each change makes another session.
    - A leaf was given where the id is meant.
    ]
  `)
})

test.each([-1, 5, 0.5, Number.NaN])('error: the index is %s', (index) => {
  expect(() => getSessionProof(tree, { index })).toThrow(expect.objectContaining({ name: 'SessionNotInTreeError' }))
})

test('error: the id is not 32 bytes', () => {
  expect(() => getSessionProof(tree, { id: '0x' })).toThrow(expect.objectContaining({ name: 'InvalidHashError' }))
  // @ts-expect-error A client without types gives nothing.
  expect(() => getSessionProof(tree, {})).toThrow(expect.objectContaining({ name: 'InvalidHashError' }))
})

test('error: the session is not valid', () => {
  expect(() => getSessionProof(tree, { session: { ...random.session(), validUntil: 2 ** 48 } })).toThrow(
    expect.objectContaining({ name: 'InvalidSessionError' }),
  )
})

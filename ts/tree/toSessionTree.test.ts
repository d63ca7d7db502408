import { MerkleTree } from 'merkletreejs'
import { bytesToHex, keccak256 } from 'viem'
import { expect, test } from 'vitest'
import { createRandom } from '../../test/vectors/random.js'
import { getSessionId } from '../session/getSessionId.js'
import { getSessionLeaf } from '../session/getSessionLeaf.js'
import { getSessionProof } from './getSessionProof.js'
import { maxSessionTreeSize } from './sessionTree.js'
import { toSessionTree } from './toSessionTree.js'

const random = createRandom(6)
const sessions = Array.from({ length: 33 }, () => random.session(random.below(130)))

test('default', () => {
  const tree = toSessionTree({ sessions })
  expect(tree.kind).toBe('native')
  expect(tree.sessions).toEqual(sessions)
  expect(tree.ids).toEqual(sessions.map(getSessionId))
  expect(tree.leaves).toEqual(sessions.map(getSessionLeaf))
  expect(tree.levels.map((level) => level.length / 32)).toEqual([33, 17, 9, 5, 3, 2, 1])
  expect(tree.root).toMatchInlineSnapshot(`"0x12faeb6962e58f2c68babce0fc75242c076a1f68910031f2acba883231c44944"`)
})

test('behavior: the root of a tree of one is its leaf', () => {
  const session = random.session()
  expect(toSessionTree({ sessions: [session] }).root).toBe(getSessionLeaf(session))
})

test.each(sessions.map((_, index) => index + 1))('behavior: a tree of %i is that of merkletreejs', (size) => {
  const tree = toSessionTree({ sessions: sessions.slice(0, size) })
  const reference = new MerkleTree([...tree.leaves], hash, { hashLeaves: false, sortPairs: true })
  expect(tree.root).toBe(reference.getHexRoot())
  for (const [index, leaf] of tree.leaves.entries())
    expect(getSessionProof(tree, { index })).toEqual(reference.getHexProof(leaf, index))
})

test('behavior: the order of the sessions decides the root', () => {
  const [a, b, c] = toSessionTree({ sessions }).sessions
  if (!a || !b || !c) throw new Error('The tree has three sessions.')
  // Pairs are sorted, so that only a move to another pair shows.
  expect(toSessionTree({ sessions: [b, a, c] }).root).toBe(toSessionTree({ sessions: [a, b, c] }).root)
  expect(toSessionTree({ sessions: [a, c, b] }).root).not.toBe(toSessionTree({ sessions: [a, b, c] }).root)
})

test('behavior: keeps its own list', () => {
  const list = sessions.slice(0, 2)
  const tree = toSessionTree({ sessions: list })
  list.pop()
  expect(tree.sessions.length).toBe(2)
})

test('behavior: takes 32 bytes of sessionKeyData', () => {
  expect(() => toSessionTree({ sessions: [random.session(32)] })).not.toThrow()
})

test('behavior: no inner node is a leaf, whatever a session holds', () => {
  const [hidden, other] = [random.session(64), random.session(64)]
  const tree = toSessionTree({ sessions: [hidden, other] })
  const visible = { validUntil: 0, validAfter: 0, module: random.address(), sessionKeyData: getSessionId(hidden) }
  expect(toSessionTree({ sessions: [visible] }).root).not.toBe(tree.root)
  expect(bytesToHex(tree.levels[0] ?? new Uint8Array()).includes(getSessionId(hidden).slice(2))).toBe(false)
})

test('error: there is no session', () => {
  expect(() => toSessionTree({ sessions: [] })).toThrow(expect.objectContaining({ name: 'EmptySessionsError' }))
})

test('error: a session stands twice', () => {
  const session = {
    validUntil: 0,
    validAfter: 0,
    module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
    sessionKeyData: '0xab',
  } as const
  expect(() =>
    toSessionTree({ sessions: [session, random.session(), { ...session, sessionKeyData: '0xAB' }] }),
  ).toThrow(expect.objectContaining({ id: getSessionId(session), indexes: [0, 2] }))
  expect(() => toSessionTree({ sessions: [session, session] })).toThrowErrorMatchingInlineSnapshot(`
    [DuplicateSessionError: The sessions at index 0 and 1 are the same session, 0xcaecd8a3897185a4c6cf414b3050741fc7449cb3f63ac4a0ab5cde8aae0f24d7.

    Were the sessions of two sources joined, and both know it?
    ]
  `)
})

test('error: a session is not valid', () => {
  expect(() => toSessionTree({ sessions: [random.session(), { ...random.session(), validAfter: -1 }] })).toThrow(
    expect.objectContaining({ field: 'validAfter', index: 1, name: 'InvalidSessionError' }),
  )
})

test('error: there are too many sessions', () => {
  expect(() => toSessionTree({ sessions: new Array(maxSessionTreeSize + 1) })).toThrowErrorMatchingInlineSnapshot(`
    [TooManySessionsError: A tree holds 1048576 sessions at most, and these are 1048577.

    Make several trees: grants add up.
    ]
  `)
})

function hash(data: Buffer): Buffer {
  return Buffer.from(keccak256(data, 'bytes'))
}

import { type Hash, zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { createRandom } from '../../test/vectors/random.js'
import { getSessionProof } from './getSessionProof.js'
import { toBiconomySessionTree } from './toBiconomySessionTree.js'
import { toSessionTree } from './toSessionTree.js'
import { verifySessionProof } from './verifySessionProof.js'

const random = createRandom(9)
const sessions = Array.from({ length: 7 }, () => random.session(33))
const tree = toSessionTree({ sessions })

test('default', () => {
  for (const session of sessions)
    expect(verifySessionProof({ proof: getSessionProof(tree, { session }), root: tree.root, session })).toBe(true)
})

test('args: id', () => {
  for (const id of tree.ids)
    expect(verifySessionProof({ id, proof: getSessionProof(tree, { id }), root: tree.root })).toBe(true)
})

test('behavior: the case of hex digits changes nothing', () => {
  const proof = getSessionProof(tree, { index: 0 })
  const [session = random.session()] = sessions
  expect(verifySessionProof({ proof: proof.map(toUpper), root: toUpper(tree.root), session })).toBe(true)
})

test('behavior: another session, sibling or root does not verify', () => {
  for (const [index, session] of sessions.entries()) {
    const proof = getSessionProof(tree, { index })
    const { root } = tree
    expect(verifySessionProof({ proof, root, session: random.session() })).toBe(false)
    expect(verifySessionProof({ proof, root: zeroHash, session })).toBe(false)
    expect(verifySessionProof({ proof: [...proof.slice(1), zeroHash], root, session })).toBe(false)
    expect(verifySessionProof({ proof: proof.slice(1), root, session })).toBe(false)
    expect(verifySessionProof({ proof: [...proof, zeroHash], root, session })).toBe(false)
  }
})

test('behavior: a proof of a Biconomy tree does not verify', () => {
  const biconomy = toBiconomySessionTree({ sessions })
  for (const session of sessions)
    expect(verifySessionProof({ proof: getSessionProof(biconomy, { session }), root: biconomy.root, session })).toBe(
      false,
    )
})

test('behavior: an inner node does not verify as a session', () => {
  expect(verifySessionProof({ id: tree.root, proof: [], root: tree.root })).toBe(false)
})

test('error: the root is not 32 bytes', () => {
  expect(() => verifySessionProof({ id: zeroHash, proof: [], root: '0x' })).toThrow(
    expect.objectContaining({ name: 'InvalidHashError' }),
  )
})

test('error: neither a session nor an id', () => {
  // @ts-expect-error A client without types gives nothing.
  expect(() => verifySessionProof({ proof: [], root: zeroHash })).toThrow(
    expect.objectContaining({ name: 'InvalidSessionError' }),
  )
})

function toUpper(hash: Hash): Hash {
  return `0x${hash.slice(2).toUpperCase()}`
}

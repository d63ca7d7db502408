import { MerkleTree } from 'merkletreejs'
import { concatHex, keccak256 } from 'viem'
import { expect, test } from 'vitest'
import { createRandom } from '../../test/vectors/random.js'
import { getSessionId } from '../session/getSessionId.js'
import { getSessionProof } from './getSessionProof.js'
import { processProof } from './processProof.js'
import { toBiconomySessionTree } from './toBiconomySessionTree.js'
import { toSessionTree } from './toSessionTree.js'

const random = createRandom(7)
const sessions = Array.from({ length: 33 }, () => random.session(33 + random.below(100)))

test('default', () => {
  const tree = toBiconomySessionTree({ sessions })
  expect(tree.kind).toBe('biconomy')
  expect(tree.leaves).toEqual(sessions.map(getSessionId))
  expect(tree.ids).toEqual(tree.leaves)
  expect(tree.root).not.toBe(toSessionTree({ sessions }).root)
})

test('behavior: equals the root in Particle’s documentation', () => {
  const tree = toBiconomySessionTree({
    sessions: [
      {
        validUntil: 0,
        validAfter: 0,
        module: '0x4b7f018Fa27a97b6a17b6d4d8Cb3c0e2D9340133',
        sessionKeyData:
          '0x0000000000000000000000001dacda1087c4048774bece7784eb8ec4cfbedb2c000000000000000000000000909e30bdbcb728131e3f8d17150eae740c90464900000000000000000000000011d266772b85c2c5d4f84a41ca3e08e9f04fb5d30000000000000000000000000000000000000000000000000000000000000001',
      },
    ],
  })
  expect(tree.root).toBe('0x6c98955fe6db976fde4318beb22b3aa902fa5de66756158c4f4ef5c012e90551')
  expect(getSessionProof(tree, { index: 0 })).toEqual([])
})

test.each(sessions.map((_, index) => index + 1))('behavior: a tree of %i is that of merkletreejs', (size) => {
  const tree = toBiconomySessionTree({ sessions: sessions.slice(0, size) })
  const reference = new MerkleTree([...tree.leaves], hash, { hashLeaves: false, sortPairs: true })
  expect(tree.root).toBe(reference.getHexRoot())
  for (const [index, leaf] of tree.leaves.entries())
    expect(getSessionProof(tree, { index })).toEqual(reference.getHexProof(leaf, index))
})

test('behavior: the session that is refused hides another one', () => {
  const hidden = random.session(64)
  const module = random.address()
  const visible = { validUntil: 0, validAfter: 0, module, sessionKeyData: getSessionId(hidden) }
  // The times and the module of the visible session, read as the sibling of the hidden one.
  const sibling = concatHex([`0x${'00'.repeat(12)}`, module])
  expect(processProof({ leaf: getSessionId(hidden), proof: [sibling] })).toBe(getSessionId(visible))
  expect(() => toBiconomySessionTree({ sessions: [visible] })).toThrow(expect.objectContaining({ index: 0 }))
})

test('error: sessionKeyData is 32 bytes', () => {
  expect(() =>
    toBiconomySessionTree({ sessions: [random.session(31), random.session(33), random.session(32)] }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [AmbiguousBiconomySessionError: The session at index 2 must not stand in a Biconomy tree: its \`sessionKeyData\` is 32 bytes.

    Such a session hashes 64 bytes, as an inner node does. Its \`sessionKeyData\` may be the hash of a second session
    that nobody reviewed, and that the same root then proves.

    To grant it all the same:
    - Use a native tree (\`toSessionTree\`), whose leaves are hashed twice.
    - Or give the module \`sessionKeyData\` of another length.
    ]
  `)
})

test('error: there is no session', () => {
  expect(() => toBiconomySessionTree({ sessions: [] })).toThrow(expect.objectContaining({ name: 'EmptySessionsError' }))
})

function hash(data: Buffer): Buffer {
  return Buffer.from(keccak256(data, 'bytes'))
}

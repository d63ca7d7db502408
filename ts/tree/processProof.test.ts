import { concatHex, keccak256, zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { maxProofLength } from './assertProof.js'
import { processProof } from './processProof.js'

const leaf = keccak256('0x01')
const sibling = keccak256('0x02')

test('default', () => {
  const [min, max] = leaf < sibling ? [leaf, sibling] : [sibling, leaf]
  expect(processProof({ leaf, proof: [sibling] })).toBe(keccak256(concatHex([min, max])))
})

test('behavior: without siblings the leaf is the root', () => {
  expect(processProof({ leaf, proof: [] })).toBe(leaf)
})

test('behavior: takes 32 siblings', () => {
  expect(() => processProof({ leaf, proof: new Array(maxProofLength).fill(sibling) })).not.toThrow()
})

test('error: the leaf is not 32 bytes', () => {
  expect(() => processProof({ leaf: '0x01', proof: [] })).toThrow(expect.objectContaining({ name: 'InvalidHashError' }))
})

test('error: the proof has 33 siblings', () => {
  expect(() =>
    processProof({ leaf, proof: new Array(maxProofLength + 1).fill(zeroHash) }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [InvalidProofError: The proof is invalid: it has 33 siblings, more than 32.

    This could arise when:
    - The proof does not come from \`getSessionProof\`.
    - The siblings are Buffers or are joined into one hex string: an array with a hex string for each is meant.
    ]
  `)
})

test('error: a sibling is not 32 bytes', () => {
  expect(() => processProof({ leaf, proof: [sibling, '0x02'] })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidProofError: The proof is invalid: the sibling at index 1 is "0x02", not a hex string of 32 bytes.

    This could arise when:
    - The proof does not come from \`getSessionProof\`.
    - The siblings are Buffers or are joined into one hex string: an array with a hex string for each is meant.
    ]
  `)
})

test('error: the proof is not an array', () => {
  // @ts-expect-error A client without types gives the siblings as one string.
  expect(() => processProof({ leaf, proof: sibling })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidProofError: The proof is invalid: it is a string of 66 characters, not an array.

    This could arise when:
    - The proof does not come from \`getSessionProof\`.
    - The siblings are Buffers or are joined into one hex string: an array with a hex string for each is meant.
    ]
  `)
})

test('error: the proof has a hole', () => {
  expect(() => processProof({ leaf, proof: new Array(2) })).toThrow(
    expect.objectContaining({ name: 'InvalidProofError' }),
  )
})

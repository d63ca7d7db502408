import { zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { assertHash } from './assertHash.js'

test('default', () => {
  expect(() => assertHash('root', zeroHash)).not.toThrow()
})

test.each(['0x', zeroHash.slice(0, -1), `${zeroHash}00`, undefined, 0n])('error: %s', (value) => {
  expect(() => assertHash('root', value)).toThrow(expect.objectContaining({ name: 'InvalidHashError' }))
})

test('error: says what is wrong', () => {
  expect(() => assertHash('root', '0x1234')).toThrowErrorMatchingInlineSnapshot(`
    [InvalidHashError: \`root\` is "0x1234", not a hex string of 32 bytes.
    ]
  `)
})

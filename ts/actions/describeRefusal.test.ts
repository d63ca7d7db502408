import { expect, test } from 'vitest'
import { refusalsAbi } from '../generated/usedAbis.js'
import { describeRefusal } from './describeRefusal.js'

const word = (value: bigint) => `0x${value.toString(16).padStart(64, '0')}`

test('default', () => {
  expect(describeRefusal('AmountAboveCap', [101n, 100n])).toMatchInlineSnapshot(
    `"The amount 101 is above the session's cap of 100."`,
  )
})

test('behavior: words are written as the number or the address that they look like', () => {
  expect(describeRefusal('ArgumentNotAllowed', [1n, word(2n), word(1n)])).toMatchInlineSnapshot(
    `"Argument 1 is 2; the session allows 1."`,
  )
  expect(describeRefusal('ArgumentNotAllowed', [0n, word(0xabn << 150n), word(1n << 200n)])).toMatchInlineSnapshot(
    `"Argument 0 is 0x2AC0000000000000000000000000000000000000; the session allows 0x0000000000000100000000000000000000000000000000000000000000000000."`,
  )
})

test('behavior: there is a sentence for each error that an op can meet', () => {
  // Errors of functions that only the account calls, and of a constructor.
  const others = [
    'AlreadyInitialized',
    'InstallDataMalformed',
    'NFTZero',
    'NotInitialized',
    'NothingToRevoke',
    'RootZero',
  ]
  const missing = refusalsAbi.flatMap((item) =>
    !describeRefusal(item.name, Array(item.inputs.length).fill(1n)) ? [item.name] : [],
  )
  expect([...new Set(missing)].sort()).toEqual(others)
})

test('behavior: an error of an unknown module has no sentence', () => {
  expect(describeRefusal('Whatever', [])).toBeUndefined()
})

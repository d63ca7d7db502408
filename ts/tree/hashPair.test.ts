import { concatHex, hexToBytes, keccak256, toHex } from 'viem'
import { expect, test } from 'vitest'
import { createRandom } from '../../test/vectors/random.js'
import { hashPair } from './hashPair.js'

test('default', () => {
  const random = createRandom(5)
  for (let round = 0; round < 200; round++) {
    const a = random.hex(32)
    // Now and then both start alike, or are the same.
    const b = [random.hex(32), concatHex([`0x${a.slice(2, -2)}`, random.hex(1)]), a][round % 3] ?? a
    const [min, max] = BigInt(a) < BigInt(b) ? [a, b] : [b, a]
    expect(toHex(hashPair(hexToBytes(concatHex([a, b]))))).toBe(keccak256(concatHex([min, max])))
    expect(toHex(hashPair(hexToBytes(concatHex([b, a]))))).toBe(keccak256(concatHex([min, max])))
  }
})

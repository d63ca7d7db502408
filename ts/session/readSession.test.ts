import { bytesToHex } from 'viem'
import { expect, test } from 'vitest'
import { createRandom } from '../../test/vectors/random.js'
import { packSession } from './packSession.js'
import { readSession } from './readSession.js'

test('default', () => {
  const random = createRandom(4)
  for (let round = 0; round < 100; round++) {
    const session = random.session(round)
    const hex = bytesToHex(packSession(session))
    expect(readSession(hex, { dataOffset: 32, dataSize: round, headerOffset: 0 })).toEqual(session)
  }
})

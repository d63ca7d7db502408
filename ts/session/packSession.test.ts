import { bytesToHex, encodePacked } from 'viem'
import { expect, test } from 'vitest'
import { createRandom } from '../../test/vectors/random.js'
import { packSession } from './packSession.js'

test('default', () => {
  const random = createRandom(1)
  for (let round = 0; round < 300; round++) {
    const session = random.session()
    const { module, sessionKeyData, validAfter, validUntil } = session
    expect(bytesToHex(packSession(session))).toBe(
      encodePacked(['uint48', 'uint48', 'address', 'bytes'], [validUntil, validAfter, module, sessionKeyData]),
    )
  }
})

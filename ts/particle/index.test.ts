import { expect, test } from 'vitest'
import * as particle from './index.js'

test('default', () => {
  expect(Object.keys(particle)).toMatchInlineSnapshot(`
    [
      "InvalidParticleSessionError",
      "ParticleRpcError",
      "createSessions",
      "createParticleHandler",
      "toParticleProvider",
      "validateSession",
    ]
  `)
})

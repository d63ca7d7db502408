import { expect, test } from 'vitest'
import * as node from './index.js'

test('default', () => {
  expect(Object.keys(node)).toMatchInlineSnapshot(`
    [
      "ParticleServerError",
      "createFileStore",
      "startParticleServer",
    ]
  `)
})

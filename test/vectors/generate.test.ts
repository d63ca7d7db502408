import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generate } from './generate.js'

test('default', () => {
  const committed = readFileSync(new URL('./sessions.json', import.meta.url), 'utf8')
  expect(generate() === committed, 'run `npx tsx test/vectors/generate.ts`').toBe(true)
})

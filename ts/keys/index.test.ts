import { expect, test } from 'vitest'
import * as keys from './index.js'

test('default', () => {
  expect(Object.keys(keys)).toMatchInlineSnapshot()
})

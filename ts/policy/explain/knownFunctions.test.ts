import { toFunctionSelector } from 'viem'
import { expect, test } from 'vitest'
import { approvingFunctions, callingFunctions } from './knownFunctions.js'

test('default', () => {
  for (const [selector, signature] of Object.entries({ ...approvingFunctions, ...callingFunctions }))
    expect(toFunctionSelector(signature)).toBe(selector)
})

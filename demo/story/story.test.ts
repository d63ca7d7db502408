import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertValidationClean } from '../../test/erc7562/assertValidationClean.js'
import type { ValidationTrace } from '../../test/erc7562/trace.js'
import { toValidationCall06 } from '../../test/erc7562/validationCall.js'
import { type Stack, startStack } from '../stack/index.js'
import { playStory, type StepResult } from './story.js'
import { createWorld } from './world.js'

let stack: Stack
const results: StepResult[] = []
const traces: ValidationTrace[] = []

beforeAll(async () => {
  stack = await startStack()
  const world = await createWorld({ stack })
  const story = playStory({
    // Throws when a validation breaks a rule of ERC-7562.
    inspect: async ({ hash, userOperation }) => {
      const call = toValidationCall06({ entryPoint: stack.entryPoint, userOperation, userOperationHash: hash })
      traces.push(await assertValidationClean({ call, client: stack.publicClient }))
    },
    world,
  })
  for await (const result of story) results.push(result)
})

afterAll(() => stack?.stop())

test('every step comes out as expected', () => {
  expect(results.filter(({ asExpected }) => !asExpected)).toEqual([])
  expect(results.map(({ expected, title }) => `${expected}: ${title}`)).toMatchInlineSnapshot(`
    [
      "runs: enable the session registry",
      "runs: grant 16 sessions",
      "runs: mint one piece of token 1 to the recipient",
      "runs: approve 40 tokens to the spender",
      "runs: batch: approve 0, then 60 tokens",
      "ArgumentNotAllowed: mint token 2",
      "ArgumentNotAllowed: mint to somebody else",
      "ArgumentNotAllowed: mint two pieces",
      "TargetNotAllowed: mint on another NFT",
      "ArgumentNotAllowed: approve to another spender",
      "AmountAboveCap: approve one unit above the cap",
      "SelectorNotAllowed: transfer under an approve session",
      "SelectorNotAllowed: increaseAllowance under an approve session",
      "ValueNotAllowed: smuggle 1 wei into an approve",
      "TargetNotAllowed: smuggle a second call into a batch",
      "TargetForbidden: call the account itself (enable a module)",
      "TargetForbidden: call the registry (grant itself sessions)",
      "TargetForbidden: call the EntryPoint (withdraw the deposit)",
      "WrongSignature: the right mint, signed by a stranger",
      "SessionNotGranted: the right mint, with the proof of another session",
      "NotYetValid: mint with a session that begins tomorrow",
      "Expired: mint with a session that ended yesterday",
      "NonceReserved: use up the nonce of the owner’s next revocation",
      "runs: revoke the approve session",
      "SessionDead: approve with the revoked session",
      "runs: mint with its sibling",
      "runs: grant the same 16 sessions again",
      "SessionDead: approve with the session revoked before",
      "runs: revoke all sessions",
      "SessionNotGranted: mint after all were revoked",
      "runs: grant the same 16 sessions anew",
      "runs: mint with the new grant",
      "SessionDead: approve with the session revoked at first",
    ]
  `)
})

test('the validation of every operation, good and refused, was traced to its end', () => {
  expect(traces).toHaveLength(results.length)
  // Returned, not reverted: what runs, and what the EntryPoint refuses by what validation returned.
  const returned = ['runs', 'WrongSignature', 'NotYetValid', 'Expired']
  expect(traces.map(({ reverted }) => !reverted)).toEqual(results.map(({ expected }) => returned.includes(expected)))
})

test('an operation of a session costs what is shown', () => {
  for (const { expected, gasUsed } of results) {
    if (expected === 'runs') expect(gasUsed).toBeGreaterThan(90_000)
    else expect(gasUsed).toBeUndefined()
  }
})

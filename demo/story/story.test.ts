import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ValidationTrace } from '../../test/erc7562/trace.js'
import { type Stack, startStack } from '../stack/index.js'
import { toBiconomyStory } from './biconomyStory.js'
import { inspectValidation } from './inspectValidation.js'
import { toNexusStory } from './nexusStory.js'
import { playSteps, type StepResult } from './playSteps.js'
import { createWorld } from './world.js'

let stack: Stack
const results: StepResult[] = []
const traces: ValidationTrace[] = []

beforeAll(async () => {
  stack = await startStack()
  const world = await createWorld({ stack })
  const steps = [...toBiconomyStory(world), ...(await toNexusStory(world))]
  // Throws when a validation breaks a rule of ERC-7562.
  const inspect = inspectValidation(stack, (trace) => traces.push(trace))
  for await (const result of playSteps({ inspect, stack, steps })) results.push(result)
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
      "no: is the session validator installed on Nexus?",
      "runs: install the session validator",
      "yes: is it installed now?",
      "runs: grant two sessions, named by their ids",
      "live: the policy session: approve and mint",
      "live: the module session: mint",
      "runs: approve 40 tokens to the spender",
      "runs: batch: approve 60 tokens and mint",
      "runs: mint one piece of token 1 by the other session",
      "RuleFailed: approve to another spender",
      "RuleFailed: approve one unit above the cap",
      "RuleFailed: smuggle 1 wei into an approve",
      "CallNotPermitted: transfer tokens",
      "CallNotPermitted: send the account’s ether away",
      "RuleFailed: smuggle a second call into a batch",
      "TargetForbidden: call the account itself (install a module)",
      "TargetForbidden: call the validator (grant itself sessions)",
      "WrongSignature: the right approve, signed by a stranger",
      "runs: revoke the policy session",
      "SessionDead: approve with the revoked session",
      "runs: mint with its sibling",
      "runs: grant the same two sessions again",
      "SessionDead: approve with the session revoked before",
    ]
  `)
})

test('the validation of every operation, good and refused, was traced to its end', () => {
  const operations = results.filter(({ signer }) => signer !== 'nobody')
  expect(traces).toHaveLength(operations.length)
  // Returned, not reverted: what runs, and what the EntryPoint refuses by what validation returned.
  const returned = ['runs', 'WrongSignature', 'NotYetValid', 'Expired']
  expect(traces.map(({ reverted }) => !reverted)).toEqual(operations.map(({ expected }) => returned.includes(expected)))
})

test('an operation of a session costs what is shown', () => {
  for (const { expected, gasUsed } of results) {
    if (expected === 'runs') expect(gasUsed).toBeGreaterThan(80_000)
    else expect(gasUsed).toBeUndefined()
  }
})

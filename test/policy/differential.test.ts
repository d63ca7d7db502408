import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalChain, startChain } from '../../demo/stack/index.js'
import { createRandom, type Random } from '../vectors/random.js'
import { askTypeScript, type Question } from './answers.js'
import { generateCase } from './generators.js'
import { deployJudge, type Judge } from './judges.js'
import { withPeriods } from './periods.js'

/*
 * Three readers of `docs/policy-encoding.md` judge the same ops: the contracts, the reference in Solidity, which is written to be
 * compared with the text, and `checkPolicy`. They share no code but the names of errors.
 */

/** Cases judged by contracts, in chunks that one call can hold. */
const rounds = 10_000
const chunk = 100

let chain: LocalChain
let engine: Judge
let reference: Judge

beforeAll(async () => {
  chain = await startChain()
  engine = await deployJudge(chain, 'PolicyHarness')
  reference = await deployJudge(chain, 'ReferenceHarness')
})

afterAll(() => chain?.stop())

/**
 * Lets all three judge so many cases. Contracts judge one chunk while the next is made.
 *
 * @returns How often each error, or `allowed`, was the answer.
 */
async function compare(count: number, make: () => Question): Promise<Map<string, number>> {
  const seen = new Map<string, number>()
  let before: Promise<void> = Promise.resolve()
  for (let at = 0; at < count; at += chunk) {
    const part = Array.from({ length: Math.min(chunk, count - at) }, make)
    const asked = Promise.all([engine(part), reference(part)])
    const typeScript = part.map(askTypeScript)
    await before
    before = asked.then(async ([contract, expected]) => {
      await expectAgreement(part, expected, { 'the contract': contract, checkPolicy: typeScript })
      for (const says of expected) {
        const name = says.split(' ')[0] ?? ''
        seen.set(name, (seen.get(name) ?? 0) + 1)
      }
    })
  }
  await before
  return seen
}

async function expectAgreement(
  questions: readonly Question[],
  expected: readonly string[],
  answers: Record<string, readonly string[]>,
) {
  const others = await askStrictly(questions, expected, Object.values(answers))
  for (const [who, each] of Object.entries(answers))
    for (const [index, says] of each.entries())
      if (says !== expected[index] && says !== others.get(index))
        expect({ ...questions[index], who, says }).toEqual({ ...questions[index], who, says: expected[index] })
}

/**
 * A program can be malformed behind the place where the calldata is found not canonical. Which of the two a reader meets first is
 * its own affair: where one differs from the reference, this is what the reference says when it looks for what is malformed first.
 */
async function askStrictly(
  questions: readonly Question[],
  expected: readonly string[],
  answers: readonly (readonly string[])[],
): Promise<Map<number, string>> {
  const indexes = [...questions.keys()].filter((index) => answers.some((each) => each[index] !== expected[index]))
  if (indexes.length === 0) return new Map()
  const strict = await reference(
    indexes.flatMap((index) => questions[index] ?? []),
    'judgeAllStrictly',
  )
  return new Map(indexes.map((index, place) => [index, strict[place] ?? '']))
}

function change(random: Random, policy: Hex): Hex {
  const bytes = hexToBytes(policy)
  const at = random.below(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
  return bytesToHex(bytes)
}

function expectEach(seen: Map<string, number>, least: Record<string, number>) {
  for (const [name, count] of Object.entries(least))
    expect([name, seen.get(name) ?? 0]).toEqual([name, expect.toSatisfy((times: number) => times >= count)])
}

test(`the three agree on ${rounds} cases, reasons and charges included`, async () => {
  const random = createRandom(7562)
  const seen = await compare(rounds, () => ({ ...generateCase(random), periods: [] }))
  // Each way to answer was met often enough to mean something.
  expectEach(seen, {
    allowed: 50,
    budgetexceeded: 50,
    calldenied: 50,
    callnotpermitted: 50,
    feeabovecap: 50,
    paymasternotallowed: 50,
    rulefailed: 50,
  })
  expect(seen.get('policymalformed')).toBeUndefined()
})

test('they agree on policies with one bit changed', async () => {
  const random = createRandom(4337)
  const seen = await compare(3_000, () => {
    const item = generateCase(random)
    return { ...item, periods: [], policy: change(random, item.policy) }
  })
  expectEach(seen, { policymalformed: 150 })
})

test('they agree on budgets with periods, and on budgets that share a counter', async () => {
  const random = createRandom(1559)
  const seen = await compare(1_000, () => withPeriods(random, generateCase(random)))
  expectEach(seen, { allowed: 50, budgetexceeded: 15, periodoutofrange: 15, periodsmismatch: 15 })
})

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bytesToHex, type Hex, hexToBytes, zeroAddress } from 'viem'
import type { Program } from '../../ts/policy/program.js'
import { askTypeScript, type Question, toPeriodBytes } from '../policy/answers.js'
import { generateCase } from '../policy/generators.js'
import { type PeriodCase, withPeriods } from '../policy/periods.js'
import { toMalformedEdges, toRuleEdges, toShapeEdges } from './edgePolicies.js'
import { createRandom, type Random } from './random.js'

/*
 * Writes `policies.json`: policies, ops, and what every engine must answer. Run `npx tsx test/vectors/generatePolicies.ts`.
 *
 * { "count", "cases": [{ policy, account, calls: [{ to, value, data }], fee, paymaster, periods, answer }] }, a case a line
 *
 * fee, value  Decimal numbers in quotes: most are above what JSON's numbers hold.
 * paymaster   The zero address when there is none.
 * periods     The index of the current period for each budget with periods, 4 bytes each.
 * answer      The error with its arguments, or `allowed` and, for each budget that is charged, its index and the amount. All in
 *             lower case, numbers decimal, a failure by its number.
 *
 * `cases` decodes in one call of `vm.parseJsonTypeArray`. Counters stand at zero.
 */

/** So many random cases are made. Of those that are short the smallest are taken, until each trait was met often enough. */
const poolSize = 6_000
const longest = 720
const leastOfEach = 5
/** So many policies are damaged, and the smallest of those that cannot be read are taken. */
const damagedPoolSize = 800
const damagedCount = 60

/** The content of `policies.json`. */
export function generatePolicies(): string {
  const random = createRandom(0x706f6c69)
  const pool = Array.from({ length: poolSize }, () => randomCase(random))
  const cases = [...toRuleEdges(), ...toShapeEdges(), ...toMalformedEdges(), ...choose(pool), ...damageHeaders(random)]
  return `{"count":${cases.length},"cases":[\n${cases.map((item) => JSON.stringify(toVector(item))).join(',\n')}\n]}\n`
}

function randomCase(random: Random): PeriodCase {
  const item = generateCase(random)
  return random.below(4) === 0 ? withPeriods(random, item) : { ...item, periods: [] }
}

function toVector(question: Question) {
  const { account, calls, fee, paymaster, periods, policy } = question
  return {
    policy,
    account,
    calls: calls.map(({ data, to, value }) => ({ to, value: String(value), data })),
    fee: String(fee),
    paymaster: paymaster ?? zeroAddress,
    periods: toPeriodBytes(periods),
    answer: askTypeScript(question),
  }
}

/** Digits of all that is long. */
function getSize({ calls, policy }: Question): number {
  return calls.reduce((sum, { data }) => sum + data.length, policy.length)
}

/** The smallest cases that between them have each trait often enough. */
function choose(pool: readonly PeriodCase[]): readonly PeriodCase[] {
  const met = new Map<string, number>()
  return pool
    .filter((item) => getSize(item) <= longest)
    .sort((a, b) => getSize(a) - getSize(b))
    .filter((item) => {
      const missing = getTraits(item).filter((trait) => (met.get(trait) ?? 0) < leastOfEach)
      for (const trait of missing) met.set(trait, (met.get(trait) ?? 0) + 1)
      return missing.length > 0
    })
}

/** What is in the policy, each with the answer, and how often it is in it. */
function getTraits(item: PeriodCase): readonly string[] {
  const [error = '', , , failure] = askTypeScript(item).split(' ')
  const answer = error === 'rulefailed' ? `${error} ${failure}` : error
  const { budgets, permissions } = item.readable
  const parts = [
    ...permissions.flatMap(({ effect, function: fn, program, target }) => [
      `${effect} ${target === 'any'} ${fn.length}`,
      ...getParts(program),
    ]),
    ...budgets.map(({ kind, period }) => `${kind} ${period !== undefined}`),
    `${item.calls.length} calls`,
    `${budgets.length} budgets`,
    `${permissions.length} permissions`,
  ]
  return [...new Set(parts)].map((part) => `${part}: ${answer}`)
}

function getParts(program: Program): readonly string[] {
  return program.flatMap((item) => {
    switch (item.kind) {
      case 'word':
        return item.rules.map(({ op, type }) => `${op} ${type.kind}`)
      case 'tuple':
        return [item.kind, ...getParts(item.program)]
      case 'array':
        return [
          `${item.kind} ${item.head > 0} ${item.prefix.length > 0}`,
          ...item.prefix.flatMap(getParts),
          ...getParts(item.rest),
        ]
      default:
        return [item.kind]
    }
  })
}

/** Policies with one bit changed in what is always read, so that there is one answer. */
function damageHeaders(random: Random): readonly Question[] {
  const damaged = Array.from({ length: damagedPoolSize }, (): Question => {
    const item = generateCase(random)
    const bytes = hexToBytes(item.policy)
    // The signer's bits make other signers.
    const at = random.below(2) === 0 ? random.below(2) : 22 + random.below(bytes.length - 22)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
    return { ...item, periods: [], policy: bytesToHex(bytes) }
  })
  return damaged
    .filter((item) => askTypeScript(item) === 'policymalformed' && isSeenInHeader(item))
    .sort((a, b) => getSize(a) - getSize(b))
    .slice(0, damagedCount)
}

/** An op without calls is refused for nothing but the header. */
function isSeenInHeader({ account, policy }: Question): boolean {
  const nobody: Hex = '0x000000000000000000000000000000000000dead'
  const probe = { account, calls: [{ to: nobody, value: 0n, data: '0x' as const }], fee: 0n, paymaster: undefined }
  return askTypeScript({ ...probe, periods: [], policy }) === 'policymalformed'
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('./policies.json', import.meta.url), generatePolicies())

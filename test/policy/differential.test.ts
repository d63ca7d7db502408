import { readFile } from 'node:fs/promises'
import { type Abi, bytesToHex, decodeErrorResult, type Hex, hexToBytes, zeroAddress } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalChain, startChain } from '../../demo/stack/index.js'
import { checkPolicy } from '../../ts/policy/checkPolicy.js'
import { failures } from '../../ts/policy/judge/verdict.js'
import { createRandom, type Random } from '../vectors/random.js'
import { type Case, generateCase } from './generators.js'

/** Cases judged by the contract, in chunks that one call can hold. */
const rounds = 10_000
const chunk = 100

let chain: LocalChain
let harness: { abi: Abi; address: Hex }

beforeAll(async () => {
  chain = await startChain()
  const path = new URL('../../out/PolicyHarness.sol/PolicyHarness.json', import.meta.url)
  const { abi, bytecode } = JSON.parse(await readFile(path, 'utf8'))
  const hash = await chain.walletClient.deployContract({ abi, bytecode: bytecode.object })
  const { contractAddress } = await chain.publicClient.waitForTransactionReceipt({ hash })
  harness = { abi, address: contractAddress ?? zeroAddress }
})

afterAll(() => chain?.stop())

/** What the contract says, as one string: the error with its arguments, or what is charged. */
async function askChain(cases: readonly Case[]): Promise<readonly string[]> {
  const { result } = await chain.publicClient.simulateContract({
    ...harness,
    args: [
      cases.map(({ account, calls, fee, paymaster, policy }) => ({
        account,
        calls,
        fee,
        paymaster: paymaster ?? zeroAddress,
        policy,
      })),
    ],
    functionName: 'judgeAll',
    gas: 10_000_000_000n,
  })
  return (result as readonly Hex[]).map((data) => {
    const { args = [], errorName } = decodeErrorResult({ abi: harness.abi, data })
    // A budget that counts nothing is not charged.
    const values = errorName === 'Allowed' ? args.flat().filter((amount) => amount !== 0n) : args
    return [errorName, ...values].map((value) => String(value).toLowerCase()).join(' ')
  })
}

/** What TypeScript says, in the same form. */
function askTypeScript({ account, calls, fee, paymaster, policy }: Case): string {
  const result = checkPolicy(policy, { account, calls, fee, paymaster })
  const words = result.allowed ? ['Allowed', ...result.charges.map(({ amount }) => amount)] : toWords(result)
  return words.map((value) => String(value).toLowerCase()).join(' ')
}

function toWords(refusal: Exclude<ReturnType<typeof checkPolicy>, { allowed: true }>): readonly unknown[] {
  switch (refusal.error) {
    case 'BudgetExceeded':
      return [refusal.error, refusal.id, refusal.wanted, refusal.left]
    case 'CallDenied':
      return [refusal.error, refusal.call, refusal.permission]
    case 'CallNotPermitted':
      return [refusal.error, refusal.call, refusal.target, refusal.selector]
    case 'FeeAboveCap':
      return [refusal.error, refusal.fee, refusal.cap]
    case 'PaymasterNotAllowed':
      return [refusal.error, refusal.paymaster]
    case 'RuleFailed':
      return [refusal.error, refusal.call, refusal.permission, failures.indexOf(refusal.failure), refusal.offset]
    default:
      return [refusal.error]
  }
}

async function compare(cases: readonly Case[]): Promise<Map<string, number>> {
  const seen = new Map<string, number>()
  for (let at = 0; at < cases.length; at += chunk) {
    const part = cases.slice(at, at + chunk)
    const answers = await askChain(part)
    for (const [index, item] of part.entries()) {
      const [chainSays, typeScriptSays] = [answers[index] ?? '', askTypeScript(item)]
      if (!agree(chainSays, typeScriptSays))
        expect({ ...item, says: chainSays }).toEqual({ ...item, says: typeScriptSays })
      const name = chainSays.split(' ')[0] ?? ''
      seen.set(name, (seen.get(name) ?? 0) + 1)
    }
  }
  return seen
}

/**
 * A program can be malformed behind the place where the calldata is found not canonical. Which of the two a reader meets first is
 * its own affair; that it refuses is not.
 */
function agree(a: string, b: string): boolean {
  if (a === b) return true
  const both = [a, b]
  return both.includes('policymalformed') && both.some((says) => /^(rulefailed \d+ \d+ 2 0|calldenied)/.test(says))
}

function change(random: Random, policy: Hex): Hex {
  const bytes = hexToBytes(policy)
  const at = random.below(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
  return bytesToHex(bytes)
}

test(`the contract and checkPolicy agree on ${rounds} cases, reasons and charges included`, async () => {
  const random = createRandom(7562)
  const seen = await compare(Array.from({ length: rounds }, () => generateCase(random)))
  // Each way to answer was met often enough to mean something.
  for (const name of [
    'allowed',
    'rulefailed',
    'calldenied',
    'callnotpermitted',
    'budgetexceeded',
    'feeabovecap',
    'paymasternotallowed',
  ])
    expect([name, seen.get(name) ?? 0]).toEqual([name, expect.toSatisfy((count: number) => count >= 50)])
})

test('they agree on policies with one bit changed', async () => {
  const random = createRandom(4337)
  const cases = Array.from({ length: 3_000 }, () => {
    const item = generateCase(random)
    return { ...item, policy: change(random, item.policy) }
  })
  const seen = await compare(cases)
  expect(seen.get('policymalformed') ?? 0).toBeGreaterThan(150)
})

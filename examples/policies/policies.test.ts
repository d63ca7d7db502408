import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalChain, startChain } from '../../demo/stack/index.js'
import { askTypeScript, type Question } from '../../test/policy/answers.js'
import { deployJudge, type Judge } from '../../test/policy/judges.js'
import { checkPolicy, encodePolicy, explainSession } from '../../ts/policy/index.js'
import { account, type Call, type Example, examples } from './cases.js'

let chain: LocalChain
let engine: Judge
let reference: Judge

beforeAll(async () => {
  chain = await startChain()
  engine = await deployJudge(chain, 'PolicyHarness')
  reference = await deployJudge(chain, 'ReferenceHarness')
})

afterAll(() => chain?.stop())

const timestamp = 1_750_000_000

function check({ abis, paymaster, policy }: Example, calls: readonly Call[]) {
  return checkPolicy(policy, { abis, account, calls, timestamp, ...(paymaster ? { paymaster } : {}) })
}

describe.each(Object.entries(examples))('%s', (_, example) => {
  test.each(example.fits)('fits: $title', ({ call }) => {
    expect(check(example, [call])).toMatchObject({ allowed: true })
  })

  test.each(example.refused)('refused: $title', ({ call, names }) => {
    const result = check(example, [call])
    expect(result.allowed ? 'allowed' : result.message).toContain(names)
  })

  test('all in one batch fit, and one bad call spoils it', () => {
    const good = example.fits.map(({ call }) => call)
    const budgets = check(example, good)
    // Together they may exceed a budget, and nothing else.
    if (!budgets.allowed) expect(budgets.error).toBe('BudgetExceeded')
    for (const { call } of example.refused)
      expect(check(example, [...good.slice(0, 1), call])).toMatchObject({ allowed: false })
  })

  const { budget } = example
  if (budget)
    test('its budget is used up to the last unit, and no further', () => {
      expect(check(example, budget.usesUp)).toMatchObject({ allowed: true })
      expect(check(example, budget.exceeds)).toMatchObject({ allowed: false, error: 'BudgetExceeded' })
    })

  test('the contract and the reference say the same, reasons included', async () => {
    const batches = example.budget ? [example.budget.usesUp, example.budget.exceeds] : []
    const single = [...example.fits, ...example.refused].map(({ call }) => [call])
    const questions: Question[] = [...single, ...batches].map((calls) => ({
      account,
      calls: calls.map(({ data = '0x', to, value = 0n }) => ({ data, to, value })),
      fee: 0n,
      paymaster: example.paymaster,
      periods: example.policy.budgets.flatMap(({ period }) => (period ? [0] : [])),
      policy: encodePolicy(example.policy),
    }))
    const answers = await engine(questions)
    expect(answers).toEqual(questions.map(askTypeScript))
    expect(await reference(questions)).toEqual(answers)
    expect(answers.map((answer) => answer.startsWith('allowed'))).toEqual([
      ...example.fits.map(() => true),
      ...example.refused.map(() => false),
      ...batches.map((_, index) => index === 0),
    ])
  })
})

test('in plain words, for whoever signs', () => {
  const words = Object.entries(examples).map(([name, { policy }]) => {
    const { sentences, warnings } = explainSession(policy, { now: timestamp })
    return [name, ...sentences, ...warnings.map(({ code, level, path }) => `! ${level} ${code} ${path ?? ''}`.trim())]
  })
  expect(words).toMatchInlineSnapshot(`
    [
      [
        "aave",
        "The key 0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c may act for the account.",
        "It may call \`supply\` of 0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2, if \`asset\` is 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48, \`amount\` is at most 1000000000, \`onBehalfOf\` is the account itself and \`referralCode\` is 0.",
        "Its calls may carry no ETH.",
        "Each of its ops may cost the account at most 0.01 ETH in fees.",
        "Nobody but the account may pay for its ops.",
        "! medium cap-without-total amount",
        "! low fees-without-total",
      ],
      [
        "agent",
        "The key 0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c may act for the account.",
        "It may call \`transfer\` of 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48, if \`recipient\` is 0xD69517727b504c13145E83e6eDD61902808Cae72 or 0x33FD426905F149f8376e227d0C9D3340AaD17aF1 and \`amount\` is at most 100 and stays within its total.",
        "It may send ETH to 0xD69517727b504c13145E83e6eDD61902808Cae72, with at most 0.01 ETH in each call.",
        "It may send ETH to 0x33FD426905F149f8376e227d0C9D3340AaD17aF1, with at most 0.01 ETH in each call.",
        "Over all its calls, \`transfer.amount\` adds up to at most 300 in every day, from 2023-11-14 22:13:20 UTC on.",
        "To send ETH to 0xD69517727b504c13145E83e6eDD61902808Cae72 or send ETH to 0x33FD426905F149f8376e227d0C9D3340AaD17aF1, it may spend at most 0.02 ETH in every day, from 2023-11-14 22:13:20 UTC on.",
        "Its ops may cost the account at most 0.1 ETH in fees in every day, from 2023-11-14 22:13:20 UTC on.",
        "Over all its calls, \`transfer.amount\` adds up to at most 1000 in all.",
        "Other sessions of the account with a budget of the same name share its count.",
        "Each of its ops may cost the account at most 0.01 ETH in fees.",
        "Nobody but the account may pay for its ops.",
      ],
      [
        "game",
        "The key 0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c may act for the account.",
        "It may call \`move\` of 0x5FbDB2315678afecb367f032d93F642f64180aa3, if \`x\` is between -100 and 100 and \`y\` is between -100 and 100.",
        "It may call \`attack\` of 0x5FbDB2315678afecb367f032d93F642f64180aa3, if \`target\` is at most 9999 and \`weapon\` is 1, 2 or 7.",
        "It may call \`craft\` of 0x5FbDB2315678afecb367f032d93F642f64180aa3, if the length of \`parts\` is at most 8, every \`parts[]\` is at most 500 and \`recipe\` is 0x1111111111111111111111111111111111111111111111111111111111111111.",
        "It may call \`say\` of 0x5FbDB2315678afecb367f032d93F642f64180aa3, if \`text\` is at most 140 bytes long.",
        "It may call \`claim\` of 0x5FbDB2315678afecb367f032d93F642f64180aa3, if \`to\` is the account itself.",
        "Its calls may carry no ETH.",
        "It may call \`move\` of 0x5FbDB2315678afecb367f032d93F642f64180aa3, call \`attack\` of 0x5FbDB2315678afecb367f032d93F642f64180aa3, call \`craft\` of 0x5FbDB2315678afecb367f032d93F642f64180aa3, call \`say\` of 0x5FbDB2315678afecb367f032d93F642f64180aa3 or call \`claim\` of 0x5FbDB2315678afecb367f032d93F642f64180aa3 at most 1000 times in every hour, from 2023-11-14 22:13:20 UTC on.",
        "Other sessions of the account with a budget of the same name share its count.",
        "Its ops may cost the account nothing.",
        "The paymaster 0x0000000000000039cd5e8aE05257CE51C473ddd1 may pay for its ops instead of the account.",
      ],
      [
        "mints",
        "The key 0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c may act for the account.",
        "It may call \`mintTo\` of 0x33FD426905F149f8376e227d0C9D3340AaD17aF1, if \`to\` is the account itself, \`id\` is 1, 2 or 7 and \`quantity\` is 1.",
        "Its calls may carry no ETH.",
        "It may call \`mintTo\` of 0x33FD426905F149f8376e227d0C9D3340AaD17aF1 at most 10 times in all.",
        "Other sessions of the account with a budget of the same name share its count.",
        "Each of its ops may cost the account at most 0.01 ETH in fees.",
        "Nobody but the account may pay for its ops.",
        "! low fees-without-total",
      ],
      [
        "monthly",
        "The key 0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c may act for the account.",
        "It may call \`approve\` of 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48, if \`spender\` is 0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45 and \`amount\` is at most 900 and stays within its total.",
        "It may call \`transfer\` of 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48, if \`recipient\` is 0xD69517727b504c13145E83e6eDD61902808Cae72 and \`amount\` is at most 900 and stays within its total.",
        "Its calls may carry no ETH.",
        "Over all its calls, \`approve.amount\` and \`transfer.amount\` add up to at most 900 in every 30 days, from 2023-11-14 22:13:20 UTC on.",
        "Other sessions of the account with a budget of the same name share its count.",
        "Each of its ops may cost the account at most 0.01 ETH in fees.",
        "Nobody but the account may pay for its ops.",
        "! medium approval-outlives-session",
        "! low fees-without-total",
      ],
      [
        "permit2",
        "The key 0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c may act for the account.",
        "It may call \`approve\` of 0x000000000022D473030F116dDEE9F6B43aC78BA3, if \`token\` is 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48, \`spender\` is 0x66a9893cC07D91D95644AEDD05D03f95e1dBA8Af, \`amount\` is at most 500000000 and \`expiration\` is above 0 and at most 1800000000.",
        "Its calls may carry no ETH.",
        "Each of its ops may cost the account at most 0.01 ETH in fees.",
        "Nobody but the account may pay for its ops.",
        "! medium approval-outlives-session",
        "! medium cap-without-total amount",
        "! low fees-without-total",
      ],
      [
        "router",
        "The key 0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c may act for the account.",
        "It may call \`execute\` of 0x66a9893cC07D91D95644AEDD05D03f95e1dBA8Af, if \`commands\` is the bytes with the hash 0x9ced176d0b84f917e79d2c4258fd2e6a2bc4a933a22fb444ec7c099d4a32b4ba, the length of \`inputs\` is at least 2 and at most 2, \`inputs[0]\` is the bytes with the hash 0x292218a7602cf4ff7f4e2f3dfca398dcc7dae2ab1d7c933e46676f5531310a2b, \`inputs[1]\` is the bytes with the hash 0x8579c08bd6af8715c75d5f346b65db5d1177f05297e8a6b4a893320ee8565c86 and \`deadline\` is above 0; \`inputs[]\` may be anything.",
        "Its calls may carry no ETH.",
        "It may call \`execute\` of 0x66a9893cC07D91D95644AEDD05D03f95e1dBA8Af at most 5 times in all.",
        "Other sessions of the account with a budget of the same name share its count.",
        "Each of its ops may cost the account at most 0.01 ETH in fees.",
        "Nobody but the account may pay for its ops.",
        "! high calls-anything",
        "! low fees-without-total",
      ],
      [
        "uniswapV3",
        "The key 0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c may act for the account.",
        "It may call \`exactInputSingle\` of 0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45, if \`params.tokenIn\` is 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48, \`params.tokenOut\` is 0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2, \`params.fee\` is 3000, \`params.recipient\` is the account itself, \`params.amountIn\` is above 0 and at most 2000000000 and stays within its total and \`params.amountOutMinimum\` is above 0; \`params.sqrtPriceLimitX96\` may be anything.",
        "Its calls may carry no ETH.",
        "Over all its calls, \`exactInputSingle.params.amountIn\` adds up to at most 2000000000 in every day, from 2023-11-14 22:13:20 UTC on.",
        "Other sessions of the account with a budget of the same name share its count.",
        "Each of its ops may cost the account at most 0.01 ETH in fees.",
        "Nobody but the account may pay for its ops.",
        "! low fees-without-total",
      ],
    ]
  `)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Page, parseExamples, parsePage, readExamples, readPages } from './blocks.js'
import { compile } from './compile.js'
import { exampleNames } from './exampleNames.js'
import { exampleAccounts, giveExamples, prepareExamples } from './giveExamples.js'
import { givenNames, startGiven } from './given.js'
import { toModules } from './modules.js'
import { run } from './run.js'

const pages = readPages()
const exampleFiles = readExamples()
const toExamples = (file: Page) => toModules(file, new Set<string>(exampleNames))
const pageNames = { names: givenNames, path: 'test/docs/given.js' }
const examples = { names: exampleNames, path: 'test/docs/exampleNames.js' }

describe('the code of the documentation', () => {
  let given: Awaited<ReturnType<typeof startGiven>>

  beforeAll(async () => {
    given = await startGiven()
  })

  afterAll(() => given.stop())

  test('compiles', () => {
    expect(pages.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'docs/guide/start.md']))
    expect(
      compile(
        pages.flatMap((page) => toModules(page)),
        pageNames,
      ),
    ).toEqual([])
  })

  // Beside each other: each has an account of its own, and mostly waits for the bundler.
  test.concurrent.each(pages.map((page) => [page.path, page] as const))('runs: %s', async (_, page) => {
    await run(toModules(page), (account) => given.give(page.accounts[account]))
  })

  test('compiles: each example of a comment', () => {
    expect(exampleFiles.length).toBeGreaterThan(60)
    expect(compile(exampleFiles.flatMap(toExamples), examples)).toEqual([])
  })

  test.concurrent.each(Object.entries(exampleAccounts))('runs: the examples of %s', async (path, account) => {
    const file = exampleFiles.find((one) => one.path === path)
    if (!file) throw new Error(`${path} has no example.`)
    await run(toExamples(file), async () => giveExamples(await given.give(account)))
  })

  // One after the other, since they share an account.
  test.concurrent('runs: each other example of a comment', async () => {
    const page = await given.give('biconomy')
    await prepareExamples(page)
    const shared = giveExamples(page)
    for (const file of exampleFiles) if (!(file.path in exampleAccounts)) await run(toExamples(file), () => shared)
  })
})

describe('what is wrong is found', () => {
  const page = (text: string) => toModules(parsePage('docs/page.md', text))
  const nothing = async () => ({})

  const wrong: Record<string, [text: string, message: RegExp]> = {
    'a type': ['```ts\nconst n: number = "1"\n```', /^:2 Type 'string' is not assignable to type 'number'/],
    'an import': [
      "\n```ts\nimport { none } from 'latchkey'\nnone()\n```",
      /^:3 Module .* has no exported member 'none'/,
    ],
    'an import of no use': ["```ts\nimport { allow } from 'latchkey/policy'\n```", /^:2 'allow' is declared but/],
    'a name that nobody gives': ['```ts\naccount\n```', /^:2 Cannot find name 'account'/],
    'a name of a block, where one stands alone': [
      '```ts\nconst n = 1\n```\n<!-- alone -->\n```ts\nn\n```',
      /^:6 Cannot find name 'n'/,
    ],
    'a name that is not there to give': [
      '<!-- given: acount -->\n```ts\nacount\n```',
      /^:2 .* has no exported member named 'acount'/,
    ],
  }

  test('in what is compiled', () => {
    const texts = Object.values(wrong)
    const modules = texts.flatMap(([text], index) => toModules(parsePage(`docs/${index}.md`, text)))
    const found = compile(modules, pageNames)
    for (const [index, [, message]] of texts.entries()) {
      const path = `docs/${index}.md`
      expect(found.filter((line) => line.startsWith(path)).map((line) => line.slice(path.length))).toEqual([
        expect.stringMatching(message),
      ])
    }
    expect(found).toHaveLength(texts.length)
  })

  test.each([
    ['what is thrown', "```ts\nthrow new Error('no')\n```", 'line 2, threw: no'],
    [
      'what is printed',
      '```ts\nconst n = 1\n```\n```ts\nconsole.log(n + 1)\n// 3\n```',
      'line 5: it printed\n2\nwhere the page has\n3',
    ],
    ['what is not printed', '```ts\nif (1 + 1 > 2)\n  console.log(1)\n  // 1\n```', 'where the page has\n1'],
  ])('%s', async (_, text, message) => {
    await expect(run(page(text), nothing)).rejects.toThrow(message)
  })

  test('and what is given anew is not what was declared', async () => {
    const anew = page('```ts\nconst shop = 1\n```\n<!-- given: shop -->\n```ts\nconsole.log(shop.length)\n// 2\n```')
    expect(compile(anew, pageNames)).toEqual([])
    await run(anew, async () => ({ shop: '0x' }))
  })

  test('and each account that is named gives its own, in order', async () => {
    const two = page(
      [
        '<!-- given: shop -->\n```ts\nconsole.log(shop)\n// 0\n```',
        '<!-- each alone -->\n<!-- in order -->\n<!-- account: safe -->\n```ts\nconsole.log(shop)\n// 1\n```',
      ].join('\n'),
    )
    await run(two, async (account) => ({ shop: account }))
  })

  test('and what is right is not', async () => {
    const right = page(
      '```ts\nconst n = await Promise.resolve(1)\n```\n  ```ts\n  console.log([n, "a"], Math.random())\n  // [ 1, … ] …\n  ```',
    )
    expect(compile(right, pageNames)).toEqual([])
    await run(right, nothing)
  })

  test('in an example', () => {
    const text = '/**\n * @example\n * ```ts\n * const n: number = ""\n * ```\n */\n'
    expect(compile(toModules(parseExamples('ts/file.ts', text)), examples)[0]).toContain('ts/file.ts:4 Type')
  })
})

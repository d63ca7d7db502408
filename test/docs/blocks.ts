import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the repository is, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * One block of code of a page. A line of HTML comment before it says how it is tested:
 *
 * - `<!-- given: client, account -->`: names of `given.ts` that this block uses as if it had declared them; so do later ones, until one declares
 *   them anew.
 * - `<!-- alone -->`: the block sees nothing of the others; `<!-- each alone -->` says so of all blocks that follow,
 *   up to `<!-- in order -->`.
 * - `<!-- account: kernel -->`: what is given from here on is of an account of this family that nobody else has. It has installed the registry,
 *   unless a state of `given.ts` follows: `<!-- account: kernel, as deployed -->`.
 *
 * All others run in order, and see what the ones before them declared. What a comment after `console.log(…)` says must be what it prints; `…`
 * in it stands for anything.
 */
export type Block = {
  /** Which of the page's accounts is given to it. */
  account: number
  code: string
  given: readonly string[]
  isAlone: boolean
  /** Line of the file on which the code begins, from 1. */
  line: number
}

export type Page = {
  /** The page's accounts, as its comments say them. */
  accounts: readonly string[]
  blocks: readonly Block[]
  /** Path in the repository. */
  path: string
}

/** The pages of the documentation that have code. */
export function readPages(): readonly Page[] {
  const paths = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'))
  return ['README.md', ...paths.map((path) => `docs/${path}`).sort()]
    .map((path) => parsePage(path, readFileSync(root + path, 'utf8')))
    .filter(({ blocks }) => blocks.length > 0)
}

const comment = /^ *<!-- (account|given|alone|each alone|in order)(?:: (.*))? -->$/

/** The blocks of a page's text. */
export function parsePage(path: string, text: string): Page {
  const blocks: Block[] = []
  const accounts: string[] = []
  let given: readonly string[] = []
  let [isAlone, eachAlone] = [false, false]
  let open: { indent: number; line: number; lines: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (open && line.trim() === '```') {
      if (accounts.length === 0) accounts.push('nexus')
      const account = accounts.length - 1
      blocks.push({ account, code: `${open.lines.join('\n')}\n`, given, isAlone, line: open.line })
      ;[given, isAlone, open] = [[], eachAlone, undefined]
    } else if (open) open.lines.push(line.slice(open.indent))
    else if (/^ *```ts\b/.test(line)) open = { indent: line.indexOf('`'), line: index + 2, lines: [] }
    else {
      const [, name, value = ''] = comment.exec(line) ?? []
      if (name === 'account') accounts.push(value)
      if (name === 'given') given = value.split(/, */)
      if (name === 'each alone') eachAlone = true
      if (name === 'in order') [eachAlone, isAlone] = [false, false]
      if (name === 'alone' || eachAlone) isAlone = true
    }
  }
  return { accounts, blocks, path }
}

/** The examples in the comments of the package, each alone; their given names are found by themselves. */
export function readExamples(): readonly Page[] {
  return readdirSync(`${root}ts`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('generated'))
    .sort()
    .map((path) => parseExamples(`ts/${path}`, readFileSync(`${root}ts/${path}`, 'utf8')))
    .filter(({ blocks }) => blocks.length > 0)
}

/** The code after each `@example` of a file's comments. */
export function parseExamples(path: string, text: string): Page {
  const blocks = [...text.matchAll(/@example\n((?: *\*(?: .*)?\n)+?)(?= *\*\/| *\* @)/g)].map(
    ({ 1: body = '', index }) => {
      const lines = body.split('\n').map((line) => line.replace(/^ *\* ?/, ''))
      const code = lines.map((line) => (line.startsWith('```') ? '' : line)).join('\n')
      return {
        account: 0,
        code,
        given: [],
        isAlone: true,
        line: text.slice(0, index).split('\n').length + 1,
      }
    },
  )
  return { accounts: ['nexus'], blocks, path }
}

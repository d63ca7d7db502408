#!/usr/bin/env node
// Writes `docs/security/catalogue.md` from `test/security/catalogue.json`: which known hole is shown closed by which test.
// `--check` changes nothing and fails when the page is stale. Both fail when an entry names a test that does not exist or never runs, or
// when a family has neither a test on a real account nor a reason why the hole cannot be there.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from './fail.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const source = 'test/security/catalogue.json'
const page = 'docs/security/catalogue.md'
const attacks = 'test/security/'

const families = {
  biconomy: { name: 'Biconomy v2, EntryPoint v0.6', base: 'test/Base.t.sol:Base' },
  erc7579: { name: 'ERC-7579, EntryPoint v0.7 and v0.8', base: 'test/Base7579.t.sol:Base7579' },
  package: { name: 'The package' },
}
const severities = ['critical', 'high', 'medium', 'low']

const problems = []
const { groups, holes } = JSON.parse(readFileSync(join(root, source), 'utf8'))
const solidity = readSolidity()
const scripts = new Map()

holes.forEach(checkHole)
checkTags()
if (problems.length !== 0) fail(problems.join('\n'))

const text = toPage()
const path = join(root, page)
if (!process.argv.includes('--check')) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
} else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
  fail(`${page} is stale: run \`npm run catalogue\` and commit it.`)
}

/* THE ENTRIES */

function checkHole({ families: told, group, hole, id, severity, title }, index) {
  const say = (problem) => problems.push(`${id}: ${problem}`)
  if (!new RegExp(`^SEC-${String(index + 1).padStart(3, '0')}(-[a-z0-9]+)+$`).test(id)) say('its id is out of order.')
  if (!groups.includes(group)) say(`there is no group "${group}".`)
  if (!severities.includes(severity)) say(`there is no severity "${severity}".`)
  if (!title || !hole) say('it says nothing.')
  for (const family of Object.keys(told)) if (!(family in families)) say(`there is no family "${family}".`)
  for (const [family, { base }] of Object.entries(families)) {
    const { cannotApply, tests = [] } = told[family] ?? {}
    if (!told[family]) {
      if (base) say(`${family} has neither tests nor a reason.`)
      continue
    }
    if ((tests.length === 0) === !cannotApply) say(`${family} needs either tests or a reason.`)
    if (new Set(tests).size !== tests.length) say(`${family} names a test twice.`)
    const found = tests.map((test) => findTest(test, family, say))
    // A test of a library shows what it does, and not that an account is safe.
    if (base && !cannotApply && !found.includes('account')) say(`${family} has no test on a real account.`)
  }
}

/** Whether a test is on a real account, on none, or (after a complaint) nowhere. */
function findTest(test, family, say) {
  const at = test.indexOf('::')
  const [file, name] = [test.slice(0, at), test.slice(at + 2)]
  if (!file.endsWith('.sol')) {
    if (testsOfScript(file)?.has(name)) return file.startsWith('demo/') ? 'account' : 'library'
    return void say(`there is no test ${test}`)
  }
  const declaring = [...solidity.values()].filter((contract) => contract.file === file && contract.tests.has(name))
  if (declaring.length === 0) return void say(`there is no test ${test}`)
  const running = [...solidity.values()].filter(
    (contract) => !contract.isAbstract && declaring.some(({ key }) => ancestorsOf(contract).has(key)),
  )
  if (running.length === 0) return void say(`${test} never runs: no contract inherits it.`)
  const bases = Object.values(families).flatMap(({ base }) => base ?? [])
  const onAccounts = running.filter((contract) => bases.some((base) => ancestorsOf(contract).has(base)))
  if (onAccounts.length === 0) return 'library'
  const { base } = families[family]
  if (base && !onAccounts.some((contract) => ancestorsOf(contract).has(base)))
    return void say(`${test} does not run on ${family}.`)
  return 'account'
}

/** Tests written for an entry say so (`@custom:hole`), and the entry names them. */
function checkTags() {
  const named = new Map(
    holes.map(({ families: told, id }) => [id, Object.values(told).flatMap(({ tests = [] }) => tests)]),
  )
  for (const { file, tests } of solidity.values()) {
    if (!file.startsWith(attacks)) continue
    for (const [name, { tags }] of tests) {
      const test = `${file}::${name}`
      if (tags.length === 0) problems.push(`${test} says of no hole that it is for it.`)
      for (const tag of tags) {
        if (!named.has(tag)) problems.push(`${test}: there is no ${tag}.`)
        else if (!named.get(tag).includes(test)) problems.push(`${tag} does not name ${test}, which is for it.`)
      }
      for (const [id, list] of named)
        if (list.includes(test) && !tags.includes(id)) problems.push(`${test} does not say that it is for ${id}.`)
    }
  }
}

/* THE SOURCES */

/** Every contract under `test/`, by file and name, with its tests and what it inherits. */
function readSolidity() {
  const contracts = new Map()
  for (const file of filesUnder('test', '.sol')) {
    const code = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, (comment) =>
      comment.replace(/[^\n]/g, ' '),
    )
    const imports = new Map()
    for (const [, names, from] of code.matchAll(/^import\s*\{([^}]*)\}\s*from\s*"(\.[^"]*)"/gm)) {
      const target = posix.join(posix.dirname(file), from)
      for (const entry of names.split(',')) {
        const [original, alias = original] = entry.trim().split(/\s+as\s+/)
        imports.set(alias, `${target}:${original}`)
      }
    }
    const heads = [...code.matchAll(/^(abstract )?contract (\w+)(?:\s+is\s+([^{]*))?\s*\{/gm)]
    heads.forEach((head, i) => {
      const [, abstract, name, bases = ''] = head
      const body = code.slice(head.index, heads[i + 1]?.index)
      const parents = bases
        .replace(/\([^)]*\)/g, '')
        .split(',')
        .map((base) => base.trim())
        .filter(Boolean)
        .map((base) => imports.get(base) ?? `${file}:${base}`)
      const tests = new Map(
        [...body.matchAll(/((?:^[ \t]*\/\/\/[^\n]*\n)*)^[ \t]*function ((?:test|invariant)\w*)\s*\(/gm)].map(
          ([, comment, test]) => [test, { tags: [...comment.matchAll(/@custom:hole (\S+)/g)].map(([, tag]) => tag) }],
        ),
      )
      const key = `${file}:${name}`
      contracts.set(key, { file, isAbstract: abstract !== undefined, key, name, parents, tests })
    })
  }
  return contracts
}

function ancestorsOf(contract) {
  if (!contract.ancestors) {
    contract.ancestors = new Set([contract.key])
    for (const parent of contract.parents) {
      const known = solidity.get(parent)
      if (known) for (const key of ancestorsOf(known)) contract.ancestors.add(key)
    }
  }
  return contract.ancestors
}

/** The names of the tests in a file of TypeScript, as they are written. */
function testsOfScript(file) {
  if (!scripts.has(file)) {
    const exists = existsSync(join(root, file))
    const code = exists ? readFileSync(join(root, file), 'utf8').replace(/^\s*\/\/.*$/gm, '') : ''
    const calls = code.matchAll(/\b(?:test|it)(?:\.each\([\s\S]*?\))?\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g)
    scripts.set(file, new Set([...calls].map(([, , name]) => name.replace(/\\(.)/g, '$1'))))
  }
  return scripts.get(file)
}

function filesUnder(directory, extension) {
  return readdirSync(join(root, directory), { withFileTypes: true })
    .flatMap((entry) => {
      const child = posix.join(directory, entry.name)
      if (entry.isDirectory()) return filesUnder(child, extension)
      return entry.name.endsWith(extension) ? [child] : []
    })
    .sort()
}

/* THE PAGE */

function toPage() {
  const count = (family) => {
    const told = holes.filter(({ families: { [family]: entry } }) => entry)
    const tested = told.filter(({ families: { [family]: entry } }) => entry.tests)
    return `| ${families[family].name} | ${tested.length} | ${told.length - tested.length} |`
  }
  return [
    '# Known holes, and the tests that show them closed',
    '',
    '<!-- Written by `script/catalogue.mjs` from `test/security/catalogue.json`. -->',
    '',
    `${holes.length} ways in which session keys and permission modules have been, or could be, broken. For each account family either`,
    'tests show that the attack is refused, with real accounts through `handleOps` (what is said of code alone, by looking at the code),',
    'or a reason says why it has no place to happen. What remains open on purpose, or is for the owner to know, stands with the entry.',
    '',
    'Severity is that of the hole where it is open. Tests under `test/security` name the entry they are for (`@custom:hole`); the page is',
    'checked against the sources: each test exists and runs on the family it stands for.',
    '',
    '| | tests | cannot apply |',
    '|---|--:|--:|',
    ...Object.keys(families).map(count),
    ...groups.flatMap((group) => ['', `## ${group}`, ...holes.filter((hole) => hole.group === group).flatMap(toEntry)]),
    '',
  ].join('\n')
}

function toEntry({ families: told, hole, id, remains, severity, title }) {
  const [biconomy, erc7579] = [told.biconomy.tests ?? [], told.erc7579.tests ?? []]
  const shared = biconomy.filter((test) => erc7579.includes(test))
  const lines = [
    shared.length !== 0 && `- Both families: ${toLinks(shared)}`,
    ...Object.entries(told).map(([family, { cannotApply, tests = [] }]) => {
      if (cannotApply) return `- ${families[family].name}: cannot apply. ${cannotApply}`
      const own = family === 'package' ? tests : tests.filter((test) => !shared.includes(test))
      return own.length !== 0 && `- ${families[family].name}: ${toLinks(own)}`
    }),
    remains && `- Remains: ${remains}`,
  ]
  return ['', `### ${id}`, '', `**${title}** (${severity}). ${hole}`, '', ...lines.filter(Boolean)]
}

function toLinks(tests) {
  return tests
    .map((test) => {
      const at = test.indexOf('::')
      return `[${test.slice(at + 2).replace(/[[\]]/g, '\\$&')}](../../${test.slice(0, at)})`
    })
    .join(', ')
}

#!/usr/bin/env node
// How much of `contracts/` the tests in Solidity run: lines and branches of each file, and what is not run. Takes several minutes.
// Fails when a test fails, below the thresholds, and when `test/coverage.json` is stale: it lists what is not counted, each with its
// reason.
//   --report   runs nothing, and judges what the last run reported
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { judge, readLcov } from './coverage/lcov.mjs'
import { fail } from './fail.mjs'
import { forge } from './forge.mjs'
import { toTextTable } from './table.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const report = join(root, 'cache', 'coverage', 'lcov.info')

/** One account of each family is enough: the others run the same code. */
const sameCode = '(V08|Delegated|Kernel)'

/** These look at the code that chains get, or at its gas: what runs here is compiled otherwise. */
const ofDeployedCode = [
  'AWrongSignatureCostsWhatARightOneDoes',
  'NamesNoChainAndNoAddress',
  'TheCodeHasNoOpcodeThatItMustNotHave',
  'TheLargestSessionsAreWithinTheLimitsOfBundlers',
]

/** Percent of what is counted. */
const thresholds = { branches: 98, lines: 100 }

if (!process.argv.includes('--report')) run()

const gaps = JSON.parse(readFileSync(join(root, 'test', 'coverage.json'), 'utf8'))
const judged = [...readLcov(readFileSync(report, 'utf8'))]
  .filter(([file]) => file.startsWith('contracts/'))
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([file, places]) => ({ file, ...judge(places, readFileSync(join(root, file), 'utf8'), gaps[file]) }))
const total = {
  branches: sum(judged.map(({ branches }) => branches)),
  file: 'all',
  lines: sum(judged.map(({ lines }) => lines)),
}

const rows = [...judged, total].map(({ branches, file, lines }) => [file, toCell(lines), toCell(branches)])
console.log(toTextTable(['file', 'lines', 'branches'], rows))
for (const isKnown of [false, true]) {
  const places = judged.flatMap(({ file, missed }) => missed.map((place) => ({ file, ...place })))
  const shown = places.filter(({ reason }) => (reason !== undefined) === isKnown)
  if (shown.length !== 0) console.log(isKnown ? '\nNot counted:' : '\nNot covered:')
  for (const { file, line, reason, text, way } of shown)
    console.log(
      `  ${file}:${line}${way === undefined ? '' : `, branch ${way}`}: ${text}${reason ? `\n    ${reason}` : ''}`,
    )
}

const problems = Object.entries(thresholds)
  .filter(([kind, threshold]) => percent(total[kind]) < threshold)
  .map(([kind, threshold]) => `${percent(total[kind]).toFixed(2)} % of ${kind} are covered, below ${threshold} %.`)
const stale = [
  ...judged.flatMap(({ file, stale }) => stale.map(({ text }) => `${file}: ${text}`)),
  ...Object.keys(gaps).filter((file) => !judged.some((other) => other.file === file)),
]
problems.push(...stale.map((what) => `test/coverage.json is stale, this is covered or gone: ${what}`))
if (problems.length !== 0) fail(`\n${problems.join('\n')}`)

function run() {
  mkdirSync(dirname(report), { recursive: true })
  // What no run writes must not be what an earlier one wrote.
  rmSync(report, { force: true })
  process.stderr.write('compiling and running the tests for coverage (several minutes) …\n')
  const tests = ['--no-match-contract', sameCode, '--no-match-test', `_(${ofDeployedCode.join('|')})\\(`]
  const args = ['coverage', '--report', 'lcov', '--report-file', report, ...tests]
  const began = Date.now()
  const { error, signal, status, stderr, stdout } = forge(args, {
    encoding: 'utf8',
    env: { ...process.env, FOUNDRY_PROFILE: 'coverage' },
    maxBuffer: 2 ** 28,
  })
  if (error || status !== 0)
    fail(`forge coverage failed: ${error?.message ?? signal ?? status}\n${stdout ?? ''}${stderr ?? ''}`)
  process.stderr.write(`${((Date.now() - began) / 1000).toFixed(0)} s\n`)
}

function sum(counts) {
  const keys = ['excused', 'found', 'missed']
  return Object.fromEntries(keys.map((key) => [key, counts.reduce((all, count) => all + count[key], 0)]))
}

function percent({ excused, found, missed }) {
  return found === excused ? 100 : (100 * (found - missed)) / (found - excused)
}

function toCell(count) {
  if (count.found === 0) return ''
  return `${percent(count).toFixed(1)} % (${count.found - count.missed}/${count.found - count.excused})`
}

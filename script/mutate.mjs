#!/usr/bin/env node
// Changes the contracts in one place at a time, and says which changes no test notices: `docs/security/mutation.md`.
//   --file PART   only contracts whose path has this in it; may be given more than once
//   --sample N    N mutants, drawn by --seed; fails when one survives that `test/mutation/equivalent.json` has no reason for
//   --seed S      any text; without it the contracts' own digest, so that every change of them is sampled anew
//   --id ID       one mutant, tried again
//   --near        asks the nearest tests only, and notes what survives those; a run without it tries the survivors again
//   --jobs N      how many beside each other
//   --again       tries again what an earlier run has tried; survivors are always tried again when a test has changed
//   --list        prints the mutants and tries none
//   --report      tries none, and writes what earlier runs found
//   --check       tries none, and fails when the report is not what the committed results say
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { prepare } from './mutate/copies.mjs'
import { tryAll } from './mutate/jobs.mjs'
import { digestOf, openLog, readEquivalents, readResults, resultsOf, writeResults } from './mutate/records.mjs'
import { reportOf } from './mutate/report.mjs'
import { allMutants } from './mutate/sources.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'cache', 'mutation')
const report = join(root, 'docs', 'security', 'mutation.md')

const { values: options } = parseArgs({
  options: {
    again: { type: 'boolean' },
    check: { type: 'boolean' },
    file: { multiple: true, type: 'string' },
    id: { type: 'string' },
    jobs: { default: '1', type: 'string' },
    list: { type: 'boolean' },
    near: { type: 'boolean' },
    report: { type: 'boolean' },
    sample: { type: 'string' },
    seed: { type: 'string' },
  },
})

const all = allMutants(root)
const digests = Object.fromEntries([...new Set(all.map(({ file }) => file))].map((file) => [file, digest(file)]))
const equivalents = readEquivalents(root)

if (options.check) check()
else if (options.list) for (const { diff, id } of chosen()) process.stdout.write(`${id}\n${diff}\n\n`)
else {
  const log = openLog(join(folder, 'log.jsonl'))
  const survivors = options.report ? [] : await run(log)
  // A sample says something about a commit, and nothing for the record.
  if (options.sample === undefined) write(log)
  for (const { diff, id } of survivors) process.stdout.write(`\nsurvived: ${id}\n${diff}\n`)
  if (survivors.length !== 0) process.exitCode = 1
}

/** Tries what is not known yet, and gives back the survivors that no reason is known for. */
async function run(log) {
  const tests = testsDigest()
  const isKnown = ({ file, id }) => {
    const trial = log.trials.get(id)
    if (options.again || trial?.digest !== digests[file] || trial.status === 'failed') return false
    if (trial.status !== 'survived' || equivalents[id]) return true
    return trial.tests === tests && (options.near || !trial.near)
  }
  const wanted = chosen()
  const mutants = wanted.filter((mutant) => !isKnown(mutant))
  process.stderr.write(`${wanted.length} mutants, ${mutants.length} of them to try …\n`)
  if (mutants.length !== 0) prepare({ base: join(folder, 'base'), root })
  const began = Date.now()
  let done = 0
  await tryAll({
    folder,
    jobs: Number(options.jobs),
    mutants: mutants.map((mutant) => ({ ...mutant, near: options.near })),
    onResult: ({ file, id }, { by, near, seconds, status }) => {
      log.add({ by, digest: digests[file], id, near, seconds, status, tests })
      process.stderr.write(
        `${++done}/${mutants.length} ${status} ${id} ${seconds.toFixed(1)} s${by ? ` (${by})` : ''}\n`,
      )
    },
  })
  if (done !== 0) {
    const seconds = (Date.now() - began) / 1000
    process.stderr.write(`${done} mutants in ${seconds.toFixed(0)} s: ${(seconds / done).toFixed(1)} s each\n`)
  }
  const failed = mutants.find(({ id }) => log.trials.get(id)?.status === 'failed')
  if (failed) throw new Error(`${failed.id} could not be tried: ${log.trials.get(failed.id).by}`)
  return wanted.filter(({ id }) => log.trials.get(id)?.status === 'survived' && !equivalents[id])
}

function chosen() {
  const { file: parts, id, sample, seed = digestOf(JSON.stringify(digests)) } = options
  const mutants = all.filter((mutant) => {
    if (id !== undefined) return mutant.id === id
    return parts === undefined || parts.some((part) => mutant.file.includes(part))
  })
  if (sample === undefined) return mutants
  const rank = (mutant) => createHash('sha256').update(`${seed}\0${mutant.id}`).digest('hex')
  return mutants
    .map((mutant) => ({ mutant, rank: rank(mutant) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, Number(sample))
    .map(({ mutant }) => mutant)
}

function write({ trials }) {
  const results = resultsOf({ digests, mutants: all, trials })
  // What another machine found out about a file that is the same stays.
  const before = readResults(root).files
  for (const [file, result] of Object.entries(results.files)) {
    const old = before[file]
    if (old?.digest === result.digest && tried(old) > tried(result)) results.files[file] = old
  }
  writeResults(root, results)
  mkdirSync(dirname(report), { recursive: true })
  writeFileSync(report, reportOf({ equivalents, results }))
}

function tried({ operators }) {
  return Object.values(operators)
    .flatMap(Object.values)
    .reduce((sum, count) => sum + count, 0)
}

function check() {
  const problems = []
  const results = readResults(root)
  const written = existsSync(report) ? readFileSync(report, 'utf8') : ''
  if (written !== reportOf({ equivalents, results })) {
    problems.push('docs/security/mutation.md is stale: run `npm run mutate -- --report` and commit it.')
  }
  const ids = new Set(all.map(({ id }) => id))
  for (const id of Object.keys(equivalents)) {
    if (!ids.has(id)) problems.push(`test/mutation/equivalent.json: no mutant is called ${id} any more.`)
  }
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  for (const file of Object.keys(digests).filter((name) => results.files[name]?.digest !== digests[name])) {
    process.stderr.write(`${file} has changed since its mutants were tried.\n`)
  }
  if (problems.length !== 0) process.exitCode = 1
}

function digest(file) {
  return digestOf(readFileSync(join(root, file), 'utf8'))
}

/** Of all tests in Solidity: a new one may notice what survived before. */
function testsDigest() {
  const paths = readdirSync(join(root, 'test'), { recursive: true }).filter((path) => path.endsWith('.sol'))
  return digestOf(
    paths
      .sort()
      .map((path) => readFileSync(join(root, 'test', path), 'utf8'))
      .join('\0'),
  )
}

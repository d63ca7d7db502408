// What was found out: `cache/mutation/log.jsonl` has each trial, `test/mutation/results.json` what the report is made of.
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Names a file's content. */
export function digestOf(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** Trials of earlier runs, and of this one. A later trial of a mutant replaces an earlier one. */
export function openLog(path) {
  mkdirSync(dirname(path), { recursive: true })
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : []
  const trials = new Map(lines.map((line) => JSON.parse(line)).map((trial) => [trial.id, trial]))
  return {
    trials,
    add(trial) {
      trials.set(trial.id, trial)
      appendFileSync(path, `${JSON.stringify(trial)}\n`)
    },
  }
}

/** What is committed, or nothing yet. */
export function readResults(root) {
  return readJson(join(root, 'test', 'mutation', 'results.json'), { files: {} })
}

export function readEquivalents(root) {
  return readJson(join(root, 'test', 'mutation', 'equivalent.json'), {})
}

export function writeResults(root, results) {
  const path = join(root, 'test', 'mutation', 'results.json')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`)
}

function readJson(path, otherwise) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : otherwise
}

/**
 * Results by file and operator. Only mutants that were tried on the file as it stands are counted; `mutants` says how many there are,
 * tried or not.
 */
export function resultsOf({ digests, mutants, trials }) {
  const files = {}
  for (const { diff, file, id, line, operator } of mutants) {
    files[file] ??= { digest: digests[file], mutants: 0, operators: {}, survivors: {} }
    const result = files[file]
    result.mutants++
    const trial = trials.get(id)
    if (trial?.digest !== digests[file] || trial.status === 'failed') continue
    result.operators[operator] ??= {}
    const counts = result.operators[operator]
    counts[trial.status] = (counts[trial.status] ?? 0) + 1
    if (trial.status === 'survived') result.survivors[id] = { diff, line }
  }
  return { files }
}

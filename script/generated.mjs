#!/usr/bin/env node
// Writes what no hand writes: the TypeScript bindings and the vectors that both languages share.
// `--check` puts everything back, and fails when a committed file is not what its generator writes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from './fail.mjs'
import { run } from './run.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bin = join(root, 'node_modules', '.bin')
// wagmi's plugin looks for forge on the path.
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
const check = process.argv.includes('--check')

const bindings = { files: ['ts/generated/abis.ts', 'ts/generated/usedAbis.ts'], command: ['wagmi', 'generate'] }
const vectors = [
  { files: ['test/vectors/sessions.json'], command: ['tsx', 'test/vectors/generate.ts'] },
  { files: ['test/vectors/wires.json'], command: ['tsx', 'test/vectors/generateWires.ts'] },
  { files: ['test/vectors/policies.json'], command: ['tsx', 'test/vectors/generatePolicies.ts'] },
]

// Vectors are made with the bindings.
const outcomes = [await generate(bindings), ...(await Promise.all(vectors.map(generate)))]
const failures = outcomes.flatMap(({ failure = [] }) => failure)
if (failures.length !== 0) fail(failures.join('\n'))
const stale = outcomes.flatMap(({ changed }) => changed)
for (const file of stale)
  process.stderr.write(`${file} ${check ? 'is stale: run `npm run gen` and commit it' : 'written'}.\n`)
if (check && stale.length !== 0) process.exit(1)

/** Which of a generator's files are not what it writes, and what it said if it failed. */
async function generate({ command: [name, ...args], files }) {
  const before = new Map(files.map((file) => [file, read(file)]))
  const { output, status } = await run(join(bin, name), args, { cwd: root, env })
  const changed = files.filter((file) => read(file) !== before.get(file))
  for (const file of changed)
    if (check && before.get(file) !== undefined) writeFileSync(join(root, file), before.get(file))
  return status === 0 ? { changed } : { changed, failure: `${[name, ...args].join(' ')} failed: ${status}\n${output}` }
}

function read(file) {
  const path = join(root, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

#!/usr/bin/env node
// Writes what no hand writes: the TypeScript bindings and the vectors that both languages share.
// `--check` puts everything back, and fails when a committed file is not what its generator writes.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bin = join(root, 'node_modules', '.bin')
// wagmi's plugin looks for forge on the path.
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
const check = process.argv.includes('--check')

const generators = [
  { files: ['ts/generated/abis.ts', 'ts/generated/usedAbis.ts'], command: ['wagmi', 'generate'] },
  { files: ['test/vectors/sessions.json'], command: ['tsx', 'test/vectors/generate.ts'] },
  { files: ['test/vectors/wires.json'], command: ['tsx', 'test/vectors/generateWires.ts'] },
  { files: ['test/vectors/policies.json'], command: ['tsx', 'test/vectors/generatePolicies.ts'] },
]

const stale = generators.flatMap(({ command: [name, ...args], files }) => {
  const before = new Map(files.map((file) => [file, read(file)]))
  const run = spawnSync(join(bin, name), args, { cwd: root, encoding: 'utf8', env })
  if (run.status !== 0) {
    process.stderr.write(`${name} failed:\n${run.error?.message ?? ''}${run.stdout}${run.stderr}`)
    process.exit(1)
  }
  const changed = files.filter((file) => read(file) !== before.get(file))
  for (const file of changed)
    if (check && before.get(file) !== undefined) writeFileSync(join(root, file), before.get(file))
  return changed
})

for (const file of stale)
  process.stderr.write(`${file} ${check ? 'is stale: run `npm run gen` and commit it' : 'written'}.\n`)
if (check && stale.length !== 0) process.exit(1)

function read(file) {
  const path = join(root, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

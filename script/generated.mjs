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
  { file: 'ts/generated/abis.ts', command: ['wagmi', 'generate'] },
  { file: 'test/vectors/sessions.json', command: ['tsx', 'test/vectors/generate.ts'] },
  { file: 'test/vectors/wires.json', command: ['tsx', 'test/vectors/generateWires.ts'] },
  { file: 'test/vectors/policies.json', command: ['tsx', 'test/vectors/generatePolicies.ts'] },
]

const stale = generators.filter(({ command: [name, ...args], file }) => {
  const path = join(root, file)
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined
  const run = spawnSync(join(bin, name), args, { cwd: root, encoding: 'utf8', env })
  if (run.status !== 0) {
    process.stderr.write(`${name} failed:\n${run.error?.message ?? ''}${run.stdout}${run.stderr}`)
    process.exit(1)
  }
  const changed = readFileSync(path, 'utf8') !== before
  if (check && changed && before !== undefined) writeFileSync(path, before)
  return changed
})

for (const { file } of stale)
  process.stderr.write(`${file} ${check ? 'is stale: run `npm run gen` and commit it' : 'written'}.\n`)
if (check && stale.length !== 0) process.exit(1)

#!/usr/bin/env node
// Everything that must hold and is no test: formatting, lint, types, generated files, the catalogue, sizes, gas. All of it is run, and
// what does not hold is shown again at the end.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from './fail.mjs'
import { forgePath } from './forge.mjs'
import { run } from './run.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const env = { ...process.env, FOUNDRY_PROFILE: 'default' }
const bin = (name) => join(root, 'node_modules', '.bin', name)
const script = (name) => [process.execPath, join('script', name), '--check']

const types = [bin('tsc'), '--noEmit']
const others = [
  [bin('biome'), 'ci', '.'],
  [forgePath, 'fmt', '--check'],
  script('catalogue.mjs'),
  script('mutate.mjs'),
  script('size.mjs'),
  script('bench.mjs'),
  // The scripts, which `npm test` does without.
  [forgePath, 'build', 'script'],
]

// Checking the types takes as long as all the others, and uses one core.
const failures = (await Promise.all([runEach([types]), runEach(others)])).flat()
// It writes files and puts them back: nothing else may read them meanwhile.
failures.push(...(await runEach([script('generated.mjs')])))
if (failures.length !== 0) fail(`\nFailed:\n${failures.join('\n')}`)

/** Runs commands one after the other, and gives those that failed. What a command prints is shown when it ends. */
async function runEach(commands) {
  const failed = []
  for (const command of commands) {
    const [file, ...args] = command
    const { output, status } = await run(file, args, { cwd: root, env })
    process.stdout.write(output)
    if (status !== 0) failed.push(command.map((part) => part.replace(root, '')).join(' '))
  }
  return failed
}

#!/usr/bin/env node
// Readies a fresh clone, or one whose node_modules no longer match the lockfile, for every other command.
// Prints to standard error only, so that a command's own output stays clean.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules', '.latchkey-setup')

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) fail(`Node 20.19 or newer is needed; this is ${process.versions.node}.`)

const fingerprint = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform}-${process.arch}-${major}`)
  .digest('hex')

// The stamp is written last: an install that was cut short is done again.
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint) {
  run('installing dependencies (about a minute)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, fingerprint)
}
run('compiling Biconomy Smart Account v2', 'forge', ['build', '--quiet'], { FOUNDRY_PROFILE: 'biconomy' })
// What the demo and the tests in TypeScript read; `forge test` compiles its own tests.
run('compiling Latchkey', 'forge', ['build', '--quiet', 'contracts', 'script', 'test/mocks', 'test/erc7562'])

function run(what, command, args, env = {}) {
  const started = Date.now()
  process.stderr.write(`${what} …`)
  const path = `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`
  const result = spawnSync(command, args, { cwd: root, env: { ...process.env, PATH: path, ...env }, encoding: 'utf8' })
  process.stderr.write(` ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
  if (result.error || result.status !== 0)
    fail(
      `\`${command} ${args.join(' ')}\` failed.\n${result.error?.message ?? ''}${result.stdout ?? ''}${result.stderr ?? ''}`,
    )
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

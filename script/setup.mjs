#!/usr/bin/env node
// Readies a fresh clone, or one whose node_modules no longer match the lockfile, for every other command.
// Prints to standard error only, so that a command's own output stays clean.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from './fail.mjs'

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
// Imported only now: they look for what was just installed.
const { forge } = await import('./forge.mjs')
const { writePeers } = await import('./peers.mjs')
writePeers()
compile('compiling Biconomy Smart Account v2', ['build'], { FOUNDRY_PROFILE: 'biconomy' })
compile("compiling OpenZeppelin's account", ['build'], { FOUNDRY_PROFILE: 'openzeppelin' })
// What the demo and the tests in TypeScript read; `forge test` compiles its own tests.
compile('compiling Latchkey', ['build', 'contracts', 'script', 'test/mocks', 'test/erc7562'])

function compile(what, args, env = {}) {
  timed(what, () => forge(args, { encoding: 'utf8', env: { ...process.env, ...env } }))
}

function run(what, command, args) {
  timed(what, () => spawnSync(command, args, { cwd: root, encoding: 'utf8' }))
}

function timed(what, start) {
  const began = Date.now()
  process.stderr.write(`${what} …`)
  const { error, status, stderr, stdout } = start()
  process.stderr.write(` ${((Date.now() - began) / 1000).toFixed(1)} s\n`)
  if (error || status !== 0) fail(`${what} failed.\n${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`)
}

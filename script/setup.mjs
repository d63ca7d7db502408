#!/usr/bin/env node
// Readies a fresh clone, or one whose node_modules no longer match the lockfile, for every other command.
// Prints to standard error only, so that a command's own output stays clean.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from './fail.mjs'
import { run } from './run.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules', '.latchkey-setup')

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) fail(`Node 20.19 or newer is needed; this is ${process.versions.node}.`)

const fingerprint = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform}-${process.arch}-${major}`)
  .digest('hex')

// The stamp is written last, and taken away first: an install that was cut short is done again.
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint) {
  rmSync(stamp, { force: true })
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  await timed('installing dependencies (about a minute)', () => need('npm ci', 'npm', args))
  writeFileSync(stamp, fingerprint)
}
// Imported only now: they look for what was just installed.
const { forgePath } = await import('./forge.mjs')
const { writePeers } = await import('./peers.mjs')
writePeers()
// Side by side, for much of each compile runs on one core. The scripts are compiled by whoever runs them.
await timed('compiling the contracts', () =>
  Promise.all([
    forge('Biconomy Smart Account v2', ['build'], { FOUNDRY_PROFILE: 'biconomy', LATCHKEY_SOLC_PROCESSES: '1' }),
    forge("OpenZeppelin's account", ['build'], { FOUNDRY_PROFILE: 'openzeppelin', LATCHKEY_SOLC_PROCESSES: '1' }),
    // What the demo and the tests load; `forge test` compiles its own tests.
    forge('Latchkey', ['build', 'contracts', 'test/mocks', 'test/erc7562'], { FOUNDRY_PROFILE: 'default' }),
  ]),
)

function forge(what, args, env) {
  return need(what, forgePath, args, { ...process.env, ...env })
}

async function timed(what, start) {
  const began = Date.now()
  process.stderr.write(`${what} …`)
  await start()
  process.stderr.write(` ${((Date.now() - began) / 1000).toFixed(1)} s\n`)
}

/** Runs a command; what it printed is shown when it fails. */
async function need(what, command, args, env) {
  const { output, status } = await run(command, args, { cwd: root, env })
  if (status !== 0) fail(`\n${what} failed: ${status}\n${output}`)
}

#!/usr/bin/env node
// Readies a fresh clone, or one whose node_modules no longer match the lockfile, for every other command.
// Prints to standard error only, so that a command's own output stays clean.
import { spawn } from 'node:child_process'
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
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  await timed('installing dependencies (about a minute)', () => run('npm ci', 'npm', args))
  writeFileSync(stamp, fingerprint)
}
// Imported only now: they look for what was just installed.
const { forgePath } = await import('./forge.mjs')
const { writePeers } = await import('./peers.mjs')
writePeers()
// Side by side, for solc runs on one core, and each profile has its own cache. The scripts are compiled by whoever runs them.
await timed('compiling the contracts', () =>
  Promise.all([
    forge('Biconomy Smart Account v2', ['build'], 'biconomy'),
    forge("OpenZeppelin's account", ['build'], 'openzeppelin'),
    // What the demo and the tests load; `forge test` compiles its own tests.
    forge('Latchkey', ['build', 'contracts', 'test/mocks', 'test/erc7562'], 'default'),
  ]),
)

function forge(what, args, profile) {
  return run(what, forgePath, args, { ...process.env, FOUNDRY_PROFILE: profile })
}

async function timed(what, start) {
  const began = Date.now()
  process.stderr.write(`${what} …`)
  await start()
  process.stderr.write(` ${((Date.now() - began) / 1000).toFixed(1)} s\n`)
}

/** Runs a command; what it prints is shown when it fails. */
function run(what, command, args, env = process.env) {
  return new Promise((resolve) => {
    const chunks = []
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    // A compile must not go on when another has failed: it would meet that of the next try.
    const kill = () => child.kill()
    process.once('exit', kill)
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk))
    child.on('error', (error) => fail(`\n${what} failed: ${error.message}`))
    child.on('close', (code, signal) => {
      process.off('exit', kill)
      if (code === 0) resolve()
      else fail(`\n${what} failed: ${signal ?? code}\n${Buffer.concat(chunks).toString('utf8')}`)
    })
  })
}

#!/usr/bin/env node
// Runs the forge that package.json pins, and ends as it ended: the launcher that its package puts into node_modules/.bin
// ends with 0 even when tests fail.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const architecture = process.arch === 'x64' ? 'amd64' : process.arch

/** The executable that `package.json` pins. */
export const forgePath = createRequire(import.meta.url).resolve(
  `@foundry-rs/forge-${process.platform}-${architecture}/bin/forge`,
)

/** Runs forge in the project's folder. `options` are those of `spawnSync`. */
export function forge(args, options = {}) {
  return spawnSync(forgePath, args, { cwd: fileURLToPath(new URL('..', import.meta.url)), ...options })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { error, signal, status } = forge(process.argv.slice(2), { stdio: 'inherit' })
  if (error) throw error
  if (signal) process.kill(process.pid, signal)
  process.exitCode = status ?? 1
}

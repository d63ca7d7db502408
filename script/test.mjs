#!/usr/bin/env node
// Runs the tests in Solidity: those of libraries with the code that chains get, those of whole contracts compiled fast.
import { forge } from './forge.mjs'

const runs = [
  { profile: 'default', args: [] },
  { profile: 'whole', args: ['--no-match-path', 'test/bench/*'] },
]

for (const { args, profile } of runs) {
  const env = { ...process.env, FOUNDRY_PROFILE: profile }
  const { error, status } = forge(['test', ...args, ...process.argv.slice(2)], { env, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

#!/usr/bin/env node
// Runs the tests in Solidity, compiled fast, on the contracts and libraries that chains get.
// `--all` plays the invariants on a third account too, and changes the ops of a fourth and a fifth; `--deep` also plays the invariants and
// the fuzz tests far longer, and changes every bit of the ops that are mutated; other arguments are forge's.
import { forge } from './forge.mjs'

const deep = process.argv.includes('--deep')
const all = deep || process.argv.includes('--all')
const args = process.argv.slice(2).filter((arg) => arg !== '--deep' && arg !== '--all')

const env = {
  ...process.env,
  ...(deep ? { FOUNDRY_PROFILE: 'deep', LATCHKEY_DEEP: 'true' } : { FOUNDRY_PROFILE: 'whole' }),
}
const left = [
  '--no-match-path',
  'test/bench/*',
  ...(all ? [] : ['--no-match-contract', '^(OpenZeppelin.*Invariant|(Kernel|Safe).*Mutations)$']),
]
const { error, status } = forge(['test', ...left, ...args], { env, stdio: 'inherit' })
if (error) throw error
process.exitCode = status ?? 1

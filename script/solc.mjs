#!/usr/bin/env node
// Lets forge use the solc that package.json pins: forge asks for `--version`, then talks standard JSON over stdin.
// A second compiler is the same script under another name: `solc-0.8.17.mjs` imports the alias of that name.
// solc runs on one core; a large job is shared out over several, each told every source and asked for the code of a share.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { runSolc } from './runSolc.mjs'
import { mergeOutputs, splitInput } from './solcShares.mjs'

/** Each process takes up to a gigabyte. Whoever runs several compiles at once says how many this one may have. */
const maxProcesses = Number(process.env.LATCHKEY_SOLC_PROCESSES ?? 4)

const solc = createRequire(import.meta.url)(basename(process.argv[1], '.mjs'))

if (process.argv.includes('--version')) console.log(`solc, the solidity compiler\nVersion: ${solc.version()}`)
else if (process.argv.includes('--share')) process.stdout.write(solc.compile(readFileSync(0, 'utf8')))
else process.stdout.write(await compile(readFileSync(0, 'utf8')))

async function compile(text) {
  const inputs = splitInput(JSON.parse(text), Math.min(availableParallelism(), maxProcesses))
  if (inputs.length === 1) return solc.compile(text)
  return JSON.stringify(mergeOutputs(await Promise.all(inputs.map(compileShare))))
}

async function compileShare(input) {
  return JSON.parse(await runSolc(process.argv[1], { args: ['--share'], input: JSON.stringify(input) }))
}

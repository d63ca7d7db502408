#!/usr/bin/env node
// The compiler of `npm run coverage:sol`. Which line an instruction came from is told best of code that is compiled without the
// optimizer and without via-IR. Much of the code under test, and what holds it, is too deep for solc's stack that way, and is
// compiled by via-IR instead, as little optimized as it can be.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runSolc } from './runSolc.mjs'
import { mergeOutputs } from './solcShares.mjs'

/** Files that hold, or create, something too deep. */
const deepFiles =
  /^(contracts\/|test\/unit\/libraries\/(BiconomyWire|ERC7579Execution|ModuleCall|NativeWire|P256Signature)Lib|test\/mocks\/PlainP256Verifier|node_modules\/@openzeppelin\/contracts\/utils\/cryptography\/P256)/

/** The same of a file whose other contracts are not too deep. */
const deepContracts = {
  'test/mocks/OpenLibraries.sol': [
    'OpenBiconomyWireLib',
    'OpenERC7579ExecutionLib',
    'OpenModuleCallLib',
    'OpenNativeWireLib',
    'OpenP256SignatureLib',
  ],
}

/** Moves variables off the stack, and no more: each step of the optimizer blurs which code came from which line. */
const leastOptimized = {
  details: { yul: true, yulDetails: { optimizerSteps: 'u', stackAllocation: true } },
  enabled: false,
}

const solc = fileURLToPath(new URL('solc.mjs', import.meta.url))

if (process.argv.includes('--version')) process.stdout.write(await runSolc(solc, { args: ['--version'] }))
else process.stdout.write(JSON.stringify(await compile(JSON.parse(readFileSync(0, 'utf8')))))

async function compile(input) {
  const { outputSelection, ...settings } = input.settings
  const select = (isDeep) =>
    Object.fromEntries(
      Object.entries(outputSelection).flatMap(([file, outputs]) => {
        const deep = deepContracts[file]
        if (deep === undefined) return deepFiles.test(file) === isDeep ? [[file, outputs]] : []
        const names = contractsOf(input.sources[file]).filter((name) => deep.includes(name) === isDeep)
        return [[file, Object.fromEntries(names.map((name) => [name, outputs['*']]))]]
      }),
    )
  const jobs = [
    { ...input, settings: { ...settings, outputSelection: select(false) } },
    { ...input, settings: { ...settings, optimizer: leastOptimized, outputSelection: select(true), viaIR: true } },
  ]
  const outputs = jobs.map(async (job) => JSON.parse(await runSolc(solc, { input: JSON.stringify(job) })))
  return mergeOutputs(await Promise.all(outputs))
}

function contractsOf({ content }) {
  return [...content.matchAll(/^contract (\w+)/gm)].map((match) => match[1])
}

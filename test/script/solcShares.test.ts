import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { mergeOutputs, type SolcInput, type SolcOutput, splitInput } from '../../script/solcShares.mjs'

const solc: { compile(input: string): string } = createRequire(import.meta.url)('solc')
const compile = (input: SolcInput): SolcOutput => JSON.parse(solc.compile(JSON.stringify(input)))

const outputs = ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.sourceMap', 'metadata']
const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']

/** Eight contracts that share a library; the last creates the first. */
function project(change: { [file: string]: string } = {}): SolcInput {
  const sources: SolcInput['sources'] = {
    'lib/Math.sol': {
      content: source('library Math { function twice(uint256 x) internal pure returns (uint256) { return x * 2; } }'),
    },
  }
  for (const name of names) {
    const creates = name === 'H' ? 'function make() external returns (A) { return new A(); }' : ''
    const imports = `import {Math} from "math/Math.sol";\n${name === 'H' ? 'import {A} from "./A.sol";\n' : ''}`
    const body = `function f(uint256 x) external pure returns (uint256) { return Math.twice(x); } ${creates}`
    sources[`src/${name}.sol`] = { content: source(`${imports}contract ${name} { ${body} }`) }
  }
  for (const [file, text] of Object.entries(change)) sources[file] = { content: source(text) }
  const outputSelection = Object.fromEntries(Object.keys(sources).map((file) => [file, { '*': outputs, '': ['ast'] }]))
  return { language: 'Solidity', settings: { outputSelection, remappings: ['math/=lib/'] }, sources }
}

function source(text: string): string {
  return `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.30;\n${text}\n`
}

function share(input: SolcInput): string[] {
  return Object.keys(input.settings.outputSelection)
}

describe('splitInput', () => {
  test('default: each file is asked for once, and every share holds all sources', () => {
    const input = project()
    const shares = splitInput(input, 3)
    expect(shares).toHaveLength(3)
    expect(shares.flatMap(share).sort()).toEqual(Object.keys(input.sources).sort())
    for (const { settings, sources } of shares) {
      expect(sources).toEqual(input.sources)
      expect(settings.remappings).toEqual(input.settings.remappings)
    }
  })

  test('behavior: a contract is compiled with the one that creates it', () => {
    for (const count of [2, 3, 4]) {
      const holds = splitInput(project(), count).filter((input) => share(input).some((file) => /[AH]\.sol$/.test(file)))
      expect(holds).toHaveLength(1)
    }
  })

  test('behavior: a file of which nothing is asked is not asked for', () => {
    const input = project()
    input.settings.outputSelection['lib/Math.sol'] = { '*': [] }
    expect(splitInput(input, 2).flatMap(share).sort()).toEqual(names.map((name) => `src/${name}.sol`))
  })

  test('behavior: a small job, one process, or a selection for every file is left whole', () => {
    const input = project()
    expect(splitInput(input, 1)).toEqual([input])
    const every = { ...input, settings: { ...input.settings, outputSelection: { '*': { '*': outputs } } } }
    expect(splitInput(every, 2)).toEqual([every])
    const [first, ...rest] = Object.entries(input.settings.outputSelection)
    const few = { ...input, settings: { ...input.settings, outputSelection: Object.fromEntries(rest.slice(0, 7)) } }
    expect(first).toBeDefined()
    expect(splitInput(few, 2)).toEqual([few])
  })
})

describe('mergeOutputs', () => {
  test('default: what comes out is to the byte what one process gives', () => {
    const input = project({ 'src/B.sol': 'contract B { function f() external pure { uint256 unused = 1; } }' })
    const whole = compile(input)
    const merged = mergeOutputs(splitInput(input, 3).map(compile))
    expect(merged.contracts).toEqual(whole.contracts)
    expect(merged.sources).toEqual(whole.sources)
    expect(merged.errors).toEqual(whole.errors)
    expect(whole.errors).toHaveLength(1)
  })

  test('error: what solc says of the sources is said once', () => {
    const input = project({ 'src/B.sol': 'contract B { function f() external pure { nothing(); } }' })
    const whole = compile(input)
    expect(whole.errors?.map(({ severity }) => severity)).toEqual(['error'])
    expect(mergeOutputs(splitInput(input, 2).map(compile)).errors).toEqual(whole.errors)
  })
})

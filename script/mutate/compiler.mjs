// The pinned solc, kept loaded: loading it costs as much as compiling a library.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const solc = createRequire(import.meta.url)('solc')

const remappings = [
  '@account-abstraction/contracts/=node_modules/@account-abstraction/contracts/',
  '@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/',
  'forge-std/=lib/forge-std/',
  'solady/=node_modules/solady/src/',
]

const pipelines = {
  /** What chains get. */
  chain: { optimizer: { enabled: true, runs: 1_000_000 }, viaIR: true },
  /** The same code generator with one pass of its optimizer, the least that the stack allows: a third of the time. */
  quick: {
    optimizer: {
      details: { yul: true, yulDetails: { optimizerSteps: 'u', stackAllocation: true } },
      enabled: true,
      runs: 200,
    },
    viaIR: true,
  },
  /** Ten times as fast, where the stack allows it. */
  plain: { optimizer: { enabled: false } },
}

/** Compiles from a folder, some of whose files may be given as text instead. */
export function createCompiler(root) {
  const files = new Map()
  const read = (path) => {
    if (!files.has(path)) files.set(path, readFileSync(join(root, path), 'utf8'))
    return files.get(path)
  }

  /** Creation and runtime code of contracts of one source; `undefined` when it does not compile. */
  function compile({ contracts, file, pipeline, replaced = {} }) {
    const output = run({
      replaced,
      settings: {
        ...pipelines[pipeline],
        outputSelection: {
          [file]: Object.fromEntries(
            contracts.map((name) => [name, ['evm.bytecode.object', 'evm.deployedBytecode.object']]),
          ),
        },
      },
      sources: [file],
    })
    if (output.errors?.some(({ severity }) => severity === 'error')) return undefined
    return Object.fromEntries(
      contracts.map((name) => {
        const { bytecode, deployedBytecode } = output.contracts[file][name].evm
        return [name, { creation: `0x${bytecode.object}`, runtime: `0x${deployedBytecode.object}` }]
      }),
    )
  }

  /** Syntax trees of sources and of all that they import, by path. */
  function parse(sources) {
    const output = run({ settings: { outputSelection: { '*': { '': ['ast'] } } }, sources })
    const error = output.errors?.find(({ severity }) => severity === 'error')
    if (error) throw new Error(error.formattedMessage)
    return Object.fromEntries(Object.entries(output.sources).map(([path, { ast }]) => [path, ast]))
  }

  function run({ replaced = {}, settings, sources }) {
    const text = (path) => replaced[path] ?? read(path)
    const input = {
      language: 'Solidity',
      settings: {
        evmVersion: 'paris',
        metadata: { appendCBOR: false, bytecodeHash: 'none' },
        remappings,
        ...settings,
      },
      sources: Object.fromEntries(sources.map((path) => [path, { content: text(path) }])),
    }
    const load = (path) => {
      try {
        return { contents: text(path) }
      } catch (error) {
        return { error: error.message }
      }
    }
    return JSON.parse(solc.compile(JSON.stringify(input), { import: load }))
  }

  return { compile, parse, read }
}

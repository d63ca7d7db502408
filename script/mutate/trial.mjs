// Tries one mutant after the other in copies of its own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCompiler } from './compiler.mjs'
import { replaceFile, runForge } from './copies.mjs'
import { contractsIn } from './sources.mjs'
import { units, unitsOf } from './units.mjs'

/** @param options.folder The job's copy. `threads` and `seconds`, of a processor, are what forge may use. */
export function createTrial({ folder, seconds, threads }) {
  const compiler = createCompiler(folder)
  const artifacts = new Map()
  const originals = new Map()
  const passing = new Set()
  let trees

  /**
   * What becomes of a mutant: `{ status, by }`, where `by` is the test that fails. `near` asks the nearest units only: those of the
   * file itself and what is not a whole adapter, or else all.
   */
  function tryMutant({ file, near, source }) {
    trees ??= compiler.parse([...contractsIn(folder), ...units.map(({ of }) => of)])
    const statuses = []
    const concerned = unitsOf(file, trees)
    const close = near ? concerned.filter(({ far, of }) => !far || of === file) : []
    for (const unit of (close.length === 0 ? concerned : close).flatMap(quickFirst)) {
      const code = compiler.compile({ ...unit, replaced: { [file]: source } })
      if (!code) return { status: 'stillborn' }
      const same = isSame(unit, code)
      if (unit.pipeline === 'chain') statuses.push(same)
      if (same) continue
      requirePassing(unit)
      const { failed, by } = runTests(unit, code)
      if (failed) return { by, status: by === 'timeout' ? 'timeout' : 'killed' }
    }
    // The compiler itself says that nothing changes: every contract is byte for byte what it was.
    if (close.length !== 0 && close.length < concerned.length) return { near: true, status: 'survived' }
    return { status: statuses.length !== 0 && statuses.every(Boolean) ? 'same' : 'survived' }
  }

  /** Tests that fail on code that is not mutated, compiled in the same way, would kill every mutant. */
  function requirePassing(unit) {
    const key = keyOf(unit)
    if (passing.has(key)) return
    const { by, failed } = runTests(unit, originalOf(unit))
    if (failed) throw new Error(`${by} fails on the ${unit.pipeline} code of ${unit.name} that nobody has changed.`)
    passing.add(key)
  }

  function isSame(unit, code) {
    const original = originalOf(unit)
    return unit.contracts.every((name) => code[name].creation === original[name].creation)
  }

  function originalOf(unit) {
    const key = keyOf(unit)
    if (!originals.has(key)) originals.set(key, compiler.compile(unit))
    return originals.get(key)
  }

  function runTests(unit, code) {
    const paths = unit.contracts.map((name) => [join(folder, unit.folder, `${name}.json`), name])
    for (const [path, name] of paths) {
      if (!artifacts.has(path)) artifacts.set(path, readFileSync(path, 'utf8'))
      const artifact = JSON.parse(artifacts.get(path))
      artifact.bytecode.object = code[name].creation
      artifact.deployedBytecode.object = code[name].runtime
      replaceFile(path, JSON.stringify(artifact))
    }
    const args = ['test', '--fail-fast', '--threads', `${threads}`, ...unit.tests]
    const { endless, output, status } = runForge(folder, args, {
      env: { FOUNDRY_FUZZ_RUNS: `${unit.fuzzRuns}`, FOUNDRY_INVARIANT_RUNS: '8' },
      seconds,
    })
    for (const [path] of paths) replaceFile(path, artifacts.get(path))
    if (endless) return { by: 'timeout', failed: true }
    if (status === 0) return { failed: false }
    const [, by] = output.match(/\[FAIL[^\n]*\] ([\w]+)\(/) ?? []
    // forge itself failing says nothing about the mutant.
    if (!by) throw new Error(`forge failed in ${folder}:\n${output.slice(-2_000)}`)
    return { by, failed: true, output }
  }

  return { tryMutant }
}

function keyOf({ name, pipeline }) {
  return `${name} ${pipeline}`
}

/** A whole adapter takes seconds to compile as chains get it; most mutants fail on code that is less optimized too. */
function quickFirst(unit) {
  return unit.far ? [{ ...unit, pipeline: 'quick' }, unit] : [unit]
}

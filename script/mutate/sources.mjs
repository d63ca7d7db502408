// The contracts, and the mutants of all of them.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createCompiler } from './compiler.mjs'
import { mutantsOf } from './mutants.mjs'

/** The contracts under a root, as paths from it. */
export function contractsIn(root) {
  return readdirSync(join(root, 'contracts'), { recursive: true })
    .filter((name) => name.endsWith('.sol'))
    .map((name) => `contracts/${name}`)
    .sort()
}

/** All mutants of the contracts. */
export function allMutants(root) {
  const compiler = createCompiler(root)
  const files = contractsIn(root)
  const trees = compiler.parse(files)
  return files.flatMap((file) => mutantsOf({ file, source: compiler.read(file), tree: trees[file] }))
}

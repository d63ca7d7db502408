import { dirname, join } from 'node:path'
import { packageFile } from './packages.js'

/**
 * Path of the anvil program itself.
 *
 * `node_modules/.bin/anvil` is a Node script that starts it: slower, and one process more to end.
 */
export function anvilPath(): string {
  return foundryPath('anvil')
}

/** Path of the forge program itself. The Node script that starts it ends with 0 even when forge fails. */
export function forgePath(): string {
  return foundryPath('forge')
}

function foundryPath(tool: 'anvil' | 'forge'): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  return packageFile(`@foundry-rs/${tool}-${process.platform}-${architecture}/bin/${tool}`)
}

/** Path of the command of the alto bundler, a script. Its package exports only the library, which lies beside it. */
export function altoPath(): string {
  return join(dirname(packageFile('@pimlico/alto')), 'cli', 'alto.js')
}

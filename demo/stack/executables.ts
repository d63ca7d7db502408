import { dirname, join } from 'node:path'
import { packageFile } from './packages.js'

/**
 * Path of the anvil program itself.
 *
 * `node_modules/.bin/anvil` is a Node script that starts it: slower, and one process more to end.
 */
export function anvilPath(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  return packageFile(`@foundry-rs/anvil-${process.platform}-${architecture}/bin/anvil`)
}

/** Path of the command of the alto bundler, a script. Its package exports only the library, which lies beside it. */
export function altoPath(): string {
  return join(dirname(packageFile('@pimlico/alto')), 'cli', 'alto.js')
}

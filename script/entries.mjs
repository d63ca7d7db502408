// The package's entries, as package.json exports them, by the sources that they are built from.
import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Source of each entry in TypeScript, by the name that it is imported by. */
export const entries = Object.fromEntries(
  Object.entries(manifest.exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([path, { default: file }]) => [
      posix.join(manifest.name, path),
      join(root, file.replace(/^\.\/dist\//, 'ts/').replace(/\.js$/, '.ts')),
    ]),
)

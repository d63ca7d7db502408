#!/usr/bin/env node
// What an app loads of each entry: bundled, minified and compressed, without viem.
// `--check` fails when one is above its budget in `bench/sizes.json`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { entries, manifest, root } from './entries.mjs'
import { fail } from './fail.mjs'
import { number, toTextTable } from './table.mjs'

const budgets = JSON.parse(readFileSync(join(root, 'bench', 'sizes.json'), 'utf8'))
const unbudgeted = Object.keys(entries).filter((name) => !(name in budgets))
if (unbudgeted.length !== 0) fail(`bench/sizes.json has no budget for ${unbudgeted.join(', ')}.`)

const cells = []
const missed = []
for (const [name, budget] of Object.entries(budgets)) {
  // `latchkey#toSessionTree` is what an app loads that imports nothing else.
  const [entry, symbol = '*'] = name.split('#')
  const code = `export ${symbol === '*' ? '*' : `{ ${symbol} }`} from '${entry}'`
  const first = await measure(code, { lazy: false })
  const whole = await measure(code, { lazy: true })
  // What waits until it is asked for, as if all of it were.
  const later = whole.gzip - first.gzip
  if (first.gzip > budget.first) missed.push(`${name} is ${number(first.gzip)} B, above ${number(budget.first)} B`)
  if (later > (budget.later ?? Infinity))
    missed.push(`${name} loads ${number(later)} B later, above ${number(budget.later)} B`)
  cells.push([
    name,
    number(first.raw),
    number(first.gzip),
    number(budget.first),
    later === 0 ? '' : number(later),
    budget.later === undefined ? '' : number(budget.later),
  ])
}

console.log(toTextTable(['bytes', 'minified', 'gzip', 'budget', 'loaded later, gzip', 'budget'], cells))
if (process.argv.includes('--check') && missed.length !== 0) fail(`${missed.join('\n')}\nSee script/size.mjs.`)

/** One file of all that is loaded at once; with `lazy`, of what waits for an `import()` too. */
async function measure(contents, { lazy }) {
  const { outputFiles } = await build({
    bundle: true,
    external: Object.keys(manifest.peerDependencies).flatMap((name) => [name, `${name}/*`]),
    format: 'esm',
    legalComments: 'none',
    minify: true,
    platform: 'neutral',
    plugins: [{ name: 'latchkey', setup: (bundler) => resolve(bundler, { lazy }) }],
    stdin: { contents, resolveDir: root },
    target: 'es2022',
    write: false,
  })
  const [{ contents: code }] = outputFiles
  return { gzip: gzipSync(code).length, raw: code.length }
}

function resolve(bundler, { lazy }) {
  bundler.onResolve({ filter: new RegExp(`^${manifest.name}(/|$)`) }, ({ path }) => {
    if (!entries[path]) fail(`package.json exports no ${path}.`)
    return { path: entries[path], sideEffects: manifest.sideEffects }
  })
  // Only entries for Node may import what Node has.
  bundler.onResolve({ filter: /^node:/ }, ({ importer, path }) =>
    importer.startsWith(join(root, 'ts', 'node'))
      ? { external: true }
      : { errors: [{ text: `${importer} imports ${path}, which only ts/node may.` }] },
  )
  if (!lazy)
    bundler.onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { external: true, path } : undefined,
    )
}

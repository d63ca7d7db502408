#!/usr/bin/env node
// Compiles the package and runs its unit tests on other versions of viem: `npm run test:viem -- 2.45.0 2.57.20`. Without a version, on
// the lowest that package.json admits and on the newest there is.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manifest, root } from './entries.mjs'
import { fail } from './fail.mjs'

const { viem: range } = manifest.peerDependencies
const versions = process.argv.length > 2 ? process.argv.slice(2) : [range.replace(/^\^/, ''), 'latest']
for (const version of versions) if (!/^(latest|\d+\.\d+\.\d+)$/.test(version)) fail(`${version} is no version of viem.`)
const failed = versions.filter((version) => !passes(version))
console.log(failed.length === 0 ? `It works on viem ${versions.join(', ')}.` : `It fails on viem ${failed.join(', ')}.`)
process.exitCode = failed.length === 0 ? 0 : 1

function passes(version) {
  const project = join(root, 'cache', 'viem', version)
  rmSync(project, { force: true, recursive: true })
  mkdirSync(project, { recursive: true })
  write(project, 'package.json', { private: true, type: 'module' })
  write(project, 'tsconfig.json', { extends: '../../../tsconfig.json', include: ['ts'] })
  for (const path of ['ts', 'test', 'vitest.config.ts'])
    cpSync(join(root, path), join(project, path), { recursive: true })
  if (!run(project, 'npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `viem@${version}`])) return false
  link(join(root, 'node_modules'), join(project, 'node_modules'))
  const bin = (path) => join(project, 'node_modules', path)
  return (
    run(project, process.execPath, [bin('typescript/bin/tsc'), '--noEmit']) &&
    run(project, process.execPath, [bin('vitest/vitest.mjs'), 'run', '--project', 'unit', '--reporter=dot'])
  )
}

/** Everything that viem has not brought along. */
function link(from, to) {
  for (const name of readdirSync(from)) {
    if (name.startsWith('.') || name === 'viem') continue
    if (!existsSync(join(to, name))) symlinkSync(join(from, name), join(to, name))
    else if (name.startsWith('@')) link(join(from, name), join(to, name))
  }
}

function run(cwd, command, args) {
  return spawnSync(command, args, { cwd, stdio: 'inherit' }).status === 0
}

function write(directory, name, value) {
  writeFileSync(join(directory, name), JSON.stringify(value, null, 2))
}

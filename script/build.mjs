#!/usr/bin/env node
// Writes what is published, into `dist`: JavaScript and its types, and the ABIs as JSON for tools that read nothing else.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './entries.mjs'

const dist = join(root, 'dist')
rmSync(dist, { force: true, recursive: true })
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)

mkdirSync(join(dist, 'abis'))
const abis = await import(pathToFileURL(join(dist, 'generated', 'abis.js')).href)
for (const [name, abi] of Object.entries(abis))
  writeFileSync(join(dist, 'abis', `${name}.json`), `${JSON.stringify(abi, null, 2)}\n`)

#!/usr/bin/env node
// Lets forge use the solc that package.json pins: forge asks for `--version`, then talks standard JSON over stdin.
// A second compiler is the same script under another name: `solc-0.8.17.mjs` imports the alias of that name.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename } from 'node:path'

const solc = createRequire(import.meta.url)(basename(process.argv[1], '.mjs'))

if (process.argv.includes('--version')) console.log(`solc, the solidity compiler\nVersion: ${solc.version()}`)
else process.stdout.write(solc.compile(readFileSync(0, 'utf8')))

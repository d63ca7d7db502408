#!/usr/bin/env node
import { once } from 'node:events'
import { runCli } from './runCli.js'

process.exitCode = await runCli(process.argv.slice(2), {
  error: (text) => process.stderr.write(text),
  out: (text) => process.stdout.write(text),
  untilStopped: Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]),
})

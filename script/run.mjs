import { spawn } from 'node:child_process'

/** Ways to be asked to end, by what the shell then reports. */
const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

const running = new Set()

/**
 * Runs a command beside others, and gives all that it printed and how it ended: 0 when it did what it should. What it started ends with
 * this process: a compile that goes on would meet that of the next try.
 */
export function run(command, args, { cwd, env = process.env } = {}) {
  guard()
  return new Promise((resolve) => {
    const chunks = []
    // A group of its own, for forge has children too.
    const child = spawn(command, args, { cwd, detached: true, env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    const end = (status, last = '') => {
      running.delete(child)
      resolve({ output: `${Buffer.concat(chunks).toString('utf8')}${last}`, status })
    }
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk))
    child.on('error', ({ code, message }) => end(code, `${message}\n`))
    child.on('close', (code, signal) => end(signal ?? code))
  })
}

let guarded = false

function guard() {
  if (guarded) return
  guarded = true
  process.on('exit', () => running.forEach(killGroup))
  for (const [signal, code] of Object.entries(signals)) process.on(signal, () => process.exit(code))
}

function killGroup({ pid }) {
  try {
    process.kill(-pid)
  } catch {
    // It has ended.
  }
}

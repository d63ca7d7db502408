import { spawn } from 'node:child_process'

/** Runs one of the compiler's scripts in a process of its own, and gives what it prints. */
export function runSolc(script, { args = [], input = '' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'))
      else reject(new Error(`solc ended with ${signal ?? code}.`))
    })
    child.stdin.end(input)
  })
}

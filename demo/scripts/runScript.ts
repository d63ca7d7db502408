import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Hex } from 'viem'
import { forgePath } from '../../script/forge.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** How a command ended, and all that it printed. */
export type Ended = { code: number | null; output: string }

/** Runs a script of `script/` with forge, told nothing but what is given: no variable of this process's reaches it. */
export function runScript(parameters: runScript.Parameters): Promise<Ended> {
  const { broadcastKey, env = {}, rpcUrl, script } = parameters
  const wallet = broadcastKey === undefined ? [] : ['--broadcast', '--private-key', broadcastKey]
  // forge would simulate once more, with the opcodes that Latchkey is compiled for; accounts need newer ones.
  const simulation = script === 'Deploy' ? [] : ['--skip-simulation']
  return run(forgePath, ['script', `script/${script}.s.sol`, '--rpc-url', rpcUrl, ...simulation, ...wallet], env)
}

export declare namespace runScript {
  type Parameters = {
    /** Key of whoever pays for the transactions. Without it nothing is sent. */
    broadcastKey?: Hex | undefined
    env?: Readonly<Record<string, string>> | undefined
    rpcUrl: string
    script: 'Deploy' | 'GrantSessions' | 'RevokeSessions'
  }
}

/** Runs `script/verify.mjs`. */
export function runVerify(args: readonly string[]): Promise<Ended> {
  return run(process.execPath, ['script/verify.mjs', ...args], {})
}

function run(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const { HOME = '', PATH = '' } = process.env
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env: { HOME, PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const binary = fileURLToPath(new URL('../../node_modules/.bin/anvil', import.meta.url))
const startTimeout = 30_000

/** A node of a test's own. */
export type Anvil = { stop: () => Promise<void>; url: string }

/** Starts an anvil on a free port of the loopback interface. Whoever starts it stops it. */
export async function startAnvil(options: readonly string[] = []): Promise<Anvil> {
  const args = ['--host', '127.0.0.1', '--port', '0', '--hardfork', 'osaka', ...options]
  // A group of its own, because the binary is started by a script: killing the script alone would leave it behind.
  const child = spawn(binary, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = new Promise((resolve) => child.once('close', resolve))
  const killGroup = () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid)
  }
  // For a run that ends before its tests do.
  process.once('exit', killGroup)

  const stop = async () => {
    process.off('exit', killGroup)
    killGroup()
    await closed
  }
  try {
    return { stop, url: await untilListening(child) }
  } catch (error) {
    killGroup()
    throw error
  }
}

function untilListening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const fail = (reason: string) => {
      clearTimeout(timer)
      reject(new Error(`anvil ${reason}\n${printed}`))
    }
    const timer = setTimeout(() => fail(`was not ready within ${startTimeout} ms`), startTimeout)
    const read = (chunk: Buffer) => {
      printed += chunk
      const address = /Listening on (\S+)/.exec(printed)?.[1]
      if (!address) return
      clearTimeout(timer)
      resolve(`http://${address}`)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', (error) => fail(`could not be started: ${error.message}`))
    child.once('exit', (code) => fail(`exited with ${code}`))
  })
}

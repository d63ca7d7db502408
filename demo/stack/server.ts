import { createInterface } from 'node:readline'
import { killGroup, spawnTethered } from './lifeline.js'

/** A local server that runs as a child of this process. */
export type Server = {
  /** The last lines it printed, oldest first. */
  output: () => string
  /** Process id, which is also the id of its process group. */
  pid: number
  /** Port it listens on. */
  port: number
  /** Ends it and everything it started. Resolves once they are gone. */
  stop: () => Promise<void>
}

const linesKept = 40

const listening = /^Listening on 127\.0\.0\.1:(\d+)$/

/**
 * Starts a server on a port of the kernel's choice, and resolves once it listens.
 *
 * The command is to be told port 0, and to print `Listening on 127.0.0.1:` with what that became. A port looked up
 * beforehand could be taken by another program in between, and a probe of it be answered by that program.
 */
export async function startServer(parameters: startServer.Parameters): Promise<Server> {
  const { args, env = {}, file, name, timeout = 60_000 } = parameters
  const child = spawnTethered({ args, env, file })

  const lines: string[] = []
  const output = () => lines.join('\n')
  const keep = (line: string) => {
    lines.push(line)
    if (lines.length > linesKept) lines.shift()
  }
  createInterface({ input: child.stderr }).on('line', keep)
  const stdout = createInterface({ input: child.stdout }).on('line', keep)

  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = () => {
    killGroup(child)
    return closed
  }

  let late = false
  const timer = setTimeout(() => {
    late = true
    stop()
  }, timeout)
  try {
    return await new Promise<Server>((resolve, reject) => {
      stdout.on('line', (line) => {
        const port = listening.exec(line)?.[1]
        if (port !== undefined && child.pid !== undefined) resolve({ output, pid: child.pid, port: Number(port), stop })
      })
      child.once('error', (cause) => reject(new ServerExitedError({ cause, name, output: output() })))
      child.once('close', (code, signal) => {
        if (late) reject(new ServerTimeoutError({ name, output: output(), timeout }))
        else reject(new ServerExitedError({ code, name, output: output(), signal }))
      })
    })
  } finally {
    clearTimeout(timer)
  }
}

export declare namespace startServer {
  type Parameters = {
    args: readonly string[]
    /** The whole environment: nothing is inherited. */
    env?: Readonly<Record<string, string>> | undefined
    /** Absolute path of the executable. */
    file: string
    /** Name for messages. */
    name: string
    /** Milliseconds to wait until it listens. */
    timeout?: number | undefined
  }
  type ErrorType = ServerExitedError | ServerTimeoutError
}

/** A server ended before it listened. */
export class ServerExitedError extends Error {
  override readonly name = 'ServerExitedError'

  constructor(parameters: {
    cause?: Error | undefined
    code?: number | null | undefined
    name: string
    output: string
    signal?: NodeJS.Signals | null | undefined
  }) {
    const { cause, code, name, output, signal } = parameters
    const how = cause?.message ?? (signal ? `signal ${signal}` : `exit code ${code}`)
    super(
      [
        `${name} ended before it listened (${how}).`,
        '',
        'This could arise when:',
        '- It refused an option, or could not reach what it depends on: see its output.',
        '- The system ended it for want of memory (signal SIGKILL).',
        '- The platform is not supported: Linux and macOS are.',
        '',
        `Its last output:\n${output || '(none)'}`,
      ].join('\n'),
      { cause },
    )
  }
}

/** A server did not listen in time. */
export class ServerTimeoutError extends Error {
  override readonly name = 'ServerTimeoutError'

  constructor({ name, output, timeout }: { name: string; output: string; timeout: number }) {
    super(
      [
        `${name} did not listen within ${timeout} ms.`,
        '',
        'This could arise when:',
        '- The machine is very busy. Try again.',
        '- It prints its port in other words than expected, as another version might: see its output.',
        '',
        `Its last output:\n${output || '(none)'}`,
      ].join('\n'),
    )
  }
}

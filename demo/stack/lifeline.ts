import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'

/**
 * Becomes the command with `exec`, so that the child's pid is the command's own and no shell stands between them.
 *
 * The watcher beside it blocks on the pipe whose other end this process holds. The kernel closes that pipe however
 * this process ends, `SIGKILL` included, and the watcher then kills the whole group. No handler here could do so.
 */
const tether = `
exec 3<&0 </dev/null
{ read -r _ <&3; kill -KILL -$$; } >/dev/null 2>&1 &
exec "$@" 3<&-
`

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const running = new Set<ChildProcessWithoutNullStreams>()

let guarded = false

/**
 * Starts a command in a process group of its own that does not outlive this process, however this process ends.
 *
 * The group also takes the command out of the terminal's foreground group: Ctrl-C reaches this process alone, which
 * decides when the command goes.
 */
export function spawnTethered(parameters: spawnTethered.Parameters): ChildProcessWithoutNullStreams {
  const { args, env, file } = parameters
  guard()
  const child = spawn('/bin/sh', ['-c', tether, 'sh', file, ...args], { detached: true, env, stdio: 'pipe' })
  running.add(child)
  child.once('error', () => running.delete(child))
  child.once('exit', () => {
    // The watcher outlives a command that ends by itself, and what the command started may too.
    killGroup(child)
    running.delete(child)
  })
  return child
}

export declare namespace spawnTethered {
  /** `file` is an absolute path. `env` is the whole environment: nothing is inherited. */
  type Parameters = { args: readonly string[]; env: Readonly<Record<string, string>>; file: string }
}

/** Kills a tethered command and all that it started. Does nothing if they are gone. */
export function killGroup(child: ChildProcessWithoutNullStreams): void {
  // The id of a group that is gone may be another program's by now.
  if (!running.has(child) || child.pid === undefined) return
  child.stdin.destroy()
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is ours, so an error means that nobody is left: `ESRCH`, or on macOS `EPERM` for one of zombies.
  }
}

function killAll(): void {
  for (const child of running) killGroup(child)
}

function guard(): void {
  if (guarded) return
  guarded = true
  // Also runs after an uncaught exception, which a listener of its own would swallow.
  process.on('exit', killAll)
  for (const signal of signals) {
    const onSignal = () => {
      killAll()
      process.off(signal, onSignal)
      // Listening for a signal cancels its default effect. Unless the program handles the signal itself, it must end
      // by it, as it would have without this module.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    }
    process.on(signal, onSignal)
  }
}

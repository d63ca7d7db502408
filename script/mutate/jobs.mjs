// Hands mutants to jobs that run beside each other.
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clone } from './copies.mjs'

const worker = fileURLToPath(new URL('worker.mjs', import.meta.url))

/** The compiler never gives memory back: a job starts afresh after so many mutants. */
const MUTANTS_PER_PROCESS = 150

/** What the tests of one unit may take of a processor, seconds: five times what any takes. Most loops end sooner, for want of gas. */
const SECONDS = 40

/** Tries all mutants, and calls `onResult` with each one's result. */
export async function tryAll({ folder, jobs, mutants, onResult }) {
  const queue = [...mutants]
  const threads = Math.max(1, Math.floor(availableParallelism() / Math.max(jobs, 2)))
  await Promise.all(
    Array.from({ length: Math.min(jobs, queue.length) }, async (_, index) => {
      const own = join(folder, `job-${index}`)
      clone({ base: join(folder, 'base'), folder: own })
      while (queue.length !== 0) await runWorker(queue, [own, `${threads}`, `${SECONDS}`], onResult)
    }),
  )
}

function runWorker(queue, args, onResult) {
  return new Promise((resolve, reject) => {
    const child = fork(worker, args)
    let left = MUTANTS_PER_PROCESS
    let mutant
    const next = () => {
      mutant = left-- > 0 ? queue.shift() : undefined
      if (mutant) child.send(mutant)
      else child.disconnect()
    }
    child.on('message', (result) => {
      onResult(mutant, result)
      next()
    })
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`A job ended with ${code} at ${mutant?.id}.`)),
    )
    next()
  })
}

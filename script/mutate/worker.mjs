// One job: tries the mutants that its parent sends, one at a time.
import { createTrial } from './trial.mjs'

const [folder, threads, timeout] = process.argv.slice(2)
const trial = createTrial({ folder, threads: Number(threads), timeout: Number(timeout) })

process.on('message', (mutant) => {
  const began = Date.now()
  let result
  try {
    result = trial.tryMutant(mutant)
  } catch (error) {
    result = { by: error.message, status: 'failed' }
  }
  process.send({ ...result, id: mutant.id, seconds: (Date.now() - began) / 1000 })
})

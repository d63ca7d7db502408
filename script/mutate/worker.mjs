// One job: tries the mutants that its parent sends, one at a time.
import { createTrial } from './trial.mjs'

const [folder, threads, seconds] = process.argv.slice(2)
const trial = createTrial({ folder, seconds: Number(seconds), threads: Number(threads) })

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

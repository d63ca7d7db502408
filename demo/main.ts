import { parseArgs } from 'node:util'
import { assertValidationClean } from '../test/erc7562/assertValidationClean.js'
import { toValidationCall06 } from '../test/erc7562/validationCall.js'
import { startStack } from './stack/index.js'
import { playStory, type StepResult } from './story/story.js'
import { createWorld } from './story/world.js'

const { values } = parseArgs({ options: { help: { short: 'h', type: 'boolean' }, json: { type: 'boolean' } } })

if (values.help) {
  console.log(`Usage: npm start --silent [-- --json]

Plays sessions on an embedded chain, with the real EntryPoint v0.6, the real Biconomy Smart Account v2 and a real bundler.
Exits with 0 only if every step came out as expected.

  --json   print one JSON object per step, and nothing else, to standard output`)
  process.exit(0)
}

/** Progress goes to standard error, so that standard output holds the story only. */
const progress = (what: string) => process.stderr.write(`${what} …\n`)

const stack = await startStack({ onProgress: progress })
let unexpected = 0
let count = 0
try {
  const world = await createWorld({ onProgress: progress, stack })
  if (!values.json) printHead()
  const story = playStory({
    // Every validation, refused or not, is traced against the rules that bundlers enforce.
    inspect: async ({ hash, userOperation }) => {
      const call = toValidationCall06({ entryPoint: stack.entryPoint, userOperation, userOperationHash: hash })
      await assertValidationClean({ call, client: stack.publicClient })
    },
    world,
  })
  for await (const result of story) {
    count += 1
    if (!result.asExpected) unexpected += 1
    console.log(values.json ? JSON.stringify(result) : toLine(result))
  }
} finally {
  await stack.stop()
}
if (!values.json) printEnd()
process.exitCode = unexpected === 0 ? 0 : 1

function printHead(): void {
  console.log(`
An owner grants sessions to the real Biconomy Smart Account v2; a session key uses them through a real bundler.
The key may mint one piece of token 1 to one recipient, and approve up to 100 tokens to one spender.
`)
}

function printEnd(): void {
  console.log(
    unexpected === 0
      ? `\nAll ${count} steps came out as expected, and every validation kept the rules of ERC-7562.`
      : `\n${unexpected} of ${count} steps did not come out as expected.`,
  )
}

function toLine({ asExpected, expected, gasUsed, message, outcome, signer, step, title }: StepResult): string {
  const mark = asExpected ? (outcome === 'runs' ? 'ran    ' : 'refused') : 'WRONG  '
  const gas = gasUsed === undefined ? '' : `${gasUsed.toLocaleString('en-US')} gas`
  const why = outcome === 'runs' ? gas : (message ?? outcome)
  const surprise = asExpected
    ? ''
    : `\n      expected: ${expected}; came out: ${outcome}${message ? `, ${message}` : ''}`
  return `${String(step).padStart(3)}  ${mark}  ${signer.padEnd(11)}  ${title.padEnd(50)}  ${why}${surprise}`
}

import { parseArgs } from 'node:util'
import { startStack } from './stack/index.js'
import { toBiconomyStory } from './story/biconomyStory.js'
import { inspectValidation } from './story/inspectValidation.js'
import { toNexusStory } from './story/nexusStory.js'
import { playSteps, type Step, type StepResult } from './story/playSteps.js'
import { createWorld } from './story/world.js'

const { values } = parseArgs({ options: { help: { short: 'h', type: 'boolean' }, json: { type: 'boolean' } } })

if (values.help) {
  console.log(`Usage: npm start --silent [-- --json]

Plays sessions on an embedded chain, with the real EntryPoints v0.6 and v0.7, the real Biconomy Smart Account v2, the real Nexus
and a real bundler.
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
  await playAct(
    `An owner grants sessions to the real Biconomy Smart Account v2; a session key uses them through a real bundler.
The key may mint one piece of token 1 to one recipient, and approve up to 100 tokens to one spender.`,
    toBiconomyStory(world),
  )
  await playAct(
    `The same validator for ERC-7579 accounts: a real Nexus on EntryPoint v0.7 installs it.
One session is a policy, approve and mint argument by argument; the other is the mint module of before.`,
    await toNexusStory(world),
  )
} finally {
  await stack.stop()
}
if (!values.json) printEnd()
process.exitCode = unexpected === 0 ? 0 : 1

async function playAct(head: string, steps: readonly Step[]): Promise<void> {
  if (!values.json) console.log(`\n${head}\n`)
  // Every validation, refused or not, is traced against the rules that bundlers enforce.
  const inspect = inspectValidation(stack)
  for await (const result of playSteps({ first: count + 1, inspect, stack, steps })) {
    count += 1
    if (!result.asExpected) unexpected += 1
    console.log(values.json ? JSON.stringify(result) : toLine(result))
  }
}

function printEnd(): void {
  console.log(
    unexpected === 0
      ? `\nAll ${count} steps came out as expected, and every validation kept the rules of ERC-7562.`
      : `\n${unexpected} of ${count} steps did not come out as expected.`,
  )
}

function toLine({ asExpected, expected, gasUsed, message, outcome, signer, step, title }: StepResult): string {
  const mark = !asExpected ? 'WRONG  ' : signer === 'nobody' ? 'read   ' : outcome === 'runs' ? 'ran    ' : 'refused'
  const gas = gasUsed === undefined ? '' : `${gasUsed.toLocaleString('en-US')} gas`
  const why = outcome === 'runs' ? gas : (message ?? outcome)
  const surprise = asExpected
    ? ''
    : `\n      expected: ${expected}; came out: ${outcome}${message ? `, ${message}` : ''}`
  return `${String(step).padStart(3)}  ${mark}  ${signer.padEnd(11)}  ${title.padEnd(56)}  ${why}${surprise}`
}

#!/usr/bin/env node
// Gas of whole `handleOps` transactions, measured by forge in one run, as a table and as `bench/results.json`.
// `--check` changes nothing and fails when the committed results are not what this run measured.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from './fail.mjs'
import { forge } from './forge.mjs'
import { toGasChart } from './gasChart.mjs'
import { number, toMarkdownTable } from './table.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const snapshots = join(root, 'cache', 'bench')
const results = join(root, 'bench', 'results.json')

/** What a journey may cost above the same op signed by the owner, gas; where the owner signs it anyway, the whole op. */
const targets = {
  'Biconomy v2': {
    latchkey: {
      'transfer, direct': 10_000,
      'approve, direct': 10_000,
      'transfer, tree of 16': 15_000,
      'approve, tree of 16': 15_000,
    },
    'latchkey (Biconomy wire)': { 'transfer, tree of 16': 15_000, 'approve, tree of 16': 15_000 },
  },
  'Nexus 1.0.0': {
    latchkey: {
      'approve, direct': 8_000,
      'approve, tree of 16': 14_000,
      grant: 125_000,
      revoke: 115_000,
    },
  },
}

/** What only an owner does: there is no other signer to compare with. */
const ownersOnly = new Set(['grant', 'grant 1,000 sessions', 'revoke'])

/**
 * Figures of others that were not measured in this run: the policies of SmartSession are not on npm. Measured elsewhere on the same
 * account and EntryPoint, as whole `handleOps` with real signatures.
 */
const quoted = [
  { journey: 'approve, direct', overhead: 59_733 },
  { journey: 'grant', gas: 646_247 },
  { journey: 'revoke', gas: 166_441 },
].map((row) => ({
  account: 'Nexus 1.0.0',
  entryPoint: 'v0.7',
  who: 'SmartSession + UniActionPolicy + TimeFramePolicy (not this run)',
  ...row,
}))

rmSync(snapshots, { recursive: true, force: true })
const run = forge(['test', '--isolate', '--match-path', 'test/bench/*', '--gas-snapshot-emit', 'true'], {
  encoding: 'utf8',
  env: { ...process.env, FOUNDRY_PROFILE: 'whole' },
})
if (run.status !== 0) {
  process.stderr.write(`forge test failed:\n${run.stdout}${run.stderr}`)
  process.exit(1)
}

const measured = readdirSync(snapshots).flatMap((file) =>
  Object.entries(JSON.parse(readFileSync(join(snapshots, file), 'utf8'))).map(([name, gas]) => {
    const [account, entryPoint, journey, who] = name.split('|')
    return { account, entryPoint, journey, who, gas: Number(gas) }
  }),
)
const rows = [
  ...measured.map((row) => ({ ...row, overhead: row.gas - ownerGas(row) })),
  ...quoted.map((row) => ({ ...row, gas: row.gas ?? row.overhead + ownerGas(row) })),
].sort((a, b) => a.account.localeCompare(b.account) || a.journey.localeCompare(b.journey) || a.gas - b.gas)

const missed = []
const cells = rows.map((row) => {
  const target = targets[row.account]?.[row.who]?.[row.journey]
  const cost = ownersOnly.has(row.journey) ? row.gas : row.overhead
  if (target !== undefined && cost > target) missed.push(row)
  return [
    `${row.account}, EntryPoint ${row.entryPoint}`,
    row.journey,
    row.who,
    number(row.gas),
    row.who === 'owner' || ownersOnly.has(row.journey) ? '' : `+${number(row.overhead)}`,
    target === undefined ? '' : `${cost <= target ? 'met' : 'MISSED'}: ≤ ${number(target)}`,
  ]
})
const head = ['account', 'journey', 'signed under', 'gas', 'over the owner', 'target']
const table = toMarkdownTable(head, cells, { numbersFrom: 3 })

console.log(table)

/** What the README shows: the journeys that have targets, and who else was measured or quoted there. */
const short = rows.flatMap((row, index) => {
  const isCompared = Object.values(targets[row.account] ?? {}).some((journeys) => row.journey in journeys)
  return isCompared && row.who !== 'owner' ? [cells[index]] : []
})
const readme = join(root, 'README.md')
const files = [
  [results, `${JSON.stringify(rows, null, 2)}\n`],
  [readme, between(readFileSync(readme, 'utf8'), toMarkdownTable(head, short, { numbersFrom: 3 }))],
  [join(root, 'docs', 'gas.md'), between(readFileSync(join(root, 'docs', 'gas.md'), 'utf8'), table)],
  [join(root, 'docs', 'gas.svg'), toGasChart(toGroups(rows))],
]
for (const [path, text] of files) {
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== text)
    fail(`${path} is stale: run \`npm run bench\` and commit it.`)
}
if (missed.length !== 0) fail(`${missed.length} gas targets missed.`)

function ownerGas({ account, entryPoint, gas, journey }) {
  if (ownersOnly.has(journey)) return gas
  const owner = measured.find(
    (row) => row.who === 'owner' && row.account === account && row.entryPoint === entryPoint && row.journey === journey,
  )
  if (!owner) fail(`No owner-signed op was measured for "${journey}" on ${account}.`)
  return owner.gas
}

/** The page with this between its two marks. */
function between(page, text) {
  const [start, end] = ['<!-- bench -->', '<!-- /bench -->']
  return `${page.slice(0, page.indexOf(start) + start.length)}\n\n${text}\n\n${page.slice(page.indexOf(end))}`
}

/** The bars of each journey that a peer was measured or quoted on, or that shows what a policy costs. */
function toGroups(rows) {
  const groups = new Map()
  for (const { account, entryPoint, journey, overhead, who } of rows) {
    if (who === 'owner' || ownersOnly.has(journey)) continue
    const title = `${journey} · ${account}, EntryPoint ${entryPoint}`
    const bars = groups.get(title) ?? []
    bars.push({ gas: overhead, isOurs: who.startsWith('latchkey'), label: who.replace(' (not this run)', ', quoted') })
    groups.set(title, bars)
  }
  return [...groups].flatMap(([title, bars]) => (bars.length > 1 ? [{ bars, title }] : []))
}

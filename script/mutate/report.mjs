// `docs/security/mutation.md`, from what is committed alone.

const statuses = ['killed', 'timeout', 'survived', 'same', 'stillborn']

/** The report. `equivalents` gives the reason why a survivor is none, by id. */
export function reportOf({ equivalents, results }) {
  const files = Object.entries(results.files).map(([file, result]) => [file, countsOf(result, equivalents), result])
  const total = sum(files.map(([, counts]) => counts))
  const operators = operatorsOf(files, equivalents)
  return [
    '# Mutation testing',
    '',
    '`npm run mutate` changes the contracts in one place at a time and runs the tests that load the changed code. A change that no',
    'test notices is a survivor: a missing test, or a change that means nothing. This page is written by it.',
    '',
    `**Score: ${score(total)}** — ${total.killed + total.timeout} of ${scored(total)} mutants that change something were noticed,`,
    `in ${tried(total)} of ${files.reduce((all, [, , { mutants }]) => all + mutants, 0)} mutants that were tried.`,
    '',
    '- *killed*: a test failed; *timeout*: the tests did not end, which counts as noticed.',
    '- *survived*: no test failed. It counts against the score.',
    '- *equivalent*: no test failed, and none could; the reason is given below. Not counted.',
    '- *same code*: the compiler makes the very same bytecode of it, for every contract. Not counted.',
    '- *stillborn*: it does not compile. Not counted.',
    '',
    'A library is first tried by its own tests, on the code that chains get, then within the policy engine, the modules and both',
    'adapters, until a test fails. The tests in TypeScript are not asked; they could only raise the score.',
    '',
    '## By contract',
    '',
    ...table(
      'Contract',
      files.map(([file, counts, { mutants }]) => [`\`${file.replace(/^contracts\//, '')}\``, counts, mutants]),
    ),
    '',
    '## By operator',
    '',
    ...table(
      'Operator',
      Object.entries(operators)
        .map(([operator, counts]) => [`\`${operator}\``, sum(counts)])
        .sort(([a], [b]) => a.localeCompare(b)),
    ),
    ...survivors('Survivors', 'No test notices these.', files, (id) => !equivalents[id]),
    ...survivors('Equivalent', 'No test can notice these.', files, (id) => equivalents[id], equivalents),
    '',
  ].join('\n')
}

/** The counts of each operator, one for each file and equivalent. */
function operatorsOf(files, equivalents) {
  const operators = {}
  const note = (operator, counts) => {
    operators[operator] ??= []
    operators[operator].push(counts)
  }
  for (const [, , result] of files) {
    for (const [operator, counts] of Object.entries(result.operators)) note(operator, counts)
    for (const id of Object.keys(result.survivors).filter((name) => equivalents[name])) {
      note(id.split(':').at(-2), { equivalent: 1, survived: -1 })
    }
  }
  return operators
}

function countsOf({ operators, survivors }, equivalents) {
  const counts = sum(Object.values(operators))
  counts.equivalent = Object.keys(survivors).filter((id) => equivalents[id]).length
  counts.survived -= counts.equivalent
  return counts
}

function empty() {
  return { ...Object.fromEntries(statuses.map((status) => [status, 0])), equivalent: 0 }
}

function sum(all) {
  const total = empty()
  for (const counts of all) for (const status of Object.keys(total)) total[status] += counts[status] ?? 0
  return total
}

function scored({ killed, survived, timeout }) {
  return killed + timeout + survived
}

function tried(counts) {
  return scored(counts) + counts.equivalent + counts.same + counts.stillborn
}

function score(counts) {
  const of = scored(counts)
  return of === 0 ? '–' : `${(Math.floor(((counts.killed + counts.timeout) / of) * 1_000) / 10).toFixed(1)} %`
}

function table(name, rows) {
  const cells = rows.map(([label, counts, mutants]) => [
    label,
    score(counts),
    ...(mutants === undefined ? [`${tried(counts)}`] : [`${tried(counts)} / ${mutants}`]),
    ...[counts.killed + counts.timeout, counts.survived, counts.equivalent, counts.same, counts.stillborn].map(String),
  ])
  const head = [name, 'Score', 'Tried', 'Noticed', 'Survived', 'Equivalent', 'Same code', 'Stillborn']
  const ruler = head.map((_, index) => (index === 0 ? '---' : '---:'))
  return [head, ruler, ...cells].map((row) => `| ${row.join(' | ')} |`)
}

function survivors(title, text, files, isShown, reasons = {}) {
  const shown = files.flatMap(([file, , result]) => {
    const own = Object.entries(result.survivors)
      .filter(([id]) => isShown(id))
      .sort(([, a], [, b]) => a.line - b.line)
    if (own.length === 0) return []
    return [
      '',
      `### ${file.replace(/^contracts\//, '')}`,
      ...own.flatMap(([id, { diff }]) => entry(id, diff, reasons[id])),
    ]
  })
  if (shown.length === 0) return []
  return ['', `## ${title}`, '', text, ...shown]
}

function entry(id, diff, reason) {
  return ['', `\`${id}\``, '', '```diff', diff, '```', ...(reason ? ['', reason] : [])]
}

/**
 * A table in Markdown, whose source lines up too. Columns from the one at `numbersFrom` on stand to the right.
 */
export function toMarkdownTable(head, body, { numbersFrom = head.length } = {}) {
  const widths = toWidths(head, body)
  const line = (row) => `| ${row.map((cell, i) => align(cell, widths[i], i >= numbersFrom)).join(' | ')} |`
  const rule = widths.map((width, i) => (i < numbersFrom ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`))
  return [line(head), `|${rule.join('|')}|`, ...body.map(line)].join('\n')
}

/** A table for a terminal: names first, then columns of numbers. */
export function toTextTable(head, body) {
  const widths = toWidths(head, body)
  return [head, ...body].map((row) => row.map((cell, i) => align(cell, widths[i], i > 0)).join('  ')).join('\n')
}

/** A number with its thousands apart. */
export function number(value) {
  return value.toLocaleString('en-US')
}

function toWidths(head, body) {
  return head.map((title, i) => Math.max(title.length, ...body.map((row) => row[i].length)))
}

function align(cell, width, isNumber) {
  return isNumber ? cell.padStart(width) : cell.padEnd(width)
}

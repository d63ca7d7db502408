// solc's syntax trees. Positions are bytes of the source.

/** A text whose parts are taken by the positions of nodes. */
export function createText(source) {
  const bytes = Buffer.from(source)
  return {
    of: (node) => {
      const { end, start } = span(node)
      return bytes.toString('utf8', start, end)
    },
    between: (start, end) => bytes.toString('utf8', start, end),
    replace: ({ end, start, text }) => bytes.toString('utf8', 0, start) + text + bytes.toString('utf8', end),
  }
}

/** Where a node begins and ends. */
export function span({ src }) {
  const [start, length] = src.split(':').map(Number)
  return { end: start + length, start }
}

/** Calls `visit` for every node with the nodes around it, the innermost last. */
export function walk(node, visit, around = []) {
  if (visit(node, around) === false) return
  const inner = [...around, node]
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.nodeType === 'string') walk(child, visit, inner)
    }
  }
}

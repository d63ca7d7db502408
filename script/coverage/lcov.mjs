// Reads what forge reports of coverage (lcov), and judges a file by it and by the places that are not counted.

/** Places of each file: lines, and ways that a branch may take. A file that is in several contracts is covered by any of them. */
export function readLcov(text) {
  const files = new Map()
  let places
  for (const record of text.split('\n')) {
    const [, kind, value] = /^(SF|DA|BRDA):(.*)$/.exec(record.trim()) ?? []
    if (kind === 'SF') {
      if (!files.has(value)) files.set(value, new Map())
      places = files.get(value)
    } else if (kind === 'DA') {
      const [line, hits] = value.split(',')
      add(places, `${line}`, { hits: Number(hits), line: Number(line), way: undefined })
    } else if (kind === 'BRDA') {
      const [line, block, way, taken] = value.split(',')
      const hits = taken === '-' ? 0 : Number(taken)
      add(places, `${line} ${block} ${way}`, { hits, line: Number(line), way: Number(way) })
    }
  }
  return new Map([...files].map(([file, found]) => [file, [...found.values()]]))
}

function add(places, key, place) {
  const known = places.get(key)
  if (known) known.hits += place.hits
  else places.set(key, place)
}

/**
 * Counts of lines and branches, the places that are missed, and the excuses that are stale: of what is covered, or gone.
 *
 * @param gaps Lists of what is not counted, by the text of its line, each with a reason. A text excuses one place.
 */
export function judge(places, source, gaps = []) {
  const texts = source.split('\n').map((line) => line.trim())
  const excuses = gaps.flatMap(({ branches = [], lines = [], reason }) => [
    ...lines.map((text) => ({ isBranch: false, reason, text })),
    ...branches.map((text) => ({ isBranch: true, reason, text })),
  ])
  const used = new Set()
  const missed = places
    .filter(({ hits }) => hits === 0)
    .map(({ line, way }) => {
      const text = texts[line - 1] ?? ''
      const excuse = excuses.find(
        (other) => !used.has(other) && other.text === text && other.isBranch === (way !== undefined),
      )
      if (excuse) used.add(excuse)
      return { line, reason: excuse?.reason, text, way }
    })
  const count = (isBranch) => {
    const ofKind = ({ way }) => (way !== undefined) === isBranch
    const gone = missed.filter(ofKind)
    return {
      excused: gone.filter(({ reason }) => reason !== undefined).length,
      found: places.filter(ofKind).length,
      missed: gone.length,
    }
  }
  return {
    branches: count(true),
    lines: count(false),
    missed,
    stale: excuses.filter((excuse) => !used.has(excuse)).map(({ text }) => ({ text })),
  }
}

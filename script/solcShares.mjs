// Shares one job of solc (standard JSON) out over several, and puts their outputs together again. Every share holds all
// sources, so that what is compiled, names and ids included, is to the byte what one process would give.
import { posix } from 'node:path'

/** A job that asks for less is done before a second process would have read it. */
const minFiles = 8

/** The inputs of at most `count` processes: the same sources, and each a share of the files whose code is asked for. */
export function splitInput(input, count) {
  const { outputSelection = {} } = input.settings
  const wanted = Object.keys(outputSelection).filter((file) =>
    Object.values(outputSelection[file]).some((outputs) => outputs.length > 0),
  )
  // A selection for every file (`*`) names none to share out.
  if (count < 2 || wanted.length < minFiles || wanted.some((file) => input.sources[file] === undefined)) return [input]
  return shareOut(wanted, input, count)
    .filter((share) => share.length > 0)
    .map((share) => {
      const selection = Object.fromEntries(share.map((file) => [file, outputSelection[file]]))
      return { ...input, settings: { ...input.settings, outputSelection: selection } }
    })
}

/** One output from those of all shares. What solc says of the sources, each share says; it is kept once. */
export function mergeOutputs(outputs) {
  const errors = new Map(outputs.flatMap(({ errors = [] }) => errors).map((error) => [JSON.stringify(error), error]))
  const merged = { contracts: {}, sources: {} }
  for (const { contracts = {}, sources = {} } of outputs) {
    for (const [file, some] of Object.entries(contracts))
      merged.contracts[file] = { ...merged.contracts[file], ...some }
    for (const [file, source] of Object.entries(sources)) merged.sources[file] = { ...merged.sources[file], ...source }
  }
  return errors.size === 0 ? merged : { ...merged, errors: [...errors.values()] }
}

// How long a file takes is guessed from the length of the code it imports, all of which its contracts may hold. What a
// contract deploys is compiled with it, and once: the two belong in one share.
function shareOut(files, { settings, sources }, count) {
  const imports = Object.fromEntries(
    Object.keys(sources).map((file) => [file, importsOf(file, sources, settings.remappings ?? [])]),
  )
  const code = (file) =>
    /^\s*(abstract contract|contract|library)\b/m.test(sources[file].content) ? sources[file].content.length : 0
  const cost = (file) => closureOf(file, imports).reduce((sum, other) => sum + code(other), 0)
  const costs = new Map(files.map((file) => [file, code(file) === 0 ? 0 : cost(file)]))
  const largestFirst = files.toSorted((a, b) => costs.get(b) - costs.get(a) || (a < b ? -1 : 1))
  const shares = Array.from({ length: count }, () => ({ cost: 0, files: [] }))
  const placed = new Set()
  for (const file of largestFirst) {
    const group = [file, ...deployedBy(file, closureOf(file, imports), sources)].filter(
      (member) => costs.has(member) && !placed.has(member),
    )
    if (placed.has(file)) continue
    const share = shares.reduce((least, other) => (other.cost < least.cost ? other : least))
    for (const member of group) {
      placed.add(member)
      share.files.push(member)
      share.cost += costs.get(member)
    }
  }
  return shares.map((share) => share.files)
}

/** The files, among those it imports, of the contracts that `file` creates. */
function deployedBy(file, closure, sources) {
  const names = new Set(
    [...sources[file].content.matchAll(/\bnew\s+(\w+)|\btype\((\w+)\)\s*\.creationCode/g)].map(
      (match) => match[1] ?? match[2],
    ),
  )
  return closure.filter(
    (other) =>
      other !== file &&
      [...names].some((name) => new RegExp(`^\\s*contract ${name}\\b`, 'm').test(sources[other].content)),
  )
}

function closureOf(file, imports) {
  const seen = new Set([file])
  for (const reached of seen) for (const next of imports[reached]) seen.add(next)
  return [...seen]
}

function importsOf(file, sources, remappings) {
  const paths = [...sources[file].content.matchAll(/^\s*(?:import|\}\s*from)\b[^"';]*["']([^"']+)["']/gm)].map(
    (match) => match[1],
  )
  return paths.map((path) => resolveImport(path, file, remappings)).filter((path) => sources[path] !== undefined)
}

function resolveImport(path, from, remappings) {
  if (path.startsWith('.')) return posix.join(posix.dirname(from), path)
  const remapping = remappings.map((text) => text.split('=')).find(([prefix]) => path.startsWith(prefix))
  return remapping === undefined ? path : remapping[1] + path.slice(remapping[0].length)
}

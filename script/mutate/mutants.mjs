// All mutants of the contracts, in the order of the sources.
import { createHash } from 'node:crypto'
import { changesOf } from './operators.mjs'
import { createText, span, walk } from './tree.mjs'
import { yulChangesOf } from './yulOperators.mjs'

/** Nodes that hold no code of their own. */
const skipped = new Set([
  'ErrorDefinition',
  'EventDefinition',
  'ImportDirective',
  'InheritanceSpecifier',
  'PragmaDirective',
  'StructDefinition',
  'StructuredDocumentation',
  'UsingForDirective',
])

/**
 * The mutants of one source. An id is the file, the function, the operator and a hash of what is changed in which statement, so it
 * stays what it is when other code changes.
 */
export function mutantsOf({ file, source, tree }) {
  const text = createText(source)
  const stateVariables = new Set()
  walk(tree, (node) => {
    if (node.nodeType === 'VariableDeclaration' && node.stateVariable && !node.constant) stateVariables.add(node.id)
  })
  const mutants = []
  const seen = new Set()
  const ordinals = new Map()
  walk(tree, (node, around) => {
    if (skipped.has(node.nodeType)) return false
    const context = { around, stateVariables, text }
    for (const change of [...changesOf(node, context), ...yulChangesOf(node, context)]) {
      const mutated = text.replace(keepingLines(change, text))
      if (mutated === source || seen.has(mutated)) continue
      seen.add(mutated)
      const place = [functionOf(node, around), change.operator]
      const content = [...place, statementOf(node, around, text), text.between(change.start, change.end), change.text]
      const ordinal = ordinals.get(content.join('\0')) ?? 0
      ordinals.set(content.join('\0'), ordinal + 1)
      const hash = createHash('sha256')
        .update(JSON.stringify([...content, ordinal]))
        .digest('hex')
        .slice(0, 8)
      mutants.push({
        id: [file.replace(/^contracts\//, '').replace(/\.sol$/, ''), ...place, hash].join(':'),
        file,
        operator: change.operator,
        ...differenceOf(source, mutated),
        source: mutated,
      })
    }
  })
  return mutants
}

/** A change that leaves the lines behind it where they are. */
function keepingLines(change, text) {
  const lines = (value) => value.split('\n').length - 1
  const missing = lines(text.between(change.start, change.end)) - lines(change.text)
  return { ...change, text: change.text + '\n'.repeat(Math.max(0, missing)) }
}

function functionOf(node, around) {
  const definition = [...around, node].find(({ nodeType }) => nodeType === 'FunctionDefinition')
  if (!definition) return 'constants'
  return definition.name || definition.kind
}

/** The text of the innermost statement, or of the whole declaration outside of functions. */
function statementOf(node, around, text) {
  const nodes = [...around, node]
  const statement = nodes.findLast(({ nodeType }) => /(Statement|Assignment|Return|Declaration)$/.test(nodeType))
  return statement && span(statement) ? text.of(statement).replace(/\s+/g, ' ') : ''
}

/** The first line that changes, and all that change, as a diff shows them. */
function differenceOf(before, after) {
  const [old, changed] = [before.split('\n'), after.split('\n')]
  const lines = old.flatMap((line, index) => (line === changed[index] ? [] : [index]))
  const shown = (line, sign) => (line?.trim() ? [`${sign} ${line.trim()}`] : [])
  const all = lines.map((index) => ({ minus: shown(old[index], '-'), plus: shown(changed[index], '+') }))
  const few = all.length > 4 ? [all[0], { minus: ['- …'], plus: [] }, all.at(-1)] : all
  return {
    diff: [...few.flatMap(({ minus }) => minus), ...few.flatMap(({ plus }) => plus)].join('\n'),
    line: lines[0] + 1,
  }
}

import type { Cursor } from './cursor.js'
import type { Budget } from './policy.js'
import {
  type ArrayItem,
  itemCodes,
  moreRules,
  type Program,
  type ProgramItem,
  ruleCodes,
  type WordRule,
  type WordType,
  wordKinds,
} from './program.js'

/** What a program's `sum` rules are checked against. */
type Context = { budgets: readonly Budget[]; denies: boolean }

/**
 * Reads a program up to the cursor's end.
 *
 * @internal
 */
export function decodeProgram(cursor: Cursor, context: Context): Program {
  const program: ProgramItem[] = []
  while (!cursor.isAtEnd()) program.push(decodeItem(cursor, context))
  return program
}

function decodeItem(cursor: Cursor, context: Context): ProgramItem {
  const { offset } = cursor
  const code = cursor.number(1, 'an item')
  switch (code) {
    case itemCodes.skip: {
      const words = cursor.number(1, 'the number of words')
      if (words === 0) cursor.fail('no word is skipped', offset)
      return { kind: 'skip', words }
    }
    case itemCodes.bytes:
      return { kind: 'bytes' }
    case itemCodes.bytesHash:
      return { kind: 'bytesHash', hash: cursor.hex(32, 'a hash') }
    case itemCodes.bytesMax:
      return { kind: 'bytesMax', max: cursor.number(4, 'a length') }
    case itemCodes.tuple:
      return { kind: 'tuple', program: decodeProgram(splitProgram(cursor), context) }
    case itemCodes.array:
      return decodeArray(cursor, context)
    default:
      return { kind: 'word', rules: decodeWordRules(cursor, code, context) }
  }
}

function splitProgram(cursor: Cursor): Cursor {
  return cursor.split(cursor.number(2, 'the length of a program'), 'a program')
}

function decodeArray(cursor: Cursor, context: Context): ArrayItem {
  const max = cursor.number(4, 'the number of elements')
  const head = cursor.number(1, 'the words of an element')
  const prefixCount = cursor.number(1, 'the number of first elements')
  const decodeElement = () => {
    const element = splitProgram(cursor)
    const { offset } = element
    const program = decodeProgram(element, context)
    const reason = getElementFault(program, head)
    if (reason) cursor.fail(reason, offset)
    return program
  }
  const prefix = Array.from({ length: prefixCount }, decodeElement)
  return { kind: 'array', max, head, prefix, rest: decodeElement() }
}

function getElementFault(program: Program, head: number): string | undefined {
  if (head === 0)
    return program.length === 1 && program.every(({ kind }) => !isStatic(kind))
      ? undefined
      : 'the program of a dynamic element is not one dynamic item'
  if (!program.every(({ kind }) => isStatic(kind))) return 'the program of a static element has a dynamic item'
  const words = program.reduce((sum, item) => sum + (item.kind === 'skip' ? item.words : 1), 0)
  return words === 0 || words === head ? undefined : `an element has ${head} words, and its program ${words}`
}

function isStatic(kind: ProgramItem['kind']): boolean {
  return kind === 'skip' || kind === 'word'
}

function decodeWordRules(cursor: Cursor, firstCode: number, context: Context): readonly WordRule[] {
  const rules: WordRule[] = []
  let code = firstCode
  while (true) {
    rules.push(decodeWordRule(cursor, code & ~moreRules, context))
    if (!(code & moreRules)) return rules
    code = cursor.number(1, 'a rule')
  }
}

/**
 * Reads one rule behind its first byte, which is given without bit 7.
 *
 * @internal
 */
export function decodeWordRule(cursor: Cursor, code: number, context: Context): WordRule {
  const at = cursor.offset - 1
  const op = ops.find(([, known]) => known === code)?.[0]
  if (!op) return cursor.fail(`there is no item or rule ${code}`, at)
  const type = decodeWordType(cursor)

  if (op === 'account') {
    if (type.kind !== 'unsigned' || type.size !== 20) cursor.fail('`account` is for addresses', at)
    return { op, type }
  }
  if (op === 'sum') {
    if (type.kind !== 'unsigned') cursor.fail('`sum` is for unsigned numbers', at)
    const budget = cursor.number(1, 'the index of a budget')
    if (context.denies) cursor.fail('`sum` stands in an entry that denies', at)
    if (context.budgets[budget]?.kind !== 'sum') cursor.fail(`budget ${budget} counts no argument`, at)
    return { op, type, budget }
  }
  const count = op === 'oneOf' ? cursor.number(1, 'the number of values') : op === 'between' || op === 'mask' ? 2 : 1
  if (count === 0) cursor.fail('`oneOf` has no values', at)
  return { op, type, operands: Array.from({ length: count }, () => cursor.hex(type.size, 'a value')) }
}

const ops = Object.entries(ruleCodes) as readonly [keyof typeof ruleCodes, number][]

/**
 * Reads the type of a rule.
 *
 * @internal
 */
export function decodeWordType(cursor: Cursor): WordType {
  const { offset } = cursor
  const byte = cursor.number(1, 'a type')
  const kind = wordKinds[byte >> 6]
  if (!kind || byte & 0x20) return cursor.fail(`there is no type ${byte}`, offset)
  return { kind, size: (byte & 0x1f) + 1 }
}

import { addPending } from './budgets.js'
import { readInt, readUint } from './bytes.js'
import { malformed } from './verdict.js'
import { fail, type Walk } from './walk.js'

const [unsigned, signed, left] = [0, 1, 2]

/**
 * Judges the word at `offset` by all its rules, of which the first stands at `from`.
 *
 * @returns Where the last rule ends.
 *
 * @internal
 */
export function walkWord(walk: Walk, from: number, end: number, offset: number): number {
  const word = readUint(walk.data, offset, 32)
  let at = from
  while (true) {
    const code = readInt(walk.bytes, at, 1)
    const type = readInt(walk.bytes, at + 1, 1)
    if ((code & 0x70) !== 0x40 || type & 0x20 || type >> 6 === 3) throw malformed()
    const next = getRuleEnd(walk.bytes, at, code & 0x7f, type)
    if (next > end) throw malformed()
    if (word !== clean(word, type)) fail(walk, 'DIRTY_WORD', offset, at)
    if (!holds(walk, at + 2, code & 0x7f, type, word)) fail(walk, 'WORD_NOT_ALLOWED', offset, at)
    at = next
    if (!(code & 0x80)) return at
  }
}

function getSize(type: number): number {
  return (type & 0x1f) + 1
}

function getRuleEnd(bytes: Uint8Array, at: number, op: number, type: number): number {
  const size = getSize(type)
  if (op <= 0x45) return at + 2 + size
  if (op === 0x46 || op === 0x48) return at + 2 + 2 * size
  if (op === 0x47) {
    const count = readInt(bytes, at + 2, 1)
    if (count === 0) throw malformed()
    return at + 3 + count * size
  }
  if (op === 0x49 && type >> 6 === unsigned && size === 20) return at + 2
  if (op === 0x4a && type >> 6 === unsigned) return at + 3
  throw malformed()
}

/** The word that is left when a word keeps to its type. */
function clean(word: bigint, type: number): bigint {
  const bits = getSize(type) * 8
  if (type >> 6 === signed) return BigInt.asUintN(256, BigInt.asIntN(bits, word))
  if (type >> 6 === left) return (word >> BigInt(256 - bits)) << BigInt(256 - bits)
  return BigInt.asUintN(bits, word)
}

/** The word of a type that an operand stands for. */
function toWord(operand: bigint, type: number): bigint {
  const bits = getSize(type) * 8
  return clean(type >> 6 === left ? operand << BigInt(256 - bits) : operand, type)
}

function holds(walk: Walk, operands: number, op: number, type: number, word: bigint): boolean {
  const { account, budgets, bytes, denies } = walk
  const size = getSize(type)
  const operand = (index: number, start = operands) => toWord(readUint(bytes, start + index * size, size), type)
  const order = (value: bigint) => (type >> 6 === signed ? BigInt.asIntN(256, value) : value)
  switch (op) {
    case 0x40:
      return word === operand(0)
    case 0x41:
      return word !== operand(0)
    case 0x42:
      return order(word) < order(operand(0))
    case 0x43:
      return order(word) <= order(operand(0))
    case 0x44:
      return order(word) > order(operand(0))
    case 0x45:
      return order(word) >= order(operand(0))
    case 0x46:
      return order(word) >= order(operand(0)) && order(word) <= order(operand(1))
    case 0x47:
      return Array.from({ length: readInt(bytes, operands, 1) }, (_, index) => operand(index, operands + 1)).includes(
        word,
      )
    case 0x48:
      return (word & operand(0)) === operand(1)
    case 0x49:
      return word === account
    default: {
      const budget = budgets[readInt(bytes, operands, 1)]
      if (denies || !budget || (budget.kind & 0x7f) !== 3) throw malformed()
      addPending(budget, word)
      return true
    }
  }
}

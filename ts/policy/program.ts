import type { Hex } from 'viem'

/**
 * What the words of an ABI type look like: `size` bytes, 1 to 32, that stand at the right of the word, at the right with
 * their sign, or at the left.
 */
export type WordType = { kind: WordKind; size: number }

/** `uintN`, `address`, `bool` and enums are unsigned, `intN` is signed, `bytesN` stands at the left. */
export type WordKind = 'unsigned' | 'signed' | 'left'

/** A rule with as many operands as its name says; `operands` have the size of the type. */
export type OperandRule = {
  op: 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte' | 'between' | 'oneOf' | 'mask'
  type: WordType
  operands: readonly Hex[]
}

/** A condition on one word, as it stands in a program. `budget` is what names a budget there. */
export type WordRule<budget = number> =
  | OperandRule
  | { op: 'account'; type: WordType }
  | { op: 'sum'; type: WordType; budget: budget }

/**
 * One item of a program, as `docs/policy-encoding.md` describes it: it stands for one or more words of a head.
 *
 * - `skip`: static words without a rule.
 * - `word`: one static word and its rules, at least one.
 * - `bytes`, `bytesHash`, `bytesMax`: `bytes` or `string` without a rule, with one hash, with at most so many bytes.
 * - `tuple`: a dynamic tuple, or a fixed array of dynamic elements.
 * - `array`: a dynamic array. `head` is how many words one static element has, 0 when elements are dynamic. `prefix` has the
 *   programs of the first elements, `rest` that of all others.
 */
export type ProgramItem<budget = number> =
  | { kind: 'skip'; words: number }
  | { kind: 'word'; rules: readonly WordRule<budget>[] }
  | { kind: 'bytes' }
  | { kind: 'bytesHash'; hash: Hex }
  | { kind: 'bytesMax'; max: number }
  | { kind: 'tuple'; program: Program<budget> }
  | ArrayItem<budget>

/** A dynamic array in a program. */
export type ArrayItem<budget = number> = {
  kind: 'array'
  max: number
  head: number
  prefix: readonly Program<budget>[]
  rest: Program<budget>
}

/** The shape of the arguments and their rules, from left to right. */
export type Program<budget = number> = readonly ProgramItem<budget>[]

/** First byte of each item but the words'. @internal */
export const itemCodes = { skip: 1, bytes: 2, bytesHash: 3, bytesMax: 4, tuple: 5, array: 6 } as const

/** First byte of each word rule, without bit 7. @internal */
export const ruleCodes = {
  eq: 0x40,
  neq: 0x41,
  lt: 0x42,
  lte: 0x43,
  gt: 0x44,
  gte: 0x45,
  between: 0x46,
  oneOf: 0x47,
  mask: 0x48,
  account: 0x49,
  sum: 0x4a,
} as const

/** Bit 7 of a word rule: another rule on the same word follows. @internal */
export const moreRules = 0x80

/** Bits 6 and 7 of a type, in order. @internal */
export const wordKinds = ['unsigned', 'signed', 'left'] as const satisfies readonly WordKind[]

/** The most elements an array can be allowed to have: as many as fit its 4 bytes. @internal */
export const maxArrayLength = 0xffffffff

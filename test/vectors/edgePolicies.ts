import { concatHex, type Hex, keccak256, numberToHex, size } from 'viem'
import type { OperandRule, WordKind } from '../../ts/policy/program.js'
import { ruleCodes, wordKinds } from '../../ts/policy/program.js'
import type { Question } from '../policy/answers.js'

/*
 * Policies with one rule, and calldata of one word at its bounds; and programs that cannot be read, whose first item is at fault, so
 * that there is one answer. They are written byte by byte: `encodePolicy` would refuse half of them.
 */

const signer = '0x1111111111111111111111111111111111111111'
const target = '0x2222222222222222222222222222222222222222'
const account = '0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa'
const selector = '0x12345678'
/** One entry for one function, its program, and calldata of these words. */
export function toEdge(program: Hex, words: readonly bigint[]): Question {
  const entry = concatHex(['0x00', target, selector, '0x00', program])
  const length = numberToHex(size(entry), { size: 2 })
  return {
    account,
    calls: [{ to: target, value: 0n, data: concatHex([selector, ...words.map(toWord)]) }],
    fee: 0n,
    paymaster: undefined,
    periods: [],
    policy: concatHex(['0x0100', signer, '0x0001', length, entry]),
  }
}

/** Each comparison of each kind, for some sizes, with words around the bound and beside the type. */
export function toRuleEdges(): readonly Question[] {
  return wordKinds.flatMap((kind, index) =>
    [1, 32].flatMap((bytes) => {
      const bits = BigInt(bytes * 8)
      const bounds =
        kind === 'signed' ? [-1n, -(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [1n, 0n, (1n << bits) - 1n]
      const type = numberToHex(index * 64 + bytes - 1, { size: 1 })
      return comparisons.flatMap((op, place) => {
        // All rules meet one bound, and take turns with the others.
        const [usual = 0n, ...outer] = bounds
        return [usual, outer[place % 2] ?? 0n].flatMap((bound) =>
          toWords(kind, bits, bound).map((word) =>
            toEdge(concatHex([toCode(op), type, ...toOperands(op, bound, bits)]), [word]),
          ),
        )
      })
    }),
  )
}

const comparisons = ['eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'between', 'oneOf', 'mask'] as const

function toCode(op: OperandRule['op']): Hex {
  return numberToHex(ruleCodes[op], { size: 1 })
}

function toOperands(op: OperandRule['op'], bound: bigint, bits: bigint): readonly Hex[] {
  const operand = numberToHex(BigInt.asUintN(Number(bits), bound), { size: Number(bits) / 8 })
  if (op === 'oneOf') return ['0x01', operand]
  return op === 'between' || op === 'mask' ? [operand, operand] : [operand]
}

/** The bound, and the values before and after it: those that wrap round, or are wider than the type, are in it too. */
function toWords(kind: WordKind, bits: bigint, bound: bigint): readonly bigint[] {
  return [bound - 1n, bound, bound + 1n].map((value) => (kind === 'left' ? value << (256n - bits) : value))
}

/** What none may say, each alone in a program. */
const malformedPrograms = [
  // No item.
  '00',
  '07',
  '3f',
  '50',
  '80',
  '81',
  'bf',
  'd0',
  'ff',
  // No rule.
  '4b0000',
  '4f0000',
  'cb0000400000',
  'c00000',
  'c0000001',
  'c0000002',
  // No type.
  '402000',
  '40a000',
  '40c000',
  '40ff00',
  // Cut short.
  '01',
  '40',
  '4000',
  '400100',
  '460000',
  '4800',
  '47',
  '4700',
  '470001',
  '49',
  '4a1f',
  // Nothing in it.
  '0100',
  '470000',
  // Of another type.
  '4912',
  '4914',
  '4953',
  '4993',
  '4a5f00',
  '4a9f00',
  // There is no budget.
  '4a1f01',
  '4a1fff',
].map((bytes): Hex => `0x${bytes}`)

export function toMalformedEdges(): readonly Question[] {
  return malformedPrograms.map((program) => toEdge(program, [0n]))
}

/** Dynamic values around their bounds, at their places and beside them. */
export function toShapeEdges(): readonly Question[] {
  const text = (length: number) => BigInt(`0x${'61'.repeat(length).padEnd(64, '0')}`)
  const hashed = concatHex(['0x03', keccak256('0x6161')])
  // A word and bytes.
  const tuple = '0x05000440000502'
  const pair = toArrayItem(2, 1, ['0x400005'], '0x400006')
  const texts = toArrayItem(2, 0, ['0x0400000001'], '0x02')
  const edges: readonly (readonly [Hex, ...bigint[]])[] = [
    ...[1, 2, 3].flatMap((length): [Hex, ...bigint[]][] => [
      [hashed, 32n, BigInt(length), text(length)],
      ['0x0400000002', 32n, BigInt(length), text(length)],
    ]),
    ...[31, 32].map((length): [Hex, ...bigint[]] => ['0x02', 32n, BigInt(length), text(32)]),
    ['0x02', 32n, 33n, text(32), text(1)],
    ['0x02', 32n, 33n, text(32), text(2)],
    ['0x02', 32n, 33n, text(32)],
    ['0x02', 32n, 0n],
    ['0x02', 32n],
    ...[0n, 31n, 33n, 64n, (1n << 256n) - 32n].map((offset): [Hex, ...bigint[]] => ['0x02', offset, 0n]),
    ['0x02', 32n, (1n << 256n) - 1n],
    ['0x0202', 64n, 96n, 0n, 0n],
    ['0x0202', 64n, 64n, 0n],
    ['0x0202', 96n, 64n, 0n, 0n],
    [tuple, 32n, 5n, 64n, 0n],
    [tuple, 32n, 6n, 64n, 0n],
    [tuple, 32n, 5n, 96n, 0n, 0n],
    ...[[], [5n], [5n, 6n], [4n, 6n], [5n, 7n], [5n, 6n, 6n]].map((elements): [Hex, ...bigint[]] => [
      pair,
      32n,
      BigInt(elements.length),
      ...elements,
    ]),
    [pair, 32n, 2n, 5n],
    [pair, 32n, 1n, 5n, 6n],
    [pair, 32n, 1n << 251n],
    [texts, 32n, 0n],
    [texts, 32n, 1n, 32n, 1n, text(1)],
    [texts, 32n, 1n, 32n, 2n, text(2)],
    [texts, 32n, 2n, 64n, 96n, 0n, 2n, text(2)],
    [texts, 32n, 2n, 64n, 64n, 0n],
    [texts, 32n, 2n, 96n, 64n, 0n, 0n],
    [texts, 32n, 3n, 96n, 128n, 160n, 0n, 0n, 0n],
  ]
  return edges.map(([program, ...words]) => toEdge(program, words))
}

function toArrayItem(max: number, head: number, prefix: readonly Hex[], rest: Hex): Hex {
  const byte = (value: number) => numberToHex(value, { size: 1 })
  const programs = [...prefix, rest].flatMap((program) => [numberToHex(size(program), { size: 2 }), program])
  return concatHex(['0x06', numberToHex(max, { size: 4 }), byte(head), byte(prefix.length), ...programs])
}

function toWord(value: bigint): Hex {
  return numberToHex(BigInt.asUintN(256, value), { size: 32 })
}

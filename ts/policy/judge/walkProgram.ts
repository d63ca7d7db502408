import { keccak256, numberToHex } from 'viem'
import { readInt, readUint } from './bytes.js'
import { failures, malformed } from './verdict.js'
import { fail, type Walk } from './walk.js'
import { walkWord } from './walkWord.js'

/** Thrown inside to end a walk. */
class NotCanonical {}

/**
 * Walks calldata of 4 bytes or more along the program from `at` to `end`. The result is in `walk`.
 *
 * The shape of the whole calldata is looked at before the rules: here both are in one walk, in which the shape has the last
 * word.
 *
 * @internal
 */
export function walkProgram(walk: Walk, at: number, end: number) {
  try {
    const { last } = walkHead(walk, at, end, 4)
    if (last !== walk.data.length) throw new NotCanonical()
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error
    walk.failure = failures.indexOf('NOT_CANONICAL')
    walk.offset = 0
    walk.place = undefined
  }
}

/** Walks one head and its tails. `base` is where the head begins, from which offsets count. */
function walkHead(walk: Walk, from: number, end: number, base: number): { isDynamic: boolean; last: number } {
  let at = from
  let head = base
  let last = base
  let firstTail: number | undefined
  while (at < end) {
    walk.trail.push((head - base) / 32)
    const code = readInt(walk.bytes, at, 1)
    if ((code & 0x70) === 0x40) {
      at = walkWord(walk, at, end, head)
      head += 32
    } else if (code === 1) {
      const words = readInt(walk.bytes, at + 1, 1)
      at += 2
      if (words === 0 || at > end) throw malformed()
      head += words * 32
    } else {
      if (code < 2 || code > 6) throw malformed()
      if (head + 32 > walk.data.length) throw new NotCanonical()
      const tail = base + readLength(walk, head)
      // The first tail says how long the head is, which is compared at its end.
      if (firstTail === undefined) firstTail = tail
      else if (tail !== last) throw new NotCanonical()
      ;({ last, next: at } = walkDynamic(walk, at, end, tail))
      head += 32
    }
    walk.trail.pop()
  }
  if (firstTail === undefined) return { isDynamic: false, last: head }
  if (firstTail !== head) throw new NotCanonical()
  return { isDynamic: true, last }
}

/** Walks one dynamic value, whose length, or head, stands at `tail`. */
function walkDynamic(walk: Walk, at: number, end: number, tail: number): { last: number; next: number } {
  const { bytes, data } = walk
  const code = readInt(bytes, at, 1)
  if (code === 5) {
    const next = at + 3 + readInt(bytes, at + 1, 2)
    if (next > end) throw malformed()
    const { last } = walkHead(walk, at + 3, next, tail)
    if (last > data.length) throw new NotCanonical()
    return { last, next }
  }
  if (code === 6) return walkArray(walk, at + 1, end, tail)
  if (code < 2 || code > 4) throw malformed()
  const next = at + (code === 2 ? 1 : code === 3 ? 33 : 5)
  if (next > end) throw malformed()

  if (tail + 32 > data.length) throw new NotCanonical()
  const length = readLength(walk, tail)
  const start = tail + 32
  const last = start + Math.ceil(length / 32) * 32
  if (last > data.length) throw new NotCanonical()
  if (data.subarray(start + length, last).some((byte) => byte !== 0)) throw new NotCanonical()

  if (code === 3) {
    const hash = numberToHex(readUint(bytes, at + 1, 32), { size: 32 })
    if (keccak256(data.subarray(start, start + length)) !== hash) fail(walk, 'HASH_DIFFERS', tail, at)
  } else if (code === 4 && length > readInt(bytes, at + 1, 4)) fail(walk, 'BYTES_TOO_LONG', tail, at)
  return { last, next }
}

/** Walks one dynamic array. `from` is behind the item's first byte. */
function walkArray(walk: Walk, from: number, end: number, tail: number): { last: number; next: number } {
  const { bytes, data } = walk
  const max = readInt(bytes, from, 4)
  const elementWords = readInt(bytes, from + 4, 1)
  const prefixCount = readInt(bytes, from + 5, 1)
  let at = from + 6
  let next = at
  for (let index = 0; index <= prefixCount; index++) next += 2 + readInt(bytes, next, 2)
  if (next > end) throw malformed()

  if (tail + 32 > data.length) throw new NotCanonical()
  const length = readLength(walk, tail)
  if (length > max) fail(walk, 'ARRAY_TOO_LONG', tail, from - 1)
  else if (length < prefixCount) fail(walk, 'ARRAY_TOO_SHORT', tail, from - 1)

  const base = tail + 32
  let last = base + length * 32 * (elementWords || 1)
  if (last > data.length) throw new NotCanonical()
  for (let index = 0; index < length; index++) {
    const programEnd = at + 2 + readInt(bytes, at, 2)
    walk.trail.push(index)
    if (elementWords !== 0) {
      const start = base + index * elementWords * 32
      // An empty program says that the element has no rule.
      if (programEnd !== at + 2) {
        const element = walkHead(walk, at + 2, programEnd, start)
        if (element.isDynamic || element.last !== start + elementWords * 32) throw malformed()
      }
    } else {
      if (base + readLength(walk, base + index * 32) !== last) throw new NotCanonical()
      const element = walkDynamic(walk, at + 2, programEnd, last)
      if (element.next !== programEnd) throw malformed()
      last = element.last
    }
    walk.trail.pop()
    if (index < prefixCount) at = programEnd
  }
  return { last, next }
}

/** An offset or a length. Above the size of the calldata neither is canonical, nor a number that JavaScript could count with. */
function readLength(walk: Walk, at: number): number {
  const length = readUint(walk.data, at, 32)
  if (length > walk.data.length) throw new NotCanonical()
  return Number(length)
}

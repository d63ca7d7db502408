import { concatHex, type Hex, numberToHex, size, slice } from 'viem'
import type { Random } from '../vectors/random.js'
import { oneIn, pick } from './abi.js'

/** Changes calldata of more than 4 bytes in one place: its words, its shape or its padding. */
export function mutateCalldata(random: Random, data: Hex): Hex {
  const selector = slice(data, 0, 4)
  const words = (data.slice(10).match(/.{1,64}/g) ?? []).map((word): Hex => `0x${word}`)
  return concatHex([selector, ...mutateWords(random, words)])
}

function mutateWords(random: Random, words: readonly Hex[]): readonly Hex[] {
  const at = random.below(words.length)
  const word = words[at] ?? '0x'
  const number = BigInt(word)
  const replace = (value: bigint) => put(words, at, numberToHex(BigInt.asUintN(256, value), { size: 32 }))
  switch (random.below(14)) {
    case 0:
      return replace(number ^ (1n << BigInt(random.below(256))))
    case 1:
      // A dirty byte at the left, or at the right.
      return replace(number | (BigInt(1 + random.below(255)) << pick(random, [248n, 0n, 160n])))
    case 2:
      return replace(number + pick(random, [1n, -1n]))
    case 3:
      // Shifts an offset, or says another length.
      return replace(number + pick(random, [32n, -32n, 64n, 31n]))
    case 4:
      return replace(pick(random, [0n, 1n, 2n ** 256n - 1n, 2n ** 255n, 2n ** 64n, BigInt(random.hex(32))]))
    case 5:
      // Two values share a place.
      return put(words, at, pick(random, words))
    case 6:
      // A gap.
      return [...words.slice(0, at), `0x${'00'.repeat(32)}`, ...words.slice(at)]
    case 7:
      return [...words.slice(0, at), ...words.slice(at + 1)]
    case 8:
      return [...words, random.hex(1 + random.below(64))]
    case 9:
      return [...words, `0x${'00'.repeat(oneIn(random, 2) ? 32 : 1 + random.below(31))}`]
    case 10:
      return cut(words, 1 + random.below(31))
    case 11: {
      // Two tails, or two values, change places.
      const other = random.below(words.length)
      return put(put(words, at, words[other] ?? word), other, word)
    }
    case 12:
      // A whole tail twice.
      return [...words, ...words.slice(at)]
    default:
      return replace(number ^ (BigInt(random.hex(1)) << BigInt(8 * random.below(32))))
  }
}

function put(words: readonly Hex[], at: number, word: Hex): readonly Hex[] {
  return [...words.slice(0, at), word, ...words.slice(at + 1)]
}

function cut(words: readonly Hex[], bytes: number): readonly Hex[] {
  const last = words.at(-1) ?? '0x'
  return [...words.slice(0, -1), slice(last, 0, Math.max(1, size(last) - bytes))]
}

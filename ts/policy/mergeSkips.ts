import { maxUint8 } from './limits.js'
import type { Program, ProgramItem } from './program.js'

/**
 * Writes words without a rule that stand beside each other as few items as possible, so that the same rules always make the
 * same bytes.
 *
 * @internal
 */
export function mergeSkips(program: Program<string>): Program<string> {
  const merged: ProgramItem<string>[] = []
  let words = 0
  const flush = () => {
    for (; words > 0; words -= maxUint8) merged.push({ kind: 'skip', words: Math.min(words, maxUint8) })
    words = 0
  }
  for (const item of program) {
    if (item.kind === 'skip') words += item.words
    else {
      flush()
      merged.push(item)
    }
  }
  flush()
  return merged
}

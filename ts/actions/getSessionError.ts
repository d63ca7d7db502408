import { BaseError, decodeAbiParameters, type Hex } from 'viem'
import type { SessionRefusedError } from '../errors/actions.js'

/**
 * What an error of a bundler or a node says about sessions: the registry's, or a module's, reason inside it, in words. EntryPoint v0.7
 * and later hand the reason on (`AA23 reverted 0x…`), as bundlers do that of a call that reverts; EntryPoint v0.6 keeps it to itself, and
 * `getSessionRefusal` asks for it.
 *
 * @param error - What was caught.
 * @returns The typed error, with `error` as its cause; `undefined` when there is no such reason in it.
 *
 * @example
 * ```ts
 * import { getSessionError } from 'latchkey'
 *
 * try {
 *   await bundlerClient.sendUserOperation({ calls })
 * } catch (error) {
 *   throw (await getSessionError(error)) ?? error
 * }
 * ```
 */
export async function getSessionError(error: unknown): Promise<SessionRefusedError | undefined> {
  return findSessionError(error, { cause: error })
}

/**
 * The same, of an error that says why another was thrown, which is then the cause.
 *
 * @internal
 */
export async function findSessionError(
  error: unknown,
  { cause }: { cause: unknown },
): Promise<SessionRefusedError | undefined> {
  const candidates = findAnswers(error)
  if (candidates.length === 0) return undefined
  // Loaded only now: an app that nothing refuses does without the words for it.
  const { decodeRefusal, toRefusedError } = await import('./toRefusal.js')
  for (const data of candidates) {
    const refusal = decodeRefusal(data)
    if (refusal) return toRefusedError({ cause, refusal })
  }
  return undefined
}

/** Whatever may be revert data in what a client threw, from the outside in: fields named `data`, and bytes in what the server said. */
function findAnswers(error: unknown): readonly Hex[] {
  if (!(error instanceof BaseError)) return []
  const found: Hex[] = []
  error.walk((cause) => {
    const { data, details } = cause as { data?: unknown; details?: unknown }
    // Not `message`: it repeats the request, whose bytes are nobody's answer.
    for (const text of [data, details])
      if (typeof text === 'string')
        for (const match of text.matchAll(/0x(?:[0-9a-f]{2}){4,}/gi)) found.push(match[0] as Hex)
    return false
  })
  return found.map(unwrap)
}

/** `FailedOpWithRevert(uint256 opIndex, string reason, bytes inner)`, by which later EntryPoints hand on what a validation reverted with. */
const failedOpWithRevert = '0x65c8fd4d'

function unwrap(data: Hex): Hex {
  if (!data.startsWith(failedOpWithRevert)) return data
  try {
    const [, , inner] = decodeAbiParameters(
      [{ type: 'uint256' }, { type: 'string' }, { type: 'bytes' }],
      `0x${data.slice(10)}`,
    )
    return inner
  } catch {
    return data
  }
}

import { ParticleRpcError } from '../../errors/particleRpc.js'
import { rpcCodes } from './rpcCodes.js'
import { toShownText } from './shownText.js'

/**
 * Turns what a bundler said into an error that may be shown: its code and its first line, when it has refused the op. Of anything
 * else, such as a network that does not answer, nothing is shown: viem writes the URL into its text, and URLs hold keys.
 *
 * @internal
 */
export function toBundlerError(error: unknown): ParticleRpcError {
  const answer = findAnswer(error)
  if (!answer)
    return new ParticleRpcError({ cause: error, code: rpcCodes.internalError, message: 'The bundler did not answer.' })
  // A bundler that finds the op malformed (-32602) or fails (-32603) must not look like this handler finding its parameters so.
  const isRefusal = answer.code <= -32500 && answer.code >= -32599
  return new ParticleRpcError({
    cause: error,
    code: isRefusal ? answer.code : rpcCodes.opRefused,
    message: `The bundler refused the op: ${toShownText(answer.message)}`,
  })
}

/**
 * What the other side said, when it said something: the innermost error with a code. Those around it are viem's, with the URL and
 * the request in their text, and with codes of its own for codes that it does not know.
 */
function findAnswer(error: unknown): { code: number; message: string } | undefined {
  let answer: { code: number; message: string } | undefined
  let cause = error
  for (let depth = 0; depth < 16 && typeof cause === 'object' && cause !== null; depth++) {
    const { cause: next, code, message } = cause as { cause?: unknown; code?: unknown; message?: unknown }
    // An aborted request has a code too, and no answer.
    if (typeof code === 'number' && Number.isInteger(code) && !(cause instanceof DOMException))
      answer = { code, message: typeof message === 'string' ? message : '' }
    cause = next
  }
  return answer
}

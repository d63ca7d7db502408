import { BaseError } from 'viem'
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

/** What the other side said, when it said something: an error with a code, below viem's own. */
function findAnswer(error: unknown): { code: number; message: string } | undefined {
  if (!(error instanceof BaseError)) return undefined
  const answer = error.walk((cause) => (cause as BaseError).name === 'RpcRequestError') as
    | (BaseError & { code: number })
    | null
  // Transports of others than viem throw what they like; viem wraps it by its code.
  const found =
    answer ?? (error.walk((cause) => typeof (cause as { code?: unknown }).code === 'number') as typeof answer)
  if (!found || typeof found.code !== 'number' || !Number.isInteger(found.code)) return undefined
  return { code: found.code, message: found.details ?? found.message ?? '' }
}

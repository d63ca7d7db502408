import { describeValue } from '../../errors/describeValue.js'
import { ParticleRpcError } from '../../errors/particleRpc.js'
import { rpcCodes } from './rpcCodes.js'

/** What a request is told apart by. */
export type JsonRpcId = string | number | null

/** An answer: a result or an error. */
export type JsonRpcResponse =
  | {
      jsonrpc: '2.0'
      id: JsonRpcId
      result: unknown
      /** The chain that was asked, as Particle's answers show it. */
      chainId: number
    }
  | {
      jsonrpc: '2.0'
      id: JsonRpcId
      error: { code: number; message: string; data?: ParticleRpcError.Data }
    }

/** @internal */
export type JsonRpcRequest = { chainId: unknown; id: JsonRpcId; method: string; params: readonly unknown[] }

/**
 * The id of a request, as far as there is one to answer with.
 *
 * @internal
 */
export function readId(request: unknown): JsonRpcId {
  if (!isObject(request) || !Object.hasOwn(request, 'id')) return null
  const { id } = request
  return typeof id === 'string' || (typeof id === 'number' && Number.isFinite(id)) ? id : null
}

/**
 * Reads a request. Particle's clients leave `jsonrpc` and `id` out and read the answer all the same, so nothing is taken for a
 * notification.
 *
 * @internal
 */
export function readRequest(request: unknown): JsonRpcRequest {
  if (!isObject(request)) throw invalidRequest(`The request is ${describeValue(request)}, not an object.`)
  const own = (name: string) => (Object.hasOwn(request, name) ? request[name] : undefined)
  const [jsonrpc, id, method, params] = [own('jsonrpc'), own('id'), own('method'), own('params')]
  if (jsonrpc !== undefined && jsonrpc !== '2.0')
    throw invalidRequest(`\`jsonrpc\` is ${describeValue(jsonrpc)}, not "2.0".`)
  if (id !== undefined && id !== readId(request))
    throw invalidRequest(`\`id\` is ${describeValue(id)}, not a string, a number or null.`)
  if (typeof method !== 'string') throw invalidRequest(`\`method\` is ${describeValue(method)}, not a string.`)
  if (!Array.isArray(params))
    throw new ParticleRpcError({
      code: rpcCodes.invalidParams,
      data: { path: 'params' },
      message: `\`params\` is ${describeValue(params)}, not an array.`,
    })
  return { chainId: own('chainId'), id: readId(request), method, params }
}

/** @internal */
export function invalidRequest(message: string): ParticleRpcError {
  return new ParticleRpcError({ code: rpcCodes.invalidRequest, message })
}

/** @internal */
export function toErrorResponse(id: JsonRpcId, error: ParticleRpcError): JsonRpcResponse {
  const { code, data, shortMessage } = error
  return { jsonrpc: '2.0', id, error: { code, message: shortMessage, ...(data ? { data } : {}) } }
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

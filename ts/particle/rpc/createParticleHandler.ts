import { type Address, type Chain, type Client, createClient, type Transport } from 'viem'
import { estimateFeesPerGas, getChainId } from 'viem/actions'
import { getAction } from 'viem/utils'
import { describeValue } from '../../errors/describeValue.js'
import { ParticleRpcError } from '../../errors/particleRpc.js'
import { type BiconomyAddresses, biconomyAddresses } from '../particleAccount.js'
import type { FeesPerGas, ParticleContext, ParticleMethod, ParticleSponsor } from './context.js'
import { invalidRequest, type JsonRpcResponse, readId, readRequest, toErrorResponse } from './jsonRpc.js'
import { createSessions } from './methods/createSessions.js'
import { getFeeQuotes } from './methods/getFeeQuotes.js'
import { getSmartAccount } from './methods/getSmartAccount.js'
import { sendUserOp } from './methods/sendUserOp.js'
import { validateSession } from './methods/validateSession.js'
import { rpcCodes } from './rpcCodes.js'

/** Answers requests to Particle's `particle_aa_…` methods. */
export type ParticleHandler = {
  /**
   * Answers a request, or a batch of them: what `JSON.parse` returned, or any other value. Never rejects.
   *
   * @param options - `chainId`: the chain that the caller has named beside the request, such as in a URL.
   */
  handle: (
    request: unknown,
    options?: { chainId?: number | undefined },
  ) => Promise<JsonRpcResponse | readonly JsonRpcResponse[]>
}

/** A map, since every object has a `constructor`. */
const methods: ReadonlyMap<string, ParticleMethod> = new Map<string, ParticleMethod>([
  ['particle_aa_createSessions', createSessions],
  ['particle_aa_getFeeQuotes', getFeeQuotes],
  ['particle_aa_getSmartAccount', getSmartAccount],
  ['particle_aa_sendUserOp', sendUserOp],
  ['particle_aa_validateSession', validateSession],
])

/**
 * Particle Network's JSON-RPC for smart accounts and their sessions, over a chain and a bundler of your own:
 * `particle_aa_getSmartAccount`, `particle_aa_createSessions`, `particle_aa_validateSession`, `particle_aa_getFeeQuotes` and
 * `particle_aa_sendUserOp`, for Biconomy Smart Account v2.
 *
 * It holds no key and decides nothing: ops come signed, and the chain judges them. Who can reach it can use its bundler and its
 * paymaster, as with these themselves.
 *
 * - Sessions stand in the account's Biconomy tree. As with Particle, `particle_aa_createSessions` replaces the whole list: pass
 *   every session that is to stay live, and none that `revokeAllSessions` has ended, for it would be live again.
 * - `verifyingPaymasterNative` is always quoted, `verifyingPaymasterGasless` with `gasless` only; `tokenPaymaster` never is.
 *   A session of a plain module is refused any paymaster: for those `gasless` is `'boost'`.
 * - `particle_aa_getFeeQuotes` takes `{ sessions, targetSession }` as a third parameter, for an estimate of that very session.
 * - `particle_aa_sendUserOp` waits for the block and answers with the transaction's hash.
 *
 * What cannot be read is an error that names its place (`params[1][0].validUntil`), and no value is taken for another: a field
 * that is not known, an amount as a JSON number or a time as a string is refused.
 *
 * @param parameters - The chain, the bundler and the contracts.
 * @returns The handler: `handle` for requests, `toParticleProvider` for an EIP-1193 provider, `startParticleServer` for HTTP.
 *
 * @example
 * ```ts
 * import { createParticleHandler } from 'latchkey/particle'
 * import { http } from 'viem'
 *
 * const handler = createParticleHandler({ bundler: http(bundlerUrl), client, contracts: { registry } })
 * const response = await handler.handle({
 *   method: 'particle_aa_getSmartAccount',
 *   params: [{ name: 'BICONOMY', version: '2.0.0', ownerAddress: owner.address }],
 * })
 * ```
 */
export function createParticleHandler(parameters: createParticleHandler.Parameters): ParticleHandler {
  const { maxBatchSize = 16 } = parameters
  const context = toContext(parameters)

  const handleOne = async (request: unknown, named: number | undefined): Promise<JsonRpcResponse> => {
    try {
      const { chainId, id, method, params } = readRequest(request)
      const run = methods.get(method)
      if (!run)
        throw new ParticleRpcError({
          code: rpcCodes.methodNotFound,
          message: `There is no method ${describeValue(method)}.`,
        })
      const served = await context.getChainId()
      // An op for another chain would be signed for this one.
      for (const wanted of [chainId, named])
        if (wanted !== undefined && wanted !== served)
          throw invalidRequest(`\`chainId\` is ${describeValue(wanted)}; this is chain ${served}.`)
      return { jsonrpc: '2.0', id, result: await run(context, params), chainId: served }
    } catch (error) {
      return toErrorResponse(readIdSafely(request), toShown(context, error))
    }
  }

  return {
    async handle(request, { chainId } = {}) {
      try {
        if (!Array.isArray(request)) return await handleOne(request, chainId)
        if (request.length === 0) return toErrorResponse(null, invalidRequest('The batch is empty.'))
        if (request.length > maxBatchSize)
          return toErrorResponse(
            null,
            new ParticleRpcError({
              code: rpcCodes.limitExceeded,
              message: `The batch has ${request.length} requests, more than ${maxBatchSize}.`,
            }),
          )
        return await Promise.all(Array.from(request, (item) => handleOne(item, chainId)))
      } catch (error) {
        return toErrorResponse(null, toShown(context, error))
      }
    },
  }
}

export declare namespace createParticleHandler {
  type Parameters = {
    /** The bundler: a transport, or any client of viem's. It serves EntryPoint v0.6. */
    bundler: Transport | Client<Transport, Chain | undefined>
    /** Reaches the chain. Its `chain`, if it has one, names the currency of the fee quotes. */
    client: Client<Transport, Chain | undefined>
    /** Where the contracts are. */
    contracts: {
      /** The `BiconomySessionRegistry`. */
      registry: Address
      /** Where Biconomy Smart Account v2 is deployed. Default: its addresses on public chains. */
      biconomy?: BiconomyAddresses | undefined
    }
    /** What ops offer per unit of gas. Default: twice what viem estimates for the chain, as viem's bundler clients do. */
    estimateFeesPerGas?: (() => Promise<FeesPerGas>) | undefined
    /** Who pays for ops that are to cost the account nothing. Default: nobody, and `verifyingPaymasterGasless` is `null`. */
    gasless?: ParticleSponsor | undefined
    /** Milliseconds that `particle_aa_sendUserOp` waits for its op to be in a block. Default: 60,000. */
    inclusionTimeout?: number | undefined
    /** The most requests in a batch. Default: 16. */
    maxBatchSize?: number | undefined
    /**
     * Told what the answers keep to themselves: failures of the chain, the bundler and the paymaster. Their text may hold URLs, and
     * keys in these.
     */
    onError?: ((error: unknown) => void) | undefined
  }
  type ReturnType = ParticleHandler
}

function toContext(parameters: createParticleHandler.Parameters): ParticleContext {
  const { bundler, client, contracts, gasless, inclusionTimeout = 60_000 } = parameters
  const { biconomy = biconomyAddresses, registry } = contracts
  let chainId: Promise<number> | undefined
  const context: ParticleContext = {
    biconomy,
    bundler: (typeof bundler === 'function'
      ? createClient({ chain: client.chain, pollingInterval: client.pollingInterval, transport: bundler })
      : bundler) as ParticleContext['bundler'],
    client,
    estimateFeesPerGas: parameters.estimateFeesPerGas ?? (() => estimateFees(client)),
    gasless,
    getChainId: async () => {
      chainId ??= client.chain ? Promise.resolve(client.chain.id) : getAction(client, getChainId, 'getChainId')({})
      // A chain that does not answer now may later.
      return chainId.catch((error) => {
        chainId = undefined
        throw error
      })
    },
    inclusionTimeout,
    onError: (error) => {
      try {
        parameters.onError?.(error)
      } catch {
        // A log that fails must not become the answer.
      }
    },
    registry,
  }
  return context
}

async function estimateFees(client: Client<Transport, Chain | undefined>): Promise<FeesPerGas> {
  const { maxFeePerGas, maxPriorityFeePerGas } = await getAction(
    client,
    estimateFeesPerGas,
    'estimateFeesPerGas',
  )({ chain: client.chain, type: 'eip1559' })
  return { maxFeePerGas: 2n * maxFeePerGas, maxPriorityFeePerGas: 2n * maxPriorityFeePerGas }
}

/** Whatever is not meant to be shown becomes an error that says nothing but that there was one. */
function toShown(context: ParticleContext, error: unknown): ParticleRpcError {
  if (error instanceof ParticleRpcError) {
    if (error.code === rpcCodes.internalError) context.onError(error)
    return error
  }
  context.onError(error)
  return new ParticleRpcError({
    cause: error,
    code: rpcCodes.internalError,
    message: 'The chain did not answer, or not as the method needs it.',
  })
}

/** A request that is no JSON may throw when it is looked at. */
function readIdSafely(request: unknown) {
  try {
    return readId(request)
  } catch {
    return null
  }
}

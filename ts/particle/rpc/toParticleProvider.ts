import { ParticleRpcError } from '../../errors/particleRpc.js'
import type { ParticleHandler } from './createParticleHandler.js'
import { rpcCodes } from './rpcCodes.js'

/** What an EIP-1193 provider of the `particle_aa_…` methods can be asked. */
export type ParticleProvider = {
  /**
   * @throws `ParticleRpcError`, whose `code` and `data` are those of the JSON-RPC error.
   */
  request: (request: { method: string; params?: unknown }) => Promise<unknown>
}

/**
 * Makes an EIP-1193 provider of a handler, for code that takes one, such as viem's `custom` transport. It knows the `particle_aa_…`
 * methods only, holds no account, and emits no events.
 *
 * @param handler - What `createParticleHandler` made.
 * @returns The provider.
 *
 * @example
 * ```ts
 * import { createParticleHandler, toParticleProvider } from 'latchkey/particle'
 * import { http } from 'viem'
 *
 * const handler = createParticleHandler({ bundler: http(bundlerUrl), client, contracts: { registry } })
 * const provider = toParticleProvider(handler)
 * const accounts = await provider.request({
 *   method: 'particle_aa_getSmartAccount',
 *   params: [{ name: 'BICONOMY', version: '2.0.0', ownerAddress: owner.address }],
 * })
 * ```
 */
export function toParticleProvider(handler: ParticleHandler): ParticleProvider {
  return {
    async request(request) {
      const { method, params } = request
      const response = await handler.handle({ id: 1, jsonrpc: '2.0', method, params })
      // One request has one answer.
      if (!('jsonrpc' in response))
        throw new ParticleRpcError({ code: rpcCodes.internalError, message: 'The handler answered with a batch.' })
      if ('result' in response) return response.result
      throw new ParticleRpcError(response.error)
    },
  }
}

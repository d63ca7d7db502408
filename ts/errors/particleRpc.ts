import { BaseError } from 'viem'

export type ParticleRpcErrorType = ParticleRpcError & { name: 'ParticleRpcError' }

/** What a request to `particle_aa_…` was answered with instead of a result. Its text, code and data are all that the answer shows. */
export class ParticleRpcError extends BaseError {
  /**
   * - -32700, -32600, -32601, -32602: not JSON, not a request, an unknown method, a parameter that cannot be read.
   * - -32005: more in one request than is taken.
   * - -32603: the chain, the bundler or the handler failed.
   * - -32000: the op was sent, and not seen in a block in time.
   * - -32500 to -32599: the op was refused, with the codes of ERC-7769.
   */
  readonly code: number
  /** Which field is at fault (`path`), why an op was refused (`refusal`), or which op was sent (`userOpHash`). */
  readonly data: ParticleRpcError.Data | undefined

  constructor({ cause, code, data, message }: ParticleRpcError.Parameters) {
    super(message, {
      metaMessages: [
        'This could arise when:',
        '- A parameter is not what Particle’s documentation shows: `data.path` names it.',
        '- The registry, the account or the bundler refused the operation: `data.refusal` names the registry’s reason.',
        '- The chain or the bundler could not be reached from the handler.',
      ],
      name: 'ParticleRpcError',
    })
    // Set here and not above, where viem would take its text over: it may hold a URL with a key in it.
    this.cause = cause
    this.code = code
    this.data = data
  }
}

export declare namespace ParticleRpcError {
  type Data = { path: string } | { refusal: string } | { userOpHash: string }
  type Parameters = { cause?: unknown; code: number; data?: Data | undefined; message: string }
}

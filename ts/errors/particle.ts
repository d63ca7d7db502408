import { BaseError } from 'viem'

export type InvalidParticleSessionErrorType = InvalidParticleSessionError & { name: 'InvalidParticleSessionError' }

/** A session in Particle's form that cannot be read. */
export class InvalidParticleSessionError extends BaseError {
  /** The field at fault, with its place in the list, such as `sessions[0].sessionKeyDataInAbi`. */
  readonly path: string
  /** What is wrong with it, as the second half of a sentence. */
  readonly reason: string

  constructor({ cause, path, reason }: { cause?: Error | undefined; path: string; reason: string }) {
    super(`\`${path}\` ${reason}.`, {
      cause,
      metaMessages: [
        'This could arise when:',
        '- Both `sessionKeyData` and `sessionKeyDataInAbi` were given, or neither.',
        '- `sessionKeyDataInAbi` is not `[types, values]`, such as `[["address", "uint256"], ["0x…", 1]]`.',
        '- A value does not fit its type.',
      ],
      name: 'InvalidParticleSessionError',
    })
    this.path = path
    this.reason = reason
  }
}

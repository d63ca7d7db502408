import { BaseError } from 'viem'

export type ParticleServerErrorType = ParticleServerError & { name: 'ParticleServerError' }

/** The server cannot listen. */
export class ParticleServerError extends BaseError {
  constructor({ cause, host, port }: { cause: Error; host: string; port: number }) {
    super(`The server cannot listen on port ${port} of ${host}.`, {
      cause,
      metaMessages: [
        'This could arise when:',
        '- Another program listens there. Port 0 lets the system choose a free one.',
        '- The host is not an address of this machine, or the port is below 1024.',
      ],
      name: 'ParticleServerError',
    })
  }
}

import { BaseError } from 'viem'

export type InvalidP256KeyErrorType = InvalidP256KeyError & { name: 'InvalidP256KeyError' }

/** A key that cannot sign for a session. */
export class InvalidP256KeyError extends BaseError {
  constructor({ reason }: { reason: string }) {
    super(`The P-256 key cannot be used: ${reason}.`, {
      metaMessages: [
        'This could arise when:',
        '- It was made for another curve or purpose: `{ name: "ECDSA", namedCurve: "P-256" }` is needed.',
        '- Its public key is compressed.',
      ],
      name: 'InvalidP256KeyError',
    })
  }
}

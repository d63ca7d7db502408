import { BaseError } from 'viem'

export type TooFewGrantsErrorType = TooFewGrantsError & { name: 'TooFewGrantsError' }

/** A grant for many chains that holds none, or one. */
export class TooFewGrantsError extends BaseError {
  constructor({ count }: { count: number }) {
    super(`A grant for several chains was made of ${count} grant${count === 1 ? '' : 's'}.`, {
      metaMessages: ['One grant is signed by itself, with `getSessionGrantTypedData`: its signer sees what it grants.'],
      name: 'TooFewGrantsError',
    })
  }
}

export type InvalidSignedGrantErrorType = InvalidSignedGrantError & { name: 'InvalidSignedGrantError' }

/** A signed grant that the wire cannot carry. */
export class InvalidSignedGrantError extends BaseError {
  constructor({ reason }: { reason: string }) {
    super(`The signed grant cannot be sent: ${reason}.`, {
      metaMessages: [
        'This could arise when:',
        '- Too many sessions are published in it. Leave `sessions` empty, and hand the sessions over in another way.',
        '- Its fields are not what `signSessionGrant` or `signMultichainGrant` returned.',
      ],
      name: 'InvalidSignedGrantError',
    })
  }
}

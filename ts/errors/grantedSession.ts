import { BaseError } from 'viem'

export type InvalidGrantedSessionErrorType = InvalidGrantedSessionError & { name: 'InvalidGrantedSessionError' }

/** What is said about a granted session does not fit together, or could fit no account. */
export class InvalidGrantedSessionError extends BaseError {
  /** The field at fault. */
  readonly field: string

  constructor({ field, reason }: { field: string; reason: string }) {
    super(`The granted session is invalid: \`${field}\` ${reason}.`, {
      metaMessages: [
        'This could arise when:',
        '- The proof belongs to another session, or to another tree than the one that was granted.',
        '- Account, registry and EntryPoint are of different families or chains.',
      ],
      name: 'InvalidGrantedSessionError',
    })
    this.field = field
  }
}

export type SessionSerializationErrorType = SessionSerializationError & { name: 'SessionSerializationError' }

/** A session that is too large to be handed over as text. */
export class SessionSerializationError extends BaseError {
  constructor({ max, size }: { max: number; size: number }) {
    super(`The session takes ${size} characters, more than ${max}.`, {
      metaMessages: [
        'This could arise when:',
        '- A whole tree of many sessions goes along (`includeTree`). A proof takes 67 characters per level.',
      ],
      name: 'SessionSerializationError',
    })
  }
}

export type SessionDeserializationErrorType = SessionDeserializationError & { name: 'SessionDeserializationError' }

/** Text that `serializeSession` did not write. It may hold a key, so nothing of it is shown. */
export class SessionDeserializationError extends BaseError {
  constructor({ cause, reason }: { cause?: BaseError | undefined; reason: string }) {
    super(`The text cannot be read as a session: ${reason}.`, {
      cause,
      metaMessages: [
        ...(cause ? [cause.shortMessage, ''] : []),
        'This could arise when:',
        '- It was cut, edited or formatted on its way: addresses have their checksum, other hex is in lower case, nothing is spaced.',
        '- It was written by a later version of this package.',
      ],
      name: 'SessionDeserializationError',
    })
  }
}

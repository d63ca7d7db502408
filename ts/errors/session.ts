import { BaseError } from 'viem'

const timeHint = 'Times are whole numbers of unix seconds, `validAfter` before `validUntil`; 0 means no limit.'

const hints = {
  module: 'Addresses keep to their checksum.',
  sessionKeyData: 'An `encode…` function writes the data.',
  validAfter: timeHint,
  validUntil: timeHint,
} as const

export type InvalidSessionErrorType = InvalidSessionError & { name: 'InvalidSessionError' }

/** A session that no contract would accept. */
export class InvalidSessionError extends BaseError {
  /** The field at fault. `undefined` when the session is not an object at all. */
  readonly field: InvalidSessionError.Field | undefined
  /** Where the session stands in the list it was given in. `undefined` when it was given alone. */
  readonly index: number | undefined
  /** What is wrong with it, as the second half of a sentence. */
  readonly reason: string

  constructor({ field, index, reason }: InvalidSessionError.Parameters) {
    const place = index === undefined ? '' : ` at index ${index}`
    super(`The session${place} is invalid: ${field ? `\`${field}\`` : 'it'} ${reason}.`, {
      metaMessages: field && [hints[field]],
      name: 'InvalidSessionError',
    })
    this.field = field
    this.index = index
    this.reason = reason
  }
}

export declare namespace InvalidSessionError {
  type Field = 'module' | 'sessionKeyData' | 'validAfter' | 'validUntil'
  type Parameters = { field?: Field | undefined; index?: number | undefined; reason: string }
}

export type EmptySessionsErrorType = EmptySessionsError & { name: 'EmptySessionsError' }

/** A list of sessions without a session in it. */
export class EmptySessionsError extends BaseError {
  constructor() {
    super('There is no session in the list.', {
      metaMessages: ['There is no empty grant: revoke what is to end.'],
      name: 'EmptySessionsError',
    })
  }
}

export type SessionsDecodingErrorType = SessionsDecodingError & { name: 'SessionsDecodingError' }

/** Bytes that are not a list of sessions as `encodeSessions` writes it. */
export class SessionsDecodingError extends BaseError {
  /** The byte at which decoding stopped, counted from 0. */
  readonly offset: number

  constructor({ cause, offset, reason }: SessionsDecodingError.Parameters) {
    super(`The sessions cannot be decoded at byte ${offset}: ${reason}.`, {
      cause,
      metaMessages: [
        ...(cause ? [cause.shortMessage, ''] : []),
        'This could arise when:',
        '- The grant was made without its sessions, or by a tool that publishes them in a form of its own.',
        '- The bytes were cut short, or others were added.',
      ],
      name: 'SessionsDecodingError',
    })
    this.offset = offset
  }
}

export declare namespace SessionsDecodingError {
  type Parameters = { cause?: InvalidSessionError | undefined; offset: number; reason: string }
}

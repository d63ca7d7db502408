import { type Address, BaseError } from 'viem'
import { describeValue } from './describeValue.js'

export type InvalidSessionKeyErrorType = InvalidSessionKeyError & { name: 'InvalidSessionKeyError' }

/** A value that is not a session key, or cannot become one. Its text never holds the value. */
export class InvalidSessionKeyError extends BaseError {
  constructor({ reason }: { reason: string }) {
    super(`The session key cannot be used: ${reason}.`, {
      metaMessages: [
        'This could arise when:',
        '- The key was spread or copied: only the object that `createSessionKey` or `toSessionKey` returned holds its secret.',
        '- The private key is not 32 bytes in hex, or is not below the order of secp256k1.',
        '- A WebCrypto key can be extracted, may not sign, or is not the pair of its public key.',
      ],
      name: 'InvalidSessionKeyError',
    })
  }
}

export type SessionKeyNotExportableErrorType = SessionKeyNotExportableError & { name: 'SessionKeyNotExportableError' }

/** A key that nobody can read was to be written down. */
export class SessionKeyNotExportableError extends BaseError {
  constructor({ where }: { where: string }) {
    super(`A P-256 session key cannot be put into ${where}: nobody can read it.`, {
      metaMessages: [
        'To keep such a key, use `createIndexedDbStore`, which stores it without reading it.',
        'To let an agent act, have the agent make a key, grant a session to it, and hand that over without a key.',
      ],
      name: 'SessionKeyNotExportableError',
    })
  }
}

export type SessionKeyScopeErrorType = SessionKeyScopeError & { name: 'SessionKeyScopeError' }

/** A key was asked for by another user, origin, account or chain than it was made for. */
export class SessionKeyScopeError extends BaseError {
  /** What differs. */
  readonly field: SessionKeyScopeError.Field

  constructor({ asked, field, id, stored }: SessionKeyScopeError.Parameters) {
    super(`The record ${describeValue(id)} holds a key of another \`${field}\`.`, {
      metaMessages: [
        `Stored: ${describeValue(stored)}. Asked for: ${describeValue(asked)}.`,
        'Each user, origin, account and chain has a key of its own, so that one that leaks opens one door only.',
        'To use one key for both all the same, pass the id of its record as `reuse`.',
      ],
      name: 'SessionKeyScopeError',
    })
    this.field = field
  }
}

export declare namespace SessionKeyScopeError {
  type Field = 'account' | 'chainId' | 'origin' | 'user'
  type Parameters = { asked: number | string; field: Field; id: string; stored: number | string }
}

export type SessionKeyTypeErrorType = SessionKeyTypeError & { name: 'SessionKeyTypeError' }

/** The stored key is of another type than the one asked for. */
export class SessionKeyTypeError extends BaseError {
  constructor({ asked, id, stored }: { asked: string; id: string; stored: string }) {
    super(`The record ${describeValue(id)} holds a ${stored} key, and a ${asked} key was asked for.`, {
      metaMessages: ['Leave `type` out to take the key as it is, or pass another `id` to have one of each.'],
      name: 'SessionKeyTypeError',
    })
  }
}

export type SessionKeyConflictErrorType = SessionKeyConflictError & { name: 'SessionKeyConflictError' }

/** A key was to be reused where there is another one already. */
export class SessionKeyConflictError extends BaseError {
  constructor({ asked, id, stored }: { asked: Address; id: string; stored: Address }) {
    super(`The key ${asked} cannot be reused: the record ${describeValue(id)} holds ${stored}.`, {
      metaMessages: ['Sessions may name the key that stands there. Delete its record first, or pass another `id`.'],
      name: 'SessionKeyConflictError',
    })
  }
}

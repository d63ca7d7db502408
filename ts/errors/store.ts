import { type Address, BaseError } from 'viem'
import { describeValue } from './describeValue.js'

export type InvalidSessionRecordErrorType = InvalidSessionRecordError & { name: 'InvalidSessionRecordError' }

/** A record that no store keeps. */
export class InvalidSessionRecordError extends BaseError {
  /** The field at fault. */
  readonly field: string

  constructor({ field, reason }: { field: string; reason: string }) {
    super(`The record cannot be stored: \`${field}\` ${reason}.`, { name: 'InvalidSessionRecordError' })
    this.field = field
  }
}

export type SessionRecordExistsErrorType = SessionRecordExistsError & { name: 'SessionRecordExistsError' }

/** There is a record of this id with another key. */
export class SessionRecordExistsError extends BaseError {
  constructor({ id, stored }: { id: string; stored: Address }) {
    super(`The record ${describeValue(id)} holds another key, ${stored}.`, {
      metaMessages: [
        'Sessions may name that key, and a key that is written over is lost. Delete the record first.',
        'This could arise when:',
        '- Another tab or process made a key for the same user, origin, account and chain. `getOrCreateSessionKey` returns it.',
      ],
      name: 'SessionRecordExistsError',
    })
  }
}

export type SessionRecordNotFoundErrorType = SessionRecordNotFoundError & { name: 'SessionRecordNotFoundError' }

/** There is no record of this id. */
export class SessionRecordNotFoundError extends BaseError {
  constructor({ id }: { id: string }) {
    super(`There is no record ${describeValue(id)}.`, {
      metaMessages: [
        'This could arise when:',
        '- It was deleted, or stands in another store.',
        '- The browser cleared the site’s data.',
      ],
      name: 'SessionRecordNotFoundError',
    })
  }
}

export type CorruptRecordErrorType = CorruptRecordError & { name: 'CorruptRecordError' }

/** What stands where a record should is none. It is left as it is. */
export class CorruptRecordError extends BaseError {
  constructor({ cause, entry, reason }: { cause?: BaseError | undefined; entry: string; reason: string }) {
    super(`The record at "${entry}" cannot be read: ${reason}.`, {
      cause,
      metaMessages: [
        ...(cause ? [cause.shortMessage, ''] : []),
        'It was left as it is. Restore it, or delete it.',
        'This could arise when:',
        '- It was cut, edited, or moved from another place.',
      ],
      name: 'CorruptRecordError',
    })
  }
}

export type UnknownRecordVersionErrorType = UnknownRecordVersionError & { name: 'UnknownRecordVersionError' }

/** A record of a version that this package does not know. It is left as it is. */
export class UnknownRecordVersionError extends BaseError {
  constructor({ entry, version }: { entry: string; version: unknown }) {
    super(`The record at "${entry}" is of version ${describeValue(version)}, only 1 is known.`, {
      metaMessages: ['It was left as it is. It was written by a later version of this package: update it.'],
      name: 'UnknownRecordVersionError',
    })
  }
}

export type WrongStoreKeyErrorType = WrongStoreKeyError & { name: 'WrongStoreKeyError' }

/** A record does not open with the passphrase or key of the store. It is left as it is. */
export class WrongStoreKeyError extends BaseError {
  constructor({ entry }: { entry: string }) {
    super(`The record at "${entry}" does not open with this passphrase or key.`, {
      metaMessages: [
        'It was left as it is, and nothing was written beside it.',
        'This could arise when:',
        '- The passphrase is another one, or a key was given where a passphrase was before.',
        '- The browser cleared the key (IndexedDB) and not the records.',
      ],
      name: 'WrongStoreKeyError',
    })
  }
}

export type WeakStoreKeyErrorType = WeakStoreKeyError & { name: 'WeakStoreKeyError' }

/** A passphrase or key that protects nothing. */
export class WeakStoreKeyError extends BaseError {
  constructor({ reason }: { reason: string }) {
    super(`The store cannot be protected: ${reason}.`, {
      metaMessages: ['Pass a passphrase of 8 characters or more, or the AES-GCM key of `getOrCreateEncryptionKey`.'],
      name: 'WeakStoreKeyError',
    })
  }
}

export type UnreadableRecordsErrorType = UnreadableRecordsError & { name: 'UnreadableRecordsError' }

/** Some records cannot be read. Those that can are in the error. */
export class UnreadableRecordsError<record = unknown> extends BaseError {
  /** What cannot be read, and why. */
  readonly failures: readonly UnreadableRecordsError.Failure[]
  /** The records that could be read. */
  readonly records: readonly record[]

  constructor({ failures, records }: UnreadableRecordsError.Parameters<record>) {
    const count = failures.length
    super(`${count} of ${count + records.length} records cannot be read.`, {
      metaMessages: [
        ...failures.map(({ error }) => `- ${error.shortMessage}`),
        '',
        'They were left as they are. Those that can be read are in `records` of this error.',
      ],
      name: 'UnreadableRecordsError',
    })
    this.failures = failures
    this.records = records
  }
}

export declare namespace UnreadableRecordsError {
  type Failure = {
    /** Where it stands: a file, a name in the Web Storage, or an id in IndexedDB. */
    entry: string
    error: BaseError
  }
  type Parameters<record> = { failures: readonly Failure[]; records: readonly record[] }
}

export type StoreUnavailableErrorType = StoreUnavailableError & { name: 'StoreUnavailableError' }

/** What lies under a store refuses to work. */
export class StoreUnavailableError extends BaseError {
  constructor({ cause, what }: { cause?: unknown; what: string }) {
    super(`The store cannot ${what}.`, {
      cause: cause instanceof Error ? cause : undefined,
      metaMessages: [
        'This could arise when:',
        '- The browser allows the page no storage, or there is no space left.',
        '- The directory cannot be written to.',
      ],
      name: 'StoreUnavailableError',
    })
  }
}

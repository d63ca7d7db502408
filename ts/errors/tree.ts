import { BaseError, type Hex } from 'viem'

export type AmbiguousBiconomySessionErrorType = AmbiguousBiconomySessionError & {
  name: 'AmbiguousBiconomySessionError'
}

/** A session that would also be an inner node of a Biconomy tree, and could hide another session under it. */
export class AmbiguousBiconomySessionError extends BaseError {
  /** Where the session stands in the list. */
  readonly index: number

  constructor({ index }: { index: number }) {
    super(`The session at index ${index} must not stand in a Biconomy tree: its \`sessionKeyData\` is 32 bytes.`, {
      metaMessages: [
        'Such a session hashes 64 bytes, as an inner node does. Its `sessionKeyData` may be the hash of a second session',
        'that nobody reviewed, and that the same root then proves.',
        '',
        'To grant it all the same:',
        '- Use a native tree (`toSessionTree`), whose leaves are hashed twice.',
        '- Or give the module `sessionKeyData` of another length.',
      ],
      name: 'AmbiguousBiconomySessionError',
    })
    this.index = index
  }
}

export type DuplicateSessionErrorType = DuplicateSessionError & { name: 'DuplicateSessionError' }

/** The same session twice in one tree. */
export class DuplicateSessionError extends BaseError {
  /** Id of the session. */
  readonly id: Hex
  /** Where it stands in the list: first and second place. */
  readonly indexes: readonly [number, number]

  constructor({ id, indexes }: { id: Hex; indexes: readonly [number, number] }) {
    super(`The sessions at index ${indexes[0]} and ${indexes[1]} are the same session, ${id}.`, {
      metaMessages: ['Were the sessions of two sources joined, and both know it?'],
      name: 'DuplicateSessionError',
    })
    this.id = id
    this.indexes = indexes
  }
}

export type InvalidProofErrorType = InvalidProofError & { name: 'InvalidProofError' }

/** A Merkle proof that no registry would read. */
export class InvalidProofError extends BaseError {
  constructor({ reason }: { reason: string }) {
    super(`The proof is invalid: ${reason}.`, {
      metaMessages: [
        'This could arise when:',
        '- The proof does not come from `getSessionProof`.',
        '- The siblings are Buffers or are joined into one hex string: an array with a hex string for each is meant.',
      ],
      name: 'InvalidProofError',
    })
  }
}

export type SessionNotInTreeErrorType = SessionNotInTreeError & { name: 'SessionNotInTreeError' }

/** A session was asked for that the tree does not hold. */
export class SessionNotInTreeError extends BaseError {
  constructor({ root, size, subject }: { root: Hex; size: number; subject: string }) {
    super(`The tree ${root} of ${size} session${size === 1 ? '' : 's'} has no ${subject}.`, {
      metaMessages: [
        'This could arise when:',
        '- The session was granted under another root.',
        '- A field of the session was changed after the tree was built: each change makes another session.',
        '- A leaf was given where the id is meant.',
      ],
      name: 'SessionNotInTreeError',
    })
  }
}

export type TooManySessionsErrorType = TooManySessionsError & { name: 'TooManySessionsError' }

/** More sessions than one tree may hold. */
export class TooManySessionsError extends BaseError {
  constructor({ max, size }: { max: number; size: number }) {
    super(`A tree holds ${max} sessions at most, and these are ${size}.`, {
      metaMessages: ['Make several trees: grants add up.'],
      name: 'TooManySessionsError',
    })
  }
}

import { type Address, BaseError, type Hex } from 'viem'

export type EmptyCallsErrorType = EmptyCallsError & { name: 'EmptyCallsError' }

/** An operation without a call in it. */
export class EmptyCallsError extends BaseError {
  constructor() {
    super('There is no call to make.', {
      metaMessages: ['A session is refused an empty batch: nothing would be judged, and the account would pay for it.'],
      name: 'EmptyCallsError',
    })
  }
}

export type CallsDecodingErrorType = CallsDecodingError & { name: 'CallsDecodingError' }

/** Calldata that is not a canonical list of calls of a Biconomy Smart Account v2. */
export class CallsDecodingError extends BaseError {
  constructor({ cause, data }: { cause?: unknown; data: Hex }) {
    super(`The calldata is not a list of calls of a Biconomy account: it begins with ${data.slice(0, 10)}.`, {
      cause: cause instanceof Error ? cause : undefined,
      metaMessages: [
        'This could arise when:',
        '- It calls another function than `execute`, `execute_ncC`, `executeBatch` or `executeBatch_y6U`.',
        '- It was not written by an ABI encoder, or was cut.',
      ],
      name: 'CallsDecodingError',
    })
  }
}

export type SessionSigningErrorType = SessionSigningError & { name: 'SessionSigningError' }

/** A session account was asked to sign something other than a user operation. */
export class SessionSigningError extends BaseError {
  constructor({ what }: { what: string }) {
    super(`A session key cannot sign ${what} in the account's name.`, {
      metaMessages: [
        'A session signs user operations and nothing else: the registry answers every ERC-1271 question with no.',
        'A signed message could be a permit, an order or a grant, which no session rule would see.',
      ],
      name: 'SessionSigningError',
    })
  }
}

export type UnsupportedAccountErrorType = UnsupportedAccountError & { name: 'UnsupportedAccountError' }

/** An account that sessions do not work on. */
export class UnsupportedAccountError extends BaseError {
  constructor({ reason }: { reason: string }) {
    super(`Sessions do not work on this account: ${reason}.`, {
      metaMessages: [
        'Supported:',
        '- Biconomy Smart Account v2 (name "BICONOMY", version "2.0.0") on EntryPoint v0.6.',
        '- Nexus, Kernel v3 and OpenZeppelin’s AccountERC7579 on EntryPoint v0.7 and later, and Safe with Safe7579 on v0.7.',
      ],
      name: 'UnsupportedAccountError',
    })
  }
}

export type TreeKindErrorType = TreeKindError & { name: 'TreeKindError' }

/** A proof and the wire that carries it belong to trees of different kinds. */
export class TreeKindError extends BaseError {
  constructor({ kind, wire }: { kind: string; wire: string }) {
    super(`A ${kind} tree does not fit the ${wire} wire.`, {
      metaMessages: [
        'The native wire proves a session to a root granted with `grantSessions`, Biconomy’s wire to the root of',
        '`setMerkleRoot`. Leave `wire` out: the tree says which one it is.',
      ],
      name: 'TreeKindError',
    })
  }
}

export type NonceKeyErrorType = NonceKeyError & { name: 'NonceKeyError' }

/** A lane of nonces that a session may not use. */
export class NonceKeyError extends BaseError {
  constructor({ limit, nonceKey }: { limit: bigint; nonceKey: bigint }) {
    super(`A session may not use the nonce key ${nonceKey}.`, {
      metaMessages: [
        `Keys of sessions are below 2^${limit.toString(2).length - 1} on this account.`,
        'On Biconomy accounts those from there on (`ownerNonceKey`) are the owner’s alone, so that a session key cannot use up the',
        'nonce of its own revocation.',
      ],
      name: 'NonceKeyError',
    })
  }
}

export type ClientMissingErrorType = ClientMissingError & { name: 'ClientMissingError' }

/** An account was given as a bare address, without a client to reach its chain. */
export class ClientMissingError extends BaseError {
  constructor({ address }: { address: Address }) {
    super(`There is no client for the account ${address}.`, {
      metaMessages: ['Pass `client`, or pass a viem `SmartAccount`, which brings its own.'],
      name: 'ClientMissingError',
    })
  }
}

export type PeriodsOnBiconomyWireErrorType = PeriodsOnBiconomyWireError & { name: 'PeriodsOnBiconomyWireError' }

/** A policy with budgets per period, on a wire that cannot name periods. */
export class PeriodsOnBiconomyWireError extends BaseError {
  constructor({ count }: { count: number }) {
    super(`The policy has ${count} budget${count === 1 ? '' : 's'} per period, and Biconomy’s wire names no periods.`, {
      metaMessages: ['Grant the session in a native tree (`toSessionTree`, `grantSessions`).'],
      name: 'PeriodsOnBiconomyWireError',
    })
  }
}

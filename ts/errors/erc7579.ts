import { BaseError, type Hex } from 'viem'

export type Erc7579CallsDecodingErrorType = Erc7579CallsDecodingError & { name: 'Erc7579CallsDecodingError' }

/** Calldata that is not a canonical list of calls of an ERC-7579 account. */
export class Erc7579CallsDecodingError extends BaseError {
  constructor({ cause, data }: { cause?: unknown; data: Hex }) {
    super(`The calldata is not a list of calls of an ERC-7579 account: it begins with ${data.slice(0, 10)}.`, {
      cause: cause instanceof Error ? cause : undefined,
      metaMessages: [
        'This could arise when:',
        '- It calls another function than `execute(bytes32,bytes)`.',
        '- Its mode is not the plain single or batch one: delegatecall, static and "try" are not for sessions.',
        '- It was not written by an ABI encoder, or was cut.',
      ],
      name: 'Erc7579CallsDecodingError',
    })
  }
}

export type LaneErrorType = LaneError & { name: 'LaneError' }

/** A lane of nonces that an account does not have. */
export class LaneError extends BaseError {
  constructor({ family, lane, size }: { family: string; lane: bigint; size: number }) {
    super(`An account of the family "${family}" has no lane ${lane}.`, {
      metaMessages: [`Lanes of this family are from 0 to ${(1n << BigInt(size * 8)) - 1n}.`],
      name: 'LaneError',
    })
  }
}

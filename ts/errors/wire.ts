import { BaseError } from 'viem'
import { describeValue } from './describeValue.js'

const causes = {
  moduleSignature: ['- The value is not what `encodeNativeSignature` or `encodeBiconomySignature` returned.'],
  periods: ['- An index was computed from milliseconds, or before the first period begins.'],
  registry: [
    '- The address does not match its checksum.',
    '- The address is empty because the registry is not deployed or not configured on this chain.',
  ],
  signature: [
    '- The key signs in the short form of 64 bytes (EIP-2098), or is neither a secp256k1 nor a P-256 key.',
    '- The signature was already encoded for the account or the registry.',
  ],
} as const

export type InvalidWireFieldErrorType = InvalidWireFieldError & { name: 'InvalidWireFieldError' }

/** A value that cannot stand in the signature of a user operation. */
export class InvalidWireFieldError extends BaseError {
  /** Name of the field at fault. */
  readonly field: InvalidWireFieldError.Field

  constructor({ field, reason, value }: InvalidWireFieldError.Parameters) {
    super(`\`${field}\` is ${describeValue(value)}, not ${reason}.`, {
      metaMessages: ['This could arise when:', ...causes[field]],
      name: 'InvalidWireFieldError',
    })
    this.field = field
  }
}

export declare namespace InvalidWireFieldError {
  type Field = 'moduleSignature' | 'periods' | 'registry' | 'signature'
  type Parameters = { field: Field; reason: string; value: unknown }
}

const names = { account: 'account', biconomy: 'Biconomy', native: 'native' } as const

export type SignatureDecodingErrorType = SignatureDecodingError & { name: 'SignatureDecodingError' }

/** Bytes that are not a signature of the wire they were read as. */
export class SignatureDecodingError extends BaseError {
  /** The wire they were read as. */
  readonly wire: SignatureDecodingError.Wire

  constructor({ cause, reason, wire }: SignatureDecodingError.Parameters) {
    super(`The ${names[wire]} signature cannot be decoded: ${reason}.`, {
      cause,
      metaMessages: [
        ...(cause instanceof BaseError ? [cause.shortMessage, ''] : []),
        'This could arise when:',
        '- The user operation was signed by its owner, or by the key of another session system.',
        '- The bytes are of another wire: a native signature starts with 0x01, 0x02 or 0x04, and a Biconomy one with 0x00, and on a',
        '  Biconomy account either stands inside `abi.encode(moduleSignature, registry)`.',
        '- The bytes were cut short, or others were added.',
      ],
      name: 'SignatureDecodingError',
    })
    this.wire = wire
  }
}

export declare namespace SignatureDecodingError {
  type Wire = 'account' | 'biconomy' | 'native'
  type Parameters = { cause?: Error | undefined; reason: string; wire: Wire }
}

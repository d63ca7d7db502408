import { BaseError } from 'viem'
import { describeValue } from './describeValue.js'

export type InvalidSessionKeyDataErrorType = InvalidSessionKeyDataError & { name: 'InvalidSessionKeyDataError' }

/** A field that must not, or cannot, be written into a module's `sessionKeyData`. */
export class InvalidSessionKeyDataError extends BaseError {
  /** Name of the field at fault. */
  readonly field: string
  /** Contract name of the module; its address where that is all that is known. */
  readonly module: string

  constructor({ field, module, reason, value }: InvalidSessionKeyDataError.Parameters) {
    super(`\`${field}\` of \`${module}\` is ${describeValue(value)}: ${reason}.`, {
      metaMessages: [
        'This could arise when:',
        '- The field was left out, or comes from a configuration that lacks it.',
        '- A number was given where a bigint is meant, or an address that does not match its checksum.',
      ],
      name: 'InvalidSessionKeyDataError',
    })
    this.field = field
    this.module = module
  }
}

export declare namespace InvalidSessionKeyDataError {
  type Parameters = { field: string; module: string; reason: string; value: unknown }
}

export type SessionKeyDataDecodingErrorType = SessionKeyDataDecodingError & { name: 'SessionKeyDataDecodingError' }

/** Bytes that are not `sessionKeyData` of the module. */
export class SessionKeyDataDecodingError extends BaseError {
  /** Contract name of the module. */
  readonly module: string

  constructor({ module, reason }: { module: string; reason: string }) {
    super(`The \`sessionKeyData\` of \`${module}\` cannot be decoded: ${reason}.`, {
      metaMessages: [
        'This could arise when:',
        '- The session belongs to another module.',
        '- The bytes were not written by the `encode…SessionKeyData` function of this module.',
      ],
      name: 'SessionKeyDataDecodingError',
    })
    this.module = module
  }
}

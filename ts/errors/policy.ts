import { BaseError } from 'viem'

export type InvalidRuleErrorType = InvalidRuleError & { name: 'InvalidRuleError' }

/** A rule that does not fit the argument it was given for. */
export class InvalidRuleError extends BaseError {
  /** The argument at fault, such as `approve.amount`. Empty when the rule was not yet given for one. */
  readonly path: string

  constructor({ path, reason }: InvalidRuleError.Parameters) {
    super(`The rule${path === '' ? '' : ` for \`${path}\``} is invalid: ${reason}.`, {
      metaMessages: [
        'This could arise when:',
        '- An argument was left out or misspelled. Nothing is allowed by omission: write `any()` for what may be anything.',
        '- The value or the rule is for another type: numbers above 48 bits are bigints, and only numbers have an order.',
        '- The rules come from JSON, which knows no bigints.',
      ],
      name: 'InvalidRuleError',
    })
    this.path = path
  }
}

export declare namespace InvalidRuleError {
  type Parameters = { path: string; reason: string }
}

const permissionCauses = {
  abi: ['- The ABI is that of another contract, or of a proxy without its implementation.'],
  address: [
    '- The address does not match its checksum, or is not configured on this chain.',
    '- No address was given to mean every contract: write `any()` for that.',
  ],
  functionName: [
    '- The name is misspelled, or the ABI is that of another contract.',
    '- The function is overloaded: name it by its signature, such as `mint(address,uint256)`.',
  ],
  limits: ['- A budget was given instead of its name.'],
  value: ['- A number was given where a bigint is meant: values are in wei.', '- `max` was left out. No value is 0n.'],
} as const

export type InvalidPermissionErrorType = InvalidPermissionError & { name: 'InvalidPermissionError' }

/** An entry of a policy that cannot be made. Rules on arguments have an error of their own, `InvalidRuleError`. */
export class InvalidPermissionError extends BaseError {
  /** The field at fault. */
  readonly field: InvalidPermissionError.Field

  constructor({ field, reason }: InvalidPermissionError.Parameters) {
    super(`The permission is invalid: \`${field}\` ${reason}.`, {
      metaMessages: ['This could arise when:', ...permissionCauses[field]],
      name: 'InvalidPermissionError',
    })
    this.field = field
  }
}

export declare namespace InvalidPermissionError {
  type Field = keyof typeof permissionCauses
  type Parameters = { field: Field; reason: string }
}

export type InvalidPolicyErrorType = InvalidPolicyError & { name: 'InvalidPolicyError' }

/** A policy that cannot be written, or that does not mean what it says. */
export class InvalidPolicyError extends BaseError {
  /** The field at fault, such as `budgets.weekly.max`. */
  readonly path: string

  constructor({ cause, path, reason }: InvalidPolicyError.Parameters) {
    super(`The policy is invalid: \`${path}\` ${reason}.`, {
      cause,
      metaMessages: [
        ...(cause instanceof BaseError ? [cause.shortMessage, ''] : []),
        'This could arise when:',
        '- A field was left out, or comes from a configuration that lacks it. What is missing is never unlimited.',
        '- A number was given where a bigint is meant: caps are bigints, times are whole unix seconds.',
        '- The policy was put together by hand: `definePolicy` makes them.',
      ],
      name: 'InvalidPolicyError',
    })
    this.path = path
  }
}

export declare namespace InvalidPolicyError {
  type Parameters = { cause?: Error | undefined; path: string; reason: string }
}

export type PolicyDecodingErrorType = PolicyDecodingError & { name: 'PolicyDecodingError' }

/** Bytes that are not a policy. */
export class PolicyDecodingError extends BaseError {
  /** The byte at which decoding stopped, counted from 0. */
  readonly offset: number

  constructor({ offset, reason }: PolicyDecodingError.Parameters) {
    super(`The policy cannot be decoded at byte ${offset}: ${reason}.`, {
      metaMessages: [
        'This could arise when:',
        '- The session belongs to another module than `CallPolicyModule`.',
        '- The bytes were cut short, or others were added.',
      ],
      name: 'PolicyDecodingError',
    })
    this.offset = offset
  }
}

export declare namespace PolicyDecodingError {
  type Parameters = { offset: number; reason: string }
}

export type InvalidPolicyCheckErrorType = InvalidPolicyCheckError & { name: 'InvalidPolicyCheckError' }

/** Something that cannot be checked, because it is no call, account or cost of an op. */
export class InvalidPolicyCheckError extends BaseError {
  /** The parameter at fault, such as `calls[0].to`. */
  readonly path: string

  constructor({ path, reason }: InvalidPolicyCheckError.Parameters) {
    super(`The op cannot be checked: \`${path}\` ${reason}.`, {
      metaMessages: [
        'This could arise when:',
        '- A number was given where a bigint is meant, or an address that does not match its checksum.',
        '- A call was given in the form of another library: `{ to, value, data }` is meant.',
      ],
      name: 'InvalidPolicyCheckError',
    })
    this.path = path
  }
}

export declare namespace InvalidPolicyCheckError {
  type Parameters = { path: string; reason: string }
}

import { type Address, getAddress, isAddress } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidSessionRecordError, type InvalidSessionRecordErrorType } from '../errors/store.js'

/** Whose key it is: each of the four has one of its own. */
export type SessionKeyScope = {
  /** The account that the key is for. */
  account: Address
  chainId: number
  /** The app that uses the key: in a browser `location.origin`. Two spellings are two apps. */
  origin: string
  /** Who uses it, such as the address of the owner. */
  user: string
}

const maxNameLength = 256

/**
 * The scope in one spelling: addresses, as which users often are named too, have their checksum.
 *
 * @internal
 */
export function toScope({ account, chainId, origin, user }: SessionKeyScope): SessionKeyScope {
  assertName('origin', origin)
  assertName('user', user)
  if (typeof account !== 'string' || !isAddress(account))
    throw fault('account', `is ${describeValue(account)}, not an address`)
  if (!Number.isSafeInteger(chainId) || chainId < 1)
    throw fault('chainId', `is ${describeValue(chainId)}, not a chain id`)
  return { account: getAddress(account), chainId, origin, user: isAddress(user) ? getAddress(user) : user }
}

export declare namespace toScope {
  type ErrorType = InvalidSessionRecordErrorType
}

/** @internal */
export function assertName(field: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value.length === 0 || value.length > maxNameLength)
    throw fault(field, `is ${describeValue(value)}, not a string of 1 to ${maxNameLength} characters`)
}

function fault(field: string, reason: string): InvalidSessionRecordError {
  return new InvalidSessionRecordError({ field, reason })
}

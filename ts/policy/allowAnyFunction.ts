import type { Address } from 'viem'
import type { InvalidPermissionErrorType } from '../errors/policy.js'
import { readLimits, readTarget, readValue } from './permissionFields.js'
import type { PermissionDraft } from './policy.js'
import type { AnyRule } from './rule.js'

/**
 * Allows every function of a contract with any arguments: calldata of 4 bytes or more. Plain transfers are not among them.
 *
 * With `address: any()` the session may do whatever the account may, save what the registry forbids to all sessions.
 *
 * @param parameters - The contract.
 * @returns An entry for `definePolicy`.
 * @throws `InvalidPermissionError` naming the field at fault.
 *
 * @example
 * ```ts
 * import { allowAnyFunction } from 'latchkey/policy'
 *
 * const game = allowAnyFunction({ address: '0x909E30bdBCb728131E3F8d17150eaE740C904649' })
 * ```
 */
export function allowAnyFunction(parameters: allowAnyFunction.Parameters): allowAnyFunction.ReturnType {
  const { address, limits, value } = parameters
  return {
    effect: 'allow',
    target: readTarget(address),
    function: 'any',
    ...readValue(value),
    limits: readLimits(limits),
    program: [],
  }
}

export declare namespace allowAnyFunction {
  type Parameters = {
    /** The contract. `any()`: every contract. */
    address: Address | AnyRule
    /** The most wei that one call may carry. Without it, none. */
    value?: { max: bigint } | undefined
    /** Names of budgets of kind calls or nativeValue that each call is charged to. */
    limits?: readonly string[] | undefined
  }
  type ReturnType = PermissionDraft
  type ErrorType = InvalidPermissionErrorType
}

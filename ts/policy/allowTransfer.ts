import type { Address } from 'viem'
import { InvalidPermissionError, type InvalidPermissionErrorType } from '../errors/policy.js'
import { readLimits, readTarget, readValue } from './permissionFields.js'
import type { PermissionDraft } from './policy.js'
import type { AnyRule } from './rule.js'

/**
 * Allows plain transfers of the native token: calls with empty calldata.
 *
 * @param parameters - To whom, and how much.
 * @returns An entry for `definePolicy`.
 * @throws `InvalidPermissionError` naming the field at fault.
 *
 * @example
 * ```ts
 * import { allowTransfer } from 'latchkey/policy'
 * import { parseEther } from 'viem'
 *
 * const tip = allowTransfer({
 *   address: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3',
 *   value: { max: parseEther('0.01') },
 * })
 * ```
 */
export function allowTransfer(parameters: allowTransfer.Parameters): allowTransfer.ReturnType {
  const { address, limits, value } = parameters
  if (value === undefined)
    throw new InvalidPermissionError({ field: 'value', reason: 'was left out; a transfer needs a `max`' })
  return {
    effect: 'allow',
    target: readTarget(address),
    function: 'transfer',
    ...readValue(value),
    limits: readLimits(limits),
    program: [],
  }
}

export declare namespace allowTransfer {
  type Parameters = {
    /** The recipient. `any()`: everybody. */
    address: Address | AnyRule
    /** The most wei that one transfer may carry. */
    value: { max: bigint }
    /** Names of budgets of kind calls or nativeValue that each transfer is charged to. */
    limits?: readonly string[] | undefined
  }
  type ReturnType = PermissionDraft
  type ErrorType = InvalidPermissionErrorType
}

import { type Abi, type Address, toFunctionSelector } from 'viem'
import type { InvalidPermissionErrorType } from '../errors/policy.js'
import type { ArgumentRules } from './argumentRules.js'
import { compileArguments } from './compileArguments.js'
import type { FunctionName, FunctionNamed } from './functionNames.js'
import { getFunction } from './getFunction.js'
import { readLimits, readTarget, readValue } from './permissionFields.js'
import type { PermissionDraft } from './policy.js'
import type { AnyRule } from './rule.js'

/**
 * Allows calls of one function of a contract. Every argument needs a rule: `any()` says that it may be anything. Calldata
 * that is not the canonical encoding of the arguments fits no entry.
 *
 * Several entries for the same function are alternatives: a call needs to fit one of them.
 *
 * @param parameters - The function, and the rules for its arguments by name or by position.
 * @returns An entry for `definePolicy`.
 * @throws `InvalidPermissionError` naming the field at fault, `InvalidRuleError` naming the argument.
 *
 * @example
 * ```ts
 * import { allow, eq, lte } from 'latchkey/policy'
 * import { erc20Abi } from 'viem'
 *
 * const approve = allow({
 *   abi: erc20Abi,
 *   address: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
 *   functionName: 'approve',
 *   args: { spender: eq('0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3'), amount: lte(1_000_000n) },
 * })
 * ```
 */
export function allow<const abi extends Abi | readonly unknown[], const functionName extends FunctionName<abi>>(
  parameters: allow.Parameters<abi, functionName>,
): allow.ReturnType {
  const { abi, address, functionName, limits, value } = parameters
  const fn = getFunction(abi, functionName)
  return {
    effect: 'allow',
    target: readTarget(address),
    function: toFunctionSelector(fn),
    ...readValue(value),
    limits: readLimits(limits),
    program: compileArguments(fn, parameters.args, 'allow'),
    abi: fn,
  }
}

export declare namespace allow {
  type Parameters<
    abi extends Abi | readonly unknown[] = Abi,
    functionName extends FunctionName<abi> = FunctionName<abi>,
  > = {
    /** The contract's ABI. */
    abi: abi
    /** The contract. `any()`: every contract that has such a function. */
    address: Address | AnyRule
    /** Name of the function, or its signature such as `mint(address,uint256)` when it is overloaded. */
    functionName: functionName | FunctionName<abi>
    /** The most wei that one call may carry. Without it, none. */
    value?: { max: bigint } | undefined
    /** Names of budgets of kind calls or nativeValue that each call is charged to. */
    limits?: readonly string[] | undefined
  } & Arguments<abi, functionName>

  /** The rules for the arguments; a function without arguments needs none. */
  type Arguments<abi extends Abi | readonly unknown[], functionName> = FunctionNamed<
    abi,
    functionName
  >['inputs'] extends readonly []
    ? { args?: readonly [] | AnyRule | undefined }
    : { args: ArgumentRules<FunctionNamed<abi, functionName>['inputs']> }

  type ReturnType = PermissionDraft
  type ErrorType = InvalidPermissionErrorType | compileArguments.ErrorType
}
